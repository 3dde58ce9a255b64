"""From a journalled text to a message for the domain, or to the reason why it is none."""

from __future__ import annotations

import asyncio
from typing import Any

from connectors.base import House
from connectors.sms.keywords import MAY_BE_AN_ANSWER, Keyword, keyword
from connectors.sms.media import IncomingMedia
from connectors.sms.numbers import normal
from connectors.sms.opting import CONTACT, Opting
from connectors.sms.settings import SettingsBook
from connectors.sms.texts import Text, read
from conversations.channels import Channel
from conversations.consent import ConsentState
from conversations.contacts import Identity
from conversations.errors import Invalid
from conversations.inbound import Filed, InboundMessage, JournalRecord, Nature
from conversations.places import Inbox

MAX_TEXT = 20_000


class Inbound:
    """Tames journalled texts. A word about consent is in the ledger before its text is on a
    timeline, so that nothing is sent in between."""

    def __init__(self, house: House, book: SettingsBook, opting: Opting) -> None:
        self._house = house
        self._book = book
        self._opting = opting
        self._media = IncomingMedia(house)

    async def tame(self, inbox: Inbox, record: JournalRecord) -> InboundMessage | Filed:
        """A text as a message. Raises Invalid on what is none, Unavailable while a file of it
        cannot be fetched."""
        text = read(record.payload)
        try:
            sender = await asyncio.to_thread(normal, text.sender)
        except ValueError as error:
            raise Invalid(f"The sender “{text.sender[:60]}” {error}.") from None
        anyway = record.payload.get("anyway") is True
        nature, data = Nature.MESSAGE, {}
        wish = keyword(text.body, text.opt_out)
        if wish is not None:
            data = {"sms": {"keyword": wish.value}}
            filed = await self._heed(inbox, record, text, sender, wish)
            if filed is not None and not anyway:
                nature = Nature.AUTOMATIC
                known = await self._house.threads.newest_in_thread(inbox.id, sender)
                if known is None:
                    return filed
        settings = await asyncio.to_thread(self._book.of, inbox.id, inbox.settings)
        files = await self._media.save(
            text, settings, settings.account(inbox.secrets), record.attempts
        )
        return _message(inbox, record, text, sender, nature, files, data)

    async def _heed(
        self, inbox: Inbox, record: JournalRecord, text: Text, sender: str, wish: Keyword
    ) -> Filed | None:
        """Do what a word asks for; what it is filed as if nobody needs to answer it."""
        if wish is Keyword.HELP:
            return None  # Twilio answers, but somebody who asks for help should get some
        word = text.body.strip().upper()[:40]
        lifts = wish is Keyword.START
        perhaps = lifts and word == MAY_BE_AN_ANSWER
        if perhaps and not await self._opting.has_opted_out(inbox.id, sender):
            return None
        known = await self._house.threads.newest_in_thread(inbox.id, sender)
        await self._opting.take(
            inbox,
            sender,
            ConsentState.OPTED_IN if lifts else ConsentState.OPTED_OUT,
            at=text.sent_at or record.received_at,
            source=CONTACT,
            word=word,
            key=text.sid,
            conversation_id=known.id if known is not None else None,
        )
        if perhaps:
            return None
        return Filed(reason="opt_in" if lifts else "opt_out", sender=sender, detail=word)


def _message(
    inbox: Inbox,
    record: JournalRecord,
    text: Text,
    sender: str,
    nature: Nature,
    files: tuple[Any, ...],
    data: dict[str, Any],
) -> InboundMessage:
    return InboundMessage(
        inbox_id=inbox.id,
        channel=Channel.SMS,
        external_id=record.external_id,
        thread=sender,
        nature=nature,
        sender=Identity(
            channel=Channel.SMS,
            address=sender,
            verified_by="twilio",
            verified_at=record.received_at,
        ),
        sent_at=text.sent_at or record.received_at,
        text=text.body[:MAX_TEXT],
        attachments=files,
        data=data,
    )
