"""Calls on the wire: how a call stands, and who is in it."""

from __future__ import annotations

from pydantic import Field

from agent_console.wire.scalars import Moment, RefShape, Shown
from conversations.calls.call import Call, CallOutcome, CallPlan, CallState, Taping
from conversations.calls.leg import Leg, LegState, Listening, Party
from conversations.conversation import Conversation
from conversations.entries import Direction


class PlanShape(Shown):
    """What the inbox says of its calls. Times in seconds."""

    ring_s: int
    wrap_up_s: int
    recording: str = Field(description="`off`, `on_request` or `always`.")
    transcribe: bool
    dispositions: list[str]


class LegShape(Shown):
    """The line to one participant. ``muted`` and ``held`` are what is wished, ``…_now`` what is
    so: between the two the provider is asked."""

    id: str
    party: Party
    name: str
    address: str
    user_id: str | None
    state: LegState
    since: Moment
    answered_at: Moment | None
    muted: bool
    muted_now: bool
    held: bool
    held_now: bool
    mode: Listening | None = Field(description="How a supervisor is in the call.")


class MessageLeft(Shown):
    """A message that the contact left. ``file`` is null until it is here, and again once it has
    been ``deleted``."""

    sid: str
    at: Moment
    duration_s: int
    file: str | None
    name: str
    deleted: bool


class CallShape(Shown):
    """A conversation's call, under way or the last one. ``seq`` is its card on the timeline.

    ``taping`` is what is wished, ``taping_now`` what is so: before somebody says a card number,
    wait for the second. ``problem`` is what could not be done last, as a sentence. ``legs`` are
    those who are in the call or on their way; who only listens or whispers is not among them.
    """

    id: str
    seq: int
    direction: Direction
    ours: str
    theirs: str = Field(description="Empty if it was withheld.")
    state: CallState
    since: Moment
    started_at: Moment
    queued_at: Moment | None
    answered_at: Moment | None
    ended_at: Moment | None
    held_at: Moment | None
    hold_s: float
    wrap_up_until: Moment | None
    taping: Taping
    taping_now: Taping
    callback_to: str
    outcome: CallOutcome | None
    disposition: str
    note: str
    problem: str
    message: MessageLeft | None = Field(description="The newest that was left in it.")
    plan: PlanShape
    legs: list[LegShape]


class MonitorShape(Shown):
    """A supervisor in a call: silent, or (``barge``) heard by all. ``mode`` is what is wished,
    ``mode_now`` what is so; null until their line has joined."""

    leg: str
    user: RefShape
    mode: Listening
    mode_now: Listening | None
    state: LegState
    since: Moment


class MonitoredCall(Shown):
    """A call with the supervisors who are in it."""

    conversation: str
    number: int
    contact: RefShape
    agent: RefShape | None
    monitors: list[MonitorShape]


class Monitoring(Shown):
    """The calls in scope that supervisors are in."""

    items: list[MonitoredCall]


class LineShape(Shown):
    """An inbox that one can call from."""

    id: str
    name: str
    number: str


class Lines(Shown):
    """The inboxes of the caller's queues that one can call from."""

    items: list[LineShape]


class CallsWaiting(Shown):
    """How many calls wait for somebody to call back; counting stops at 1000. ``missed`` are those
    of the last 24 hours that nobody answered."""

    voicemails: int
    callbacks: int
    missed: int


def call_shape(given: Call | None) -> CallShape | None:
    """A call as agents and supervisors see it."""
    if given is None:
        return None
    return CallShape(
        id=given.id,
        seq=given.seq,
        direction=given.direction,
        ours=given.ours,
        theirs=given.theirs,
        state=given.state,
        since=given.since,
        started_at=given.started_at,
        queued_at=given.queued_at,
        answered_at=given.answered_at,
        ended_at=given.ended_at,
        held_at=given.held_at,
        hold_s=round(given.hold_s, 1),
        wrap_up_until=given.wrap_up_until,
        taping=given.taping,
        taping_now=given.taping_now,
        callback_to=given.callback_to,
        outcome=given.outcome,
        disposition=given.disposition,
        note=given.note,
        problem=given.problem,
        message=_message(given),
        plan=_plan(given.plan),
        legs=[_leg(leg) for leg in given.legs if _present(leg) and not is_silent(leg)],
    )


def is_silent(leg: Leg) -> bool:
    """Whether it is a supervisor's who is not to be seen by agents."""
    return leg.party is Party.SUPERVISOR and leg.mode is not Listening.BARGE


def monitors(call: Call | None) -> list[MonitorShape]:
    """The supervisors in a call, for other supervisors."""
    return [
        MonitorShape(
            leg=leg.id,
            user=RefShape(id=leg.user_id or "", name=leg.name),
            mode=leg.mode or Listening.LISTEN,
            mode_now=leg.mode_now,
            state=leg.state,
            since=leg.since,
        )
        for leg in (call.legs if call else ())
        if leg.party is Party.SUPERVISOR and _present(leg)
    ]


def monitored_call(given: Conversation) -> MonitoredCall:
    """A conversation's call with its supervisors."""
    agent = given.agent
    return MonitoredCall(
        conversation=given.id,
        number=given.number,
        contact=RefShape(id=given.contact.id, name=given.contact.name),
        agent=RefShape(id=agent.id, name=agent.name) if agent else None,
        monitors=monitors(given.call),
    )


def _message(given: Call) -> MessageLeft | None:
    left = [it for it in given.recordings if it.kind == "voicemail"]
    if not left:
        return None
    newest = max(left, key=lambda it: it.at)
    return MessageLeft(
        sid=newest.sid,
        at=newest.at,
        duration_s=newest.duration_s,
        file=newest.file_id,
        name=newest.file_name,
        deleted=newest.deleted,
    )


def _present(leg: Leg) -> bool:
    return leg.wanted and not leg.is_over


def _leg(given: Leg) -> LegShape:
    return LegShape(
        id=given.id,
        party=given.party,
        name=given.name,
        address=given.address,
        user_id=given.user_id,
        state=given.state,
        since=given.since,
        answered_at=given.answered_at,
        muted=given.muted,
        muted_now=given.muted_now,
        held=given.held,
        held_now=given.held_now,
        mode=given.mode,
    )


def _plan(given: CallPlan) -> PlanShape:
    return PlanShape(
        ring_s=given.ring_s,
        wrap_up_s=given.wrap_up_s,
        recording=given.recording,
        transcribe=given.transcribe,
        dispositions=list(given.dispositions),
    )
