"""The outgoing side: an agent's message goes to Twilio, unless its recipient wants none."""

from __future__ import annotations

import asyncio
from urllib.parse import urlencode

from connectors.base import House
from connectors.sms.lookup import LookUp
from connectors.sms.media import offered
from connectors.sms.numbers import can_be_answered
from connectors.sms.opting import PROVIDER, Opting
from connectors.sms.paths import status_path
from connectors.sms.segments import MAX_LENGTH, count
from connectors.sms.settings import SettingsBook, SmsSettings
from connectors.sms.statuses import delivery
from connectors.twilio_account.account import Account
from connectors.twilio_account.client import TwilioApi, TwilioApis
from connectors.twilio_account.errors import OPTED_OUT, Refused, TwilioError, of_delivery
from conversations.channels import Channel
from conversations.consent import ConsentState
from conversations.conversation import Conversation
from conversations.entries import Delivery, DeliveryState, Entry
from conversations.errors import (
    DeliveryDelayed,
    DeliveryRefused,
    DeliveryUnknown,
    Invalid,
    NotFound,
    UnknownEvent,
)
from conversations.outbox import Patience
from conversations.places import Inbox


class SmsCarrier:
    """Hands texts to Twilio.

    A phone does not tell copies apart, so an attempt with an unknown end is looked up in Twilio's
    list before anything is sent again. ``patience``: twelve attempts in about 47 minutes.
    """

    channel = Channel.SMS
    tells_copies_apart = False
    patience = Patience(attempts=12, longest_s=900.0)

    def __init__(self, house: House, book: SettingsBook, opting: Opting, apis: TwilioApis) -> None:
        self._house = house
        self._book = book
        self._opting = opting
        self._apis = apis

    async def send(self, conversation: Conversation, entry: Entry) -> Delivery:
        """Send one entry; raises as :class:`conversations.ports.Carrier` says."""
        inbox, settings, account = await self._line(entry)
        address = conversation.address
        if not can_be_answered(address):
            raise DeliveryRefused(
                f"“{address}” is a sender's name, not a number; nobody can answer it.",
                remedy="Reach them in another way.",
            )
        if await self._opting.has_opted_out(inbox.id, address):
            raise DeliveryRefused(
                f"{address} has opted out of texts from this inbox.",
                remedy=_opt_in_again(settings),
            )
        _check_text(entry, settings)
        media = offered(self._house, settings, entry.attachments)
        try:
            return await self._post(self._apis.of(account), settings, inbox, address, entry, media)
        except Refused as error:
            if error.number == OPTED_OUT:
                await self._opting.take(
                    inbox,
                    address,
                    ConsentState.OPTED_OUT,
                    at=self._house.clock.now(),
                    source=PROVIDER,
                    key=entry.id,
                    conversation_id=conversation.id,
                )
                raise DeliveryRefused(
                    f"{address} has opted out of texts from this inbox (Twilio {OPTED_OUT}).",
                    remedy=_opt_in_again(settings),
                ) from None
            raise of_delivery(error) from None
        except TwilioError as error:
            raise of_delivery(error) from None

    async def look_up(self, conversation: Conversation, entry: Entry) -> Delivery | None:
        """What Twilio knows of a text; None if it never got it."""
        _, settings, account = await self._line(entry)
        looking = LookUp(self._house, settings, self._apis.of(account))
        try:
            return await looking.find(conversation, entry)
        except (TwilioError, UnknownEvent) as error:
            raise DeliveryUnknown(
                f"What became of the text is not known: {error}",
                remedy="Ask the recipient, or send it again.",
            ) from None

    async def _post(
        self,
        api: TwilioApi,
        settings: SmsSettings,
        inbox: Inbox,
        address: str,
        entry: Entry,
        media: list[str],
    ) -> Delivery:
        given: dict[str, object] = {"body": entry.text} if entry.text else {}
        if media:
            given["media_url"] = media
        if settings.messaging_service_sid:
            given["messaging_service_sid"] = settings.messaging_service_sid
        if settings.number:
            given["from_"] = settings.number
        if settings.status_callback:
            query = urlencode({"c": entry.conversation_id, "s": entry.seq})
            given["status_callback"] = (
                f"{self._house.public_url}{status_path(inbox.public_key)}?{query}"
            )
        now = self._house.clock.now
        with api.asking():
            sent = await api.rest.messages.create_async(to=address, **given)
            if not sent.sid:
                raise ValueError("a text without a SID")
            sent_as = (str(sent.status or "queued"), int(sent.error_code or 0))
        try:
            return delivery(*sent_as, now())
        except UnknownEvent:  # Twilio has taken it, whatever it calls that
            return Delivery(state=DeliveryState.SENT, at=now())

    async def _line(self, entry: Entry) -> tuple[Inbox, SmsSettings, Account]:
        try:
            inbox = await self._house.inboxes.inbox(entry.inbox_id)
        except NotFound:
            raise DeliveryRefused("The inbox for texts is gone.") from None
        if not inbox.enabled:
            raise DeliveryRefused(
                f"The inbox “{inbox.name}” is switched off.",
                remedy="Switch it on in the settings and send again.",
            )
        try:
            settings = await asyncio.to_thread(self._book.of, inbox.id, inbox.settings)
        except Invalid as error:
            raise DeliveryDelayed(str(error), remedy="Correct the inbox's settings.") from error
        account = settings.account(inbox.secrets)
        if account is None or not settings.is_set_up:
            raise DeliveryDelayed(
                f"The inbox “{inbox.name}” is not set up yet.",
                remedy="Set account SID, auth token and number in the inbox's settings.",
            )
        return inbox, settings, account


def _check_text(entry: Entry, settings: SmsSettings) -> None:
    if not entry.text.strip() and not entry.attachments:
        raise DeliveryRefused("The text is empty.", remedy="Write something.")
    if len(entry.text) > MAX_LENGTH:
        raise DeliveryRefused(
            f"A text has {MAX_LENGTH} characters at most; this one has {len(entry.text)}.",
            remedy="Shorten it, or send several.",
        )
    if entry.attachments:
        return  # an MMS is not cut into segments
    found = count(entry.text)
    if found.segments > settings.max_segments:
        raise DeliveryRefused(
            f"The text would be sent in {found.segments} parts; {settings.max_segments} are "
            "allowed.",
            remedy="Shorten it; without special characters more fits into each part.",
        )


def _opt_in_again(settings: SmsSettings) -> str:
    where = f" to {settings.number}" if settings.number else ""
    return f"Reach them in another way; they can write START{where} to get texts again."
