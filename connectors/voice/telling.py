"""Telling the domain what a caller does, behind the answers."""

from __future__ import annotations

import asyncio

from connectors.base import House
from connectors.twilio_account.webhooks import Told, Webhooks
from connectors.voice.callers import Callers, Known, Step
from connectors.voice.paths import Spot
from connectors.voice.settings import VoiceSettings
from conversations.calls.call import CallState
from conversations.calls.leg import LegEnd, LegState
from conversations.conversation import Conversation
from conversations.errors import NotFound
from conversations.people import SYSTEM_SCOPE
from conversations.places import Queue


class Telling:
    """The steps of the dialogue, and how they are told: in order for each line, and until they are
    stored."""

    def __init__(self, house: House, callers: Callers) -> None:
        self._house = house
        self._callers = callers

    async def menu(self, known: Known) -> Conversation | None:
        """The menu is heard."""
        return await self._house.calls.menu(known.conversation_id, known.call_id)

    async def voicemail(self, known: Known) -> Conversation | None:
        """A message is asked for. None if that cannot be any more."""
        changed = await self._house.calls.voicemail(known.conversation_id, known.call_id)
        return changed or await self._that_is(known, CallState.VOICEMAIL)

    async def message_left(self, known: Known) -> Conversation | None:
        """A message was left."""
        return await self._house.calls.message_left(known.conversation_id, known.call_id)

    async def no_message(self, known: Known) -> Conversation | None:
        """None was left."""
        return await self._house.calls.no_message(known.conversation_id, known.call_id)

    async def goodbye(self, known: Known) -> Conversation | None:
        """The dialogue is at its own end."""
        return await self._house.calls.goodbye(known.conversation_id, known.call_id)

    def queue(self, queue_id: str, chosen: str = "") -> Step:
        """The caller waits; ``queue_id`` empty, or of a queue that is no more: the inbox's own."""

        async def step(known: Known) -> Conversation | None:
            queue = await self._queue(queue_id)
            return await self._house.calls.queue(
                known.conversation_id, known.call_id, queue, chosen
            )

        return step

    def waits(self, queue_id: str) -> Step:
        """The caller goes on waiting. None if there is nothing to wait for any more: the call is
        over, or they will be called back."""
        queue = self.queue(queue_id)

        async def step(known: Known) -> Conversation | None:
            changed = await queue(known)
            if changed is not None:
                return changed
            conversation = await self._house.threads.get(known.conversation_id, SYSTEM_SCOPE)
            call = conversation.call
            if call is None or call.id != known.call_id or not call.is_live:
                return None
            contact = call.contact
            return conversation if contact is not None and contact.is_up else None

        return step

    def callback(self, number: str) -> Step:
        """The caller wants to be called back. None if that cannot be any more."""

        async def step(known: Known) -> Conversation | None:
            changed = await self._house.calls.callback(known.conversation_id, known.call_id, number)
            return changed or await self._that_is(known, CallState.CALLBACK)

        return step

    def line_ended(self, reason: LegEnd) -> Step:
        """The caller's line has ended."""

        async def step(known: Known) -> Conversation | None:
            return await self._house.calls.line(
                known.conversation_id, known.call_id, "contact", LegState.OUT, reason=reason
            )

        return step

    def behind(
        self,
        webhooks: Webhooks[VoiceSettings],
        told: Told[VoiceSettings],
        step: Step,
        spot: Spot | None = None,
    ) -> asyncio.Task[Conversation | None]:
        """Tell it behind the answer; ``spot`` may say which call it is."""
        known = None
        if spot is not None and spot.names_call:
            known = Known(spot.conversation_id, spot.call_id)
        return webhooks.begin(self._callers.tell(told.inbox, told.form, step, known))

    async def soon(
        self,
        webhooks: Webhooks[VoiceSettings],
        told: Told[VoiceSettings],
        step: Step,
        spot: Spot | None = None,
    ) -> bool:
        """Tell it, and wait a while for what comes of it; False if it was refused within that
        time. Where nothing can be heard so soon, it counts as done: it will be."""
        telling = self.behind(webhooks, told, step, spot)
        return not await webhooks.within_patience(telling) or telling.result() is not None

    async def _queue(self, queue_id: str) -> Queue | None:
        if not queue_id:
            return None
        try:
            return await self._house.queues.queue(queue_id)
        except NotFound:
            return None

    async def _that_is(self, known: Known, state: CallState) -> Conversation | None:
        """The conversation if its call is there already: it was told twice."""
        conversation = await self._house.threads.get(known.conversation_id, SYSTEM_SCOPE)
        call = conversation.call
        there = call is not None and call.id == known.call_id and call.state is state
        return conversation if there else None
