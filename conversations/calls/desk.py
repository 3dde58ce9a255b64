"""The call desk: where connectors carry out what happens to calls, on the newest state."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from conversations.calls import actions, happening, lines
from conversations.calls.call import CallState, Place, Recording, Taping
from conversations.calls.card import recording_card
from conversations.calls.changing import call_of, put, put_leg, tell, to
from conversations.calls.leg import LegEnd, LegState, Party
from conversations.change import Change
from conversations.conversation import Conversation
from conversations.entries import Activity, Author, AuthorType, Direction, Kind
from conversations.errors import DuplicateEntry
from conversations.outcome import EntryFold
from conversations.places import Queue
from conversations.ports import ConversationStore
from conversations.workbench import Workbench

WAIT_FOR_MESSAGE = timedelta(seconds=90)
"""After the caller has gone, the recording of a message is waited for so long."""


class CallDesk:
    """Changes calls. Everything may be told twice, late, and in any order: what is no news changes
    nothing, and then None is returned. ``call_id`` guards against what is told of an older call.
    """

    def __init__(self, workbench: Workbench, conversations: ConversationStore) -> None:
        self._workbench = workbench
        self._conversations = conversations

    async def menu(self, conversation_id: str, call_id: str) -> Conversation | None:
        """The caller hears the menu."""
        return await self._change(conversation_id, call_id, happening.enter_menu)

    async def queue(
        self, conversation_id: str, call_id: str, queue: Queue | None = None, chosen: str = ""
    ) -> Conversation | None:
        """The caller waits for an agent now."""
        return await self._change(
            conversation_id, call_id, lambda change: happening.enter_queue(change, queue, chosen)
        )

    async def voicemail(self, conversation_id: str, call_id: str) -> Conversation | None:
        """The caller is asked to leave a message."""
        return await self._change(conversation_id, call_id, happening.enter_voicemail)

    async def message_left(self, conversation_id: str, call_id: str) -> Conversation | None:
        """They have left one; the recording itself comes by :meth:`recorded`."""
        return await self._change(conversation_id, call_id, happening.left_message)

    async def no_message(self, conversation_id: str, call_id: str) -> Conversation | None:
        """They left none."""
        return await self._change(conversation_id, call_id, happening.no_message)

    async def callback(
        self, conversation_id: str, call_id: str, number: str
    ) -> Conversation | None:
        """The caller hangs up and keeps the place in the queue."""
        return await self._change(
            conversation_id, call_id, lambda change: happening.ask_callback(change, number)
        )

    async def goodbye(self, conversation_id: str, call_id: str) -> Conversation | None:
        """The dialogue came to its own end."""
        return await self._change(conversation_id, call_id, happening.said_goodbye)

    async def line(
        self,
        conversation_id: str,
        call_id: str,
        leg_id: str,
        state: LegState,
        *,
        sid: str | None = None,
        device: str = "",
        reason: LegEnd | None = None,
        at: datetime | None = None,
    ) -> Conversation | None:
        """Tell how far a line has come. ``leg_id`` "contact" is the contact's."""

        def decide(change: Change) -> bool:
            contact = call_of(change).contact
            leg = contact.id if leg_id == "contact" and contact is not None else leg_id
            return lines.line_is(change, leg, state, sid=sid, device=device, reason=reason, at=at)

        return await self._change(conversation_id, call_id, decide)

    async def room(
        self, conversation_id: str, call_id: str, conference_sid: str
    ) -> Conversation | None:
        """Tell which conference is the call's room."""
        return await self._change(
            conversation_id, call_id, lambda change: lines.room_is(change, conference_sid)
        )

    async def done(
        self, conversation_id: str, call_id: str, action: actions.Action, *, sid: str | None = None
    ) -> Conversation | None:
        """An action has been carried out (lines are told of by :meth:`line`). ``sid`` is the
        provider's id of the recording or transcription that it began."""
        return await self._change(
            conversation_id, call_id, lambda change: carried_out(change, action, sid)
        )

    async def could_not(
        self, conversation_id: str, call_id: str, action: actions.Action, sentence: str
    ) -> Conversation | None:
        """An action cannot be carried out, for good: the wish is given up, and the agent told."""
        return await self._change(
            conversation_id, call_id, lambda change: given_up(change, action, sentence)
        )

    async def tick(self, conversation_id: str, call_id: str) -> Conversation | None:
        """Do what time brings: the end of the wrap-up, and of waiting for a message."""

        def decide(change: Change) -> bool:
            call = call_of(change)
            if call.state is CallState.WRAP_UP:
                return happening.wrap_up_over(change)
            contact = call.contact
            if call.state is not CallState.VOICEMAIL or contact is None or not contact.is_over:
                return False
            late = change.now - contact.since > WAIT_FOR_MESSAGE
            return late and happening.no_message(change)

        return await self._change(conversation_id, call_id, decide)

    async def recorded(
        self, conversation_id: str, seq: int, recording: Recording
    ) -> Conversation | None:
        """Put a recording on a call's card, or what became of it (stored, deleted); also of a call
        that is over. ``seq`` is the call's entry."""
        entry = await self._conversations.entry(conversation_id, seq)
        if entry is None or entry.kind is not Kind.CALL:
            return None

        async def decide(change: Change) -> bool:
            call = change.it.call
            shown = dict(entry.data)
            known = [it for it in shown.get("recordings", []) if it["sid"] != recording.sid]
            if call is not None and call.seq == seq:
                others = tuple(it for it in call.recordings if it.sid != recording.sid)
                put(change, recordings=(*others, recording))
                known = [recording_card(it) for it in others]
            shown["recordings"] = [*known, recording_card(recording)]
            if shown["recordings"] == entry.data.get("recordings"):
                return False
            event = "recording_deleted" if recording.deleted else "recorded"
            if call is not None and call.seq == seq:
                tell(change, event, kind=recording.kind)
                return True
            change.note_activity(
                Activity.CALL,
                {"event": event, "targets": [seq], "card": shown, "kind": recording.kind},
            )
            change.fold(EntryFold(seq=seq, data=shown))
            return True

        committed = await self._workbench.change(conversation_id, decide)
        return committed.conversation if committed else None

    async def spoke(
        self,
        conversation_id: str,
        call_id: str,
        external_id: str,
        *,
        text: str,
        by_contact: bool,
        data: dict[str, Any],
    ) -> Conversation | None:
        """Put a sentence that was said on the timeline; once for each ``external_id``. What comes
        while the recording pauses is kept nowhere."""

        def decide(change: Change) -> bool:
            call = call_of(change)
            if call.taping is Taping.PAUSED:
                return False
            agent = change.it.agent
            contact, name = change.it.contact, agent.name if agent else ""
            author = Author(type=AuthorType.CONTACT, id=contact.id, name=contact.name)
            if not by_contact:
                author = Author(type=AuthorType.AGENT, id=agent.id if agent else None, name=name)
            change.add(
                Kind.MESSAGE,
                author,
                direction=Direction.IN if by_contact else Direction.OUT,
                text=text,
                external_id=external_id,
                data={"call": call.id, "spoken": True, **data},
            )
            return True

        try:
            return await self._change(conversation_id, call_id, decide)
        except DuplicateEntry:
            return None

    async def _change(
        self, conversation_id: str, call_id: str, rule: Callable[[Change], bool]
    ) -> Conversation | None:
        async def decide(change: Change) -> bool:
            call = change.it.call
            return call is not None and call.id == call_id and rule(change)

        committed = await self._workbench.change(conversation_id, decide)
        return committed.conversation if committed else None


