"""A supervisor in a real browser sees a call that goes on, comes into it, and does not forget it;
and the calls that nobody took are found and called back."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.actors import Agent
from tests.browser.caller import Caller
from tests.browser.conftest import running_demo, running_network
from tests.browser.looking import no_serious_finding
from tests.running.cut_proxy import CutProxy
from tests.running.parley_process import ParleyProcess

pytestmark = [pytest.mark.browser, pytest.mark.peers, pytest.mark.timeout(120)]

NUMBER, SHOWN = "+12025550171", "+1 202 555 0171"
MESSAGE, LEFT_BY = "+12025550172", "+1 202 555 0172"
MISSED, MISSED_SHOWN = "+12025550173", "+1 202 555 0173"


@pytest.fixture(scope="module")
def network() -> Iterator[CutProxy]:
    """The network of a demo of its own: nobody may be available yet, from another test."""
    with running_network() as proxy:
        yield proxy


@pytest.fixture(scope="module")
def parley(network: CutProxy, tmp_path_factory: pytest.TempPathFactory) -> Iterator[ParleyProcess]:
    """A demo of its own."""
    with running_demo(network, tmp_path_factory.mktemp("demo") / "data") as process:
        yield process


def _signed_in(
    browser: Browser, parley: ParleyProcess, network: CutProxy, role: str
) -> Iterator[Agent]:
    login = next(user for user in parley.demo["users"] if user["role"] == role)
    context = browser.new_context(viewport={"width": 1440, "height": 900})
    agent = Agent(context.new_page(), network.url)
    agent.sign_in(login["email"], login["password"])
    yield agent
    context.close()


@pytest.fixture
def agent(browser: Browser, parley: ParleyProcess, network: CutProxy) -> Iterator[Agent]:
    """Somebody who takes calls."""
    yield from _signed_in(browser, parley, network, "agent")


@pytest.fixture
def supervisor(browser: Browser, parley: ParleyProcess, network: CutProxy) -> Iterator[Page]:
    """Somebody who looks after them."""
    for one in _signed_in(browser, parley, network, "supervisor"):
        yield one.page


def test_a_supervisor_comes_into_a_call(
    agent: Agent, supervisor: Page, parley: ParleyProcess, network: CutProxy
) -> None:
    supervisor.goto(f"{network.url}/supervisor/calls")
    expect(supervisor.get_by_test_id("live-calls")).to_be_visible()
    row = supervisor.get_by_test_id("live-call").filter(has_text=SHOWN)
    caller = Caller.dials(parley, NUMBER)
    caller.hears("press 1")
    expect(row).to_contain_text("In the menu")
    caller.does(press="1")
    expect(row).to_contain_text("Waiting in the queue")
    expect(row.get_by_test_id("live-listen")).to_have_count(0)

    agent.go_available()
    agent.offer(SHOWN).get_by_test_id("offer-accept").click()
    expect(agent.page.get_by_test_id("call-bar")).to_have_attribute("data-state", "talking")
    _takes_no_more(agent)
    expect(row).to_contain_text("Talking")

    _is_told_at_the_wallboard(supervisor, network)
    supervisor.goto(f"{network.url}/supervisor/calls")
    row.get_by_test_id("live-listen").click()
    bar = supervisor.get_by_test_id("monitor-bar")
    expect(bar).to_have_attribute("data-heard", "listen")
    expect(bar.get_by_test_id("monitor-words")).to_contain_text("Nobody hears you")
    no_serious_finding(supervisor)

    modes, others = bar.get_by_test_id("monitor-modes"), agent.page.get_by_test_id("call-other")
    modes.get_by_role("button", name="Whisper").click()
    expect(bar).to_have_attribute("data-heard", "whisper")
    expect(bar.get_by_test_id("monitor-settling")).to_have_count(0)
    expect(others).to_have_count(0)
    modes.get_by_role("button", name="Barge in").click()
    expect(bar).to_have_attribute("data-heard", "barge")
    expect(others).to_contain_text("supervisor")
    no_serious_finding(supervisor)

    supervisor.goto(f"{network.url}/search")  # read anew, elsewhere
    expect(bar.get_by_test_id("monitor-words")).to_contain_text("hears you")
    modes.get_by_role("button", name="Listen").click()
    expect(others).to_have_count(0)
    expect(bar).to_have_attribute("data-heard", "listen")
    bar.get_by_test_id("monitor-leave").click()
    expect(bar).to_have_count(0)
    expect(agent.page.get_by_test_id("call-bar")).to_have_attribute("data-state", "talking")

    supervisor.goto(f"{network.url}/supervisor/calls")
    row.get_by_test_id("live-barge").click()
    expect(bar).to_have_attribute("data-heard", "barge")
    caller.does(hang_up="yes")
    expect(row).to_have_count(0)
    expect(bar).to_have_count(0)
    expect(supervisor.get_by_text("You are no longer in")).to_be_visible()
    _wrapped_up(agent)


def test_what_nobody_took_is_found_and_called_back(
    agent: Agent, parley: ParleyProcess, network: CutProxy
) -> None:
    page = agent.page
    missed = Caller.dials(parley, MISSED)
    missed.hears("press 1")
    missed.does(press="1")
    missed.hears("be called back")
    missed.does(hang_up="yes")
    caller = Caller.dials(parley, MESSAGE)
    caller.hears("press 0")
    caller.does(press="0")
    caller.leaves_a_message("Please call me back about the lamp.")

    page.get_by_test_id("calls-missed").click()
    rows = page.get_by_test_id("conversation-row")
    expect(rows.filter(has_text=MISSED_SHOWN)).to_contain_text("Missed in the queue")
    page.get_by_test_id("calls-voicemail").click()
    expect(page.get_by_test_id("calls-voicemail")).to_contain_text(re.compile(r"\d"))
    row = rows.filter(has_text=LEFT_BY)
    play = row.get_by_test_id("row-play")
    expect(play).to_have_attribute("aria-label", re.compile("Play the message"))
    no_serious_finding(page)
    with page.expect_response(lambda it: "/recordings/" in it.url or "/files/" in it.url) as heard:
        play.click()
    assert heard.value.status in (200, 206, 302)

    row.get_by_role("link").click()
    card = page.locator('[data-testid="entry"][data-kind="call"]')
    expect(card).to_have_attribute("data-hit", "true")
    expect(card.get_by_test_id("recording")).to_be_visible()
    row.get_by_test_id("row-call-back").click()
    bar = page.get_by_test_id("call-bar")  # it rings as long as people let it ring
    expect(bar).to_have_attribute("data-state", "talking", timeout=30_000)
    expect(row).to_have_attribute("data-gone", "true")  # no row moves away under the pointer
    page.get_by_test_id("call-hang-up").click()
    _wrapped_up(agent)


def _is_told_at_the_wallboard(page: Page, network: CutProxy) -> None:
    page.goto(f"{network.url}/supervisor/agents")
    expect(page.get_by_test_id("seat-call")).to_contain_text(re.compile(r"On a call \d:\d\d"))
    page.goto(f"{network.url}/supervisor/wallboard")
    card = page.get_by_test_id("queue-card").filter(has=page.get_by_role("heading", name="Calls"))
    expect(card.get_by_text("On the phone", exact=True)).to_be_visible()
    card.get_by_role("link", name="On the phone in Calls: show them").click()
    expect(page.get_by_test_id("live-call")).to_have_count(1)


def _takes_no_more(agent: Agent) -> None:
    api, call = f"{agent.site}/api/v1", agent.page.request
    token = {"X-CSRF-Token": call.get(f"{api}/me").json()["csrf"]}
    assert call.put(f"{api}/seats/me", data={"presence": "away"}, headers=token).ok


def _wrapped_up(agent: Agent) -> None:
    agent.page.get_by_test_id("wrap-up-done").click()
    expect(agent.page.get_by_test_id("wrap-up")).to_have_count(0)
