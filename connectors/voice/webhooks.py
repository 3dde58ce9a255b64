"""What Twilio calls about the caller's line: each answer is the next thing that the caller hears.

An answer follows from the settings, the time and the form alone, so that nobody waits for the
database with the phone at their ear; what was chosen is stored behind it. A call that begins is in
the journal before it is answered.
"""

from __future__ import annotations

import logging

from aiohttp import web

from connectors.base import House
from connectors.twilio_account import webhooks
from connectors.twilio_account.webhooks import Handler, NotGenuine, Told, form_of
from connectors.voice import trouble, twiml
from connectors.voice.callers import Callers, Step
from connectors.voice.choosing import choice
from connectors.voice.inbound import call_sid
from connectors.voice.paths import Addresses, Spot, line_name, number_in, path
from connectors.voice.prompts import Parts, Prompts
from connectors.voice.settings import SettingsBook, VoiceSettings
from connectors.voice.telling import Telling
from connectors.voice.twiml import Answers
from conversations.calls.leg import LegEnd
from conversations.channels import Channel
from conversations.errors import ParleyError, Unavailable, UnknownEvent
from conversations.places import Inbox

_log = logging.getLogger(__name__)

MENU_ROUNDS = 9
"""So often what the menu says is said again; then the call is over, for nobody may be there."""

_OVER = {
    "completed": LegEnd.HUNG_UP,
    "canceled": LegEnd.HUNG_UP,
    "busy": LegEnd.BUSY,
    "no-answer": LegEnd.NO_ANSWER,
    "failed": LegEnd.FAILED,
}
_UNDER_WAY = frozenset({"queued", "initiated", "ringing", "answered", "in-progress"})


