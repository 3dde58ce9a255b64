"""A text to somebody new is begun from the console, and goes out through the stand-in."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.browser.actors import Agent
from tests.browser.conftest import NewPage
from tests.browser.looking import no_serious_finding
from tests.running.cut_proxy import CutProxy
from tests.running.parley_process import ParleyProcess

pytestmark = [pytest.mark.browser, pytest.mark.peers, pytest.mark.timeout(120)]

WORDS = "Your lamp can be picked up from 3 pm today."


def test_a_text_to_somebody_new(
    parley: ParleyProcess, network: CutProxy, new_page: NewPage
) -> None:
    login = next(user for user in parley.demo["users"] if user["role"] == "agent")
    page = new_page(viewport={"width": 390, "height": 844})
    agent = Agent(page, network.url)
    agent.sign_in(login["email"], login["password"])
    page.keyboard.press("Control+k")
    page.get_by_role("button", name="New text").click()
    form = page.get_by_test_id("new-text-form")
    expect(form).to_be_visible()
    page.get_by_test_id("new-text-to").fill("030 23125000")
    page.get_by_test_id("new-text-words").fill(WORDS)
    expect(form).to_contain_text("That is no phone number with its country's code")
    expect(page.get_by_test_id("new-text-send")).to_be_disabled()
    page.get_by_test_id("new-text-to").fill("0049 30 23125-077")
    expect(page.get_by_test_id("segments")).to_contain_text("1 segment")
    no_serious_finding(page, "the form", '[data-testid="new-text-form"]')
    page.get_by_test_id("new-text-send").click()
    expect(form).to_have_count(0)
    agent.sees(WORDS)
    expect(page.get_by_test_id("timeline")).to_contain_text("Delivered", timeout=20_000)
