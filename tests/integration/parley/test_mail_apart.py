"""Mail while the roles run apart: one process fetches it, another sends, a third has the agent."""

from __future__ import annotations

import asyncio
import uuid
from collections.abc import AsyncIterator, Iterator
from email import message_from_bytes, policy
from email.message import EmailMessage
from functools import partial
from typing import Any

import pytest

from tests.conftest import RequirePeer
from tests.running import asking
from tests.running.apart import ADMIN, PASSWORD, Apart, Team, set_up
from tests.running.browser import sign_in
from tests.running.dovecot import Dovecot, running_dovecot
from tests.running.mail_office import CUSTOMER, SUPPORT, mail
from tests.running.smtp_host import SmtpHost, smtp_host

pytestmark = [pytest.mark.peers, pytest.mark.timeout(90)]

USER = "support"
DEADLINE_S = 20.0


@pytest.fixture
def dovecot(require_peer: RequirePeer) -> Iterator[Dovecot]:
    with running_dovecot(require_peer("dovecot"), {USER: PASSWORD}) as server:
        yield server


@pytest.fixture
async def host() -> AsyncIterator[SmtpHost]:
    async with smtp_host() as running:
        yield running


until = partial(asking.until, deadline_s=DEADLINE_S)


async def add_mail_inbox(url: str, dovecot: Dovecot, host: SmtpHost) -> None:
    """A mail inbox of the team's, that says at once that a mail has come in."""
    admin = await sign_in(url, ADMIN, PASSWORD)
    [queue] = [it for it in (await admin.get("/queues"))["items"] if it["name"] == "Support"]
    settings = {
        "address": SUPPORT,
        "imap": {
            "host": "127.0.0.1",
            "port": dovecot.port,
            "security": "none",
            "username": USER,
            "history_days": -1,
        },
        "smtp": {"host": "127.0.0.1", "port": host.port, "security": "none"},
        "acknowledge": {"enabled": True, "text": "We have your mail."},
    }
    body = {
        "name": "Mail",
        "channel": "email",
        "queue_id": queue["id"],
        "settings": settings,
        "secrets": {"password": PASSWORD},
    }
    await admin.post("/inboxes", body)


def read(content: bytes) -> EmailMessage:
    return message_from_bytes(content, policy=policy.default)


async def test_a_mail_is_fetched_acknowledged_and_answered_once(
    apart: Apart, dovecot: Dovecot, host: SmtpHost
) -> None:
    processes = [apart.process(role) for role in ("web", "worker", "connectors", "connectors")]
    for process in processes:
        await asyncio.to_thread(process.wait_until_ready)
    web = processes[0]
    team: Team = await set_up(web.url)
    dovecot.deliver(USER, mail("Where is my parcel?", message_id="<first@home.example>"))
    await add_mail_inbox(web.url, dovecot, host)

    await host.until(lambda: len(host.taken) == 1, DEADLINE_S)
    acknowledged = read(host.taken[0].content)
    assert acknowledged["Auto-Submitted"] == "auto-replied"
    assert acknowledged["In-Reply-To"] == "<first@home.example>"
    assert dovecot.sessions(USER) == 1

    async def conversations() -> Any:
        return (await team.agent.get("/conversations?view=all&category=open"))["items"]

    [conversation] = await until(conversations)
    body = {"id": str(uuid.uuid4()), "text": "It is on its way.", "mail": {}}
    seq = (await team.agent.post(f"/conversations/{conversation['id']}/reply", body))["seq"]
    await host.until(lambda: len(host.taken) == 2, DEADLINE_S)
    answered = read(host.taken[1].content)
    assert host.taken[1].recipients == [CUSTOMER]
    assert answered["Auto-Submitted"] is None
    assert "It is on its way." in answered.get_content()

    async def sent() -> bool:
        entries = await team.agent.timeline(conversation["id"])
        return any(it["seq"] == seq and it["delivery"]["state"] == "sent" for it in entries)

    await until(sent)
    back = mail("Thank you", In_Reply_To=answered["Message-ID"])
    dovecot.deliver(USER, back)

    async def came_back() -> bool:
        entries = await team.agent.timeline(conversation["id"])
        return [it["text"].strip() for it in entries if it["direction"] == "in"] == [
            "Where is my parcel?",
            "Thank you",
        ]

    await until(came_back)
    # an answer is no new conversation: nothing is acknowledged again
    assert len(host.taken) == 2
