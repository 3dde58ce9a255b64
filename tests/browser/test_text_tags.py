"""What analysis says of a conversation, and what a person says instead, in a real browser."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, Locator, Page, Route, expect

from tests.browser.actors import Agent, Visitor
from tests.browser.conftest import NewPage
from tests.browser.looking import no_serious_finding
from tests.running.cut_proxy import CutProxy
from tests.running.parley_process import ParleyProcess

pytestmark = [pytest.mark.browser, pytest.mark.peers, pytest.mark.timeout(180)]

PRAISE = "Thank you, the new lamp is wonderful and I am very happy with it!"
GERMAN = "Leider ist die zweite Lampe kaputt angekommen."
ANGER = "This is a terrible disappointment and the worst service ever."
FURY = "I am so angry, what an awful disgrace!"


@pytest.fixture(scope="module")
def talk(browser: Browser, parley: ParleyProcess, network: CutProxy) -> Iterator[str]:
    """A conversation whose customer is pleased at first and angry in the end; its address."""
    desk, street = browser.new_context(), browser.new_context()
    agent = _agent(desk, parley, network)
    agent.go_available()
    visitor = Visitor(street.new_page(), network.url)
    visitor.arrive()
    visitor.write(PRAISE)
    agent.offer(PRAISE).get_by_test_id("offer-accept").click()
    for words in (GERMAN, ANGER, FURY):
        agent.sees(PRAISE)
        visitor.write(words)
        agent.sees(words)
        expect(_dot(agent.page, words)).to_be_visible()
    yield agent.page.url
    street.close()
    desk.close()


@pytest.fixture
def page(talk: str, parley: ParleyProcess, network: CutProxy, new_page: NewPage) -> Page:
    """The conversation at a desk with an English screen."""
    shown = new_page(viewport={"width": 1440, "height": 900}, locale="en-GB")
    _sign_in(shown, parley, network)
    shown.goto(talk)
    expect(_dot(shown, FURY)).to_be_visible()
    return shown


def test_tags_are_there_and_quiet(page: Page) -> None:
    praise = _entry(page, PRAISE)
    dot = _dot(page, PRAISE)
    expect(dot).to_have_attribute("data-value", "positive")
    box = dot.bounding_box()
    assert box and box["width"] < 30, "the word waits for who looks"
    dot.hover()
    expect(page.get_by_role("tooltip")).to_have_text("Positive")
    expect(praise.get_by_test_id("tag-language")).to_have_count(0)  # as the screen's
    expect(_entry(page, GERMAN).get_by_test_id("tag-language")).to_contain_text("German")

    expect(page.get_by_test_id("keyword")).to_have_count(0)
    above = _entry(page, FURY).bounding_box()
    praise.get_by_test_id("tag-keywords").click()
    expect(page.get_by_test_id("keyword").filter(has_text="lamp").first).to_be_visible()
    assert _entry(page, FURY).bounding_box() == above, "the words moved what is being read"
    no_serious_finding(page, "the conversation with its keywords open")
    page.keyboard.press("Escape")
    expect(page.get_by_test_id("keyword")).to_have_count(0)


def test_two_clicks_correct_and_one_takes_it_back(page: Page) -> None:
    dot = _dot(page, ANGER)
    expect(dot).to_have_attribute("data-value", "negative")
    dot.click()
    menu = page.get_by_test_id("correct-sentiment")
    expect(menu).to_contain_text("Estimated by the machine")
    no_serious_finding(page, "the choice of a correction", '[data-testid="correct-sentiment"]')
    menu.get_by_role("menuitem", name="Neutral").click()
    expect(dot).to_have_attribute("data-value", "neutral")
    expect(dot).to_have_attribute("data-source", "person")
    expect(dot).to_have_attribute("aria-label", re.compile("corrected by a person"))

    dot.click()
    said = page.get_by_test_id("corrected-by")
    expect(said).to_contain_text(re.compile(r"Corrected by \w+, \d"))
    expect(said).to_contain_text("The machine said: Negative")
    page.keyboard.press("Escape")
    page.get_by_role("button", name="Undo").first.click()
    expect(dot).to_have_attribute("data-source", "machine")
    expect(dot).to_have_attribute("data-value", "negative")


def test_the_keyboard_corrects_as_well(page: Page) -> None:
    dot = _dot(page, PRAISE)
    dot.focus()
    expect(page.get_by_role("tooltip")).to_have_text("Positive")
    page.keyboard.press("Enter")
    menu = page.get_by_test_id("correct-sentiment")
    expect(menu).to_be_visible()
    expect(menu.get_by_role("menuitem", name="Neutral")).to_be_focused()
    page.keyboard.press("ArrowDown")
    expect(menu.get_by_role("menuitem", name="Negative")).to_be_focused()
    page.keyboard.press("Enter")
    expect(dot).to_have_attribute("data-source", "person")
    expect(dot).to_have_attribute("data-value", "negative")
    expect(dot).to_be_focused()
    page.keyboard.press("Enter")
    menu.get_by_test_id("correction-undo").click()
    expect(dot).to_have_attribute("data-source", "machine")


def test_the_mood_of_the_conversation(page: Page) -> None:
    mood = page.get_by_test_id("conversation-mood")
    expect(mood).to_have_attribute("data-start", re.compile("positive|neutral"))
    expect(mood).to_have_attribute("data-now", "negative")
    about = page.get_by_test_id("about-conversation")
    expect(about.get_by_test_id("about-mood")).to_contain_text("Negative")
    expect(about.get_by_test_id("about-keywords")).to_contain_text("lamp")
    row = page.get_by_test_id("conversation-row").first
    expect(row.get_by_role("img", name="Negative")).to_be_visible()


def test_the_sentence_that_worsened_it_is_a_click_away(page: Page) -> None:
    line = page.locator('[data-testid="entry"][data-activity="worsened"]')
    expect(line).to_have_count(1)
    sentence = line.get_by_test_id("worsened-sentence")
    expect(sentence).to_contain_text(re.compile(f"{GERMAN}|{ANGER}|{FURY}"))
    sentence.click()
    hit = page.locator('[data-testid="entry"][data-hit]')
    expect(hit).to_have_count(1)
    expect(hit).to_be_in_viewport()
    words = sentence.inner_text().strip("“”")
    expect(hit).to_contain_text(words)


def test_a_contacts_mood_from_conversation_to_conversation(page: Page, talk: str) -> None:
    here = talk.rsplit("/", 1)[1].split("?")[0]
    moods = [("old", 0.6, 0.7, 0.5), ("other", 0.1, -0.6, -0.9), (here, 0.5, 0.4, -0.2)]

    def answer(route: Route) -> None:
        items = [
            {
                "conversation": conversation,
                "number": number,
                "channel": "webchat",
                "at": f"2026-0{number}-03T10:00:00.000Z",
                "start": start,
                "end": end,
                "lowest": lowest,
            }
            for number, (conversation, start, end, lowest) in enumerate(moods, start=1)
        ]
        route.fulfill(json={"items": items})

    page.route(re.compile(r"/api/v1/contacts/[^/]+/mood$"), answer)
    page.reload()
    chart = page.get_by_test_id("mood-over-time")
    points = chart.get_by_role("link")
    expect(points).to_have_count(3)
    expect(points.nth(1)).to_have_attribute("href", "/inbox/other")
    expect(points.nth(1)).to_have_attribute("aria-label", re.compile("^#2, .*Neutral.*Negative"))
    expect(points.nth(2)).to_have_attribute("aria-current", "page")
    no_serious_finding(page, "the customer's mood", '[data-testid="customer-pane"]')


def _entry(page: Page, words: str) -> Locator:
    found = page.locator('[data-testid="entry"][data-kind="message"]')
    return found.filter(has=page.get_by_text(words, exact=True))


def _dot(page: Page, words: str) -> Locator:
    return _entry(page, words).get_by_test_id("tag-sentiment")


def _agent(context: BrowserContext, parley: ParleyProcess, network: CutProxy) -> Agent:
    return _sign_in(context.new_page(), parley, network)


def _sign_in(page: Page, parley: ParleyProcess, network: CutProxy) -> Agent:
    login = next(user for user in parley.demo["users"] if user["role"] == "admin")
    agent = Agent(page, network.url)
    agent.sign_in(login["email"], login["password"])
    return agent
