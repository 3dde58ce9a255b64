"""The rest of the API: creates that count once, problems, files, search, settings, the document."""

from __future__ import annotations

import uuid
from datetime import timedelta
from io import BytesIO
from typing import Any

import aiohttp
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openapi_spec_validator import OpenAPIV31SpecValidator
from pydantic import ValidationError

from agent_console.api import ROUTES
from agent_console.openapi import document
from agent_console.sockets.console import EVENTS
from agent_console.wire.scalars import iso
from conversations.clock import ManualClock
from conversations.errors import Invalid, Unavailable
from tests.integration.agent_console.conftest import Browser, Company

V1 = "/api/v1"


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("users", {"email": "new@example.com", "name": "New"}),
        ("teams", {"name": "New"}),
        ("queues", {"name": "New", "team_id": "@team"}),
        ("inboxes", {"name": "New", "queue_id": "@queue"}),
        ("canned-answers", {"shortcut": "new", "text": "New"}),
        ("watch-lists", {"name": "New", "terms": ["new"]}),
        ("tokens", {"name": "New", "scopes": ["read"]}),
    ],
)
async def test_a_create_counts_once_and_can_be_undone(
    company: Company, path: str, body: dict[str, Any]
) -> None:
    known = {"@team": company.teams["Shop"].id, "@queue": company.queues["Shop"].id}
    body = {name: known.get(str(it), it) for name, it in body.items()}
    ada = await company.browser("ada")
    key = {"Idempotency-Key": str(uuid.uuid4())}
    made = [await ada.call("POST", f"{V1}/{path}", body, headers=key) for _ in range(3)]
    assert len({one["id"] for one in made}) == 1
    listed = (await ada.call("GET", f"{V1}/{path}"))["items"]
    assert [one["id"] for one in listed].count(made[0]["id"]) == 1
    one = await ada.call("GET", f"{V1}/{path}/{made[0]['id']}")
    assert {**made[0], **one} == made[0]
    if "version" in one:
        stale = await ada.ask("PATCH", f"{V1}/{path}/{one['id']}", {"version": 99, "name": "x"})
        assert stale.status in (409, 422)
    await ada.call("DELETE", f"{V1}/{path}/{one['id']}")
    assert (await ada.ask("GET", f"{V1}/{path}/{one['id']}")).status == 404


async def test_a_list_by_states(company: Company) -> None:
    waits = await company.say("Shop", "v1", "hello")
    offered = await company.say("Shop", "v2", "hello too")
    await company.offer(offered, "agnes")
    agnes = await company.browser("agnes")

    async def found(states: str) -> set[str]:
        page = await agnes.call("GET", f"{V1}/conversations?view=all&state={states}")
        return {it["id"] for it in page["items"]}

    assert await found("offered") == {offered.id}
    assert await found("queued,offered") == {waits.id, offered.id}
    assert await found("active,pending") == set()
    assert (await agnes.ask("GET", f"{V1}/conversations?state=lost")).status == 422


async def test_todays_time_in_each_presence(company: Company) -> None:
    agnes = await company.browser("agnes")
    start = company.clock.now()
    for presence, stays_s in (("available", 600), ("busy", 120), ("available", 60)):
        await agnes.call("PUT", f"{V1}/seats/me", {"presence": presence})
        company.clock.advance(stays_s)
    day = await agnes.call("GET", f"{V1}/seats/me/today")
    assert (day["spent"]["available"], day["spent"]["busy"]) == (660, 120)
    assert sum(day["spent"].values()) == 9 * 3600 + 780  # since midnight UTC; it was nine o'clock
    since = iso(start + timedelta(seconds=500))
    late = await agnes.call("GET", f"{V1}/seats/me/today?since={since}")
    assert late["spent"] == {"available": 160, "busy": 120, "away": 0, "offline": 0}
    company.clock.advance(40)
    still = iso(company.clock.now() - timedelta(seconds=30))
    unchanged = await agnes.call("GET", f"{V1}/seats/me/today?since={still}")
    assert unchanged["spent"]["available"] == 30
    for wrong in (start + timedelta(days=1), start - timedelta(days=3)):
        asked = await agnes.ask("GET", f"{V1}/seats/me/today?since={iso(wrong)}")
        assert asked.status == 422


async def test_secrets_go_in_and_never_come_out(company: Company) -> None:
    ada = await company.browser("ada")
    inbox = company.inboxes["Shop"]
    body = {"version": 1, "secrets": {"identity_secret": "very-secret", "other": "hidden"}}
    changed = await ada.call("PATCH", f"{V1}/inboxes/{inbox.id}", body)
    assert changed["secret_names"] == ["identity_secret", "other"]
    assert f'data-parley-key="{inbox.public_key}"' in changed["snippet"]
    gone = await ada.call(
        "PATCH", f"{V1}/inboxes/{inbox.id}", {"version": 2, "secrets": {"other": None}}
    )
    assert gone["secret_names"] == ["identity_secret"]
    everything = [await ada.call("GET", f"{V1}/{it}") for it in ("inboxes", "audit", "users", "me")]
    assert "very-secret" not in str(everything)
    assert "argon2" not in str(everything)


