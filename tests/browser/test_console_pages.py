"""Every page of the console: no serious finding of axe, nothing wider than the screen, no error."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.actors import Agent, Visitor
from tests.browser.looking import no_serious_finding
from tests.running.cut_proxy import CutProxy
from tests.running.parley_process import ParleyProcess

pytestmark = [pytest.mark.browser, pytest.mark.peers, pytest.mark.timeout(120)]

PAGES = (
    "/inbox",
    "/search?q=lamp",
    "/supervisor/wallboard",
    "/supervisor/calls",
    "/supervisor/agents",
    "/supervisor/health",
    "/supervisor/filed",
    "/intelligence",
    "/intelligence/topics",
    "/intelligence/conversations",
    "/alerts",
    "/settings/profile",
    "/settings/people",
    "/settings/teams",
    "/settings/queues",
    "/settings/inboxes",
    "/settings/inboxes/demo-inbox-shop",
    "/settings/inboxes/demo-mail",
    "/settings/inboxes/demo-phone",
    "/settings/inboxes/new-email",
    "/settings/canned",
    "/settings/watch",
    "/settings/intents",
    "/settings/analysis",
    "/settings/tokens",
)


@dataclass(frozen=True)
class Look:
    """One way to look at the console."""

    width: int
    height: int
    scheme: str = "light"
    language: str = "en"


LOOKS = {
    "light": Look(1440, 900),
    "dark": Look(1440, 900, scheme="dark"),
    "phone": Look(390, 844),
    "persian": Look(1440, 900, language="fa"),
    "persian-phone": Look(390, 844, scheme="dark", language="fa"),
}


@pytest.fixture(scope="module")
def conversation(browser: Browser, parley: ParleyProcess, network: CutProxy) -> str:
    """Somebody has written, so that the pages are not empty; the id of the conversation."""
    admin = _login(parley)
    context = browser.new_context(viewport={"width": 1440, "height": 900})
    agent = Agent(context.new_page(), network.url)
    agent.sign_in(admin["email"], admin["password"])
    agent.go_available()
    visitor = Visitor(context.new_page(), network.url)
    visitor.arrive()
    visitor.write("The lamp flickers. What can I do?")
    agent.offer("The lamp flickers").get_by_test_id("offer-accept").click()
    agent.sees("The lamp flickers")
    agent.write("Please try another bulb first.")
    visitor.sees("Please try another bulb first.")
    found = agent.page.url.rsplit("/", 1)[1]
    context.close()
    return found


@pytest.fixture(params=LOOKS, scope="module")
def console(
    request: pytest.FixtureRequest, browser: Browser, parley: ParleyProcess, network: CutProxy
) -> Iterator[Page]:
    """An admin's console, looked at in one way."""
    look = LOOKS[request.param]
    login = _login(parley)
    context = browser.new_context(
        viewport={"width": look.width, "height": look.height},
        color_scheme=look.scheme,  # type: ignore[arg-type] # one of Playwright's words
        reduced_motion="reduce",
    )
    page = context.new_page()
    Agent(page, network.url).sign_in(login["email"], login["password"])
    page.goto(f"{network.url}/settings/profile")
    page.get_by_test_id("profile-language").select_option(look.language)
    expect(page.locator("html")).to_have_attribute("dir", "rtl" if look.language == "fa" else "ltr")
    yield page
    page.goto(f"{network.url}/settings/profile")
    page.get_by_test_id("profile-language").select_option("en")
    expect(page.locator("html")).to_have_attribute("lang", "en")
    context.close()


@pytest.mark.parametrize("path", [*PAGES, "/inbox/{conversation}"])
def test_page(console: Page, network: CutProxy, conversation: str, path: str) -> None:
    address = network.url + path.format(conversation=conversation)
    console.goto(address)
    expect(console.get_by_role("main")).to_be_visible()
    expect(console).to_have_url(address)
    if "{" in path:
        expect(console.get_by_test_id("entry").first).to_be_visible()
    console.wait_for_load_state("networkidle")
    assert console.url == address, "the page led elsewhere, so it was not looked at"
    wider = console.evaluate(
        "() => document.scrollingElement.scrollWidth - document.scrollingElement.clientWidth"
    )
    assert wider <= 0, f"{path} is {wider} px wider than the screen"
    no_serious_finding(console, path)


def _login(parley: ParleyProcess) -> dict[str, str]:
    return next(user for user in parley.demo["users"] if user["role"] == "admin")
