"""Mail for visitors: replies that they have not read, and the transcript that they ask for.

Both are timeline entries that the mail connector delivers, so they are retried, shown, and kept
like any message. They go to the address that the visitor gave, hold no words of the visitor's but
in a transcript, and are capped: anybody can give anybody's address.
"""

from __future__ import annotations

import asyncio
import logging
from datetime import datetime, timedelta

from connectors.base import House
from connectors.webchat.settings import SettingsBook, WebchatSettings
from conversations.change import Change
from conversations.channels import Channel
from conversations.conversation import Conversation
from conversations.entries import (
    SYSTEM,
    Activity,
    Author,
    AuthorType,
    Delivery,
    DeliveryState,
    Direction,
    Entry,
    Kind,
)
from conversations.errors import Invalid, NotFound, ParleyError, RateLimited
from conversations.events import Committed, Event
from conversations.people import SYSTEM_SCOPE

_log = logging.getLogger(__name__)

ALARM = "chat unread"
EVERY = timedelta(minutes=15)
"""At most one mail of unread replies in this time."""
PER_ADDRESS_DAY = 20
TRANSCRIPTS_PER_HOUR = 3
LOOK_BACK = 200
POLL_S = 2.0
BATCH = 50
DAY_S, HOUR_S = 86_400.0, 3600.0