async def test_wrong_settings_name_their_field(company: Company) -> None:
    ada = await company.browser("ada")
    for bad, field in (
        ({"accent": "red"}, "accent"),
        ({"allowed_origins": ["shop.example"]}, "allowed_origins.0"),
        ({"hours": {"timezone": "Mars/Base", "days": {}}}, "hours.timezone"),
        ({"$where": "1"}, "$where"),
    ):
        body = {"name": "x", "queue_id": company.queues["Shop"].id, "settings": bad}
        answer = await ada.ask("POST", f"{V1}/inboxes", body)
        assert (answer.status, field in (await answer.json())["detail"]) == (422, True)


async def test_problems_are_documents(company: Company) -> None:
    agnes = await company.browser("agnes")
    missing = await agnes.ask("GET", f"{V1}/conversations/nope")
    assert missing.content_type == "application/problem+json"
    assert (await missing.json())["code"] == "not_found"
    assert (await agnes.ask("GET", f"{V1}/nowhere")).status == 404
    assert (await agnes.ask("PATCH", f"{V1}/conversations")).status == 405
    bad = await (await agnes.ask("GET", f"{V1}/conversations?limit=1000")).json()
    assert bad["errors"][0]["field"] == "limit"
    for data, kind in (
        (b"{", "application/json"),
        (b"[" * 100_000, "application/json"),
        (b"x", "text/xml"),
    ):
        answer = await agnes.http.put(
            f"{company.url}{V1}/seats/me",
            data=data,
            headers={"X-CSRF-Token": agnes.csrf, "Content-Type": kind},
        )
        assert answer.status == 422, await answer.text()
    large = await agnes.http.put(
        f"{company.url}{V1}/seats/me",
        data=BytesIO(b"x" * 2_000_000),
        headers={"X-CSRF-Token": agnes.csrf, "Content-Type": "application/json"},
    )
    assert large.status == 413


async def test_the_database_away_answers_503(
    company: Company, monkeypatch: pytest.MonkeyPatch
) -> None:
    agnes = await company.browser("agnes")

    async def away(*_: object, **__: object) -> None:
        raise Unavailable("The database does not answer right now.")

    monkeypatch.setattr(type(company.services.teams), "all", away)
    answer = await agnes.ask("GET", f"{V1}/teams")
    assert answer.status == 503
    assert int(answer.headers["Retry-After"]) > 0


async def test_every_answer_has_its_headers(company: Company) -> None:
    browser = await company.browser()
    for path in ("/", "/inbox/abc", f"{V1}/me", "/api/docs", "/widget.js", "/healthz"):
        answer = await browser.ask("GET", path)
        policy = answer.headers["Content-Security-Policy"]
        assert "script-src 'self';" in policy
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert answer.headers["Referrer-Policy"]
        assert answer.headers["X-Request-ID"]
    for path in ("/../pyproject.toml", "/%2e%2e/%2e%2e/pyproject.toml", "/assets/../../x"):
        assert "[build-system]" not in await (await browser.ask("GET", path)).text()


async def _upload(browser: Browser, url: str, content: bytes, name: str) -> dict[str, Any]:
    form = aiohttp.FormData()
    form.add_field("file", content, filename=name)
    answer = await browser.http.post(
        f"{url}{V1}/files", data=form, headers={"X-CSRF-Token": browser.csrf}
    )
    assert answer.status == 201, await answer.text()
    file: dict[str, Any] = await answer.json()
    return file


async def test_files_are_served_safely(company: Company, clock: ManualClock) -> None:
    agnes = await company.browser("agnes")
    svg = b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>"
    file = await _upload(agnes, company.url, svg, "a.svg")
    got = await agnes.ask("GET", file["url"])
    assert await got.read() == svg
    assert got.headers["Content-Type"] == "application/octet-stream"
    assert got.headers["Content-Disposition"].startswith("attachment")
    assert "sandbox" in got.headers["Content-Security-Policy"]
    nobody = await company.browser()
    assert (await nobody.ask("GET", file["url"])).status == 200
    other = file["url"].replace(file["id"], "0" * 32)
    assert (await nobody.ask("GET", other)).status == 403
    clock.advance(7300)
    assert (await nobody.ask("GET", file["url"])).status == 403


async def test_a_file_of_somebody_else_cannot_be_attached(company: Company) -> None:
    agnes, sue = await company.browser("agnes"), await company.browser("sue")
    file = await _upload(sue, company.url, b"mine", "a.txt")
    conversation = await company.say("Shop", "v1")
    body = {"id": str(uuid.uuid4()), "text": "look", "attachments": [file["id"]]}
    path = f"{V1}/conversations/{conversation.id}/reply"
    assert (await agnes.ask("POST", path, body)).status == 404
    sent = await sue.call("POST", path, body)
    assert sent["seq"] > 0


