"""The widget in Chromium, before a fake Parley: what visitors see on good lines and bad."""

from __future__ import annotations

import base64
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.looking import no_serious_finding
from tests.browser.widget_stage import BUNDLE, WidgetStage

pytestmark = [pytest.mark.browser, pytest.mark.timeout(60)]

NewPage = Callable[..., Page]
PHONE = {"viewport": {"width": 390, "height": 844}, "has_touch": True}
DESKTOP = {"viewport": {"width": 1280, "height": 800}}
PIXEL = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
)


@pytest.fixture
def stage() -> Iterator[WidgetStage]:
    assert BUNDLE.is_file(), "the widget is not built; `make web` builds it"
    one = WidgetStage()
    one.start()
    yield one
    one.stop()


def visit(page: Page, stage: WidgetStage) -> list[str]:
    """Goes to the shop; returns the list that every complaint of the browser will be put in."""
    complaints: list[str] = []
    page.on(
        "console", lambda m: complaints.append(m.text) if m.type in ("error", "warning") else None
    )
    page.goto(stage.shop)
    page.get_by_test_id("widget-launcher").wait_for()
    return complaints


def say(page: Page, words: str) -> None:
    page.get_by_test_id("widget-input").fill(words)
    page.get_by_test_id("widget-input").press("Enter")


def messages(page: Page) -> Locator:
    return page.get_by_test_id("widget-message")


def test_opens_in_under_200_ms_under_a_strict_policy(stage: WidgetStage, new_page: NewPage) -> None:
    page = new_page(**DESKTOP)
    complaints = visit(page, stage)
    elapsed = page.evaluate(
        """() => new Promise(done => {
            const root = document.querySelector("#parley-widget").shadowRoot;
            const began = performance.now();
            const look = () => root.querySelector("[data-testid=widget-input]")
                ? requestAnimationFrame(() => setTimeout(() => done(performance.now() - began)))
                : requestAnimationFrame(look);
            root.querySelector("[data-testid=widget-launcher]").click();
            look();
        })"""
    )
    assert elapsed < 200
    say(page, "Hello")
    expect(messages(page)).to_have_attribute("data-state", "sent")
    assert complaints == []
    assert page.context.cookies() == []


@pytest.mark.parametrize(
    "options",
    [
        DESKTOP,
        {**DESKTOP, "color_scheme": "dark"},
        {**PHONE, "locale": "fa-IR"},
    ],
    ids=["light", "dark", "persian-phone"],
)
@pytest.mark.parametrize("accent", ["#1f5b4c", "#ffd84d"])
def test_has_no_serious_finding_of_axe(
    stage: WidgetStage, new_page: NewPage, options: dict[str, object], accent: str
) -> None:
    stage.config["accent"] = accent
    page = new_page(**options, reduced_motion="reduce")
    visit(page, stage)
    page.get_by_test_id("widget-launcher").click()
    say(page, "Hello, see https://example.com/a")
    expect(messages(page)).to_have_attribute("data-state", "sent")
    talk = stage.the_talk()
    stage.run(stage.fake.assign(talk, "Ada"))
    stage.run(stage.fake.reply(talk, "Hi! Look at https://example.com/b"))
    expect(messages(page)).to_have_count(2)
    stage.run(stage.fake.finish(talk))
    page.get_by_test_id("widget-rate-4").check(force=True)
    no_serious_finding(page, "the widget", "#parley-widget")


def test_a_lost_acknowledgement_neither_loses_nor_doubles(
    stage: WidgetStage, new_page: NewPage
) -> None:
    page = new_page(**DESKTOP)
    visit(page, stage)
    page.get_by_test_id("widget-launcher").click()
    stage.fake.lose_acknowledgements = 1
    say(page, "Once")
    expect(messages(page)).to_have_attribute("data-state", "sent")
    say(page, "Twice")
    expect(messages(page).nth(1)).to_have_attribute("data-state", "sent")
    assert [entry["text"] for entry in stage.the_talk().entries] == ["Once", "Twice"]
    expect(messages(page)).to_have_count(2)