class ChatMail:
    """Watches for replies that stay unread, and mails what is asked for."""

    def __init__(self, house: House, settings: SettingsBook) -> None:
        self._house = house
        self._settings = settings
        house.bus.subscribe(Committed, self.on_event)

    async def on_event(self, event: Event) -> None:
        """Set an alarm when an agent has answered somebody who may have left."""
        if not isinstance(event, Committed) or event.conversation.channel is not Channel.WEBCHAT:
            return
        if not any(_is_answer(entry) for entry in event.entries):
            return
        settings = await self._of(event.conversation)
        if settings.mail.inbox_id:
            due_at = self._house.clock.now() + timedelta(seconds=settings.mail.unread_after_s)
            await self._house.alarms.set(ALARM, event.conversation.id, due_at)

    async def run(self) -> None:
        """Work until cancelled."""
        while True:
            try:
                busy = await self.step()
            except Exception:
                _log.exception("mailing unread replies failed; trying again")
                busy = False
            if not busy:
                await asyncio.sleep(POLL_S)

    async def step(self) -> bool:
        """Look at what is due; return whether there may be more."""
        due = await self._house.alarms.due(ALARM, self._house.clock.now(), BATCH)
        for conversation_id in due:
            try:
                await self._look(conversation_id)
            except Exception as error:
                # one that cannot be mailed must not stand before all the others
                _log.warning(
                    "unread replies were not mailed: %s",
                    error,
                    extra={"conversation": conversation_id},
                    exc_info=None if isinstance(error, ParleyError) else error,
                )
                again_at = self._house.clock.now() + EVERY
                await self._house.alarms.move(ALARM, conversation_id, again_at)
        return len(due) == BATCH

    async def transcript(self, conversation: Conversation, email: str | None, locale: str) -> str:
        """Mail the visitor what was said; return the address. Raises Invalid and RateLimited."""
        settings = await self._of(conversation)
        if not (settings.mail.inbox_id and settings.mail.transcript):
            raise Invalid("This chat sends no transcripts.")
        contact = await self._house.contact_desk.contact(conversation.contact.id)
        address = email or contact.email
        if not address:
            raise Invalid("There is no address to send it to.", remedy="Give your mail address.")
        await self._cap(f"transcript:{conversation.id}", TRANSCRIPTS_PER_HOUR, HOUR_S)
        await self._cap(f"chat mail:{address.lower()}", PER_ADDRESS_DAY, DAY_S)
        author = Author(
            type=AuthorType.CONTACT, id=conversation.contact.id, name=conversation.contact.name
        )

        async def decide(change: Change) -> bool:
            _mail(change, settings, address, "transcript", [], author, locale)
            return True

        await self._house.workbench.change(conversation.id, decide)
        if contact.email is None:  # where unread replies go as well, if they leave
            await self._house.contact_desk.introduce(
                contact.id, name=None, email=address, attributes={}
            )
        return address

    async def _look(self, conversation_id: str) -> None:
        """Mail what is unread. The alarm stays until nothing is, so that neither a crash nor an
        answer that comes in between is forgotten."""
        alarms, now = self._house.alarms, self._house.clock.now()
        try:
            conversation = await self._house.threads.get(conversation_id, SYSTEM_SCOPE)
            contact = await self._house.contact_desk.contact(conversation.contact.id)
            settings = await self._of(conversation)
        except NotFound:
            await alarms.clear(ALARM, conversation_id)
            return
        email = contact.email
        unread, not_before = await self._unread(conversation)
        if not (unread and email and settings.mail.inbox_id):
            await alarms.clear(ALARM, conversation_id)
            return
        due_at = unread[0].at + timedelta(seconds=settings.mail.unread_after_s)
        if max(due_at, not_before) > now:
            await alarms.move(ALARM, conversation_id, max(due_at, not_before))
            return
        await self._cap(f"chat mail:{email.lower()}", PER_ADDRESS_DAY, DAY_S)
        locale = contact.language or conversation.language or ""
        targets = [entry.seq for entry in unread]

        async def decide(change: Change) -> bool:
            fresh, _ = await self._unread(change.it)
            if [entry.seq for entry in fresh] != targets:
                return False
            _mail(change, settings, email, "unread", targets, SYSTEM, locale)
            return True

        if await self._house.workbench.change(conversation_id, decide) is not None:
            await alarms.move(ALARM, conversation_id, now + EVERY)

    async def _unread(self, conversation: Conversation) -> tuple[list[Entry], datetime]:
        """The answers that were neither read nor mailed, oldest first, and when the next mail may
        go at the earliest."""
        page = await self._house.timelines.page(
            conversation.id, after=None, before=None, limit=LOOK_BACK
        )
        mails = [
            entry
            for entry in page.items
            if entry.activity is Activity.MAILED and entry.data.get("purpose") == "unread"
        ]
        mailed = {seq for entry in mails for seq in entry.data["targets"]}
        written = max((it.seq for it in page.items if _is_from_contact(it)), default=0)
        unread = [
            entry
            for entry in page.items
            if _is_answer(entry)
            and entry.seq > written
            and entry.seq not in mailed
            and entry.delivery is not None
            and entry.delivery.state is not DeliveryState.READ
        ]
        return unread, (mails[-1].at + EVERY if mails else conversation.created_at)

    async def _cap(self, key: str, limit: int, window_s: float) -> None:
        if not await self._house.tallies.take(key, limit, window_s):
            raise RateLimited("Too many mails were asked for.", window_s)

    async def _of(self, conversation: Conversation) -> WebchatSettings:
        return await self._settings.of(await self._house.inboxes.inbox(conversation.inbox.id))


def _mail(
    change: Change,
    settings: WebchatSettings,
    to: str,
    purpose: str,
    targets: list[int],
    author: Author,
    locale: str,
) -> None:
    entry = change.add(
        Kind.ACTIVITY,
        author,
        activity=Activity.MAILED,
        data={"to": to.strip().lower(), "purpose": purpose, "targets": targets, "locale": locale},
        delivery=Delivery(state=DeliveryState.QUEUED, at=change.now),
        channel=Channel.EMAIL,
        inbox_id=settings.mail.inbox_id,
    )
    change.deliver(entry)


def _is_answer(entry: Entry) -> bool:
    return entry.kind is Kind.MESSAGE and entry.direction is Direction.OUT


def _is_from_contact(entry: Entry) -> bool:
    return entry.kind is Kind.MESSAGE and entry.direction is Direction.IN
