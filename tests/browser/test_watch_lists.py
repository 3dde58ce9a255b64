"""What a team wants to hear of, set up in a real browser: watch lists, intents, the analysis."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, Route, expect

from tests.browser.actors import Agent, Visitor
from tests.browser.conftest import NewPage
from tests.browser.looking import no_serious_finding
from tests.running.cut_proxy import CutProxy
from tests.running.parley_process import ParleyProcess

pytestmark = [pytest.mark.browser, pytest.mark.peers, pytest.mark.timeout(180)]

PASTED = "ombudsman\n• small claims; OMBUDSMAN, Verbraucherzentrale\n“şikâyət”"


@pytest.fixture
def admin(parley: ParleyProcess, network: CutProxy, new_page: NewPage) -> Agent:
    """An admin at a desk."""
    return _an_admin(parley, network, new_page)


def _an_admin(parley: ParleyProcess, network: CutProxy, new_page: NewPage) -> Agent:
    login = next(user for user in parley.demo["users"] if user["role"] == "admin")
    agent = Agent(new_page(viewport={"width": 1440, "height": 900}), network.url)
    agent.sign_in(login["email"], login["password"])
    return agent


def test_a_list_is_written_tried_and_acts(
    admin: Agent, parley: ParleyProcess, network: CutProxy, new_page: NewPage
) -> None:
    page = admin.page
    page.goto(f"{network.url}/settings/watch")
    page.get_by_test_id("add-button").first.click()
    editor = page.get_by_test_id("watch-editor")
    editor.get_by_test_id("field-name").fill("Threats of law")
    typed = editor.get_by_test_id("field-terms")
    typed.fill("GROẞE Klage")
    expect(editor.get_by_test_id("terms-said")).to_contain_text("grosse klage")
    typed.press("Enter")
    typed.fill(PASTED)
    editor.get_by_test_id("terms-add").click()
    expect(editor.get_by_test_id("terms-said")).to_have_text("4 added · 1 was there already")
    expect(editor.get_by_test_id("terms")).to_contain_text("şikâyət")
    editor.get_by_role("button", name="Remove şikâyət").click()
    expect(editor.get_by_test_id("terms")).not_to_contain_text("şikâyət")
    editor.get_by_test_id("watch-try").fill("I will write to the OMBUDSMAN'S office")
    expect(editor.get_by_test_id("watch-tried")).to_contain_text("ombudsman")
    editor.get_by_test_id("field-tag").fill("legal")
    editor.get_by_test_id("field-priority").click()
    page.get_by_role("option", name="Urgent").click()
    no_serious_finding(page, "the form of a watch list")
    editor.get_by_test_id("watch-save").click()
    expect(editor).to_have_count(0)
    row = page.get_by_test_id("watch-row").filter(has_text="Threats of law")
    for said in ("ombudsman", "Urgent", "legal"):
        expect(row).to_contain_text(said)
    expect(row.get_by_role("img", name="Tells supervisors and the owner")).to_be_visible()

    page.goto(f"{network.url}/inbox")  # where one says that one takes work
    admin.go_available()
    visitor = Visitor(new_page(), network.url)
    visitor.arrive()
    visitor.write("The ombudsman will hear of this broken vase.")
    admin.offer("broken vase").get_by_test_id("offer-accept").click()
    tag = admin.entries().filter(has_text="broken vase").get_by_test_id("tag-watch")
    expect(tag.filter(has_text="Threats of law")).to_be_visible()
    expect(page.get_by_test_id("customer-pane")).to_contain_text("legal")
    expect(page.get_by_role("img", name="Priority: Urgent").first).to_be_visible()

    other = _an_admin(parley, network, new_page).page
    other.goto(f"{network.url}/settings/watch")
    other.get_by_test_id("watch-row").filter(has_text="Threats of law").get_by_role(
        "button", name="Threats of law"
    ).click()
    other.get_by_test_id("field-name").fill("Legal threats")
    other.get_by_test_id("watch-save").click()
    expect(other.get_by_test_id("watch-row").filter(has_text="Legal threats")).to_be_visible()
    # where the conversation was open all the time
    expect(tag.filter(has_text="Legal threats")).to_be_visible()
    expect(tag.filter(has_text="Threats of law")).to_have_count(0)
    page.get_by_test_id("resolve-button").click()


def test_a_deleted_list_can_be_brought_back(admin: Agent, network: CutProxy) -> None:
    page = admin.page
    page.goto(f"{network.url}/settings/watch")
    _new_list(page, "Rivals", "BrightHome")
    row = page.get_by_test_id("watch-row").filter(has_text="Rivals")
    kept = _lists(page)["Rivals"]
    row.get_by_role("button", name="Rivals").click()
    page.get_by_test_id("watch-delete").click()
    expect(row).to_have_count(0)
    page.get_by_role("button", name="Undo").click()
    expect(row).to_be_visible()
    assert _lists(page)["Rivals"] == kept, "it is the very list that it was"

    row.get_by_role("button", name="Rivals").click()
    with page.expect_response(
        lambda it: it.request.method == "DELETE" and it.url.endswith(kept)
    ) as answer:
        page.get_by_test_id("watch-delete").click()
    assert answer.value.status == 204
    expect(row).to_have_count(0)
    assert "Rivals" not in _lists(page)


def test_leaving_the_page_deletes_what_was_to_be_deleted(admin: Agent, network: CutProxy) -> None:
    page = admin.page
    page.goto(f"{network.url}/settings/watch")
    _new_list(page, "Fading", "gone")
    page.get_by_test_id("watch-row").filter(has_text="Fading").get_by_role("button").click()
    page.get_by_test_id("watch-delete").click()
    page.goto(f"{network.url}/settings/teams")
    expect(page.get_by_role("heading", name="Teams")).to_be_visible()
    page.wait_for_function(
        "async () => !(await (await fetch('/api/v1/watch-lists')).text()).includes('Fading')"
    )


def test_an_intent_is_taught_by_sentences(admin: Agent, network: CutProxy) -> None:
    page = admin.page
    page.goto(f"{network.url}/settings/intents")
    page.get_by_test_id("add-button").first.click()
    editor = page.get_by_test_id("intent-editor")
    editor.get_by_test_id("field-name").fill("Wants a refund")
    lines = editor.get_by_test_id("field-example")
    expect(lines).to_have_count(5)
    lines.nth(0).fill("I want my money back")
    lines.nth(0).press("Enter")
    expect(lines.nth(1)).to_be_focused()
    lines.nth(1).fill("i want MY money back")
    expect(editor).to_contain_text("This says the same as a sentence above.")
    expect(editor.get_by_test_id("intent-save")).to_be_disabled()
    lines.nth(1).fill("Please refund my order")
    lines.nth(2).fill("Geld zurück, bitte")
    no_serious_finding(page, "the form of an intent")
    editor.get_by_test_id("intent-save").click()
    expect(editor).to_have_count(0)
    expect(page.get_by_test_id("intents-row").filter(has_text="Wants a refund")).to_be_visible()


def test_a_sentence_is_tried_on_the_intents(admin: Agent, network: CutProxy) -> None:
    # Whether a built-in model stands beside this demo's word lists differs from house to house.
    page = admin.page
    known = {"title": "Unavailable", "message": "Nobody answers.", "remedy": "Start a worker."}

    def answer(route: Route) -> None:
        if "money" not in (route.request.post_data or ""):
            route.fulfill(status=503, json=known)
            return
        near = {"id": "i1", "name": "Wants a refund", "score": 0.91}
        far = {"id": "i2", "name": "Asks for the price", "score": 0.84}
        route.fulfill(json={"intents": [near, far]})

    page.route(re.compile(r"/api/v1/intents/try$"), answer)
    page.goto(f"{network.url}/settings/intents")
    tried = page.get_by_test_id("try-intents")
    tried.get_by_test_id("try-text").fill("Where is it?")
    expect(tried.get_by_role("alert")).to_contain_text("Nobody answers.")
    no_serious_finding(page, "intents that cannot be tried")
    tried.get_by_test_id("try-text").fill("I want my money back")
    expect(tried.get_by_test_id("tried-intent")).to_have_text(
        ["Wants a refund91%", "Asks for the price84%"]
    )
    no_serious_finding(page, "intents that were tried")


def test_a_period_is_read_again(admin: Agent, network: CutProxy) -> None:
    page = admin.page
    page.goto(f"{network.url}/settings/analysis")
    expect(page.get_by_test_id("engine-name")).to_have_text("Word lists")
    expect(page.get_by_test_id("engine-state")).to_have_text("Works")
    expect(page.get_by_test_id("corrections-count")).to_contain_text(re.compile(r"\d"))
    expect(page.get_by_test_id("tune-button")).to_be_disabled()
    no_serious_finding(page, "the analysis")
    page.get_by_test_id("retag-start").click()
    job = page.get_by_test_id("retag").first
    expect(job).to_have_attribute("data-state", "done", timeout=60_000)
    expect(job.get_by_test_id("retag-progress")).to_contain_text(re.compile(r"\d+ of \d+"))


def _new_list(page: Page, name: str, term: str) -> None:
    page.get_by_test_id("add-button").first.click()
    editor = page.get_by_test_id("watch-editor")
    editor.get_by_test_id("field-name").fill(name)
    editor.get_by_test_id("field-terms").fill(term)
    editor.get_by_test_id("field-terms").press("Enter")
    editor.get_by_test_id("watch-save").click()
    expect(page.get_by_test_id("watch-row").filter(has_text=name)).to_be_visible()


def _lists(page: Page) -> dict[str, str]:
    found = page.request.get(page.url.split("/settings")[0] + "/api/v1/watch-lists").json()
    return {one["name"]: one["id"] for one in found["items"]}
