"""The demo's mail: a mail host on loopback, the shop's inbox at it, and customers who write.

The host lives in the demo's own process and event loop, on free ports, so an inbox of an earlier
start is pointed at the new ones.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Any

from conversations.channels import Channel
from conversations.places import Inbox
from parley.core import Core
from parley.demo.house import MAIL_INBOX, MAIL_QUEUE
from sandbox.mail import CUSTOMERS, NAME, SHOP, MailHost

RATE = 0.5
"""New matters by mail for each new visitor of the chat; the help of ``--rate`` says so."""
OPENING = 18
"""So many mails have come before the demo starts."""

SIGNATURE = "<p>{agent}<br><b>Glimmerwick</b><br>Lamps, and what they shine on</p>"
ACKNOWLEDGEMENT = (
    "Thank you for your mail. It has reached us, and one of us answers as soon as possible, "
    "usually within the day.\n\nGlimmerwick"
)


def at_host(host: MailHost) -> dict[str, Any]:
    """The settings that depend on where the host listens."""
    line = {"host": host.address, "security": "none", "username": SHOP}
    return {
        "imap": {**line, "port": host.imap_port, "history_days": -1},
        "smtp": {**line, "port": host.smtp_port},
    }


def mail_inbox(host: MailHost, now: datetime) -> Inbox:
    """The shop's mailbox."""
    return Inbox(
        id=MAIL_INBOX,
        name="Support mail",
        channel=Channel.EMAIL,
        public_key=MAIL_INBOX,
        queue_id=MAIL_QUEUE,
        settings={
            "address": SHOP,
            "sender_name": "Glimmerwick",
            "plus_addressing": True,
            "authserv_id": NAME,
            "signature": SIGNATURE,
            "acknowledge": {"enabled": True, "subject": "", "text": ACKNOWLEDGEMENT},
            **at_host(host),
        },
        secrets={"password": host.office.password},
        created_at=now,
    )


async def move_mail(core: Core, host: MailHost) -> None:
    """Point the inbox at where the host listens this time."""
    inbox = await core.stores.inboxes.get(MAIL_INBOX)
    fresh = at_host(host)
    settings = {
        **inbox.settings,
        **{part: {**inbox.settings.get(part, {}), **fresh[part]} for part in fresh},
    }
    secrets = {**inbox.secrets, "password": host.office.password}
    if settings != inbox.settings or secrets != inbox.secrets:
        await core.stores.inboxes.update(replace(inbox, settings=settings, secrets=secrets))


def told(host: MailHost) -> list[str]:
    """What the banner says of it."""
    smtp = f"{host.address}:{host.smtp_port}"
    return [
        f"  Mail for the shop     {SHOP}, over SMTP at {smtp}",
        f"                        IMAP at {host.address}:{host.imap_port}, password"
        f" {host.office.password}, for {SHOP}",
        f"                        and for any address @{CUSTOMERS}",
        "  Send one yourself     curl smtp://"
        f"{smtp} --mail-from me@{CUSTOMERS} --mail-rcpt {SHOP} -T mail.eml",
    ]
