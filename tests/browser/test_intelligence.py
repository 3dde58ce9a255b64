"""What customers contact us about, in Chromium: figures that open their rows, topics, alerts."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, Page, Route, expect

from tests.browser.actors import Agent
from tests.browser.insight_stage import InsightStage
from tests.browser.looking import no_serious_finding
from tests.conftest import free_port
from tests.running.cut_proxy import CutProxy
from tests.running.parley_process import ParleyProcess

pytestmark = [pytest.mark.browser, pytest.mark.peers, pytest.mark.timeout(120)]

Supervisor = Callable[..., Page]
"""A supervisor's console; ``language``, and what a browser context takes."""


@pytest.fixture(scope="module")
def login(browser: Browser, parley: ParleyProcess, network: CutProxy) -> dict[str, object]:
    """What a browser keeps of a supervisor's sign-in: one for all tests of this file."""
    known = next(user for user in parley.demo["users"] if user["role"] == "supervisor")
    context = browser.new_context()
    Agent(context.new_page(), network.url).sign_in(known["email"], known["password"])
    state: dict[str, object] = dict(context.storage_state())
    context.close()
    return state


@pytest.fixture
def supervisor(
    new_page: Callable[..., Page], login: dict[str, object], network: CutProxy
) -> Iterator[Supervisor]:
    """Open a supervisor's console at a page."""

    def at(
        path: str, stage: InsightStage | None = None, language: str = "en", **look: object
    ) -> Page:
        options = {"viewport": {"width": 1440, "height": 900}, "reduced_motion": "reduce", **look}
        page = new_page(storage_state=login, **options)
        if stage is not None:
            stage.play(page)
        if language != "en":
            page.route("**/api/v1/me", lambda route: _speaking(route, language))
        page.goto(network.url + path)
        return page

    yield at


def _speaking(route: Route, language: str) -> None:
    """Let the person who sits here speak a language, for this page alone."""
    answer = route.fetch()
    me = answer.json()
    me["user"]["locale"] = language
    route.fulfill(response=answer, json=me)


def test_a_day_of_the_chart_opens_its_conversations(supervisor: Supervisor) -> None:
    stage = InsightStage()
    page = supervisor("/intelligence?days=7", stage)
    bars = page.get_by_test_id("mood-chart").locator(".recharts-bar-rectangle")
    expect(bars).to_have_count(21)  # seven days, three moods

    page.get_by_test_id("as-table").click()
    days = page.get_by_test_id("mood-panel").get_by_role("row")
    expect(days).to_have_count(8)
    newest = days.nth(1)
    negative = newest.get_by_role("link").last
    count = negative.inner_text()
    negative.click()

    expect(page.get_by_test_id("insight-rows")).to_be_visible()
    expect(page.get_by_test_id("filter-chips")).to_contain_text("Negative")
    asked = re.search(r"conversations\?from=(\S+)&to=(\S+)&label=negative", stage.asked[-1])
    assert asked, stage.asked
    day = next(it for it in stage.overview_of_week() if it["day"] == asked[1])
    assert str(day["negative"]) == count
    expect(page.get_by_test_id("insight-row").first.get_by_role("link").first).to_have_attribute(
        "href", "/inbox/c-0"
    )


def test_a_press_on_a_bar_opens_its_conversations(supervisor: Supervisor) -> None:
    stage = InsightStage()
    page = supervisor("/intelligence?days=7", stage)
    page.get_by_test_id("mood-chart").locator(".recharts-bar-rectangle").first.click()
    expect(page.get_by_test_id("filter-chips")).to_contain_text("Negative")
    expect(page.get_by_test_id("insight-row").first).to_be_visible()


def test_the_view_is_in_the_address_and_stays_on_the_way(supervisor: Supervisor) -> None:
    stage = InsightStage()
    page = supervisor("/intelligence", stage)
    page.get_by_test_id("period").get_by_text("90 days").click()
    page.get_by_test_id("pick-channel").click()
    page.get_by_role("option", name="Email").click()
    expect(page).to_have_url(re.compile(r"\?days=90&channel=email$"))
    expect(page.get_by_test_id("mood-panel")).to_contain_text("Sentiment by week")
    page.get_by_role("link", name="Parcel did not arrive", exact=True).click()
    expect(page).to_have_url(re.compile(r"/topics/topic-0\?days=90&channel=email$"))
    expect(page.get_by_test_id("topic-page")).to_be_visible()
    assert "channel=email" in stage.asked[-1]


