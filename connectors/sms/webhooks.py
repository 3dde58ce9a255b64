"""What Twilio calls: incoming texts, and what became of ours.

An incoming text is answered once it is in the journal; its timeline comes after. What could not be
taken is found by the back-fill.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from aiohttp import web
from twilio.twiml.messaging_response import MessagingResponse

from connectors.base import House
from connectors.sms.keywords import MAY_BE_AN_ANSWER, Keyword, keyword
from connectors.sms.letterbox import take
from connectors.sms.numbers import is_number
from connectors.sms.opting import PROVIDER, Opting
from connectors.sms.paths import incoming_path, status_path
from connectors.sms.settings import SettingsBook, SmsSettings
from connectors.sms.statuses import delivery
from connectors.sms.texts import sid_of
from connectors.twilio_account import webhooks
from connectors.twilio_account.errors import OPTED_OUT
from conversations.channels import Channel
from conversations.consent import ConsentState
from conversations.errors import NotFound, Unavailable, UnknownEvent
from conversations.places import Inbox

ANSWERS_A_DAY = 3
DAY_S = 86_400.0


class Webhooks(webhooks.Webhooks[SmsSettings]):
    """The routes of all inboxes for texts."""

    def __init__(self, house: House, book: SettingsBook, opting: Opting) -> None:
        super().__init__(house, Channel.SMS, book.of, "texts")
        self._opting = opting

    def add_routes(self, router: web.UrlDispatcher) -> None:
        """Add them."""
        router.add_post(incoming_path("{key}"), self.answering(self.incoming))
        router.add_post(status_path("{key}"), self.answering(self.status))

    async def incoming(self, request: web.Request) -> web.Response:
        """Take a text in."""
        told = await self.genuine(request)
        inbox, form = told.inbox, told.form
        sid = sid_of(form)
        if not inbox.enabled:
            raise Unavailable(f"The inbox “{inbox.name}” is switched off; texts wait at Twilio.")
        self.make_room()
        payload = {"form": dict(form)}
        await self.journalled(lambda safe: take(self.house, inbox, sid, payload, safe))
        self.count("accepted")
        return _twiml(await self._confirmation(inbox, told.settings, form, sid))

    async def status(self, request: web.Request) -> web.Response:
        """Take in what became of a text of ours."""
        told = await self.genuine(request)
        form = told.form
        conversation_id, seq = request.query.get("c", ""), request.query.get("s", "")
        status = form.get("MessageStatus") or form.get("SmsStatus") or ""
        number = form.get("ErrorCode") or ""
        found = delivery(status, int(number) if number.isdecimal() else 0, self.house.clock.now())
        if not conversation_id or not seq.isdecimal():
            raise UnknownEvent("A status of a text does not name one of ours.")
        storing = self.begin(self._store(told.inbox, conversation_id, int(seq), found, form))
        await self.within_patience(storing)
        self.count("status")
        return web.Response(status=204)

    async def _store(
        self, inbox: Inbox, conversation_id: str, seq: int, found: Any, form: Mapping[str, str]
    ) -> None:
        entry = await self.house.threads.entry(conversation_id, seq)
        if entry is None or entry.inbox_id != inbox.id or entry.channel is not Channel.SMS:
            raise NotFound("A status of a text names none of this inbox.")
        await self.house.contact_desk.delivered(conversation_id, seq, found)
        if form.get("ErrorCode") == str(OPTED_OUT) and is_number(form.get("To", "")):
            await self._opting.take(
                inbox,
                form["To"],
                ConsentState.OPTED_OUT,
                at=self.house.clock.now(),
                source=PROVIDER,
                key=entry.id,
                conversation_id=conversation_id,
            )

    async def _confirmation(
        self, inbox: Inbox, settings: SmsSettings, form: Mapping[str, str], sid: str
    ) -> str:
        """The answer to STOP, START and HELP, where Twilio gives none: once for each text, and few
        a day, so that two machines do not go on for ever. A mere yes is an answer to something
        else more often than a wish for texts."""
        body = form.get("Body", "")
        asked = keyword(body, form.get("OptOutType", ""))
        if asked is None or body.strip().upper() == MAY_BE_AN_ANSWER:
            return ""
        said = {
            Keyword.STOP: settings.stop_text,
            Keyword.START: settings.start_text,
            Keyword.HELP: settings.help_text,
        }[asked]
        if settings.opt_out_managed_by_twilio or not said:
            return ""
        tallies, sender = self.house.tallies, form.get("From", "")
        if not await tallies.take(f"sms {asked}:{inbox.id}:{sid}", 1, DAY_S):
            return ""
        if not await tallies.take(f"sms {asked}:{inbox.id}:{sender}", ANSWERS_A_DAY, DAY_S):
            return ""
        return said


def _twiml(said: str = "") -> web.Response:
    answer = MessagingResponse()
    if said:
        answer.message(said)
    return web.Response(text=str(answer), content_type="application/xml")