def test_what_is_written_without_a_network_goes_out_with_it(
    stage: WidgetStage, new_page: NewPage
) -> None:
    page = new_page(**DESKTOP)
    visit(page, stage)
    page.get_by_test_id("widget-launcher").click()
    say(page, "Before")
    expect(messages(page)).to_have_attribute("data-state", "sent")
    page.context.set_offline(True)
    stage.run(stage.fake.cut())
    expect(page.get_by_test_id("widget-status")).to_contain_text("No connection")
    say(page, "In the tunnel")
    expect(messages(page).nth(1)).to_have_attribute("data-state", "waiting")
    stage.run(stage.fake.reply(stage.the_talk(), "Meanwhile"))
    page.context.set_offline(False)
    expect(messages(page)).to_have_count(3)
    expect(messages(page).nth(2)).to_have_attribute("data-state", "sent")
    texts = [entry["text"] for entry in stage.the_talk().entries]
    assert texts == ["Before", "Meanwhile", "In the tunnel"]
    shown = [int(row.get_attribute("data-seq") or 0) for row in messages(page).all()]
    assert shown == sorted(shown)


def test_a_lost_entry_is_caught_up_in_order(stage: WidgetStage, new_page: NewPage) -> None:
    page = new_page(**DESKTOP)
    visit(page, stage)
    page.get_by_test_id("widget-launcher").click()
    say(page, "Hello")
    expect(messages(page)).to_have_attribute("data-state", "sent")
    stage.fake.drop_entries = 1
    stage.run(stage.fake.reply(stage.the_talk(), "first"))
    stage.run(stage.fake.reply(stage.the_talk(), "second"))
    expect(messages(page)).to_have_count(3)
    expect(messages(page).nth(1)).to_contain_text("first")
    expect(messages(page).nth(2)).to_contain_text("second")


def test_resumes_after_reload_and_agrees_across_tabs(stage: WidgetStage, new_page: NewPage) -> None:
    page = new_page(**DESKTOP)
    visit(page, stage)
    page.get_by_test_id("widget-launcher").click()
    say(page, "Hello")
    expect(messages(page)).to_have_attribute("data-state", "sent")
    page.reload()
    expect(messages(page)).to_contain_text("Hello")  # and it is still open

    page.get_by_test_id("widget-close").click()
    other = page.context.new_page()
    visit(other, stage)
    stage.run(stage.fake.reply(stage.the_talk(), "Are you there?"))
    expect(page.get_by_test_id("widget-unread")).to_have_text("1")
    expect(other.get_by_test_id("widget-unread")).to_have_text("1")
    other.get_by_test_id("widget-launcher").click()
    expect(page.get_by_test_id("widget-unread")).to_have_count(0)
    assert len(stage.fake.talks) == 1


def test_words_stay_words(stage: WidgetStage, new_page: NewPage) -> None:
    page = new_page(**DESKTOP)
    visit(page, stage)
    page.get_by_test_id("widget-launcher").click()
    say(page, "<img src=x onerror=alert(1)> javascript:alert(2)")
    expect(messages(page)).to_contain_text("<img src=x onerror=alert(1)> javascript:alert(2)")
    assert messages(page).locator("img, a").count() == 0


def test_files_are_sent_and_shown_and_refused_in_words(
    stage: WidgetStage, new_page: NewPage
) -> None:
    stage.config["max_attachment_bytes"] = 2000
    page = new_page(**DESKTOP)
    visit(page, stage)
    page.get_by_test_id("widget-launcher").click()
    chooser = page.get_by_test_id("widget-file")
    chooser.set_input_files({"name": "big.bin", "mimeType": "x/y", "buffer": b"0" * 5000})
    expect(page.get_by_test_id("widget-error")).to_contain_text("big.bin is too large: 5 kB")
    chooser.set_input_files({"name": "lamp.png", "mimeType": "image/png", "buffer": PIXEL})
    expect(page.locator("[data-testid=widget-parcel][data-done]")).to_be_visible()
    page.get_by_test_id("widget-send").click()
    expect(messages(page).get_by_role("img", name="Picture lamp.png")).to_be_visible()


