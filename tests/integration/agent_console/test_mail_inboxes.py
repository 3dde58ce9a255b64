"""Mail inboxes: trying settings, what was filed, blocked senders, and how their lines fare."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from conversations.clock import new_id
from conversations.connections import Connection, ConnectionState
from conversations.people import Role
from tests.integration.agent_console import mailing
from tests.integration.agent_console.conftest import Company

V1 = "/api/v1"


def _check(company: Company, **more: Any) -> dict[str, Any]:
    return {"channel": "email", "settings": {"address": "Shop@Example.com"}, **more}


async def test_trying_settings_says_which_step_failed(company: Company) -> None:
    ada = await company.browser("ada")
    typed = {"secrets": {"password": "typed-just-now"}}
    answer = await ada.call("POST", f"{V1}/inboxes/check", _check(company, **typed))
    assert answer["steps"] == [
        {"name": "imap.connect", "ok": True, "detail": "", "remedy": ""},
        {
            "name": "imap.sign_in",
            "ok": False,
            "detail": "shop@example.com is refused with …",
            "remedy": "Use another password.",
        },
        {"name": "imap.folders", "ok": None, "detail": "", "remedy": ""},
    ]
    audit = (await ada.call("GET", f"{V1}/audit"))["items"]
    line = next(it for it in audit if it["action"] == "inbox_checked")
    assert line["details"] == {"name": "email", "failed": "imap.sign_in"}


@pytest.mark.parametrize(
    ("secrets", "used"),
    [
        ({}, mailing.PASSWORD),
        ({"password": "another-one"}, "another-one"),
        ({"password": None}, "nothing"),
    ],
)
async def test_secrets_left_out_are_those_of_the_inbox(
    company: Company, monkeypatch: pytest.MonkeyPatch, secrets: dict[str, Any], used: str
) -> None:
    tried = []

    async def check(inbox: Any) -> list[Any]:
        tried.append(inbox.secrets.get("password", "nothing"))
        return []

    monkeypatch.setitem(company.services.check_lines, "email", check)
    ada = await company.browser("ada")
    body = _check(company, secrets=secrets, inbox=company.inboxes["Shop mail"].id)
    await ada.call("POST", f"{V1}/inboxes/check", body)
    assert tried == [used]


@pytest.mark.parametrize("secret", [None, "typed-again"])
async def test_a_stored_password_goes_to_no_other_server(
    company: Company, secret: str | None
) -> None:
    ada, inbox = await company.browser("ada"), company.inboxes["Shop mail"]
    elsewhere = {**inbox.settings, "imap": {"host": "evil.example"}}
    given = {"password": secret} if secret else {}

    tried = await ada.ask(
        "POST",
        f"{V1}/inboxes/check",
        {"channel": "email", "settings": elsewhere, "secrets": given, "inbox": inbox.id},
    )
    changed = await ada.ask(
        "PATCH",
        f"{V1}/inboxes/{inbox.id}",
        {"version": inbox.version, "settings": elsewhere, "secrets": given},
    )

    assert (tried.status, changed.status) == ((200, 200) if secret else (422, 422))
    if not secret:
        assert "given again: password" in await changed.text()


async def test_what_cannot_be_tried(company: Company) -> None:
    ada = await company.browser("ada")
    for wrong, status in (
        ({"channel": "whatsapp"}, 422),
        ({"settings": {"address": "no address"}}, 422),
        ({"inbox": new_id()}, 404),
        ({"inbox": company.inboxes["Shop"].id}, 404),
    ):
        answer = await ada.ask("POST", f"{V1}/inboxes/check", _check(company, **wrong))
        assert answer.status == status, (wrong, await answer.text())
        assert mailing.PASSWORD not in await answer.text()


async def test_trials_are_limited(company: Company) -> None:
    ada = await company.browser("ada")
    seen = [
        (await ada.ask("POST", f"{V1}/inboxes/check", _check(company))).status for _ in range(12)
    ]
    assert seen[:10] == [200] * 10
    assert seen[10:] == [429] * 2


async def _file(company: Company, team: str, external_id: str, reason: str = "list") -> None:
    inbox = company.inboxes[f"{team} mail"]
    await company.intake.accept(inbox, external_id, {"filed": reason, "text": "Ten for one"})


async def test_filed_messages_of_my_inboxes(company: Company) -> None:
    await _file(company, "Shop", "one", "spam")
    await _file(company, "Bank", "theirs")
    sue = await company.browser("sue")
    filed = await sue.call("GET", f"{V1}/inboxes/filed")
    inbox = company.inboxes["Shop mail"]
    assert filed["next"] is None
    assert filed["items"] == [
        {
            "inbox": {"id": inbox.id, "name": "Shop mail"},
            "external_id": "one",
            "received_at": "2096-03-01T09:00:00.000Z",
            "reason": "spam",
            "detail": "",
            "sender": "news@example.org",
            "subject": "News",
        }
    ]
    ada = await company.browser("ada")
    bank = company.inboxes["Bank mail"].id
    only = await ada.call("GET", f"{V1}/inboxes/filed?inbox={bank}")
    assert [it["external_id"] for it in only["items"]] == ["theirs"]
    theirs = await sue.call("GET", f"{V1}/inboxes/filed?inbox={bank}")
    assert theirs == {"items": [], "next": None}


@pytest.mark.timeout(60)
async def test_every_filed_message_is_on_one_page(company: Company) -> None:
    """Also those that came at the same moment, where one page ends and the next begins."""
    for number in range(230):
        if number % 7 == 0:
            company.clock.advance(1.0)
        await _file(company, "Bank" if number % 5 == 0 else "Shop", f"m{number}")
    sue = await company.browser("sue")
    seen: list[str] = []
    path, following = f"{V1}/inboxes/filed", ""
    while True:
        page = await sue.call("GET", path + following)
        seen += [it["external_id"] for it in page["items"]]
        if page["next"] is None:
            break
        following = f"?before={page['next']}"
    assert len(seen) == len(set(seen))
    assert set(seen) == {f"m{n}" for n in range(230) if n % 5}


async def test_opening_a_filed_message(company: Company) -> None:
    await _file(company, "Shop", "wanted")
    inbox = company.inboxes["Shop mail"]
    sue = await company.browser("sue")
    path = f"{V1}/inboxes/{inbox.id}/filed/open"
    opened = await sue.call("POST", path, {"external_id": "wanted"})
    again = await sue.call("POST", path, {"external_id": "wanted"})
    assert again == opened
    it = await sue.call("GET", f"{V1}/conversations/{opened['conversation']}")
    assert it["state"] == "queued"
    assert (await sue.call("GET", f"{V1}/inboxes/filed"))["items"] == []
    actions = [
        line["action"]
        for line in (await (await company.browser("ada")).call("GET", f"{V1}/audit"))["items"]
    ]
    assert actions.count("filed_opened") == 1


async def test_what_cannot_be_opened(company: Company) -> None:
    inbox = company.inboxes["Shop mail"]
    await company.intake.accept(inbox, "ordinary", {"text": "hello"})
    await _file(company, "Bank", "theirs")
    sue = await company.browser("sue")
    bank = company.inboxes["Bank mail"].id
    for inbox_id, external_id in (
        (inbox.id, "never"),
        (inbox.id, "ordinary"),
        (inbox.id, "theirs"),
        (bank, "theirs"),
    ):
        path = f"{V1}/inboxes/{inbox_id}/filed/open"
        answer = await sue.ask("POST", path, {"external_id": external_id})
        assert answer.status == 404, external_id


async def test_blocking_a_sender_and_taking_it_back(company: Company) -> None:
    agnes, inbox = await company.browser("agnes"), company.inboxes["Shop mail"]
    path = f"{V1}/inboxes/{inbox.id}/block"

    async def blocked() -> list[str]:
        return list((await company.stores.inboxes.get(inbox.id)).settings["blocked"])

    for _ in range(2):
        answer = await agnes.call("POST", path, {"address": " Spam@Example.ORG ", "on": True})
        assert answer == {"address": "spam@example.org", "on": True}
    assert await blocked() == ["spam@example.org"]
    await agnes.call("POST", path, {"address": "spam@example.org", "on": False})
    assert await blocked() == []
    audit = (await (await company.browser("ada")).call("GET", f"{V1}/audit"))["items"]
    lines = [(line["action"], line["details"].get("name")) for line in audit]
    assert lines.count(("sender_blocked", "spam@example.org")) == 1
    assert lines.count(("sender_unblocked", "spam@example.org")) == 1


async def test_only_a_supervisor_blocks_a_whole_domain(company: Company) -> None:
    inbox = company.inboxes["Shop mail"]
    path, domain = f"{V1}/inboxes/{inbox.id}/block", {"address": "@Example.ORG", "on": True}
    agnes, sue = await company.browser("agnes"), await company.browser("sue")
    assert (await agnes.ask("POST", path, domain)).status == 403
    assert (await sue.call("POST", path, domain))["address"] == "@example.org"
    for wrong, status in (("nobody", 422), ("@", 422), ("a@example.org\nb", 422)):
        answer = await sue.ask("POST", path, {"address": wrong, "on": True})
        assert answer.status == status
    chat = company.inboxes["Shop"].id
    single = {"address": "a@b.example", "on": True}
    answer = await sue.ask("POST", f"{V1}/inboxes/{chat}/block", single)
    assert answer.status == 422


async def test_blocking_at_the_same_time_loses_nothing(company: Company) -> None:
    agnes, inbox = await company.browser("agnes"), company.inboxes["Shop mail"]
    path = f"{V1}/inboxes/{inbox.id}/block"
    senders = [f"spam{n}@example.org" for n in range(4)]
    await asyncio.gather(*(agnes.call("POST", path, {"address": it, "on": True}) for it in senders))
    stored = await company.stores.inboxes.get(inbox.id)
    assert sorted(stored.settings["blocked"]) == senders


async def test_health_tells_how_the_lines_fare(company: Company) -> None:
    inbox, now = company.inboxes["Shop mail"], company.clock.now()
    await company.stores.connections.report(
        Connection(
            inbox_id=inbox.id,
            state=ConnectionState.FAILING,
            since=now,
            detail="The server refuses the password.",
            remedy="Enter the new one.",
            facts={"mode": "idle", "last_message_at": now, "missing": 0},
        )
    )
    await company.person("sid", Role.SUPERVISOR, ["Bank"])
    health = await (await company.browser("sue")).call("GET", f"{V1}/health/inboxes")
    lines = {it["inbox"]["name"]: it["connection"] for it in health["items"]}
    assert lines == {
        "Shop site": None,
        "Shop mail": {
            "state": "failing",
            "since": "2096-03-01T09:00:00.000Z",
            "detail": "The server refuses the password.",
            "remedy": "Enter the new one.",
            "facts": {"mode": "idle", "last_message_at": "2096-03-01T09:00:00.000Z", "missing": 0},
        },
    }
    other = await (await company.browser("sid")).call("GET", f"{V1}/health/inboxes")
    assert "refuses" not in str(other)