async def test_a_draft_is_kept_and_goes_with_the_reply(company: Company) -> None:
    agnes = await company.browser("agnes")
    conversation = await company.say("Shop", "v1")
    path = f"{V1}/conversations/{conversation.id}/draft"
    await agnes.call("PUT", path, {"text": "half a", "mode": "reply"})
    assert (await agnes.call("GET", path))["text"] == "half a"
    reply = {"id": str(uuid.uuid4()), "text": "a whole answer"}
    await agnes.call("POST", f"{V1}/conversations/{conversation.id}/reply", reply)
    assert (await agnes.call("GET", path))["text"] == ""


async def test_contacts_are_edited_in_place(company: Company) -> None:
    agnes = await company.browser("agnes")
    conversation = await company.say("Shop", "v1")
    path = f"{V1}/contacts/{conversation.contact.id}"
    body = {"version": 1, "name": "Nora", "attributes": {"plan": "gold"}, "phone": "+4930123"}
    changed = await agnes.call("PATCH", path, body)
    assert (changed["name"], changed["attributes"]) == ("Nora", {"plan": "gold"})
    assert (await agnes.ask("PATCH", path, body)).status == 409
    shown = await agnes.call("GET", f"{V1}/conversations/{conversation.id}")
    assert shown["contact"]["name"] == "Nora"
    timeline = await agnes.call("GET", f"{path}/timeline")
    assert [e["activity"] for e in timeline["entries"]] == ["opened", None, "contact"]
    for attribute in ("$set", "a.b", ""):
        bad = {"version": 2, "attributes": {attribute: "x"}}
        assert (await agnes.ask("PATCH", path, bad)).status == 422


async def test_quarantine_is_replayed(company: Company) -> None:
    sue = await company.browser("sue")
    inbox = company.inboxes["Shop"]
    with pytest.raises(Invalid):
        await company.intake.accept(inbox, "x1", {"nonsense": True})
    [item] = (await sue.call("GET", f"{V1}/quarantine"))["items"]
    again = await sue.ask("POST", f"{V1}/quarantine/{item['id']}/replay")
    assert again.status == 422
    assert [it["id"] for it in (await sue.call("GET", f"{V1}/quarantine"))["items"]] == [item["id"]]
    health = (await sue.call("GET", f"{V1}/health/inboxes"))["items"]
    counts = {it["inbox"]["name"]: it["quarantined"] for it in health}
    assert counts == {"Shop mail": 0, "Shop site": 1}


def test_the_document_is_valid_and_whole() -> None:
    made = document(ROUTES, "https://help.example")
    OpenAPIV31SpecValidator(made).validate()
    described = {
        f"{method.upper()} {path}" for path, methods in made["paths"].items() for method in methods
    }
    assert described == {route.name for route in ROUTES}
    assert all(route.summary for route in ROUTES)
    operations = [it for methods in made["paths"].values() for it in methods.values()]
    assert len({it["operationId"] for it in operations}) == len(operations)


async def test_the_page_of_the_document_needs_no_inline_script(company: Company) -> None:
    browser = await company.browser()
    page = await (await browser.ask("GET", "/api/docs")).text()
    assert "<script src=" in page
    assert "<script>" not in page
    assert "https://" not in page
    for name in ("docs.js", "docs.css", "secret.py"):
        answer = await browser.ask("GET", f"/api/docs/{name}")
        assert answer.status == (404 if name == "secret.py" else 200)


OPERATORS = st.sampled_from(["$ne", "$gt", "$where", "$regex", "$in", "$exists", "__proto__"])
SCALARS = st.none() | st.booleans() | st.integers() | st.text(max_size=8)
NASTY = st.recursive(
    st.dictionaries(OPERATORS, SCALARS, min_size=1, max_size=2),
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(OPERATORS, inner, max_size=2),
    max_leaves=6,
)
TEXTS = [
    (name, field)
    for name, event in EVENTS.items()
    for field in event.payload.json_schema().get("properties", {})
]


@given(place=st.sampled_from(TEXTS), nasty=NASTY)
@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_no_operator_gets_through_a_socket(place: tuple[str, str], nasty: Any) -> None:
    name, field = place
    with pytest.raises(Invalid):
        EVENTS[name].read({field: nasty or {"$ne": None}})


@given(nasty=NASTY, data=st.data())
@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_no_operator_gets_through_a_route(nasty: Any, data: st.DataObject) -> None:
    """Only free forms (an inbox's settings, checked by its connector) take objects at all."""
    route = data.draw(st.sampled_from([it for it in ROUTES if it.body or it.query]))
    for adapter in (route.body, route.query):
        if adapter is None:
            continue
        fields = adapter.json_schema().get("properties") or {"command": {}, "ids": {}}
        for field in sorted(fields.keys() - {"settings"}):
            with pytest.raises(ValidationError):
                adapter.validate_python({field: nasty or {"$ne": None}})
    if route.query is not None:
        with pytest.raises(ValidationError):
            route.query.validate_python({"q[$ne]": "1", "since[$gt]": "1"})