class Webhooks(webhooks.Webhooks[VoiceSettings]):
    """The routes of all inboxes for calls, as far as the caller's line goes."""

    def __init__(self, house: House, book: SettingsBook, callers: Callers) -> None:
        super().__init__(house, Channel.VOICE, book.of, "calls")
        self._callers = callers
        self._telling = Telling(house, callers)

    def add_routes(self, router: web.UrlDispatcher) -> None:
        """Add them."""
        talking: dict[str, Handler] = {
            "": self.begins,
            "again": self.again,
            "menu": self.menu,
            "voicemail/done": self.voicemail_done,
            "tones": self.tones,
        }
        for place, handler in talking.items():
            router.add_post(path("{key}", place), self.talking(handler))
        router.add_post(path("{key}", "status"), self.answering(self.status))

    async def begins(self, request: web.Request) -> web.Response:
        """A call begins."""
        told = await self.genuine(request)
        inbox, settings, form = told.inbox, told.settings, told.form
        call_sid(form)
        if form.get("Direction", "inbound") != "inbound":
            raise UnknownEvent("A call of ours was told as one that comes in.")
        if not inbox.enabled:
            self.count("switched_off")
            return _xml(twiml.reject())
        self.make_room()
        answers, now = self.answers(told), self.house.clock.now()
        first, step = answers.prompts.greeting(), self._telling.queue("")
        if settings.hours is not None and not settings.hours.open_at(now):
            taped = settings.closed.then == "voicemail" and settings.voicemail.on
            said = answers.closed(now, voicemail=taped)
            step = self._telling.voicemail if taped else self._telling.goodbye
        elif settings.menu is not None:
            said, step = answers.menu(0, 0, first), self._telling.menu
        else:
            said = self.enqueue(told, Spot(), first)
        await self.journalled(lambda safe: self._callers.arrive(inbox, form, step, safe))
        self.count("accepted")
        return _xml(said)

    async def again(self, request: web.Request) -> web.Response:
        """What failed is tried again, after a word and a pause: the fallback address of every
        answer. It needs no database: an inbox that this process has never seen is spoken for in
        English, and then no signature can be looked at."""
        inbox = await self.at_hand(request.match_info["key"])
        if inbox is not None:
            told = await self.genuine(request)
            answers, form = self.answers(told), told.form
        else:
            form, default = await form_of(request), VoiceSettings()
            addresses = Addresses(self.house.public_url, request.match_info["key"])
            answers = Answers(default, Prompts(default, "en"), addresses, self.house.sign_file)
        failed = form.get("ErrorUrl", "")
        self.count("again")
        back = trouble.back(answers.addresses, failed)
        return _xml(answers.trouble(trouble.rounds(failed), back))

    async def menu(self, request: web.Request) -> web.Response:
        """A key was pressed or something said, or nothing for too long."""
        told = await self.genuine(request)
        answers, menu, form = self.answers(told), told.settings.menu, told.form
        digits, speech = form.get("Digits", ""), form.get("SpeechResult", "")
        tries, rounds = _count(request, "try"), _count(request, "round")
        if menu is None:
            return self._queued(told, "", "")
        option = choice(menu, digits, speech, answers.prompts.language)
        if option is None:
            if tries + 1 >= menu.tries:
                return self._queued(told, "", "")
            first = answers.prompts.not_understood() if digits or speech else ()
            return self.said(told, answers.menu(tries + 1, rounds, first), self._telling.menu)
        if option.does in ("say", "repeat"):
            first = answers.prompts.option(option) if option.does == "say" else ()
            if rounds >= MENU_ROUNDS:
                return self.said(told, answers.goodbye(first), self._telling.goodbye)
            return self.said(told, answers.menu(tries, rounds + 1, first), self._telling.menu)
        if option.does == "voicemail" and told.settings.voicemail.on:
            return self.said(told, answers.voicemail(Spot()), self._telling.voicemail)
        chosen = option.words[0] if option.words else option.digit
        return self._queued(told, option.queue_id, chosen)

    async def voicemail_done(self, request: web.Request) -> web.Response:
        """A message was left, or none. The recording comes by itself."""
        told = await self.genuine(request)
        answers, form, spot = self.answers(told), told.form, Spot.of(request.query)
        there = bool(form.get("RecordingSid")) and "none" not in request.query
        if there and number_in(form.get("RecordingDuration", "1")):
            return self.said(told, answers.voicemail_taken(), self._telling.message_left, spot)
        return self.said(told, answers.goodbye(), self._telling.no_message, spot)

    async def tones(self, request: web.Request) -> web.Response:
        """Keys of the keypad, sounded in a room."""
        told = await self.genuine(request)
        try:
            return self.said(told, twiml.tones(request.query.get("d", "")))
        except ValueError as error:
            raise UnknownEvent(str(error)) from None

    async def status(self, request: web.Request) -> web.Response:
        """How far the caller's line is. A call of which nothing but its end was told, because the
        database was away meanwhile, comes to a timeline all the same."""
        told = await self.genuine(request)
        call_sid(told.form)
        status = told.form.get("CallStatus", "")
        if status in _OVER:
            await self._telling.soon(self, told, self._telling.line_ended(_OVER[status]))
        elif status not in _UNDER_WAY:
            raise UnknownEvent(f"Twilio told an unknown status of a call: “{status[:40]}”.")
        self.count("status")
        return web.Response(status=204)

    def talking(self, handler: Handler) -> Handler:
        """``handler``, whose answer somebody listens to: what fails is tried again by the fallback
        address, and what cannot be understood ends the call."""

        async def answer(request: web.Request) -> web.Response:
            try:
                return await handler(request)
            except (NotGenuine, Unavailable):
                raise
            except UnknownEvent as error:
                self.count("unknown")
                _log.warning("%s", error, extra={"path": request.path})
                return _xml(twiml.hang_up())
            except ParleyError as error:
                _log.warning("a call cannot be answered: %s", error, extra={"path": request.path})
                raise Unavailable(str(error)) from error

        return self.answering(answer)

    def answers(self, told: Told[VoiceSettings]) -> Answers:
        """The answers of a webhook's inbox."""
        return self.answers_of(told.inbox, told.settings)

    def answers_of(self, inbox: Inbox, settings: VoiceSettings) -> Answers:
        """The answers of an inbox."""
        return Answers(
            settings=settings,
            prompts=Prompts(settings, inbox.language),
            addresses=Addresses(self.house.public_url, inbox.public_key),
            sound=lambda file_id: f"{self.house.public_url}{self.house.sign_file(file_id)}",
        )

    def _queued(self, told: Told[VoiceSettings], queue_id: str, chosen: str) -> web.Response:
        step = self._telling.queue(queue_id, chosen)
        return self.said(told, self.enqueue(told, Spot(queue_id=queue_id)), step)

    def enqueue(self, told: Told[VoiceSettings], spot: Spot, first: Parts = ()) -> str:
        """The answer that lets a call wait, after ``first``."""
        return self.answers(told).enqueue(line_name(told.inbox.id), spot, first)

    def said(
        self,
        told: Told[VoiceSettings],
        document: str,
        step: Step | None = None,
        spot: Spot | None = None,
    ) -> web.Response:
        """The answer; what it means is told behind it."""
        if step is not None:
            self._telling.behind(self, told, step, spot)
        self.count("answered")
        return _xml(document)


def _count(request: web.Request, name: str) -> int:
    return number_in(request.query.get(name, ""))


def _xml(document: str) -> web.Response:
    return web.Response(text=document, content_type="text/xml")
