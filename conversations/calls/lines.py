"""What becomes of a call's lines, and of whoever is at their ends.

Each function changes the conversation if that is news, and says whether it was: providers tell
things twice, late, and in any order.
"""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

from conversations import assignment
from conversations.calls.call import BEFORE_QUEUE, IN_LINE, Call, CallOutcome, CallState, Place
from conversations.calls.changing import (
    answer,
    call_of,
    end,
    hang_up,
    is_speaking,
    let_go,
    put,
    put_leg,
    tell,
    to,
    wrap_up,
)
from conversations.calls.happening import abandon, wrap_up_over
from conversations.calls.leg import Leg, LegEnd, LegState, Listening, Party
from conversations.conversation import Ref
from conversations.entries import SYSTEM, Activity, Author, AuthorType

if TYPE_CHECKING:
    from conversations.change import Change


def line_is(
    change: Change,
    leg_id: str,
    state: LegState,
    *,
    sid: str | None = None,
    device: str = "",
    reason: LegEnd | None = None,
    at: datetime | None = None,
) -> bool:
    """Tell how far a line has come; nothing ever moves backwards."""
    call = call_of(change)
    leg = call.leg(leg_id)
    if leg is None:
        return False
    news = state.rank > leg.state.rank
    if not news:
        if sid is None or leg.sid is not None:
            return False
        put_leg(change, leg, sid=sid, device=device or leg.device)
        return True
    fields: dict[str, object] = {"state": state, "since": at or change.now}
    if sid is not None:
        fields["sid"] = sid
    if device:
        fields["device"] = device
    if state is LegState.IN:
        fields["answered_at"] = change.now
    if state is LegState.OUT:
        fields["end"] = LegEnd.LET_GO if not leg.wanted else (reason or LegEnd.HUNG_UP)
    put_leg(change, leg, **fields)
    now = call_of(change).leg(leg_id)
    if now is not None and leg.wanted:
        if state is LegState.IN:
            _came_in(change, now)
        elif state is LegState.OUT:
            _went(change, leg, now)
    return True


def room_is(change: Change, conference_sid: str) -> bool:
    """Tell which conference is the call's room."""
    if call_of(change).conference_sid == conference_sid:
        return False
    put(change, conference_sid=conference_sid)
    return True


def vanished(change: Change, user_id: str) -> bool:
    """An agent's console has been gone for too long. Whoever speaks on goes on speaking; what has
    not been connected yet goes to somebody else. False if there was nothing to do."""
    call = change.it.call
    if call is None:
        return False
    if change.it.holder != user_id:
        leg = call.leg_of(user_id, Party.CONSULTED, Party.GUEST)
        if leg is None or leg.is_up:
            return False
        let_go(change, (leg,))
        _left(change, leg, "not_reached")
        return True
    leg = call.leg_of(user_id, Party.AGENT)
    if call.is_live and leg is not None and leg.is_up:
        return False
    if call.state is CallState.WRAP_UP:
        return wrap_up_over(change, at_once=True)
    assignment.return_to_queue(change, "agent_vanished", keep_place=True)
    return True


def _came_in(change: Change, leg: Leg) -> None:
    call = call_of(change)
    if leg.party is Party.AGENT:
        contact = call.contact
        if call.state is CallState.CONNECTING and contact is not None and contact.is_up:
            put(change, place=Place.ROOM)
            answer(change)
    elif leg.party is Party.CONTACT:
        if call.state is CallState.CONNECTING:
            answer(change)
    elif leg.party is not Party.SUPERVISOR:  # who listens is told by the order itself
        tell(change, "joined", **_who(leg))


def _went(change: Change, before: Leg, leg: Leg) -> None:
    call = call_of(change)
    match leg.party:
        case Party.CONTACT:
            _contact_went(change, call, leg)
        case Party.AGENT:
            _agent_went(change, call, before, leg)
        case Party.SUPERVISOR:
            _monitor_went(change, leg)
        case _:
            _left(change, leg, "left" if before.is_up else "not_reached")
    _end_alone(change)


def _end_alone(change: Change) -> None:
    """Whoever was left to speak on after a transfer is not left alone on the line."""
    call = call_of(change)
    if call.state not in (CallState.WRAP_UP, CallState.ENDED):
        return
    up = [leg for leg in call.legs if leg.wanted and not leg.is_over]
    parties = {leg.party is Party.CONTACT for leg in up}
    if len(parties) == 1:
        let_go(change, up)


