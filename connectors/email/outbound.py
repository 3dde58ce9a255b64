"""The outgoing side: an agent's message, or a mail of a chat, goes to the inbox's mail server."""

from __future__ import annotations

from datetime import timedelta
from functools import partial

from connectors.base import House
from connectors.email.composing.answers import Shelves, answer
from connectors.email.composing.chats import chat_mail
from connectors.email.composing.mail import Sending
from connectors.email.oauth import AccessTokens
from connectors.email.settings import EmailSettings, read
from connectors.email.signing import Marks
from connectors.email.smtp.handing import Refusals
from connectors.email.smtp.pool import SmtpPool
from conversations.channels import Channel
from conversations.conversation import Conversation
from conversations.entries import Activity, Delivery, DeliveryState, Entry
from conversations.errors import (
    DeliveryDelayed,
    DeliveryRefused,
    DeliveryUnknown,
    Invalid,
    NotFound,
)
from conversations.outbox import Patience
from conversations.places import Inbox

TOGETHER = timedelta(minutes=15)
"""For so long all recipients of a mail wait for one that is put off (greylisting usually lasts
five minutes); then those who can get it do."""


class EmailCarrier:
    """Hands mails to the inbox's outgoing server.

    A mail server does not tell copies apart, so an attempt with an unknown end waits for a person.
    ``patience``: the pauses double from 2 s to 4,096 s (twelve of them, 8,190 s in all), and the
    35 after them are 7,200 s each: 48 attempts in 260,190 s, three days and a quarter of an hour.
    RFC 5321, 4.5.4.1 asks a relay for four or five days; here somebody waits to be told, and the
    first delay is shown at once.
    """

    channel = Channel.EMAIL
    tells_copies_apart = False
    patience = Patience(attempts=48, longest_s=7_200.0)

    def __init__(
        self, house: House, tokens: AccessTokens, marks: Marks, pool: SmtpPool | None = None
    ) -> None:
        self._house = house
        self._marks = marks
        self._pool = pool or SmtpPool(tokens)
        self._shelves = Shelves(timelines=house.timelines, threads=house.threads, files=house.files)

    async def send(self, conversation: Conversation, entry: Entry) -> Delivery:
        """Send one entry as a mail; raises as :class:`conversations.ports.Carrier` says."""
        inbox, settings = await self._inbox(entry)
        sending = Sending(
            conversation=conversation,
            entry=entry,
            inbox=inbox,
            settings=settings,
            marks=self._marks,
        )
        make = chat_mail if entry.activity is Activity.MAILED else answer
        waited = self._house.clock.now() - entry.at
        refused = await self._pool.send(
            inbox, settings, partial(make, self._shelves, sending), in_parts=waited > TOGETHER
        )
        return Delivery(state=DeliveryState.SENT, at=self._house.clock.now(), error=_told(refused))

    async def look_up(self, conversation: Conversation, entry: Entry) -> Delivery | None:
        """Raises DeliveryUnknown: a mail server cannot be asked what it has taken."""
        raise DeliveryUnknown(
            "The connection broke before the mail server's answer came.",
            remedy="Ask the recipient, or send it again.",
        )

    async def close(self) -> None:
        """Close the connections that wait for the next mail."""
        await self._pool.close()

    async def _inbox(self, entry: Entry) -> tuple[Inbox, EmailSettings]:
        try:
            inbox = await self._house.inboxes.inbox(entry.inbox_id)
        except NotFound:
            raise DeliveryRefused("The mail inbox is gone.") from None
        if not inbox.enabled:
            raise DeliveryRefused(
                f"The inbox “{inbox.name}” is switched off.",
                remedy="Switch it on in the settings and send again.",
            )
        try:
            settings = read(inbox.settings)
        except Invalid as error:
            raise DeliveryDelayed(str(error), remedy="Correct the inbox's settings.") from error
        if not settings.address or not settings.smtp.host:
            raise DeliveryDelayed(
                f"The inbox “{inbox.name}” has no outgoing mail server yet.",
                remedy="Set its address and its SMTP server in the settings.",
            )
        return inbox, settings


def _told(refused: Refusals) -> str | None:
    if not refused:
        return None
    told = "; ".join(f"{address}: {words}" for address, words in refused.items())
    return f"Not sent to everybody. {told}"
