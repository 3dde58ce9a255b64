"""Comparing a call with what Twilio says of it: after a start, when another process had it, and
when nothing was heard of it for a while. So a callback that was lost costs some seconds, and a call
whose process was killed is picked up as it really stands.
"""

from __future__ import annotations

from typing import Any

from connectors.base import House
from connectors.voice import looking
from connectors.voice.states import line_state
from connectors.voice.strays import end_strays
from connectors.voice.trunk import Trunk
from conversations.calls import actions
from conversations.calls.call import Call, Place, Taping
from conversations.calls.leg import Leg, LegState, Party
from conversations.conversation import Conversation

_IN_ROOM = {
    "queued": LegState.DIALLING,
    "connecting": LegState.DIALLING,
    "ringing": LegState.RINGING,
    "connected": LegState.IN,
}
"""A participant's status
(https://www.twilio.com/docs/voice/api/conference-participant-resource)."""


async def reconcile(house: House, trunk: Trunk, conversation: Conversation) -> None:
    """Tell the domain how one call stands at Twilio. Raises TwilioError."""
    call = conversation.call
    if call is None:
        return
    telling = _Telling(house, conversation.id, call)
    contact, others = call.contact, [leg for leg in call.legs if leg.party is not Party.CONTACT]
    if contact is not None and contact.sid is not None and not contact.is_over:
        # first: when the contact has gone, so have the others, and that is why
        await telling.status(contact, await looking.status_of(trunk, contact.sid))
    others = [leg for leg in others if leg.sid is not None and not leg.is_over]
    # also who is to wait: they may have been moved unheard, just before the others went
    had_others = len(call.legs) > 1
    may_be_in = contact is not None and not contact.is_over and had_others
    if others or may_be_in:
        there = await looking.participants(trunk, call)
        await end_strays(trunk, call, there)
        for leg in others:
            one = there.get(leg.sid or "")
            if one is not None:
                await telling.participant(leg, one)
            else:
                await telling.status(leg, await looking.status_of(trunk, leg.sid or ""))
        if contact is not None and (one := there.get(contact.sid or "")) is not None:
            if call.place_now is not Place.ROOM:
                await telling.done(actions.Move(Place.ROOM))
            await telling.participant(contact, one)
    if call.taping is not call.taping_now and contact is not None and contact.sid is not None:
        await telling.tape(await looking.running_tape(trunk, contact.sid))


class _Telling:
    def __init__(self, house: House, conversation_id: str, call: Call) -> None:
        self._calls = house.calls
        self._id = conversation_id
        self._call = call

    async def done(self, action: actions.Action, sid: str | None = None) -> None:
        await self._calls.done(self._id, self._call.id, action, sid=sid)

    async def status(self, leg: Leg, status: str) -> None:
        state, end = line_state(status)
        await self._calls.line(self._id, self._call.id, leg.id, state, sid=leg.sid, reason=end)

    async def participant(self, leg: Leg, one: Any) -> None:
        state = _IN_ROOM.get(str(one.status))
        if state is not None:
            await self._calls.line(self._id, self._call.id, leg.id, state, sid=leg.sid)
        if state is not LegState.IN:
            return
        if bool(one.hold) is not leg.held_now:
            await self.done(actions.Hold(leg, bool(one.hold)))
        if leg.party is not Party.SUPERVISOR and bool(one.muted) is not leg.muted_now:
            await self.done(actions.Mute(leg, bool(one.muted)))

    async def tape(self, running: tuple[str, str] | None) -> None:
        if running is None:
            if self._call.taping_now is not Taping.OFF:
                await self.done(actions.Tape(Taping.OFF))
            return
        sid, status = running
        now = Taping.PAUSED if status == "paused" else Taping.ON
        if now is not self._call.taping_now:
            await self.done(actions.Tape(now), sid)
