"""Every route and every socket event as nobody, agent, agent of another team, supervisor, admin.

A route or event that is missing from the tables here fails the test of completeness.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest

from agent_console.api import ROUTES
from agent_console.routing import Door, Route
from agent_console.sockets.console import EVENTS
from connectors.webchat.namespace import EVENTS as WIDGET_EVENTS
from conversations.alerts import Alert, AlertKind
from conversations.clock import new_id
from conversations.commands import Reply
from conversations.inbound import JournalRecord
from conversations.intents import Intent
from conversations.people import PERMISSIONS, Actor, Permission, Role
from conversations.people import SYSTEM_SCOPE as WHOLE
from conversations.places import CannedAnswer, WatchTerms
from conversations.retags import Retag
from tests.integration.agent_console.conftest import PASSWORD, Company
from tests.integration.agent_console.mailing import SOURCE, stored_file
from tests.integration.agent_console.telephoning import Line, telephone
from tests.running.http import reading_session
from tests.running.seeding import insight_into, seed, topic

pytestmark = pytest.mark.timeout(60)

NOBODY, AGENT, OTHER, SUPERVISOR, ADMIN = "nobody", "agnes", "bert", "sue", "ada"
"""``bert`` works in another team than everything that is asked for; ``sue`` and ``agnes`` in it."""
ROLE = {AGENT: Role.AGENT, OTHER: Role.AGENT, SUPERVISOR: Role.SUPERVISOR, ADMIN: Role.ADMIN}

Body = dict[str, Any]
REFUSED = r"(?i)refused|connect"


@dataclass
class World:
    """The ids of things in the team Shop."""

    conversation: str
    contact: str
    offer: str
    user: str
    team: str
    queue: str
    inbox: str
    canned: str
    watch: str
    intent: str
    retag: str
    alert: str
    quarantined: str
    file: str
    scheduled: str
    mailbox: str
    letter: str
    letter_seq: int
    call: str
    recording: str
    line: str
    topic: str


Ask = Callable[[World], tuple[str, Body | None]]


def _at(path: str, body: Body | None = None) -> Ask:
    return lambda world: (path.format(**vars(world)), body)


def _command(name: str, **body: Any) -> Ask:
    return lambda world: (
        f"/api/v1/conversations/{world.conversation}/{name}",
        {
            "id": str(uuid.uuid4()),
            **{
                key: getattr(world, it[1:]) if str(it).startswith("@") else it
                for key, it in body.items()
            },
        },
    )


V1 = "/api/v1"
SCOPED: dict[str, Ask] = {
    # Asked for things of the team Shop: 404 for an agent of another team.
    f"GET {V1}/conversations/{{id}}": _at(V1 + "/conversations/{conversation}"),
    f"GET {V1}/conversations/{{id}}/entries": _at(V1 + "/conversations/{conversation}/entries"),
    f"GET {V1}/conversations/{{id}}/decisions": _at(V1 + "/conversations/{conversation}/decisions"),
    f"GET {V1}/conversations/{{id}}/entries/{{seq}}/mail": _at(
        V1 + "/conversations/{letter}/entries/{letter_seq}/mail"
    ),
    f"GET {V1}/conversations/{{id}}/entries/{{seq}}/headers": _at(
        V1 + "/conversations/{letter}/entries/{letter_seq}/headers"
    ),
    f"GET {V1}/conversations/{{id}}/entries/{{seq}}/source": _at(
        V1 + "/conversations/{letter}/entries/{letter_seq}/source"
    ),
    f"GET {V1}/conversations/{{id}}/insight": _at(V1 + "/conversations/{conversation}/insight"),
    f"GET {V1}/conversations/{{id}}/draft": _at(V1 + "/conversations/{conversation}/draft"),
    f"PUT {V1}/conversations/{{id}}/draft": _at(
        V1 + "/conversations/{conversation}/draft", {"text": "x"}
    ),
    f"DELETE {V1}/conversations/{{id}}/draft": _at(V1 + "/conversations/{conversation}/draft"),
    f"POST {V1}/conversations/{{id}}/reply": _command("reply", text="hi"),
    f"GET {V1}/conversations/{{id}}/scheduled": _at(V1 + "/conversations/{conversation}/scheduled"),
    f"DELETE {V1}/conversations/{{id}}/scheduled/{{sid}}": _at(
        V1 + "/conversations/{conversation}/scheduled/{scheduled}"
    ),
    f"POST {V1}/conversations/{{id}}/scheduled/{{sid}}/send": _at(
        V1 + "/conversations/{conversation}/scheduled/{scheduled}/send"
    ),
    f"POST {V1}/conversations/{{id}}/note": _command("note", text="hi"),
    f"POST {V1}/conversations/{{id}}/resolve": _command("resolve"),
    f"POST {V1}/conversations/{{id}}/reopen": _command("reopen"),
    f"POST {V1}/conversations/{{id}}/pending": _command("pending"),
    f"POST {V1}/conversations/{{id}}/take": _command("take"),
    f"POST {V1}/conversations/{{id}}/snooze": _command("snooze", until="2130-01-01T00:00:00Z"),
    f"POST {V1}/conversations/{{id}}/assign": _command("assign", agent=None),
    f"POST {V1}/conversations/{{id}}/transfer": _command("transfer", queue="@queue"),
    f"POST {V1}/conversations/{{id}}/priority": _command("priority", priority="high"),
    f"POST {V1}/conversations/{{id}}/labels": _command("labels", add=["vip"]),
    f"POST {V1}/conversations/{{id}}/correct": _command(
        "correct", seq=2, kind="language", value="de"
    ),
    f"POST {V1}/conversations/{{id}}/resend": _command("resend", seq=2),
    f"POST {V1}/conversations/{{id}}/read": _command("read"),
    f"POST {V1}/conversations": lambda world: (
        V1 + "/conversations",
        {
            "id": str(uuid.uuid4()),
            "inbox": world.mailbox,
            "to": ["somebody@example.org"],
            "text": "hello",
        },
    ),
    f"POST {V1}/conversations/{{id}}/call": lambda world: (
        f"{V1}/conversations/{world.call}/call",
        {"id": str(uuid.uuid4()), "action": "call_back"},
    ),
    f"GET {V1}/conversations/{{id}}/recordings/{{file}}": _at(
        V1 + "/conversations/{call}/recordings/{recording}"
    ),
    f"POST {V1}/calls": lambda world: (
        f"{V1}/calls",
        {"id": str(uuid.uuid4()), "inbox_id": world.line, "address": "+493023125002"},
    ),
    f"POST {V1}/me/phone/token": lambda world: (
        f"{V1}/me/phone/token",
        {"inbox_id": world.line},
    ),
    f"POST {V1}/inboxes/{{id}}/block": _at(
        V1 + "/inboxes/{mailbox}/block", {"address": "spam@example.org", "on": True}
    ),
    f"GET {V1}/contacts/{{id}}": _at(V1 + "/contacts/{contact}"),
    f"PATCH {V1}/contacts/{{id}}": _at(V1 + "/contacts/{contact}", {"version": 1, "notes": "x"}),
    f"GET {V1}/contacts/{{id}}/conversations": _at(V1 + "/contacts/{contact}/conversations"),
    f"GET {V1}/contacts/{{id}}/timeline": _at(V1 + "/contacts/{contact}/timeline"),
    f"GET {V1}/contacts/{{id}}/mood": _at(V1 + "/contacts/{contact}/mood"),
    f"GET {V1}/contacts/{{id}}/consents": _at(V1 + "/contacts/{contact}/consents"),
    f"GET {V1}/users/{{id}}": _at(V1 + "/users/{user}"),
    f"GET {V1}/canned-answers/{{id}}": _at(V1 + "/canned-answers/{canned}"),
}
OPEN: dict[str, Ask] = {
    # Needs a permission or a sign-in, and answers within the caller's scope.
    f"DELETE {V1}/session": _at(V1 + "/session"),
    f"GET {V1}/me": _at(V1 + "/me"),
    f"PATCH {V1}/me": _at(V1 + "/me", {}),
    f"POST {V1}/me/totp": _at(V1 + "/me/totp", {}),
    f"GET {V1}/conversations": _at(V1 + "/conversations"),
    f"GET {V1}/conversations/counts": _at(V1 + "/conversations/counts"),
    f"GET {V1}/conversations/changed": _at(
        V1 + "/conversations/changed?since=2020-01-01T00:00:00Z"
    ),
    f"POST {V1}/conversations/bulk": lambda world: (
        V1 + "/conversations/bulk",
        {"id": str(uuid.uuid4()), "command": "labels", "ids": [world.conversation], "add": ["x"]},
    ),
    f"GET {V1}/calls/lines": _at(V1 + "/calls/lines"),
    f"GET {V1}/calls/mine": _at(V1 + "/calls/mine"),
    f"GET {V1}/calls/waiting": _at(V1 + "/calls/waiting"),
    f"GET {V1}/calls/monitoring": _at(V1 + "/calls/monitoring"),
    f"GET {V1}/me/phone": _at(V1 + "/me/phone"),
    f"PUT {V1}/me/phone": _at(V1 + "/me/phone", {"device": "browser"}),
    f"GET {V1}/offers": _at(V1 + "/offers"),
    f"GET {V1}/contacts": _at(V1 + "/contacts"),
    f"GET {V1}/search": _at(V1 + "/search?q=hello"),
    f"GET {V1}/seats": _at(V1 + "/seats"),
    f"GET {V1}/seats/me/today": _at(V1 + "/seats/me/today"),
    f"PUT {V1}/seats/me": _at(V1 + "/seats/me", {"presence": "away"}),
    f"GET {V1}/wallboard": _at(V1 + "/wallboard"),
    f"GET {V1}/users": _at(V1 + "/users"),
    f"GET {V1}/skills": _at(V1 + "/skills"),
    f"GET {V1}/teams": _at(V1 + "/teams"),
    f"GET {V1}/teams/{{id}}": _at(V1 + "/teams/{team}"),
    f"GET {V1}/queues": _at(V1 + "/queues"),
    f"GET {V1}/queues/{{id}}": _at(V1 + "/queues/{queue}"),
    f"GET {V1}/canned-answers": _at(V1 + "/canned-answers"),
    f"GET {V1}/inboxes": _at(V1 + "/inboxes"),
    f"GET {V1}/watch-lists": _at(V1 + "/watch-lists"),
    f"GET {V1}/alerts": _at(V1 + "/alerts?state=all"),
    f"POST {V1}/alerts/{{id}}/done": _at(V1 + "/alerts/{alert}/done"),
    f"GET {V1}/intents": _at(V1 + "/intents"),
    f"POST {V1}/intents": _at(V1 + "/intents", {}),
    f"POST {V1}/intents/try": _at(V1 + "/intents/try", {}),
    f"GET {V1}/intents/{{id}}": _at(V1 + "/intents/{intent}"),
    f"PATCH {V1}/intents/{{id}}": _at(V1 + "/intents/{intent}", {}),
    f"DELETE {V1}/intents/{{id}}": _at(V1 + "/intents/{file}"),
    f"GET {V1}/intelligence/overview": _at(V1 + "/intelligence/overview"),
    f"GET {V1}/intelligence/conversations": _at(V1 + "/intelligence/conversations"),
    f"GET {V1}/intelligence/topics": _at(V1 + "/intelligence/topics"),
    f"POST {V1}/intelligence/topics/search": _at(V1 + "/intelligence/topics/search"),
    f"GET {V1}/intelligence/topics/{{id}}": _at(V1 + "/intelligence/topics/{topic}"),
    f"PATCH {V1}/intelligence/topics/{{id}}": _at(
        V1 + "/intelligence/topics/{topic}", {"version": 1, "name": "Parcels"}
    ),
    f"GET {V1}/intelligence/model": _at(V1 + "/intelligence/model"),
    f"PUT {V1}/intelligence/model/head": _at(V1 + "/intelligence/model/head", {"version": 0}),
    f"POST {V1}/intelligence/tunes": _at(V1 + "/intelligence/tunes"),
    f"GET {V1}/intelligence/retags": _at(V1 + "/intelligence/retags"),
    f"POST {V1}/intelligence/retags": _at(V1 + "/intelligence/retags", {}),
    f"POST {V1}/intelligence/retags/{{id}}/cancel": _at(V1 + "/intelligence/retags/{retag}/cancel"),
    f"GET {V1}/tokens": _at(V1 + "/tokens"),
    f"GET {V1}/quarantine": _at(V1 + "/quarantine"),
    f"GET {V1}/dead-letters": _at(V1 + "/dead-letters"),
    f"GET {V1}/health/inboxes": _at(V1 + "/health/inboxes"),
    f"GET {V1}/audit": _at(V1 + "/audit"),
    f"POST {V1}/files": _at(V1 + "/files"),
    f"POST {V1}/offers/{{id}}/accept": _at(
        V1 + "/offers/{offer}/accept", {"id": str(uuid.uuid4())}
    ),
    f"POST {V1}/offers/{{id}}/decline": _at(
        V1 + "/offers/{offer}/decline", {"id": str(uuid.uuid4())}
    ),
    f"PUT {V1}/seats/{{id}}": _at(V1 + "/seats/{user}", {"presence": "away"}),
    f"GET {V1}/inboxes/{{id}}": _at(V1 + "/inboxes/{inbox}"),
    f"GET {V1}/inboxes/{{id}}/files": _at(V1 + "/inboxes/{inbox}/files"),
    f"GET {V1}/inboxes/filed": _at(V1 + "/inboxes/filed"),
    f"POST {V1}/inboxes/{{id}}/filed/open": _at(
        V1 + "/inboxes/{mailbox}/filed/open", {"external_id": "newsletter"}
    ),
    f"POST {V1}/inboxes/check": _at(V1 + "/inboxes/check", {"channel": "webchat"}),
    f"GET {V1}/watch-lists/{{id}}": _at(V1 + "/watch-lists/{watch}"),
    f"POST {V1}/quarantine/{{id}}/replay": _at(V1 + "/quarantine/{quarantined}/replay"),
    f"POST {V1}/dead-letters/{{id}}/resend": _at(
        V1 + "/dead-letters/{file}/resend", {"id": str(uuid.uuid4())}
    ),
    f"POST {V1}/users": _at(V1 + "/users", {}),
    f"PATCH {V1}/users/{{id}}": _at(V1 + "/users/{user}", {"version": 1}),
    f"DELETE {V1}/users/{{id}}": _at(V1 + "/users/{file}"),
    f"POST {V1}/users/{{id}}/reset-password": _at(V1 + "/users/{file}/reset-password"),
    f"POST {V1}/teams": _at(V1 + "/teams", {}),
    f"PATCH {V1}/teams/{{id}}": _at(V1 + "/teams/{team}", {}),
    f"DELETE {V1}/teams/{{id}}": _at(V1 + "/teams/{team}"),
    f"POST {V1}/queues": _at(V1 + "/queues", {}),
    f"PATCH {V1}/queues/{{id}}": _at(V1 + "/queues/{queue}", {}),
    f"DELETE {V1}/queues/{{id}}": _at(V1 + "/queues/{queue}"),
    f"POST {V1}/inboxes": _at(V1 + "/inboxes", {}),
    f"PATCH {V1}/inboxes/{{id}}": _at(V1 + "/inboxes/{inbox}", {}),
    f"DELETE {V1}/inboxes/{{id}}": _at(V1 + "/inboxes/{file}"),
    f"POST {V1}/canned-answers": _at(V1 + "/canned-answers", {}),
    f"PATCH {V1}/canned-answers/{{id}}": _at(V1 + "/canned-answers/{canned}", {}),
    f"DELETE {V1}/canned-answers/{{id}}": _at(V1 + "/canned-answers/{file}"),
    f"POST {V1}/watch-lists": _at(V1 + "/watch-lists", {}),
    f"PATCH {V1}/watch-lists/{{id}}": _at(V1 + "/watch-lists/{watch}", {}),
    f"DELETE {V1}/watch-lists/{{id}}": _at(V1 + "/watch-lists/{file}"),
    f"POST {V1}/tokens": _at(V1 + "/tokens", {}),
    f"GET {V1}/tokens/{{id}}": _at(V1 + "/tokens/{file}"),
    f"DELETE {V1}/tokens/{{id}}": _at(V1 + "/tokens/{file}"),
}
PUBLIC: dict[str, Ask] = {
    f"POST {V1}/session": _at(V1 + "/session", {"email": "x@y", "password": "z"}),
    f"GET {V1}/files/{{id}}": _at(V1 + "/files/{file}?exp=1&sig=" + "0" * 43),
    "GET /api/openapi.json": _at("/api/openapi.json"),
    "GET /api/docs": _at("/api/docs"),
    "GET /api/docs/{file}": _at("/api/docs/docs.js"),
    "GET /healthz": _at("/healthz"),
    "GET /readyz": _at("/readyz"),
    "GET /metrics": _at("/metrics"),
}
TEAM_ONLY = {
    # Beyond the permission, only within the caller's team: another team's supervisor gets 404.
    f"PUT {V1}/seats/{{id}}",
    f"GET {V1}/inboxes/{{id}}",
    f"GET {V1}/inboxes/{{id}}/files",
    f"GET {V1}/watch-lists/{{id}}",
    f"GET {V1}/intents/{{id}}",
    f"POST {V1}/alerts/{{id}}/done",
    f"GET {V1}/intelligence/topics/{{id}}",
    f"PATCH {V1}/intelligence/topics/{{id}}",
    f"POST {V1}/quarantine/{{id}}/replay",
    f"POST {V1}/inboxes/{{id}}/filed/open",
}


def test_no_route_is_missing() -> None:
    assert {route.name for route in ROUTES} == SCOPED.keys() | OPEN.keys() | PUBLIC.keys()
    assert {route.name for route in ROUTES if route.needs is Door.PUBLIC} == PUBLIC.keys()
    assert OPEN.keys() >= TEAM_ONLY


async def _world(company: Company) -> World:
    conversation = await company.say("Shop", "v1", "hello there")
    offer = await company.offer(await company.say("Shop", "v2"), "agnes")
    shop, now = company.teams["Shop"], company.clock.now()
    canned = await company.stores.canned_answers.add(
        CannedAnswer(
            id=new_id(), shortcut="hi", title="", text="x", team_id=shop.id, created_at=now
        )
    )
    watch = await company.stores.watch_lists.add(
        WatchTerms(id=new_id(), name="w", terms=("x",), team_id=shop.id, created_at=now)
    )
    intent = await company.stores.intents.add(
        Intent(id=new_id(), name="i", examples=("x", "y", "z"), team_id=shop.id, created_at=now)
    )
    queue_id = company.queues["Shop"].id
    alert = Alert(id=new_id(), kind=AlertKind.MOOD_WORSENED, at=now, queue_id=queue_id)
    await company.stores.alerts.add(alert)
    today = now.date()
    retag = await company.stores.retags.add(
        Retag(
            id=new_id(),
            first=today,
            until=today + timedelta(days=1),
            engine="lexicon",
            created_at=now,
        )
    )
    parcels = topic(new_id(), "late parcels", now)
    found = insight_into(conversation, topic_id=parcels.id, keywords=("late parcel",))
    await seed(company.stores, [found], [parcels])
    inbox = company.inboxes["Shop"]
    record = JournalRecord(
        id=new_id(),
        inbox_id=inbox.id,
        channel=inbox.channel,
        external_id=new_id(),
        payload={"nonsense": True},
        received_at=now,
        next_try_at=now,
    )
    await company.stores.journal.record(record)
    await company.stores.journal.failed(
        inbox.id, record.external_id, "nonsense", now, permanent=True
    )
    mailbox = company.inboxes["Shop mail"]
    source = await stored_file(company.stores, "source", SOURCE)
    mail = {"html": "<p>hello</p>", "source": source.id}
    letter = await company.intake.accept(mailbox, new_id(), {"text": "hello", "mail": mail})
    await company.intake.accept(mailbox, "newsletter", {"filed": "list"})
    line = await telephone(company)
    call = await (await Line.rings(company, line)).waits()
    recording = await stored_file(company.stores, "recording", b"ID3\x03 not much to hear")
    await call.recorded(recording.id)
    return World(
        conversation=conversation.id,
        contact=conversation.contact.id,
        offer=offer.id,
        user=company.users["agnes"].id,
        team=shop.id,
        queue=company.queues["Shop"].id,
        inbox=inbox.id,
        canned=canned.id,
        watch=watch.id,
        intent=intent.id,
        retag=retag.id,
        alert=alert.id,
        quarantined=record.id,
        file=new_id(),
        scheduled=await _scheduled(company, conversation.id),
        mailbox=mailbox.id,
        letter=letter.conversation_id,
        letter_seq=letter.seq,
        call=call.conversation_id,
        recording=recording.id,
        line=line.id,
        topic=parcels.id,
    )


async def _scheduled(company: Company, conversation_id: str) -> str:
    """A reply of agnes that is to go out tomorrow."""
    author = Actor(user_id=company.users["agnes"].id, name="agnes", role=Role.AGENT, scope=WHOLE)
    reply = Reply(id=new_id(), conversation_id=conversation_id, text="tomorrow")
    tomorrow = company.clock.now() + timedelta(days=1)
    return (await company.services.scheduling.plan(author, reply, tomorrow)).id


def _allowed(route: Route, who: str) -> bool:
    if route.needs is Door.PUBLIC:
        return True
    if who == NOBODY:
        return False
    return not isinstance(route.needs, Permission) or route.needs in PERMISSIONS[ROLE[who]]


@pytest.mark.parametrize("who", [NOBODY, AGENT, OTHER, SUPERVISOR, ADMIN])
async def test_every_route(company: Company, who: str) -> None:
    world = await _world(company)
    browser = await company.browser(None if who == NOBODY else who)
    wrong = []
    # Signing out comes last: it would make everybody nobody.
    for route in sorted(ROUTES, key=lambda it: it.name == f"DELETE {V1}/session"):
        path, body = {**SCOPED, **OPEN, **PUBLIC}[route.name](world)
        answer = await browser.ask(route.method, path, body)
        status, text = answer.status, await answer.text()
        if route.needs is Door.PUBLIC:
            right = status != 500
        elif who == NOBODY:
            right = status == 401
        elif not _allowed(route, who):
            right = status == 403
        elif who == OTHER and route.name in SCOPED:
            right = status == 404
        else:
            # Permitted: whatever it says, it is about the request itself and not about who asks.
            right = status not in (401, 403, 500) and (route.name not in SCOPED or status != 404)
        if not right:
            wrong.append((route.name, status, text[:200]))
    assert wrong == []


@pytest.mark.parametrize("who", [AGENT, OTHER, SUPERVISOR, ADMIN])
async def test_unsafe_routes_want_the_csrf_token(company: Company, who: str) -> None:
    world = await _world(company)
    browser = await company.browser(who)
    browser.csrf = "wrong"
    for route in ROUTES:
        if route.method == "GET" or route.needs is Door.PUBLIC:
            continue
        path, body = {**SCOPED, **OPEN}[route.name](world)
        answer = await browser.ask(route.method, path, body)
        assert answer.status == 403, route.name


async def test_another_teams_supervisor(company: Company) -> None:
    world = await _world(company)
    await company.person("bo", Role.SUPERVISOR, ["Bank"])
    browser = await company.browser("bo")
    for name in sorted(SCOPED.keys() | TEAM_ONLY):
        method = name.split(" ")[0]
        path, body = {**SCOPED, **OPEN}[name](world)
        answer = await browser.ask(method, path, body)
        assert answer.status == 404, (name, await answer.text())
    for path in (
        "quarantine",
        "inboxes/filed",
        "inboxes",
        "watch-lists",
        "alerts?state=all",
        "conversations?view=all",
        "contacts",
        "intelligence/topics",
        "intelligence/conversations",
    ):
        assert (await browser.call("GET", f"{V1}/{path}"))["items"] == [] or path == "inboxes"
    inboxes = (await browser.call("GET", f"{V1}/inboxes"))["items"]
    assert [inbox["name"] for inbox in inboxes] == ["Bank mail", "Bank site"]
    seats = (await browser.call("GET", f"{V1}/seats"))["items"]
    assert {seat["agent"]["name"] for seat in seats} == {"bert", "bo"}
    wallboard = await browser.call("GET", f"{V1}/wallboard")
    assert [queue["queue"]["name"] for queue in wallboard["queues"]] == ["Bank"]


async def test_lists_and_search_show_nothing_of_other_teams(company: Company) -> None:
    await _world(company)
    bert = await company.browser("bert")
    for view in ("mine", "queues", "all", "unassigned"):
        for sort in ("changed", "waiting"):
            page = await bert.call("GET", f"{V1}/conversations?view={view}&sort={sort}")
            assert page["items"] == []
    shop = company.queues["Shop"].id
    assert (await bert.call("GET", f"{V1}/conversations?view=all&queue={shop}"))["items"] == []
    found = await bert.call("GET", f"{V1}/search?q=hello")
    assert (found["conversations"], found["contacts"]) == ([], [])
    changed = await bert.call("GET", f"{V1}/conversations/changed?since=2020-01-01T00:00:00Z")
    assert changed["conversations"] == []
    bulk = {"id": str(uuid.uuid4()), "command": "resolve", "ids": [new_id()]}
    assert (await bert.call("POST", f"{V1}/conversations/bulk", bulk))["results"][0]["ok"] is False


def _events(world: World) -> dict[str, Body]:
    conversation = {"conversation": world.conversation}
    return {
        "accept": {"offer": world.offer},
        "decline": {"offer": world.offer, "reason": "busy"},
        "presence": {"state": "available"},
        "open": conversation,
        "close": conversation,
        "reply": {**conversation, "id": str(uuid.uuid4()), "text": "hi"},
        "note": {**conversation, "id": str(uuid.uuid4()), "text": "hi"},
        "typing": {**conversation, "on": True},
        "call": {"conversation": world.call, "id": str(uuid.uuid4()), "action": "call_back"},
        "heartbeat": {},
        "catch_up": {"changed_since": "2020-01-01T00:00:00Z"},
    }


EXPECTED: dict[str, dict[str, str | None]] = {
    # The error's code per event; None: carried out. The offer is made to agnes, and there is a
    # call under way already.
    AGENT: {"call": "conflict"},
    OTHER: {
        "accept": "offer_gone",
        "decline": "offer_gone",
        "open": "not_found",
        "reply": "not_found",
        "note": "not_found",
        "typing": "invalid",
        "call": "not_found",
    },
    SUPERVISOR: {"accept": "offer_gone", "decline": "offer_gone", "call": "conflict"},
    ADMIN: {"accept": "offer_gone", "decline": "offer_gone", "call": "conflict"},
}


async def test_no_event_is_missing(company: Company) -> None:
    world = await _world(company)
    assert _events(world).keys() == EVENTS.keys()
    assert WIDGET_EVENTS.keys() == {
        "message", "typing", "seen", "page", "catch_up", "prechat", "rate", "transcript", "end",
    }  # fmt: skip


@pytest.mark.parametrize("who", [AGENT, OTHER, SUPERVISOR, ADMIN])
async def test_every_event(company: Company, who: str) -> None:
    world = await _world(company)
    line = await (await company.browser(who)).socket()
    await line.next("hello")
    order = ["accept", "decline", "open", "typing", "reply", "note", "close"]
    events = _events(world)
    for name in [*order, *(set(events) - set(order))]:
        answer = await line.call(name, events[name])
        expected = EXPECTED[who].get(name)
        if who == AGENT and name == "decline":
            expected = "offer_gone"  # accepted the moment before
        assert (answer.get("error") or {}).get("code") == expected, (name, answer)


async def test_nobody_gets_no_socket(company: Company) -> None:
    for headers, auth in (
        ({}, None),
        ({"Cookie": "parley_session=guess"}, None),
        ({}, {"token": "parley_guess"}),
        ({}, {"token": {"$ne": None}}),
    ):
        line = None
        with pytest.raises(Exception, match=REFUSED):
            line = await company.socket(headers, auth)
        assert line is None


async def test_a_foreign_page_gets_no_socket_by_cookie(company: Company) -> None:
    agnes = await company.browser("agnes")
    with pytest.raises(Exception, match=REFUSED):
        await company.socket({"Cookie": agnes.cookie(), "Origin": "https://evil.example"})


async def test_tokens_do_only_what_their_scopes_say(company: Company) -> None:
    world = await _world(company)
    ada = await company.browser("ada")
    made = await ada.call("POST", f"{V1}/tokens", {"name": "report", "scopes": ["read"]})
    async with reading_session(headers={"Authorization": f"Bearer {made['token']}"}) as http:
        url = company.url + V1
        assert (await http.get(f"{url}/conversations/{world.conversation}")).status == 200
        assert (await http.get(f"{url}/tokens")).status == 403
        note = {"id": str(uuid.uuid4()), "text": "x"}
        answer = await http.post(f"{url}/conversations/{world.conversation}/note", json=note)
        assert answer.status == 403
        assert (await http.post(f"{url}/teams", json={"name": "x"})).status == 403
    with pytest.raises(Exception, match=REFUSED):
        await company.socket(auth={"token": made["token"]})
    assert PASSWORD not in str(await ada.call("GET", f"{V1}/audit"))
