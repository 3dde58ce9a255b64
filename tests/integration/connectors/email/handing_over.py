"""What mails are handed over with: settings of a server, an inbox, a mail, and tokens."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from connectors.email.composing.mail import Mail
from connectors.email.oauth import AccessTokens
from connectors.email.settings import EmailSettings, read
from connectors.email.smtp.pool import Make
from conversations.channels import Channel
from conversations.clock import ManualClock
from conversations.places import Inbox
from tests.running.smtp_host import SmtpHost

NOW = datetime(2026, 3, 1, 9, 0, tzinfo=UTC)
TEXT = b"Subject: Hello\r\n\r\nHello\r\n.hidden\r\n..\r\n.\r\nEnd\r\n"


class Tokens(AccessTokens):
    """Gives the tokens of a list, one after each that was forgotten."""

    def __init__(self, *tokens: str) -> None:
        super().__init__(ManualClock(NOW))
        self._left = list(tokens)

    async def token(self, inbox: Inbox, settings: EmailSettings) -> str:
        return self._left[0]

    def forget(self, inbox: Inbox) -> None:
        self._left.pop(0)


def settings_for(host: SmtpHost, **smtp: Any) -> EmailSettings:
    auth = smtp.pop("auth", "password")
    name = "127.0.0.1" if smtp.get("security", "none") == "none" else "localhost"
    return read(
        {
            "address": "support@example.com",
            "auth": auth,
            "smtp": {"host": name, "port": host.port, "security": "none", **smtp},
        }
    )


def inbox(**secrets: str) -> Inbox:
    return Inbox(
        id="i1",
        name="Support",
        channel=Channel.EMAIL,
        public_key="pk",
        queue_id="q1",
        created_at=NOW,
        secrets=secrets,
    )


def mail(*recipients: str, content: bytes = TEXT) -> Mail:
    """A mail to these, or to one customer."""
    return Mail(
        message_id="m@example.com",
        sender="support@example.com",
        recipients=recipients or ("customer@example.org",),
        content=content,
    )


PLAIN = mail()


def made(given: Mail) -> Make:
    async def make() -> Mail:
        return given

    return make
