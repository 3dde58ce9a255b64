"""Send later in a real browser: planned, taken back, undone, edited, sent at once."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser.actors import Agent, Visitor
from tests.browser.looking import no_serious_finding
from tests.running.cut_proxy import CutProxy
from tests.running.parley_process import ParleyProcess

pytestmark = [pytest.mark.browser, pytest.mark.peers, pytest.mark.timeout(120)]

ANSWER = "Your lamp left our store this morning."


def test_a_reply_waits_above_the_composer_until_it_is_sent(
    parley: ParleyProcess, network: CutProxy, new_page: Callable[..., Page]
) -> None:
    login = next(user for user in parley.demo["users"] if user["role"] == "agent")
    agent = Agent(new_page(viewport={"width": 390, "height": 844}), network.url)
    visitor = Visitor(new_page(), network.url)
    agent.sign_in(login["email"], login["password"])
    agent.go_available()
    visitor.arrive()
    visitor.write("Where is my lamp?")
    page = agent.page
    agent.offer("Where is my lamp?").get_by_test_id("offer-accept").click()
    agent.sees("Where is my lamp?")

    page.get_by_test_id("composer-input").fill(ANSWER)
    page.get_by_test_id("composer-send-menu").click()
    page.get_by_test_id("composer-send-later").click()
    page.get_by_test_id("later-tomorrow").click()
    waiting = page.get_by_test_id("scheduled-reply")
    expect(waiting).to_contain_text("Goes out tomorrow")
    expect(waiting).to_contain_text(ANSWER)
    expect(page.get_by_test_id("composer-input")).to_have_value("")

    no_serious_finding(page, "what waits", '[data-testid="scheduled"]')

    page.get_by_test_id("scheduled-cancel").click()
    expect(waiting).to_have_count(0)
    page.get_by_role("button", name="Undo").click()
    expect(waiting).to_contain_text(ANSWER)
    page.reload()
    expect(waiting).to_contain_text(ANSWER)
    waiting.get_by_role("button", name="Edit").click()
    expect(waiting).to_have_count(0)
    expect(page.get_by_test_id("composer-input")).to_have_value(ANSWER)

    page.get_by_test_id("composer-send-menu").click()
    page.get_by_test_id("composer-send-later").click()
    page.get_by_test_id("later-hour").click()
    expect(waiting).to_have_count(1)
    assert len(visitor.messages()) == 1
    page.get_by_test_id("scheduled-send").click()
    visitor.sees(ANSWER)
    agent.sees(ANSWER)
    expect(waiting).to_have_count(0)
