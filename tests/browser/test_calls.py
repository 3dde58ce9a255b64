"""Calls in a real browser: offered, taken, held, a colleague asked, hung up and written down; what
is left of them on the timeline; and calls that an agent begins."""

from __future__ import annotations

import base64
import json
import re
import uuid
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Literal
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import (
    Browser,
    BrowserContext,
    Locator,
    Page,
    ViewportSize,
    WebSocketRoute,
    expect,
)

from tests.browser.actors import Agent
from tests.browser.callers import Exchange
from tests.browser.looking import no_serious_finding
from tests.running.cut_proxy import CutProxy
from tests.running.parley_process import ParleyProcess

pytestmark = [pytest.mark.browser, pytest.mark.peers, pytest.mark.timeout(180)]

PHONE: ViewportSize = {"width": 390, "height": 844}
DESK: ViewportSize = {"width": 1440, "height": 900}
SCHEMES: tuple[Literal["dark", "light"], ...] = ("dark", "light")
KNOWN = "+15550100777"
PICKED_UP_MS = 30_000
"""Whoever is called lets it ring for a while."""


@dataclass
class Telephonist:
    """Somebody at the console with a telephone."""

    agent: Agent
    context: BrowserContext

    @property
    def page(self) -> Page:
        return self.agent.page

    @property
    def bar(self) -> Locator:
        """The bar of the live call."""
        return self.page.get_by_test_id("call-bar")

    def api(self, method: str, path: str, **body: object) -> None:
        """Ask the API with the console's own session."""
        url, call = f"{self.agent.site}/api/v1", self.page.request
        token = {"X-CSRF-Token": call.get(f"{url}/me").json()["csrf"]}
        answer = call.fetch(f"{url}{path}", method=method, data=body, headers=token)
        assert answer.ok, f"{path}: {answer.status} {answer.text()}"

    def takes(self, text: str) -> None:
        """Accept the offer of a call, and be connected."""
        self.agent.offer(text).get_by_test_id("offer-accept").click()
        self.speaks()

    def speaks(self) -> None:
        """Wait until they speak with the contact."""
        expect(self.bar).to_have_attribute("data-state", "talking", timeout=PICKED_UP_MS)

    def hangs_up(self) -> None:
        """End the call and write nothing down."""
        self.page.get_by_test_id("call-hang-up").click()
        self.page.get_by_test_id("wrap-up-done").click()
        expect(self.page.get_by_test_id("wrap-up")).to_have_count(0)


def _sign_in(browser: Browser, parley: ParleyProcess, network: CutProxy, role: str) -> Telephonist:
    context = browser.new_context(viewport=DESK, reduced_motion="reduce")
    login = next(user for user in parley.demo["users"] if user["role"] == role)
    agent = Agent(context.new_page(), network.url)
    agent.page.set_default_timeout(15_000)
    agent.sign_in(login["email"], login["password"])
    return Telephonist(agent, context)


@pytest.fixture(scope="module")
def exchange(parley: ParleyProcess) -> Exchange:
    return Exchange.of(parley)


@pytest.fixture
def alex(browser: Browser, parley: ParleyProcess, network: CutProxy) -> Iterator[Telephonist]:
    """An agent who takes calls; afterwards offline, with nobody left waiting."""
    one = _sign_in(browser, parley, network, "agent")
    errors: list[str] = []
    one.page.on("pageerror", lambda error: errors.append(str(error)))
    one.agent.go_available()
    yield one
    one.api("PUT", "/seats/me", presence="offline")
    url = f"{network.url}/api/v1/conversations?view=all&channel=voice&category=open"
    for left in one.page.request.get(url).json()["items"]:
        one.api("POST", f"/conversations/{left['id']}/resolve", id=str(uuid.uuid4()))
    one.context.close()
    assert not errors, f"errors in the page: {errors}"


@pytest.fixture
def sam(browser: Browser, parley: ParleyProcess, network: CutProxy) -> Iterator[Telephonist]:
    """A supervisor who is there, and takes no work."""
    one = _sign_in(browser, parley, network, "supervisor")
    presence = one.page.get_by_test_id("presence-menu")
    presence.click()
    one.page.get_by_role("menuitem", name="Busy", exact=True).click()
    expect(presence).to_have_attribute("data-presence", "busy")
    yield one
    one.api("PUT", "/seats/me", presence="offline")
    one.context.close()


