"""The demo's mail: what waits when it starts, and a mail of one's own there and back."""

from __future__ import annotations

import asyncio
import imaplib
from collections.abc import Callable
from email import message_from_bytes, policy
from email.message import EmailMessage
from functools import partial
from pathlib import Path
from typing import Any

import aiosmtplib
import pytest

from conversations.clock import new_id
from tests.conftest import free_port
from tests.running import asking
from tests.running.browser import Browser, signed_in
from tests.running.parley_process import ParleyProcess

pytestmark = pytest.mark.timeout(120)

DEADLINE_S = 60.0
ME = "me@customers.example"

Shape = dict[str, Any]  # a JSON object as it came over the wire


until = partial(asking.until, deadline_s=DEADLINE_S)


def mail(subject: str, text: str, **headers: str) -> bytes:
    made = EmailMessage(policy=policy.SMTP)
    made["From"], made["To"], made["Subject"] = ME, "support@shop.example", subject
    made["Message-ID"] = f"<{new_id()}@customers.example>"
    for name, value in headers.items():
        made[name.replace("_", "-")] = value
    made.set_content(text)
    return made.as_bytes()


async def sent(demo: ParleyProcess, raw: bytes, *, sender: str = ME, to: str = "") -> None:
    told = demo.demo["mail"]
    await aiosmtplib.send(
        raw,
        sender=sender,
        recipients=[to or told["address"]],
        hostname="127.0.0.1",
        port=told["smtp_port"],
        start_tls=False,
    )


def mailbox(demo: ParleyProcess, address: str) -> list[EmailMessage]:
    """What has come to a customer, as their own mail program fetches it."""
    told = demo.demo["mail"]
    with imaplib.IMAP4("127.0.0.1", told["imap_port"], timeout=5) as client:
        client.login(address, told["password"])
        client.select("INBOX", readonly=True)
        parts: list[Any] = client.uid("FETCH", "1:*", "(BODY.PEEK[])")[1]
    raw = [part[1] for part in parts if isinstance(part, tuple)]
    return [message_from_bytes(one, policy=policy.default) for one in raw]


async def of_kind(browser: Browser, **query: str) -> list[Shape]:
    given = "&".join(f"{key}={value}" for key, value in {"limit": "100", **query}.items())
    listed: list[Shape] = (await browser.get(f"/conversations?view=all&channel=email&{given}"))[
        "items"
    ]
    return listed


async def test_a_mail_of_ones_own_goes_there_and_back(parley: ParleyProcess) -> None:
    admin = await signed_in(parley, "admin")
    await sent(parley, mail("Seven lamps", "Do you have seven?"))

    async def opened() -> Shape | None:
        return next((it for it in await of_kind(admin) if it["subject"] == "Seven lamps"), None)

    conversation = await until(opened)
    path = f"/conversations/{conversation['id']}"
    await admin.post(f"{path}/assign", {"id": new_id(), "agent": admin.user_id})
    await admin.post(
        f"{path}/reply",
        {"id": new_id(), "text": "We have.", "mail": {"html": "<p>We <b>have</b>.</p>"}},
    )

    async def answered() -> EmailMessage | None:
        found = await asyncio.to_thread(mailbox, parley, ME)
        return next((one for one in found if one["Auto-Submitted"] is None), None)

    answer = await until(answered)
    assert answer["Subject"] == "Re: Seven lamps"
    body = answer.get_body(("html",))
    assert body is not None
    assert "We <b>have</b>." in body.get_content()
    assert "Glimmerwick" in body.get_content(), "the signature stands below"
    back = mail("Re: Seven lamps", "Good!", In_Reply_To=str(answer["Message-ID"]).strip())
    await sent(parley, back, to=answer["Reply-To"].addresses[0].addr_spec)

    async def threaded() -> bool:
        return any(entry["text"] == "Good!" for entry in await admin.timeline(conversation["id"]))

    await until(threaded)


@pytest.mark.slow
@pytest.mark.timeout(180)
async def test_within_moments_mails_of_many_kinds_are_there(tmp_path: Path) -> None:
    demo = ParleyProcess(
        command=("demo", "--rate", "30", "--past", "0", "--seed", "3"),
        data=tmp_path / "data",
        port=free_port(),
    )
    try:
        await asyncio.to_thread(demo.start)
        banner = await asyncio.to_thread(demo.log_file.read_text)
        assert f"127.0.0.1:{demo.demo['mail']['smtp_port']}" in banner
        admin = await signed_in(demo, "admin")

        async def many() -> bool:
            return len({it["language"] for it in await of_kind(admin)} - {None}) >= 4

        await until(many)
        await until(lambda: _filed(admin))
        await until(lambda: _timelines(admin, _failed))
        await until(lambda: _timelines(admin, _has_file))
        await until(lambda: _timelines(admin, _answered_by_an_agent))
    finally:
        await asyncio.to_thread(demo.stop)


async def _filed(browser: Browser) -> bool:
    items = (await browser.get("/inboxes/filed"))["items"]
    return any(it["reason"] == "list" for it in items)


async def _timelines(browser: Browser, holds: Callable[[Shape], bool]) -> bool:
    every = "queued,offered,active,pending,resolved"
    for conversation in await of_kind(browser, state=every):
        if any(holds(entry) for entry in await browser.timeline(conversation["id"])):
            return True
    return False


def _failed(entry: Shape) -> bool:
    """A message of ours that a report has turned failed, with the reason."""
    delivery = entry["delivery"] or {}
    return delivery.get("state") == "failed" and "User unknown" in delivery["error"]


def _has_file(entry: Shape) -> bool:
    return entry["direction"] == "in" and any(
        file["name"].endswith((".png", ".pdf")) for file in entry["attachments"]
    )


def _answered_by_an_agent(entry: Shape) -> bool:
    sent = (entry["delivery"] or {}).get("state") == "sent"
    return entry["direction"] == "out" and entry["author"]["type"] == "agent" and sent