def _contact_went(change: Change, call: Call, leg: Leg) -> None:
    if is_speaking(call):
        hang_up(change, "contact_hung_up")
    elif call.state in BEFORE_QUEUE:
        abandon(change, call, CallOutcome.ABANDONED_MENU, "abandoned")
    elif call.state in IN_LINE:
        abandon(change, call, CallOutcome.ABANDONED_QUEUE, "abandoned")
    elif call.state is CallState.CONNECTING and leg.answered_at is None:
        outcome = {
            LegEnd.BUSY: CallOutcome.BUSY,
            LegEnd.NO_ANSWER: CallOutcome.NO_ANSWER,
            LegEnd.FAILED: CallOutcome.FAILED,
        }.get(leg.end or LegEnd.FAILED, CallOutcome.NO_ANSWER)
        put(change, outcome=outcome)
        hang_up(change, "contact_not_reached")
    elif call.state is CallState.CONNECTING:
        if call.answered_at is not None:
            hang_up(change, "contact_hung_up")
        else:
            abandon(change, call, CallOutcome.ABANDONED_QUEUE, "abandoned")


def _agent_went(change: Change, call: Call, before: Leg, leg: Leg) -> None:
    contact = call.contact
    if not before.is_up and call.state is CallState.CONNECTING:
        _agent_not_reached(change, call, leg)
    elif not (is_speaking(call) or call.state is CallState.CONNECTING):
        return
    elif call.state is CallState.TRANSFERRING and (call.consulted or leg).is_up:
        complete(change, SYSTEM)
    elif contact is None or not contact.is_up or not leg.device.startswith("client:"):
        hang_up(change, "agent_hung_up")
    else:
        tell(change, "agent_lost", **_who(leg))
        assignment.return_to_queue(change, "agent_dropped", keep_place=True)


def _agent_not_reached(change: Change, call: Call, leg: Leg) -> None:
    contact = call.contact
    why = (leg.end or LegEnd.NO_ANSWER).value
    if contact is None or not contact.is_up:
        put(change, problem="agent_not_reached")
        end(change, "agent_not_reached", CallOutcome.AGENT_NOT_REACHED)
        return
    tell(change, "agent_not_reached", why=why, **_who(leg))
    declined = change.it.declined_by
    assignment.return_to_queue(change, "agent_not_reached", keep_place=True)
    if leg.user_id and leg.user_id not in declined:
        declined = (*declined, leg.user_id)
    change.set(declined_by=declined)


def complete(change: Change, author: Author, command_id: str | None = None) -> None:
    """The agent leaves the contact to the person who was consulted."""
    call = call_of(change)
    other = call.consulted
    assert other is not None  # the callers have checked  # noqa: S101
    put_leg(change, call.contact, held=False)
    before = change.it.agent
    change.set(transfers=change.it.transfers + 1)
    if other.user_id is not None:
        let_go(change, (leg for leg in call.legs if leg.party is Party.AGENT))
        put_leg(change, other, party=Party.AGENT)
        tell(change, "transferred", author=author, command_id=command_id, **_who(other))
        taker = Ref(id=other.user_id, name=other.name)
        change.set(agent=taker, last_agent=before or change.it.last_agent)
        change.note_activity(
            Activity.ASSIGNED,
            {"agent": {"id": taker.id, "name": taker.name}, "reason": "call_transferred"},
        )
        answer(change)
        return
    let_go(change, (leg for leg in call.legs if leg.party in (Party.AGENT, Party.SUPERVISOR)))
    put_leg(change, other, party=Party.GUEST)
    tell(change, "transferred", author=author, command_id=command_id, **_who(other))
    wrap_up(change, "left")


def _monitor_went(change: Change, leg: Leg) -> None:
    """A supervisor hung up, or was not reached: nobody but supervisors is to see it."""
    mode = leg.mode or Listening.LISTEN
    author = Author(type=AuthorType.AGENT, id=leg.user_id, name=leg.name)
    change.note_activity(
        Activity.CALL_MONITOR, {"event": "monitor_left", "mode": mode.value}, author=author
    )


def _left(change: Change, leg: Leg, event: str) -> None:
    call = call_of(change)
    if leg.party is Party.CONSULTED and call.state is CallState.TRANSFERRING:
        put_leg(change, call.contact, held=False)
        to(change, CallState.TALKING, problem="consult_failed" if event == "not_reached" else "")
        event = "consult_failed" if event == "not_reached" else "consult_left"
    tell(change, event, why=(leg.end or LegEnd.HUNG_UP).value, **_who(leg))


def _who(leg: Leg) -> dict[str, Any]:
    return {"party": leg.party.value, "name": leg.name, "address": leg.address}