def test_days_of_ones_own(supervisor: Supervisor) -> None:
    stage = InsightStage()
    page = supervisor("/intelligence", stage)
    page.get_by_test_id("own-period").click()
    page.get_by_label("First day").fill("2026-03-02")
    page.get_by_label("Last day").fill("2026-03-01")
    expect(page.get_by_text("The last day lies before the first.")).to_be_visible()
    page.get_by_label("Last day").fill("2026-03-08")
    page.get_by_role("dialog").get_by_role("button", name="Show").click()
    expect(page).to_have_url(re.compile(r"\?from=2026-03-02&to=2026-03-09$"))
    expect(page.get_by_test_id("own-period")).to_contain_text("Mar 2")


def test_a_topic_is_renamed_and_hidden_and_brought_back(supervisor: Supervisor) -> None:
    stage = InsightStage()
    page = supervisor("/intelligence/topics/topic-0", stage)
    page.get_by_role("button", name=re.compile("Parcel did not arrive")).first.click()
    field = page.get_by_label("Name of the topic", exact=True)
    field.fill("Late parcels")
    field.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Late parcels")
    assert stage.changes[-1] == {"name": "Late parcels", "version": 1}
    page.get_by_role("button", name="Undo").last.click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Parcel did not arrive")
    assert stage.changes[-1] == {"name": "Parcel did not arrive", "version": 2}

    page.get_by_test_id("hide-topic").click()
    expect(page.get_by_test_id("topic-page").get_by_text("Hidden", exact=True)).to_be_visible()
    page.get_by_role("link", name="Topics").first.click()
    expect(page.get_by_test_id("topic-row")).to_have_count(5)
    page.get_by_text("Hidden topics (1)").click()
    page.get_by_test_id("topic-search").get_by_role("link", name="Parcel did not arrive").click()
    page.get_by_test_id("hide-topic").click()
    expect(page.get_by_test_id("hide-topic")).to_contain_text("Hide")
    assert [it["hidden"] for it in stage.changes[2:]] == [True, False]


def test_a_figure_says_what_it_means(supervisor: Supervisor) -> None:
    page = supervisor("/intelligence", InsightStage())
    page.get_by_test_id("total-mean").get_by_role("button", name="Mean sentiment").focus()
    expect(page.get_by_role("tooltip")).to_contain_text("from −1 to 1")


def test_it_says_what_went_wrong_and_tries_again(supervisor: Supervisor) -> None:
    stage = InsightStage()
    stage.fails = True
    page = supervisor("/intelligence", stage)
    expect(page.get_by_text("Out of order")).to_be_visible()
    stage.fails = False
    page.get_by_test_id("retry").click()
    expect(page.get_by_test_id("overview")).to_be_visible()


@pytest.mark.parametrize(
    ("state", "scale", "why"),
    [("no_meanings", 40, "engine"), ("none_yet", 4, "few"), ("none_yet", 40, "soon")],
)
def test_it_says_why_there_are_no_topics(
    supervisor: Supervisor, state: str, scale: int, why: str
) -> None:
    page = supervisor("/intelligence", InsightStage(engine_state=state, scale=scale))
    expect(page.get_by_test_id("no-topics")).to_have_attribute("data-why", why)


def test_nothing_analysed_leads_to_a_longer_period(supervisor: Supervisor) -> None:
    page = supervisor("/intelligence?days=7", InsightStage(scale=0))
    page.get_by_test_id("no-data").get_by_role("button", name="Show 90 days").click()
    expect(page).to_have_url(re.compile("days=90"))


def test_alerts_are_counted_opened_and_done(supervisor: Supervisor) -> None:
    stage = InsightStage()
    page = supervisor("/alerts", stage)
    bell = page.get_by_test_id("alert-bell")
    expect(bell).to_contain_text("3")
    worse = page.get_by_test_id("alert").filter(has_text="worsened")
    expect(worse).to_contain_text("the tracking has not moved")
    expect(worse.get_by_role("link")).to_have_attribute("href", "/inbox/c-0?seq=5")
    worse.get_by_test_id("alert-done").click()
    expect(page.get_by_test_id("alert")).to_have_count(2)
    expect(bell).to_contain_text("2")


