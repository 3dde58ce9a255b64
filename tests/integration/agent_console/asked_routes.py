"""How each route is asked in the tests of authorisation: all of them, by whom they are for."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from typing import Any

from tests.integration.agent_console.authorising import World

Body = dict[str, Any]
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