def test_a_call_from_the_first_ring_to_its_wrap_up(
    alex: Telephonist, sam: Telephonist, exchange: Exchange
) -> None:
    page = alex.page
    caller = exchange.call(KNOWN).chooses("1")

    card = alex.agent.offer("+1 555 010 0777")
    expect(card.get_by_test_id("pop-choice")).to_contain_text("support")
    card.get_by_test_id("pop-look").click()
    expect(page.locator('[data-kind="call"]')).to_have_attribute("data-state", "offered")
    page.keyboard.press("Control+Shift+Enter")
    alex.speaks()
    expect(page.get_by_test_id("call-words")).to_have_text("Talking")

    page.keyboard.press("h")
    expect(alex.bar).to_have_attribute("data-state", "on_hold")
    page.keyboard.press("h")
    alex.speaks()
    page.keyboard.press("m")
    expect(page.get_by_test_id("call-muted")).to_be_visible()
    page.keyboard.press("m")
    expect(page.get_by_test_id("call-muted")).to_have_count(0)

    tape = page.get_by_test_id("call-tape")
    page.keyboard.press("v")
    expect(tape).to_have_attribute("data-now", "on")
    page.keyboard.press("v")
    expect(tape).to_have_text("Recording paused")
    page.keyboard.press("v")
    expect(tape).to_have_text("Recording")

    page.keyboard.press("d")
    page.keyboard.type("12#")
    expect(page.get_by_test_id("keypad-pressed")).to_have_text("12#")
    page.keyboard.press("Escape")

    for way_back in ("b", "t"):  # back to the caller at first, then brought in for good
        page.keyboard.press("t")
        page.get_by_test_id("bring-in-word").fill("Sam")
        page.get_by_test_id("bring-in-word").press("Enter")
        expect(page.get_by_role("dialog")).to_have_count(0)
        expect(page.get_by_test_id("call-complete")).to_be_enabled(timeout=PICKED_UP_MS)
        expect(sam.page.get_by_test_id("brought-in")).to_contain_text("Alex speaks with you")
        if way_back == "b":
            page.keyboard.press("b")
            alex.speaks()
            expect(sam.page.get_by_test_id("brought-in")).to_have_count(0)
    page.keyboard.press("t")
    expect(alex.bar).to_have_count(0)
    sam.speaks()
    caller.says("Where is my parcel?")

    sam.page.keyboard.press("Shift+E")
    caller.is_gone()
    wrap_up = sam.page.get_by_test_id("wrap-up")
    expect(wrap_up).to_be_visible()
    sam.page.keyboard.press("2")
    sam.page.keyboard.press("n")
    sam.page.keyboard.type("It comes tomorrow.")
    sam.page.keyboard.press("Control+Enter")
    expect(wrap_up).to_have_count(0)

    done = page.locator('[data-kind="call"]')
    expect(done).to_have_attribute("data-outcome", "answered")
    expect(done).to_contain_text("Alex, Sam")
    expect(done.get_by_test_id("call-disposition")).to_have_text("Return or refund")
    expect(done.get_by_test_id("call-note")).to_have_text("It comes tomorrow.")
    expect(done.get_by_test_id("recording")).to_have_attribute("data-drawn", "true")
    done.get_by_test_id("transcript-toggle").click()
    expect(done.get_by_test_id("sentence")).to_contain_text("Where is my parcel?")
    assert exchange.complaints() == ""


def test_a_message_is_heard_and_called_back(alex: Telephonist, exchange: Exchange) -> None:
    page = alex.page
    caller = exchange.call("+15550100778").chooses("0")
    caller.leaves("Please call me back.")
    caller.is_gone()
    alex.agent.offer("+1 555 010 0778").get_by_test_id("offer-accept").click()
    card = page.locator('[data-kind="call"]')
    expect(card.get_by_test_id("call-outcome")).to_have_text("Voicemail")
    expect(page.get_by_test_id("conversation-row").first).to_contain_text("Voicemail")

    player = card.get_by_test_id("recording")
    expect(player).to_have_attribute("data-drawn", "true")
    player.get_by_test_id("recording-wave").press("End")
    expect(player.get_by_test_id("recording-at")).not_to_have_text("0:00 / 0:00")
    for speed in ("1.25×", "1.5×", "2×", "1×"):
        player.get_by_test_id("recording-speed").click()
        expect(player.get_by_test_id("recording-speed")).to_have_text(speed)

    card.get_by_test_id("call-back-button").click()
    alex.speaks()
    alex.hangs_up()
    expect(card.last).to_have_attribute("data-outcome", "answered")
    assert exchange.complaints() == ""


def test_somebody_is_called_from_anywhere(alex: Telephonist, exchange: Exchange) -> None:
    page = alex.page
    page.goto(f"{alex.agent.site}/settings/profile")
    expect(page.get_by_test_id("phone-button")).to_have_attribute("data-state", "demo")
    page.keyboard.press("d")
    pad = page.get_by_test_id("dial-pad")
    expect(pad.get_by_test_id("phone-line")).to_contain_text("no sound")
    expect(pad.get_by_test_id("dial-call")).to_be_disabled()
    pad.get_by_test_id("dial-number").fill("+49 30 555 0199")
    pad.get_by_test_id("dial-call").click()
    alex.speaks()
    expect(page.locator('[data-kind="call"]')).to_contain_text("Outgoing")

    page.goto(f"{alex.agent.site}/settings/profile")
    expect(alex.bar).to_be_visible()
    alex.hangs_up()
    page.goto(f"{alex.agent.site}/inbox")
    page.get_by_test_id("phone-button").click()
    expect(page.get_by_test_id("dial-person").first).to_contain_text("+49 305 550 199")
    assert exchange.complaints() == ""