def test_the_keyboard_is_enough(stage: WidgetStage, new_page: NewPage) -> None:
    page = new_page(**PHONE)
    visit(page, stage)
    page.get_by_test_id("widget-launcher").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_test_id("widget-input")).to_be_focused()
    dialog = page.get_by_role("dialog")
    expect(dialog).to_have_attribute("aria-modal", "true")
    for _ in range(12):  # round and round, never out of the panel that covers the page
        page.keyboard.press("Tab")
        assert page.evaluate(
            "document.activeElement?.shadowRoot?.activeElement?.closest('[role=dialog]') !== null"
        )
    page.keyboard.press("Escape")
    expect(page.get_by_test_id("widget-launcher")).to_be_focused()
    expect(dialog).to_be_hidden()


def test_asks_before_the_talk_what_the_site_wants_to_know(
    stage: WidgetStage, new_page: NewPage
) -> None:
    fields = [{"name": "email", "label": "", "required": True}]
    stage.config["prechat"] = {"enabled": True, "fields": fields}
    page = new_page(**DESKTOP)
    visit(page, stage)
    page.get_by_test_id("widget-launcher").click()
    page.get_by_test_id("widget-field-email").fill("no address")
    page.get_by_test_id("widget-form-submit").click()
    expect(page.get_by_text("such as name@example.com")).to_be_visible()
    page.get_by_test_id("widget-field-email").fill("noor@example.com")
    page.get_by_test_id("widget-form-submit").click()
    say(page, "Hello")
    expect(messages(page)).to_have_attribute("data-state", "sent")
    told = [payload for event, payload in stage.fake.received if event == "prechat"]
    assert told == [{"email": "noor@example.com"}]


def test_says_truthfully_that_nobody_is_there(stage: WidgetStage, new_page: NewPage) -> None:
    stage.fake.online = False
    page = new_page(**DESKTOP)
    visit(page, stage)
    page.get_by_test_id("widget-launcher").click()
    expect(page.get_by_test_id("widget-status")).to_contain_text("Nobody is here right now")
    page.get_by_test_id("widget-field-email").fill("noor@example.com")
    page.get_by_test_id("widget-field-message").fill("Please write to me")
    page.get_by_test_id("widget-form-submit").click()
    expect(messages(page)).to_have_attribute("data-state", "sent")
    expect(page.get_by_text("Your message has reached us")).to_be_visible()


def test_the_site_may_open_it_and_listen(stage: WidgetStage, new_page: NewPage) -> None:
    page = new_page(**DESKTOP)
    visit(page, stage)
    page.evaluate("window.heard = []; void Parley.on('open', () => heard.push('open'))")
    page.evaluate("void Parley.on('message', ({text}) => heard.push(text))")
    page.locator("[data-ask]").click()
    say(page, "Hello")
    expect(messages(page)).to_have_attribute("data-state", "sent")
    stage.run(stage.fake.reply(stage.the_talk(), "Hi"))
    expect(messages(page)).to_have_count(2)
    assert page.evaluate("heard") == ["open", "Hi"]
    page.evaluate("Parley.close()")
    expect(page.get_by_test_id("widget-panel")).to_be_hidden()


def test_rates_once_it_is_over(stage: WidgetStage, new_page: NewPage) -> None:
    page = new_page(**DESKTOP)
    visit(page, stage)
    page.get_by_test_id("widget-launcher").click()
    say(page, "Hello")
    expect(messages(page)).to_have_attribute("data-state", "sent")
    page.get_by_test_id("widget-end").click()
    page.get_by_test_id("widget-end-yes").click()
    page.get_by_test_id("widget-rate-5").check(force=True)
    page.get_by_test_id("widget-rate-send").click()
    expect(page.get_by_test_id("widget-rated")).to_be_visible()
    stage.until(lambda: any(event == "rate" for event, _ in stage.fake.received))
