"""An alert that the running house raises reaches those who watch over it, with nothing loaded
again: the toast, the bell, and the page of alerts."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.actors import Agent, Visitor
from tests.browser.conftest import NewPage
from tests.browser.looking import no_serious_finding
from tests.running.cut_proxy import CutProxy
from tests.running.parley_process import ParleyProcess

pytestmark = [pytest.mark.browser, pytest.mark.peers, pytest.mark.timeout(120)]

LIST = "Asks for the commissioner"
WORD = "commissioner"
WORDS = "Then I shall take the parcel to the commissioner, and every other parcel of yours with it."


@pytest.fixture
def watched(parley: ParleyProcess, network: CutProxy, new_page: NewPage) -> Iterator[None]:
    """A list looks out for a word, and an agent is there, so that visitors can write; afterwards
    nobody is, and nobody waits."""
    agent = new_page()
    signed_in(agent, parley, network, "agent")
    Agent(agent, network.url).go_available()
    admin = new_page()
    signed_in(admin, parley, network, "admin")
    body = {"name": LIST, "terms": [WORD], "alert": True}
    listed = call(admin, network, "POST", "/watch-lists", body)
    yield
    call(agent, network, "PUT", "/seats/me", {"presence": "offline"})
    call(admin, network, "DELETE", f"/watch-lists/{listed['id']}")
    for one in call(admin, network, "GET", "/conversations?view=all&state=queued,offered")["items"]:
        resolved = {"id": str(uuid.uuid4())}
        call(admin, network, "POST", f"/conversations/{one['id']}/resolve", resolved)


def call(page: Page, network: CutProxy, method: str, path: str, body: object = None) -> Any:
    """Ask the API as who sits at a page; what it refuses fails the test."""
    api, ask = f"{network.url}/api/v1", page.request
    token = {"X-CSRF-Token": ask.get(f"{api}/me").json()["csrf"]}
    answer = ask.fetch(f"{api}{path}", method=method, data=body, headers=token)
    assert answer.ok, answer.text()
    return answer.json() if answer.status != 204 else None


def signed_in(page: Page, parley: ParleyProcess, network: CutProxy, role: str) -> Page:
    login = next(user for user in parley.demo["users"] if user["role"] == role)
    Agent(page, network.url).sign_in(login["email"], login["password"])
    return page


def test_a_pushed_alert_is_told_listed_and_gone_when_seen_to(
    watched: None, parley: ParleyProcess, network: CutProxy, new_page: NewPage
) -> None:
    calm = {"reduced_motion": "reduce", "locale": "en-GB"}
    desk = signed_in(
        new_page(viewport={"width": 1440, "height": 900}, **calm), parley, network, "supervisor"
    )
    phone = signed_in(
        new_page(viewport={"width": 390, "height": 844}, **calm), parley, network, "supervisor"
    )
    phone.goto(f"{network.url}/alerts")
    listed = phone.get_by_test_id("alert").filter(has_text=LIST)
    expect(phone.get_by_test_id("alerts")).to_be_visible()
    expect(listed).to_have_count(0)
    for page in (desk, phone):
        page.evaluate("window.loadedOnce = true")

    visitor = Visitor(new_page(), network.url)
    visitor.arrive()
    visitor.write(WORDS)

    for page in (desk, phone):
        toast = page.get_by_role("alert").filter(has_text=LIST)
        expect(toast).to_have_count(1)
        expect(toast).to_contain_text(WORDS)
        toast.hover()  # it stays while somebody looks
        inside(page, toast)
        no_serious_finding(page, f"a toast on {page.viewport_size}")
    expect(listed).to_have_count(1)
    expect(listed).to_contain_text(WORDS)

    desk.get_by_role("alert").filter(has_text=LIST).get_by_role("button", name="Look").click()
    expect(desk.locator("[data-testid=entry]").filter(has_text=WORDS)).to_be_visible()
    desk.get_by_test_id("alert-bell").click()
    seen_to = desk.get_by_test_id("alert").filter(has_text=LIST)
    expect(seen_to).to_have_count(1)
    seen_to.get_by_test_id("alert-done").click()
    for mine in (seen_to, listed):  # told to the other desk as well
        expect(mine).to_have_count(0)
    for page in (desk, phone):
        assert page.evaluate("window.loadedOnce"), "nothing was loaded again"


def inside(page: Page, shown: Locator) -> None:
    """Fail unless all of it is on the screen."""
    size, box = page.viewport_size, shown.bounding_box()
    assert size
    assert box
    assert box["x"] >= 0
    assert box["x"] + box["width"] <= size["width"]
    assert 0 <= box["y"] <= box["y"] + box["height"] <= size["height"]