def test_persian_runs_from_right_to_left(supervisor: Supervisor) -> None:
    page = supervisor("/intelligence?days=7", InsightStage(), language="fa")
    expect(page.locator("html")).to_have_attribute("dir", "rtl")
    ticks = page.get_by_test_id("mood-chart").locator(".recharts-xAxis-tick-labels text")
    expect(ticks.first).to_have_text(re.compile("[۰-۹]"))
    places = [box["x"] for tick in ticks.all() if (box := tick.bounding_box())]
    assert len(places) > 2
    assert places == sorted(places, reverse=True), "the oldest day stands at the right"
    page.get_by_test_id("as-table").click()
    newest = page.get_by_test_id("mood-panel").get_by_role("row").nth(1)
    expect(newest).to_have_text(re.compile("[۰-۹]"))
    expect(newest).not_to_have_text(re.compile("[0-9]"))


LOOKS: dict[str, dict[str, object]] = {
    "light": {},
    "dark": {"color_scheme": "dark"},
    "phone": {"viewport": {"width": 390, "height": 844}},
    "persian": {
        "language": "fa",
        "color_scheme": "dark",
        "viewport": {"width": 390, "height": 844},
    },
}


@pytest.mark.parametrize("look", LOOKS)
def test_everybody_can_read_it(supervisor: Supervisor, network: CutProxy, look: str) -> None:
    page = supervisor("/intelligence", InsightStage(), **LOOKS[look])
    for path, there in (
        ("/intelligence", "mood-chart"),
        ("/intelligence/topics", "topics"),
        ("/intelligence/topics/topic-0", "mean-chart"),
        ("/intelligence/conversations?topic=topic-0", "insight-row"),
        ("/alerts", "alert"),
    ):
        page.goto(network.url + path)
        expect(page.get_by_test_id(there).first).to_be_visible()
        wider = page.evaluate(
            "() => document.scrollingElement.scrollWidth - document.scrollingElement.clientWidth"
        )
        assert wider <= 0, f"{path} is {wider} px wider than the screen"
        no_serious_finding(page, path)


def test_the_console_begins_without_the_charts(supervisor: Supervisor, network: CutProxy) -> None:
    page = supervisor("/search", InsightStage())
    loaded: list[str] = []
    page.on("request", lambda request: loaded.append(request.url))
    page.goto(f"{network.url}/search")
    expect(page.get_by_test_id("search-input")).to_be_visible()
    page.wait_for_load_state("networkidle")
    before = {url for url in loaded if "Chart" in url}
    page.get_by_role("link", name="Insights").click()
    expect(page.get_by_test_id("mood-chart")).to_be_visible()
    assert not before
    assert any("MoodChart" in url for url in loaded)


ANALYSED = """async () => {
    for (;;) {
        const answer = await fetch("/api/v1/intelligence/overview");
        if ((await answer.json()).conversations > 5) return;
        await new Promise((done) => setTimeout(done, 500));
    }
}"""


@pytest.fixture(scope="module")
def quarter(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ParleyProcess]:
    """A demo with a past, read by the word lists."""
    process = ParleyProcess(
        command=("demo", "--rate", "0", "--past", "60", "--quiet", "--seed", "7"),
        data=tmp_path_factory.mktemp("quarter") / "data",
        port=free_port(),
        environment={"PARLEY_TAGGING_ENGINE": "lexicon"},
    )
    process.start()
    yield process
    process.stop()


@pytest.mark.timeout(180)
def test_figures_of_a_real_past_open_their_rows(
    new_page: Callable[..., Page], quarter: ParleyProcess
) -> None:
    page = new_page(viewport={"width": 1440, "height": 900}, reduced_motion="reduce")
    known = next(user for user in quarter.demo["users"] if user["role"] == "admin")
    Agent(page, quarter.url).sign_in(known["email"], known["password"])

    page.evaluate(ANALYSED)
    page.goto(f"{quarter.url}/intelligence?days=90")
    expect(page.get_by_test_id("mood-chart")).to_be_visible()
    expect(page.get_by_test_id("no-topics")).to_have_attribute("data-why", "engineEdit")
    english = page.get_by_test_id("languages").get_by_role("link", name="English")
    count = int(re.sub(r"\D", "", english.locator("b").inner_text()))
    english.click()
    expect(page.get_by_test_id("filter-chips")).to_contain_text("English")
    rows = page.get_by_test_id("insight-row")
    expect(rows.first).to_be_visible()
    assert rows.count() >= min(count, 20), "every conversation that the figure counts has a row"
    words = rows.first.locator("p").last.inner_text()
    rows.first.get_by_role("link").first.click()
    expect(page.get_by_test_id("entry").filter(has_text=words[:30]).first).to_be_visible()
