"""The waiting: Twilio's queue with music and news, the room with an agent, and back again."""

from __future__ import annotations

from dataclasses import replace

from aiohttp import web

from connectors.twilio_account.webhooks import Told
from connectors.voice import twiml
from connectors.voice.callers import Callers
from connectors.voice.inbound import call_sid, number_of
from connectors.voice.paths import Spot, number_in, path
from connectors.voice.settings import VoiceSettings
from connectors.voice.telling import Telling
from connectors.voice.webhooks import Webhooks
from conversations.calls.call import IN_LINE
from conversations.calls.leg import LegEnd
from conversations.errors import UnknownEvent
from conversations.people import SYSTEM_SCOPE

_FULL = frozenset({"queue-full", "error", "system-error"})
_LEFT = frozenset({"bridged", "bridging-in-process", "redirected"})


class Waiting:
    """The routes of all inboxes for calls that wait, or come from waiting."""

    def __init__(self, webhooks: Webhooks, callers: Callers) -> None:
        self._webhooks = webhooks
        self._house = webhooks.house
        self._callers = callers
        self._telling = Telling(webhooks.house, callers)

    def add_routes(self, router: web.UrlDispatcher) -> None:
        """Add them."""
        for place, handler in {
            "line": self.line,
            "wait": self.wait,
            "waiting": self.waiting,
            "left": self.left,
            "joined": self.joined,
            "after": self.after,
        }.items():
            router.add_post(path("{key}", place), self._webhooks.talking(handler))

    async def line(self, request: web.Request) -> web.Response:
        """Back to the waiting from a room (calls are redirected here)."""
        webhooks, told = self._webhooks, await self._webhooks.genuine(request)
        return webhooks.said(told, webhooks.enqueue(told, Spot.of(request.query).next))

    async def wait(self, request: web.Request) -> web.Response:
        """One round of waiting. That the caller waits is told with each: whoever has taken the
        choice may have died over it. Nobody waits for what will not come."""
        webhooks, told = self._webhooks, await self._webhooks.genuine(request)
        waiting, spot = told.settings.waiting, self._spot(request, told)
        answers = webhooks.answers(told)
        if not await self._telling.soon(webhooks, told, self._telling.waits(spot.queue_id), spot):
            return webhooks.said(told, answers.goodbye())  # the line should have ended before
        spot = self._spot(request, told)
        waited_s = number_in(told.form.get("QueueTime", "")) or spot.rounds * waiting.every_s
        if waited_s >= waiting.longest_s and told.settings.voicemail.on:
            if not spot.loose:
                return webhooks.said(told, twiml.leave())
            return webhooks.said(told, answers.voicemail(spot), self._telling.voicemail, spot)
        position, wait_s = self._standing(spot)
        offered = waiting.callback and bool(number_of(told.form))
        return webhooks.said(
            told, answers.wait(spot, position=position, wait_s=wait_s, callback=offered)
        )

    async def waiting(self, request: web.Request) -> web.Response:
        """A key was pressed while waiting."""
        webhooks, told = self._webhooks, await self._webhooks.genuine(request)
        answers, number = webhooks.answers(told), number_of(told.form)
        spot = self._spot(request, told)
        wanted = told.settings.waiting.callback and twiml.is_callback(told.form.get("Digits", ""))
        if not wanted or not number:
            return webhooks.said(told, answers.wait_again(spot))
        if await self._telling.soon(webhooks, told, self._telling.callback(number), spot):
            return webhooks.said(told, answers.callback_taken())
        # an agent is on the line in this very moment
        return webhooks.said(told, answers.wait_again(spot))

    async def left(self, request: web.Request) -> web.Response:
        """The call has left Twilio's queue: it was taken out of it, has waited too long, or did
        not get in."""
        webhooks, told = self._webhooks, await self._webhooks.genuine(request)
        answers, spot = webhooks.answers(told), self._spot(request, told)
        result = told.form.get("QueueResult", "")
        if result == "leave":
            if await self._telling.soon(webhooks, told, self._telling.voicemail, spot):
                return webhooks.said(told, answers.voicemail(spot))
            return webhooks.said(told, webhooks.enqueue(told, spot.next))
        if result in _FULL:
            return webhooks.said(told, answers.wait_again(replace(spot, loose=True)))
        if result == "hangup":
            step = self._telling.line_ended(LegEnd.HUNG_UP)
            return webhooks.said(told, twiml.nothing(), step, spot)
        if result in _LEFT or result.startswith("redirected"):
            return webhooks.said(told, twiml.nothing())
        raise UnknownEvent(f"A call left its queue in an unknown way: “{result[:40]}”.")

    async def joined(self, request: web.Request) -> web.Response:
        """Into the room (calls are redirected here when somebody is in it)."""
        webhooks, told = self._webhooks, await self._webhooks.genuine(request)
        spot = Spot.of(request.query)
        if not spot.names_call:
            raise UnknownEvent("A call was to join a room that is not named.")
        return webhooks.said(told, webhooks.answers(told).room(spot.call_id, spot.conversation_id))

    async def after(self, request: web.Request) -> web.Response:
        """The caller has left the room. Whoever is wanted back in the queue waits there; for
        everybody else the call is over."""
        webhooks, told = self._webhooks, await self._webhooks.genuine(request)
        spot = Spot.of(request.query)
        if not spot.names_call:
            raise UnknownEvent("A call has left a room that is not named.")
        conversation = await self._house.threads.get(spot.conversation_id, SYSTEM_SCOPE)
        call = conversation.call
        other = conversation.inbox.id != told.inbox.id
        if other or call is None or call.id != spot.call_id or call.state not in IN_LINE:
            return webhooks.said(told, twiml.hang_up())
        queue_id = conversation.queue.id if conversation.queue else ""
        return webhooks.said(
            told, webhooks.enqueue(told, replace(spot, queue_id=queue_id, rounds=1))
        )

    def _spot(self, request: web.Request, told: Told[VoiceSettings]) -> Spot:
        """Where the call is; which call it is as far as that is known here."""
        spot = Spot.of(request.query)
        known = self._callers.at_hand(call_sid(told.form))
        if spot.names_call or known is None:
            return spot
        return replace(spot, call_id=known.call_id, conversation_id=known.conversation_id)

    def _standing(self, spot: Spot) -> tuple[int | None, float | None]:
        """The place in line and the time that it will take, as far as they are known."""
        if not spot.names_call:
            return None, None
        standing, now = self._house.standing, self._house.clock.now()
        position = standing.position(spot.conversation_id)
        return position, standing.expected_wait_s(spot.conversation_id, now)
