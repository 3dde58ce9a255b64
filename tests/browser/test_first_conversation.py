"""The whole story of a first conversation, in two browsers and over a network that breaks."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser.actors import Agent, Visitor
from tests.running.cut_proxy import CutProxy
from tests.running.parley_process import ParleyProcess

pytestmark = [pytest.mark.browser, pytest.mark.peers, pytest.mark.timeout(180)]

QUESTION = "Meine Lampe ist kaputt angekommen, das ist sehr ärgerlich!"
ANSWER = "Das tut mir leid. Wir schicken Ihnen heute eine neue."


def _login(parley: ParleyProcess, role: str) -> dict[str, str]:
    return next(user for user in parley.demo["users"] if user["role"] == role)


def test_a_visitor_is_answered_over_a_network_that_breaks(
    parley: ParleyProcess, network: CutProxy, new_page: Callable[..., Page]
) -> None:
    login = _login(parley, "agent")
    agent = Agent(new_page(viewport={"width": 1440, "height": 900}, locale="en-GB"), network.url)
    visitor = Visitor(new_page(locale="de-DE"), network.url)
    agent.sign_in(login["email"], login["password"])
    agent.go_available()
    visitor.arrive()

    visitor.write(QUESTION)
    card = agent.offer(QUESTION)
    expect(card).to_be_visible()
    expect(card.get_by_test_id("offer-reasons")).not_to_be_empty()
    card.get_by_test_id("offer-accept").click()
    expect(card).to_have_count(0)
    agent.sees(QUESTION)
    expect(agent.page.get_by_test_id("tag-language").first).to_contain_text(
        re.compile("de|German", re.IGNORECASE)
    )
    expect(agent.page.get_by_test_id("tag-sentiment").first).to_contain_text(
        re.compile("negative", re.IGNORECASE)
    )

    agent.write(ANSWER)
    visitor.sees(ANSWER)
    visitor.page.reload()
    visitor.open_chat()
    visitor.sees(QUESTION)
    visitor.sees(ANSWER)

    network.cut()
    expect(agent.page.get_by_test_id("connection-status")).to_be_visible()
    visitor.write("Written while the line was dead")
    network.restore()
    visitor.sees("Written while the line was dead")
    agent.sees("Written while the line was dead")
    expect(agent.page.get_by_test_id("connection-status")).to_be_hidden()
    agent.write("Read after the line came back")
    visitor.sees("Read after the line came back")

    expected = [
        QUESTION,
        ANSWER,
        "Written while the line was dead",
        "Read after the line came back",
    ]
    shown = visitor.messages()
    assert [next(i for i, text in enumerate(shown) if e in text) for e in expected] == [0, 1, 2, 3]
    assert len(shown) == len(expected)
    order = agent.message_order()
    assert order == sorted(set(order)), "every entry once, in order"
    assert len(order) == len(expected)

    agent.page.get_by_test_id("resolve-button").click()
    expect(visitor.page.get_by_test_id("widget-rate")).to_be_visible()
    agent.page.goto(f"{network.url}/search?q=Lampe")
    expect(agent.page.get_by_test_id("search-result").first).to_contain_text("Lampe")