def carried_out(change: Change, action: actions.Action, sid: str | None) -> bool:
    """Note that an action has been carried out; False if nothing is changed by that."""
    call = call_of(change)
    match action:
        case actions.Move(place):
            put(change, place_now=place)
            if place is Place.LINE:
                put_leg(change, call.contact, held_now=False)
        case actions.Hold(leg, on):
            put_leg(change, call.leg(leg.id), held_now=on)
        case actions.Mute(leg, on):
            put_leg(change, call.leg(leg.id), muted_now=on)
        case actions.Coach(leg, mode):
            put_leg(change, call.leg(leg.id), mode_now=mode)
        case actions.Tape(wish):
            put(change, taping_now=wish, tape_sid=sid if wish is not Taping.OFF else None)
        case actions.Transcribe(on):
            put(change, transcript_sid=sid if on else None)
        case actions.Sound(tones):
            put(change, tones=call.tones.removeprefix(tones))
        case actions.Dial() | actions.Release():
            return False
    return change.it.call != call


def given_up(change: Change, action: actions.Action, sentence: str) -> bool:
    """Give a wish up; False if that is no news."""
    call = call_of(change)
    match action:
        case actions.Dial(leg):
            now = call.leg(leg.id)
            quietly = leg.party is Party.SUPERVISOR  # that somebody listens is not the agent's
            if now is not None and now.wanted and not now.is_over and not quietly:
                put(change, problem=sentence)
                tell(change, "problem", detail=sentence)
            return lines.line_is(change, leg.id, LegState.OUT, reason=LegEnd.FAILED)
        case actions.Release(leg):
            return lines.line_is(change, leg.id, LegState.OUT, reason=LegEnd.FAILED)
        case actions.Move():
            contact = call.contact
            if contact is None:
                return False
            return lines.line_is(change, contact.id, LegState.OUT, reason=LegEnd.FAILED)
        case actions.Hold(leg, _):
            now = call.leg(leg.id)
            put_leg(change, now, held=now.held_now if now else False)
        case actions.Mute(leg, _):
            now = call.leg(leg.id)
            put_leg(change, now, muted=now.muted_now if now else False)
        case actions.Coach(leg, _):
            now = call.leg(leg.id)
            put_leg(change, now, mode=now.mode_now if now else None)
            return change.it.call != call  # that somebody listens is not told to the agent
        case actions.Tape():
            put(change, taping=call.taping_now)
        case actions.Transcribe():
            put(change, transcribing=call.transcript_sid is not None)
        case actions.Sound():
            put(change, tones="")
    if isinstance(action, actions.Hold) and call.state is CallState.ON_HOLD:
        to(change, CallState.TALKING)
    put(change, problem=sentence)
    tell(change, "problem", detail=sentence)
    return True
