"""A supervisor in a real browser: a figure on the wallboard explains itself and opens its rows."""

from __future__ import annotations

import re
import uuid
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.browser.actors import Agent, Visitor
from tests.running.cut_proxy import CutProxy
from tests.running.parley_process import ParleyProcess

pytestmark = [pytest.mark.browser, pytest.mark.peers, pytest.mark.timeout(120)]


@pytest.fixture(scope="module")
def waiting(browser: Browser, parley: ParleyProcess, network: CutProxy) -> Iterator[None]:
    """Somebody waits whom nobody has taken: who is asked, since available, does not answer."""
    desk, street = browser.new_context(), browser.new_context()
    agent = _agent(desk, parley, network, "agent")
    agent.go_available()
    visitor = Visitor(street.new_page(), network.url)
    visitor.arrive()
    visitor.write("The kettle leaks. Who can help?")
    visitor.sees("The kettle leaks. Who can help?")
    yield
    _go_home(agent)
    street.close()
    desk.close()


@pytest.fixture
def supervisor(
    waiting: None, browser: Browser, parley: ParleyProcess, network: CutProxy
) -> Iterator[Page]:
    """A supervisor's console meanwhile."""
    context = browser.new_context(viewport={"width": 1440, "height": 900})
    yield _agent(context, parley, network, "supervisor").page
    context.close()


def _go_home(agent: Agent) -> None:
    """Leave nobody waiting and nobody available, for the tests that come after."""
    api, call = f"{agent.site}/api/v1", agent.page.request
    token = {"X-CSRF-Token": call.get(f"{api}/me").json()["csrf"]}
    assert call.put(f"{api}/seats/me", data={"presence": "offline"}, headers=token).ok
    for one in call.get(f"{api}/conversations?view=all&state=queued,offered").json()["items"]:
        body = {"id": str(uuid.uuid4())}
        resolve = f"{api}/conversations/{one['id']}/resolve"
        assert call.post(resolve, data=body, headers=token).ok


def _agent(context: BrowserContext, parley: ParleyProcess, network: CutProxy, role: str) -> Agent:
    login = next(user for user in parley.demo["users"] if user["role"] == role)
    agent = Agent(context.new_page(), network.url)
    agent.sign_in(login["email"], login["password"])
    return agent


def test_a_figure_opens_the_rows_it_was_made_of(supervisor: Page, network: CutProxy) -> None:
    supervisor.goto(f"{network.url}/supervisor/wallboard")
    card = supervisor.get_by_test_id("queue-card").filter(has_text="Support")
    waiting = card.get_by_role("link", name=re.compile("Waiting in Support"))
    expect(waiting).to_be_visible()

    card.get_by_role("button", name="Waiting", exact=True).focus()
    expect(supervisor.get_by_role("tooltip")).to_contain_text("that nobody has taken")

    count = int(re.sub(r"\D.*", "", waiting.inner_text(), flags=re.DOTALL))
    waiting.click()
    expect(supervisor.get_by_test_id("filter-chips")).to_contain_text("In queue, Offered")
    rows = supervisor.get_by_test_id("conversation-row")
    expect(rows).to_have_count(count)
    expect(rows.filter(has_text="The kettle leaks")).to_have_count(1)


def test_a_list_is_kept_under_a_name(supervisor: Page, network: CutProxy) -> None:
    supervisor.goto(f"{network.url}/inbox?view=all&state=queued,offered&category=open")
    expect(supervisor.get_by_test_id("filter-chips")).to_contain_text("In queue, Offered")
    supervisor.get_by_test_id("saved-views").click()
    supervisor.get_by_test_id("saved-view-name").fill("Nobody has these")
    supervisor.get_by_test_id("saved-view-save").click()

    supervisor.get_by_test_id("filter-chips").get_by_role("button").first.click()
    supervisor.get_by_test_id("view-mine").click()
    expect(supervisor.get_by_test_id("filter-chips")).to_have_count(0)

    supervisor.reload()
    supervisor.get_by_test_id("saved-views").click()
    supervisor.get_by_role("button", name="Nobody has these", exact=True).click()
    expect(supervisor.get_by_test_id("view-all")).to_have_attribute("aria-pressed", "true")
    expect(supervisor.get_by_test_id("filter-chips")).to_contain_text("In queue, Offered")