def test_no_matter_is_closed_with_somebody_on_the_line(
    alex: Telephonist, exchange: Exchange
) -> None:
    caller = exchange.call("+15550100779").chooses("1")
    alex.takes("+1 555 010 0779")
    alex.page.keyboard.press("e")
    expect(alex.page.get_by_text("hang up first")).to_be_visible()
    expect(alex.page.get_by_test_id("resolve-button")).to_have_count(0)
    alex.speaks()
    caller.hangs_up()
    expect(alex.page.get_by_test_id("wrap-up")).to_be_visible()
    alex.page.get_by_test_id("wrap-up-keep").click()
    expect(alex.page.get_by_test_id("conversation-state")).to_have_attribute("data-state", "active")


def test_the_telephone_can_be_used_by_everybody_on_every_screen(
    alex: Telephonist, exchange: Exchange
) -> None:
    page = alex.page
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    exchange.call("+15550100780").chooses("1")
    expect(alex.agent.offer("+1 555 010 0780")).to_be_visible()
    _look(page, "an offer")
    alex.takes("+1 555 010 0780")
    page.get_by_test_id("call-record").click()
    expect(page.get_by_test_id("call-tape")).to_have_attribute("data-now", "on")
    _look(page, "a call")
    page.get_by_test_id("call-keypad").click()
    _look(page, "the keypad")
    page.keyboard.press("Escape")
    page.get_by_test_id("call-transfer").click()
    _look(page, "whom to transfer to", "[role=dialog]")
    page.keyboard.press("Escape")
    page.set_viewport_size(PHONE)
    page.get_by_test_id("call-more").click()
    expect(page.get_by_test_id("call-hold")).to_be_visible()
    _look(page, "a call on a phone")
    page.get_by_test_id("call-hang-up").click()
    expect(page.get_by_test_id("wrap-up")).to_be_visible()
    _look(page, "the wrap-up on a phone")
    page.set_viewport_size(DESK)
    _look(page, "the wrap-up")
    page.get_by_test_id("wrap-up-done").click()
    page.get_by_test_id("phone-button").click()
    expect(page.get_by_test_id("dial-person").first).to_be_visible()
    _look(page, "the dial pad", "[role=dialog]")
    elsewhere = [url for url in asked if not url.startswith(alex.agent.site)]
    assert not elsewhere, "a page of the console asks nobody but Parley"
    assert not [url for url in asked if "twilio" in url], "the SDK is loaded for a real phone only"


def test_a_real_phone_signals_to_twilio_and_asks_for_nothing_else(
    alex: Telephonist, network: CutProxy
) -> None:
    page = alex.page
    asked: list[str] = []
    signalled: list[str] = []

    def refuse(line: WebSocketRoute) -> None:
        signalled.append(line.url)
        line.close()

    page.on("request", lambda request: asked.append(request.url))
    page.route_web_socket(re.compile(r"^wss://"), refuse)
    # signed by nobody: the SDK reads no more of it than where to sign in
    token = ".".join(_part(it) for it in ({"alg": "HS256"}, {"grants": {}, "exp": 4102444800}, {}))
    told = {"kind": "twilio", "token": token, "identity": "agent", "expires_at": None}
    page.route("**/api/v1/me/phone/token", lambda route: route.fulfill(json=told))
    page.goto(f"{network.url}/settings/profile")
    phone = page.get_by_test_id("phone-button")
    expect(phone).to_have_attribute("data-state", "offline", timeout=20_000)
    assert any("/assets/twilio-" in url for url in asked), "the SDK comes from our own build"
    assert [url for url in asked if not url.startswith(network.url)] == []
    assert signalled
    assert {urlsplit(url).hostname for url in signalled} <= {"voice-js.roaming.twilio.com"}


def _part(content: Mapping[str, object]) -> str:
    """A part of a token."""
    return base64.urlsafe_b64encode(json.dumps(content).encode()).decode().rstrip("=")


def _look(page: Page, what: str, within: str = "body") -> None:
    """No serious finding of axe by day and by night, and nothing wider than the screen. What lies
    behind an open dialog is not to be read."""
    wider = page.evaluate(
        "() => document.scrollingElement.scrollWidth - document.scrollingElement.clientWidth"
    )
    assert wider <= 0, f"{what} is {wider} px wider than the screen"
    for scheme in SCHEMES:
        page.emulate_media(color_scheme=scheme)
        expect(page.locator("html")).to_have_attribute("data-mantine-color-scheme", scheme)
        no_serious_finding(page, f"{what}, {scheme}", within)
