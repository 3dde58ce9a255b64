"""What Twilio tells of lines and rooms while a call goes on: in any order, late, and twice."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Mapping

from connectors.base import House
from connectors.twilio_account.errors import TwilioError
from connectors.voice import looking
from connectors.voice.paths import room_name
from connectors.voice.settings import VoiceSettings
from connectors.voice.states import is_over, line_state
from connectors.voice.strays import end_stray, is_stray
from connectors.voice.trunk import Trunks
from connectors.voice.twiml import CONTACT_LABEL
from conversations.calls import actions
from conversations.calls.call import Call, Place
from conversations.calls.leg import Leg, LegEnd, LegState, Party
from conversations.conversation import Conversation
from conversations.errors import Unavailable, UnknownEvent
from conversations.people import SYSTEM_SCOPE
from conversations.places import Inbox

_log = logging.getLogger(__name__)

PAUSES_S = (0.5, 1.0, 2.0)
"""Between tries at asking Twilio whether the contact is still there."""
_LET_BE = frozenset(
    {
        "conference-start",
        "conference-end",
        "participant-mute",
        "participant-unmute",
        "participant-hold",
        "participant-unhold",
        "participant-modify",
        "participant-speech-start",
        "participant-speech-stop",
        "announcement-end",
        "announcement-fail",
    }
)


class Legs:
    """The webhooks of lines and rooms."""

    def __init__(self, house: House, trunks: Trunks) -> None:
        self._house = house
        self._trunks = trunks

    async def status(
        self,
        inbox: Inbox,
        settings: VoiceSettings,
        form: Mapping[str, str],
        query: Mapping[str, str],
    ) -> None:
        """A line that we have dialled comes further, or ends. Raises UnknownEvent."""
        state, end = line_state(form.get("CallStatus", ""))
        conversation = await self._conversation(inbox, query)
        label, sid = query.get("leg", ""), form.get("CallSid", "")
        stray = state is not LegState.OUT and is_stray(conversation.call, label, sid)
        if stray and not await self._end_stray(inbox, settings, sid):
            return  # its next status tells of it again
        call = conversation.call
        if call is None or call.id != query.get("call", ""):
            return
        leg = call.leg(label)
        if leg is None or (leg.sid is not None and leg.sid != sid):
            raise UnknownEvent("A status of a line does not name one of ours.")
        await self._line(inbox, settings, conversation, call, leg, state, sid, end)

    async def conference(
        self,
        inbox: Inbox,
        settings: VoiceSettings,
        form: Mapping[str, str],
        query: Mapping[str, str],
    ) -> None:
        """Somebody comes into a room or leaves it. Raises UnknownEvent."""
        event, room = form.get("StatusCallbackEvent", ""), form.get("ConferenceSid", "")
        found = await self._find(inbox, query)
        if found is None:
            return
        conversation, call = found
        if form.get("FriendlyName", "") != room_name(call.id):
            raise UnknownEvent("An event of a conference names none of ours.")
        if event in _LET_BE:
            return
        leg = _who(call, form)
        if event == "participant-join":
            if leg is not None:
                await self._joined(inbox, settings, conversation, call, leg, room)
        elif event == "participant-leave":
            # of who was let in early the line's status says why they are gone again
            if leg is not None and leg.is_up:
                await self._left(inbox, settings, conversation, call, leg)
        else:
            raise UnknownEvent(f"Twilio told an unknown event of a conference: “{event[:40]}”.")

    async def _find(
        self, inbox: Inbox, query: Mapping[str, str]
    ) -> tuple[Conversation, Call] | None:
        """The conversation and call of a webhook; None if there is another call in it by now.
        Raises UnknownEvent for what is none of this inbox's."""
        conversation = await self._conversation(inbox, query)
        call = conversation.call
        if call is None or call.id != query.get("call", ""):
            return None
        return conversation, call

    async def _conversation(self, inbox: Inbox, query: Mapping[str, str]) -> Conversation:
        conversation_id = query.get("conversation", "")
        if not conversation_id:
            raise UnknownEvent("A webhook of a line names no conversation.")
        conversation = await self._house.threads.get(conversation_id, SYSTEM_SCOPE)
        if conversation.inbox.id != inbox.id:
            raise UnknownEvent("A webhook of a line names another inbox's conversation.")
        return conversation

    async def _end_stray(self, inbox: Inbox, settings: VoiceSettings, sid: str) -> bool:
        try:
            trunk = self._trunks.at(inbox, settings)
        except Unavailable:
            return False
        return await end_stray(trunk, sid)

    async def _joined(
        self,
        inbox: Inbox,
        settings: VoiceSettings,
        conversation: Conversation,
        call: Call,
        leg: Leg,
        room: str,
    ) -> None:
        calls = self._house.calls
        late = leg.party is Party.CONTACT and call.place is Place.LINE  # of a room that is no more
        if call.conference_sid is None and leg.wanted and not late:
            await calls.room(conversation.id, call.id, room)
        if leg.state.rank < LegState.IN.rank and leg.sid is not None:
            # somebody whose phone rings yet may be let in early, for the others to hear it ring
            try:
                status = await looking.status_of(self._trunks.at(inbox, settings), leg.sid)
            except (TwilioError, Unavailable):
                return  # the status of the line tells of it too
            state, end = line_state(status)
            await self._line(inbox, settings, conversation, call, leg, state, leg.sid, end)
        here = call.conference_sid == room and call.place is Place.ROOM
        if leg.party is Party.CONTACT and here:
            await calls.done(conversation.id, call.id, actions.Move(Place.ROOM))

    async def _left(
        self,
        inbox: Inbox,
        settings: VoiceSettings,
        conversation: Conversation,
        call: Call,
        leg: Leg,
    ) -> None:
        """Who leaves the room has hung up, but for the contact: they may have been brought back to
        the queue."""
        if leg.party is not Party.CONTACT or await self._contact_is_gone(inbox, settings, call):
            await self._line(
                inbox, settings, conversation, call, leg, LegState.OUT, leg.sid, LegEnd.HUNG_UP
            )

    async def _line(
        self,
        inbox: Inbox,
        settings: VoiceSettings,
        conversation: Conversation,
        call: Call,
        leg: Leg,
        state: LegState,
        sid: str | None,
        end: LegEnd | None,
    ) -> None:
        gone = state is LegState.OUT and leg.is_up and leg.wanted
        if gone and leg.party is Party.AGENT and await self._contact_is_gone(inbox, settings, call):
            # when the contact hangs up, the room ends, and who was in it is told of in any order
            await self._tell(conversation, call, "contact", LegState.OUT, None, LegEnd.HUNG_UP)
        await self._tell(conversation, call, leg.id, state, sid, end)

    async def _tell(
        self,
        conversation: Conversation,
        call: Call,
        leg_id: str,
        state: LegState,
        sid: str | None,
        end: LegEnd | None,
    ) -> None:
        await self._house.calls.line(conversation.id, call.id, leg_id, state, sid=sid, reason=end)

    async def _contact_is_gone(self, inbox: Inbox, settings: VoiceSettings, call: Call) -> bool:
        """Whether the contact has hung up, as far as Twilio can be asked."""
        contact = call.contact
        if contact is None or contact.sid is None or not contact.is_up:
            return False
        for pause_s in (*PAUSES_S, None):
            try:
                trunk = self._trunks.at(inbox, settings)
                return is_over(await looking.status_of(trunk, contact.sid))
            except (TwilioError, Unavailable) as error:
                if pause_s is None:
                    _log.warning("whether a caller is still there is not known: %s", error)
                    return False
            await asyncio.sleep(pause_s)
        return False


def _who(call: Call, form: Mapping[str, str]) -> Leg | None:
    """Whose line it is, by the call's SID or our label."""
    label, sid = form.get("ParticipantLabel", ""), form.get("CallSid", "")
    if label == CONTACT_LABEL:
        contact = call.contact
        return contact if contact is not None and contact.sid in (None, sid) else None
    return call.leg(label) or next((leg for leg in call.legs if sid and leg.sid == sid), None)
