"""A call from the first ring to the end, by the domain alone."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from conversations import assignment
from conversations.calls import actions, happening
from conversations.calls.call import (
    CallOutcome,
    CallPlan,
    CallState,
    LegEnd,
    LegState,
    Listening,
    Party,
    Place,
    Taping,
)
from conversations.calls.changing import to
from conversations.calls.commands import (
    AddParty,
    CallBack,
    CancelTransfer,
    CompleteTransfer,
    Consult,
    HangUp,
    HoldCall,
    Monitor,
    MoreTime,
    MuteCall,
    RemoveParty,
    SendTones,
    TapeCall,
    WrapUp,
)
from conversations.calls.desk import given_up
from conversations.clock import new_id
from conversations.conversation import Ref, State
from conversations.entries import SYSTEM, Activity, Kind
from conversations.errors import ClaimLost, Conflict, Forbidden, IllegalTransition, Invalid
from conversations.handlers import close, pend
from tests.unit.conversations.making import ANA, BO, QUEUE

from .exchange import OURS, THEIRS, Exchange

BO_REF = Ref(id="bo", name="Bo")


def cmd(kind: type, **fields: object):  # type: ignore[no-untyped-def]
    return kind(id=new_id(), conversation_id="conv", **fields)


def test_a_call_in_the_menu_is_not_offered_and_one_in_the_queue_is() -> None:
    office = Exchange().arrives()
    assert office.entries[0].kind is Kind.CALL
    assert office.entries[0].external_id == "CA1"
    assert not office.waiting()
    office.commit(happening.enter_menu)
    assert (office.call.state, office.it.waits_for_agent) == (CallState.MENU, False)
    office.later(8)
    office.commit(lambda change: happening.enter_queue(change, QUEUE, "1"))
    assert office.waiting()
    assert office.it.queued_at == office.now
    assert office.events == ["menu", "queued"]


def test_an_answered_call() -> None:
    office = Exchange().waits()
    office.later(12)
    office.offered()
    assert office.state() is CallState.OFFERED
    office.accepts()
    assert office.state() is CallState.CONNECTING
    (dial,) = actions.pending(office.call)
    assert isinstance(dial, actions.Dial)
    assert dial.leg.user_id == "ana"
    office.works()
    assert office.state() is CallState.TALKING
    assert office.call.place_now is Place.ROOM
    assert office.it.first_response_at == office.now
    office.later(30)
    assert office.goes()
    assert office.state() is CallState.WRAP_UP
    assert office.matter() is State.ACTIVE  # the agent is still taken up
    office.works()
    office.later(20)
    office.asks(cmd(WrapUp, disposition="", note="All well."))
    assert office.matter() is State.RESOLVED
    assert office.loads == {"ana": 0}
    card = office.card
    assert (card["outcome"], card["wait_s"], card["talk_s"], card["wrap_up_s"]) == (
        "answered",
        12.0,
        30.0,
        20.0,
    )
    assert card["note"] == "All well."
    assert card["agents"] == [{"id": "ana", "name": "Ana"}]


@pytest.mark.parametrize("step", ["ringing", "menu", "queued", "offered", "connecting"])
def test_a_caller_who_hangs_up_before_the_answer_has_abandoned(step: str) -> None:
    office = Exchange().arrives()
    if step == "menu":
        office.commit(happening.enter_menu)
    if step in ("queued", "offered", "connecting"):
        office.commit(lambda change: happening.enter_queue(change, None))
    if step in ("offered", "connecting"):
        office.offered()
    if step == "connecting":
        office.accepts().works(answer=False)
    assert office.goes()
    assert (office.matter(), office.state()) == (State.ABANDONED, CallState.ABANDONED)
    early = step in ("ringing", "menu")
    assert office.card["outcome"] == ("abandoned_menu" if early else "abandoned_queue")
    office.works()
    assert all(leg.is_over for leg in office.call.legs)
    assert not any(office.loads.values())
    assert not office.goes()  # told twice


def test_hold_and_time_on_hold() -> None:
    office = Exchange().talks()
    office.asks(cmd(HoldCall, on=True))
    assert office.state() is CallState.ON_HOLD
    office.works()
    assert office.on_hold()
    with pytest.raises(Conflict):
        office.asks(cmd(HoldCall, on=True))
    office.later(15)
    office.asks(cmd(HoldCall, on=False))
    office.works()
    assert not office.on_hold()
    office.later(5)
    office.asks(cmd(HangUp))
    assert (office.card["hold_s"], office.card["talk_s"]) == (15.0, 5.0)


def test_only_the_agent_of_the_call_may_touch_it() -> None:
    office = Exchange().talks()
    for command in (cmd(HoldCall, on=True), cmd(HangUp), cmd(SendTones, tones="1")):
        with pytest.raises(Forbidden):
            office.asks(command, BO)


def test_a_phone_that_does_not_answer_gives_the_call_to_the_next_at_its_old_place() -> None:
    office = Exchange().waits()
    place = office.it.queued_at
    office.later(5)
    office.offered().accepts().works(answer=False)
    agent = office.call.agent
    assert agent is not None
    office.line(agent.id, LegState.OUT, reason=LegEnd.NO_ANSWER)
    assert (office.matter(), office.state()) == (State.QUEUED, CallState.QUEUED)
    assert office.it.queued_at == place
    assert office.it.declined_by == ("ana",)
    assert office.loads == {"ana": 0}
    office.offered("bo").accepts(BO).works()
    assert office.state() is CallState.TALKING
    assert office.card["agents"] == [{"id": "bo", "name": "Bo"}]


def test_a_browser_that_dies_brings_the_call_back_to_the_queue_for_that_agent_first() -> None:
    office = Exchange().talks()
    agent = office.call.agent
    assert agent is not None
    office.line(agent.id, LegState.OUT)
    assert office.matter() is State.QUEUED
    assert office.it.last_agent == Ref(id="ana", name="Ana")
    assert office.it.declined_by == ()
    office.works()
    assert office.call.place_now is Place.LINE
    assert office.call.contact is not None
    assert office.call.contact.is_up
    office.offered().accepts().works()
    assert office.state() is CallState.TALKING


def test_whoever_hangs_up_a_desk_phone_ends_the_call() -> None:
    office = Exchange().waits().offered().accepts()
    agent = office.call.agent
    assert agent is not None
    office.line(agent.id, LegState.DIALLING, sid="CA2", device="+493090000001")
    office.line(agent.id, LegState.IN)
    office.works()
    office.line(agent.id, LegState.OUT)
    assert office.state() is CallState.WRAP_UP
    office.works()
    assert office.call.contact is not None
    assert office.call.contact.is_over


def test_a_warm_transfer_speaks_first_and_takes_both_agents_up() -> None:
    office = Exchange().talks()
    office.asks(cmd(Consult, agent_id="bo"), colleague=BO_REF)
    assert office.loads == {"ana": 60, "bo": 60}
    with pytest.raises(Conflict):
        office.asks(cmd(CompleteTransfer))
    office.works()
    assert office.on_hold()
    office.asks(cmd(CompleteTransfer))
    assert office.it.agent == BO_REF
    assert office.state() is CallState.TALKING
    office.works()
    assert not office.on_hold()
    assert office.loads == {"ana": 0, "bo": 60}
    assert [leg.name for leg in office.call.legs if leg.is_up] == ["Visitor", "Bo"]
    assert [it["id"] for it in office.card["agents"]] == ["ana", "bo"]


def test_a_consulted_person_who_does_not_answer_brings_the_agent_back_to_the_caller() -> None:
    office = Exchange().talks()
    office.asks(cmd(Consult, agent_id="bo"), colleague=BO_REF)
    office.works(answer=False)
    assert office.call.consulted is not None
    office.line(office.call.consulted.id, LegState.OUT, reason=LegEnd.NO_ANSWER)
    assert office.state() is CallState.TALKING
    assert office.call.problem == "consult_failed"
    assert office.loads == {"ana": 60, "bo": 0}
    office.works()
    assert not office.on_hold()


def test_a_transfer_can_be_cancelled() -> None:
    office = Exchange().talks()
    office.asks(cmd(Consult, address="+493090000005"))
    office.works()
    office.asks(cmd(CancelTransfer))
    office.works()
    assert [leg.party for leg in office.call.legs if leg.is_up] == [Party.CONTACT, Party.AGENT]
    assert office.state() is CallState.TALKING


def test_a_transfer_to_an_outside_number_leaves_the_two_alone() -> None:
    office = Exchange().talks()
    office.asks(cmd(Consult, address="+493090000005"))
    office.works()
    office.asks(cmd(CompleteTransfer))
    assert office.state() is CallState.WRAP_UP
    office.works()
    up = [leg.party for leg in office.call.legs if leg.is_up]
    assert up == [Party.CONTACT, Party.GUEST]
    office.asks(cmd(WrapUp))
    assert office.quiet
    assert office.matter() is State.RESOLVED


def test_a_transfer_to_a_queue_brings_the_caller_back_into_the_line() -> None:
    office = Exchange().talks()
    sales = replace(QUEUE, id="q2", name="Sales")
    office.commit(lambda change: assignment.transfer(change, sales, None, ANA, new_id(), ""))
    assert (office.matter(), office.state()) == (State.QUEUED, CallState.QUEUED)
    office.works()
    assert office.call.place_now is Place.LINE
    assert [leg.party for leg in office.call.legs if leg.is_up] == [Party.CONTACT]
    assert office.loads == {"ana": 0}
    office.offered("bo").accepts(BO).works()
    assert office.state() is CallState.TALKING


def test_a_transfer_to_an_agent_rings_there_while_the_caller_is_on_hold() -> None:
    office = Exchange().talks()
    office.commit(lambda change: assignment.transfer(change, QUEUE, BO_REF, ANA, new_id(), ""))
    assert office.state() is CallState.CONNECTING
    office.works(answer=False)
    assert office.on_hold()
    assert office.call.agent is not None
    assert office.call.agent.user_id == "bo"
    office.line(office.call.agent.id, LegState.IN)
    office.works()
    assert office.state() is CallState.TALKING
    assert not office.on_hold()


def test_a_transfer_to_an_agent_who_does_not_answer_ends_in_the_queue() -> None:
    office = Exchange().talks()
    office.commit(lambda change: assignment.transfer(change, QUEUE, BO_REF, ANA, new_id(), ""))
    office.works(answer=False)
    assert office.call.agent is not None
    office.line(office.call.agent.id, LegState.OUT, reason=LegEnd.BUSY)
    assert (office.it.state, office.it.declined_by) == (State.QUEUED, ("bo",))
    office.works()
    assert office.call.place_now is Place.LINE


def test_a_third_person_comes_and_goes() -> None:
    office = Exchange().talks()
    office.asks(cmd(AddParty, agent_id="bo"), colleague=BO_REF)
    office.works()
    assert len([leg for leg in office.call.legs if leg.is_up]) == 3
    with pytest.raises(Invalid):
        office.asks(cmd(AddParty, agent_id="bo"), colleague=BO_REF)
    guest = office.call.party(Party.GUEST)
    assert guest is not None
    office.asks(cmd(RemoveParty, leg_id=guest.id))
    office.works()
    assert office.loads == {"ana": 60, "bo": 0}
    assert office.state() is CallState.TALKING


def test_a_callback_keeps_its_place_and_is_carried_out_by_whoever_accepts() -> None:
    office = Exchange().waits()
    place = office.it.queued_at
    office.later(40)
    office.commit(lambda change: happening.ask_callback(change, THEIRS))
    office.works()
    assert office.state() is CallState.CALLBACK
    assert office.waiting()
    assert office.it.queued_at == place
    assert not office.call.is_live
    first = office.call.seq
    office.offered().accepts()
    assert office.call.seq != first
    assert (office.call.direction.value, office.call.theirs) == ("out", THEIRS)
    office.works()
    kinds = [(a.leg.party, a.leg.address) for a in office.done if isinstance(a, actions.Dial)]
    assert kinds == [(Party.AGENT, ""), (Party.CONTACT, THEIRS)]
    assert office.state() is CallState.TALKING


def test_a_callback_counts_while_the_agents_phone_still_rings() -> None:
    office = Exchange().waits()
    place = office.it.queued_at
    office.later(40)
    office.offered().accepts()
    office.works(answer=False)
    assert office.state() is CallState.CONNECTING
    assert office.commit(lambda change: happening.ask_callback(change, THEIRS))
    assert not office.commit(lambda change: happening.ask_callback(change, THEIRS))
    assert (office.state(), office.matter()) == (CallState.CALLBACK, State.QUEUED)
    assert office.it.queued_at == place
    assert office.it.agent is None
    office.works()
    assert office.call.agent is None  # their phone rings no more
    office.offered().accepts()
    assert (office.call.direction.value, office.call.theirs) == ("out", THEIRS)


def test_nobody_asks_for_a_callback_while_speaking() -> None:
    office = Exchange().talks()
    assert not office.commit(lambda change: happening.ask_callback(change, THEIRS))
    assert office.state() is CallState.TALKING


def test_a_voicemail_waits_for_somebody_to_listen() -> None:
    office = Exchange().arrives()
    office.commit(happening.enter_voicemail)
    assert not office.waiting()
    office.goes()
    assert office.state() is CallState.VOICEMAIL  # the recording decides
    office.commit(happening.left_message)
    assert (office.it.state, office.call.outcome) == (State.QUEUED, CallOutcome.VOICEMAIL)
    assert office.waiting()
    office.offered().accepts()
    assert office.state() is CallState.ENDED
    office.asks(cmd(CallBack))
    office.works()
    assert office.state() is CallState.TALKING


def test_no_voicemail_after_all() -> None:
    office = Exchange().waits().offered()
    office.commit(happening.enter_voicemail)
    assert office.it.offer is None
    office.goes()
    office.commit(happening.no_message)
    assert office.matter() is State.ABANDONED


def test_dialling_out() -> None:
    office = Exchange().dials()
    first = actions.pending(office.call)
    assert [type(it).__name__ for it in first] == ["Dial"]
    office.works()
    assert office.state() is CallState.TALKING
    office.asks(cmd(HangUp))
    office.works()
    assert office.state() is CallState.WRAP_UP


@pytest.mark.parametrize("why", [LegEnd.BUSY, LegEnd.NO_ANSWER, LegEnd.FAILED])
def test_dialling_somebody_who_is_not_reached(why: LegEnd) -> None:
    office = Exchange().dials()
    agent, contact = office.call.agent, office.call.contact
    assert agent is not None
    assert contact is not None
    office.line(agent.id, LegState.IN)
    office.line(contact.id, LegState.OUT, reason=why)
    assert (office.call.state, office.card["outcome"]) == (CallState.ENDED, why.value)
    assert office.matter() is State.ACTIVE  # to be tried again
    office.works()
    office.asks(cmd(CallBack))
    assert office.state() is CallState.CONNECTING


def test_my_own_phone_does_not_answer_when_i_dial() -> None:
    office = Exchange().dials()
    assert office.call.agent is not None
    office.line(office.call.agent.id, LegState.OUT, reason=LegEnd.NO_ANSWER)
    assert office.card["outcome"] == "agent_not_reached"
    assert office.quiet


def test_recording_pauses_for_a_card_number() -> None:
    office = Exchange(plan=CallPlan(recording="on_request")).talks()
    assert not office.did(actions.Tape)
    office.asks(cmd(TapeCall, wish=Taping.ON))
    office.works()
    office.asks(cmd(TapeCall, wish=Taping.PAUSED))
    office.works()
    office.asks(cmd(TapeCall, wish=Taping.ON))
    office.works()
    wishes = [a.wish for a in office.done if isinstance(a, actions.Tape)]
    assert wishes == [Taping.ON, Taping.PAUSED, Taping.ON]
    assert office.events[-3:] == ["recording", "recording_paused", "recording_resumed"]


def test_a_recording_is_neither_begun_nor_asked_for_where_it_is_off() -> None:
    office = Exchange(plan=CallPlan(recording="off")).talks()
    with pytest.raises(Forbidden):
        office.asks(cmd(TapeCall, wish=Taping.ON))


def test_recording_and_transcript_begin_by_themselves_where_that_is_set() -> None:
    office = Exchange(plan=CallPlan(recording="always", transcribe=True)).talks()
    assert len(office.did(actions.Tape)) == 1
    assert len(office.did(actions.Transcribe)) == 1
    office.asks(cmd(HangUp))
    office.works()
    assert office.quiet


def test_a_supervisor_listens_whispers_and_barges() -> None:
    office = Exchange().talks()
    for mode in Listening:
        office.asks(cmd(Monitor, mode=mode), BO)
        office.works()
    line = office.call.party(Party.SUPERVISOR)
    assert line is not None
    assert line.mode_now is Listening.BARGE
    assert len(office.did(actions.Dial)) == 2  # the agent's line, and one for the supervisor
    assert office.loads == {"ana": 60}
    office.asks(cmd(Monitor, mode=None), BO)
    office.works()
    assert office.state() is CallState.TALKING
    assert office.call.party(Party.SUPERVISOR) is None


def test_nothing_that_agents_see_tells_of_a_supervisor_who_listens() -> None:
    office = Exchange().talks()
    shown, card = office.events, office.card
    office.asks(cmd(Monitor, mode=Listening.LISTEN), BO)
    office.works()
    line = office.call.party(Party.SUPERVISOR)
    assert line is not None
    office.asks(cmd(Monitor, mode=Listening.WHISPER), BO)
    coach = actions.Coach(line, Listening.WHISPER)
    office.commit(lambda change: given_up(change, coach, "Twilio says no."))
    assert office.call.legs[-1].mode is Listening.LISTEN
    office.line(line.id, LegState.OUT)  # their own phone hung up
    assert (office.events, office.card, office.call.problem) == (shown, card, "")
    told = [e for e in office.entries if e.activity is Activity.CALL_MONITOR]
    assert [(e.data["event"], e.author.id) for e in told] == [
        ("monitoring", "bo"),
        ("monitoring", "bo"),
        ("monitor_left", "bo"),
    ]


@pytest.mark.parametrize("order", [Consult, AddParty])
def test_who_asks_for_a_colleague_does_not_learn_that_they_listen(
    order: type[Consult | AddParty],
) -> None:
    office = Exchange().talks()
    office.asks(cmd(Monitor, mode=Listening.LISTEN), BO)
    office.works()
    with pytest.raises(ClaimLost, match="not available or has no capacity"):
        office.asks(cmd(order, agent_id="bo"), colleague=BO_REF)


def test_a_supervisor_who_takes_over_while_listening_is_not_called_again() -> None:
    office = Exchange().talks()
    office.asks(cmd(Monitor, mode=Listening.LISTEN), BO)
    office.works()
    office.commit(lambda change: assignment.assign(change, BO_REF, BO, new_id()))
    office.works()
    assert office.state() is CallState.TALKING
    assert len(office.did(actions.Dial)) == 2
    assert office.did(actions.Mute)
    assert [leg.name for leg in office.call.legs if leg.is_up] == ["Visitor", "Bo"]


def test_the_wrap_up_ends_by_itself_or_later_if_more_time_is_asked_for() -> None:
    office = Exchange().talks()
    office.goes()
    office.works()
    office.later(30)
    assert not office.commit(happening.wrap_up_over)
    office.asks(cmd(MoreTime, seconds=120))
    office.later(60)
    assert not office.commit(happening.wrap_up_over)
    office.later(61)
    assert office.commit(happening.wrap_up_over)
    assert office.matter() is State.RESOLVED
    assert office.loads == {"ana": 0}


def test_a_second_call_joins_a_callback_and_gives_it_back_if_it_comes_to_nothing() -> None:
    office = Exchange().waits()
    place = office.it.queued_at
    office.commit(lambda change: happening.ask_callback(change, THEIRS))
    office.works()
    office.later(60)
    office.arrives("CA9")
    assert not office.waiting()
    office.goes()
    assert office.state() is CallState.CALLBACK
    assert office.matter() is State.QUEUED
    assert office.it.queued_at == place
    office.arrives("CA10")
    office.commit(lambda change: happening.enter_queue(change, None))
    assert office.it.queued_at == place


def test_nothing_is_put_away_with_somebody_on_the_line() -> None:
    office = Exchange().talks()
    with pytest.raises(Invalid):
        office.commit(lambda change: pend(change, new_id(), ANA))
    office.commit(lambda change: close(change, "", ANA))
    office.works()
    assert office.state() is CallState.ENDED
    assert all(leg.is_over for leg in office.call.legs)


def test_an_agent_whose_console_vanished_goes_on_speaking() -> None:
    office = Exchange().talks()
    assert not office.commit(lambda change: happening.vanished(change, "ana"))
    office.goes()
    assert office.commit(lambda change: happening.vanished(change, "ana"))
    assert office.matter() is State.RESOLVED


def test_keys_are_sounded_and_never_written_down() -> None:
    office = Exchange().talks()
    office.asks(cmd(SendTones, tones="12#"))
    office.works()
    assert [a.tones for a in office.done if isinstance(a, actions.Sound)] == ["12#"]
    assert "12#" not in str(office.entries)
    with pytest.raises(Invalid):
        office.asks(cmd(SendTones, tones="<Say>"))


def test_muting() -> None:
    office = Exchange().talks()
    office.asks(cmd(MuteCall, on=True))
    office.works()
    assert office.call.agent is not None
    assert office.call.agent.muted_now


def test_the_dialogue_may_say_goodbye_itself() -> None:
    office = Exchange().arrives()
    office.commit(happening.said_goodbye)
    assert (office.it.state, office.call.outcome) == (State.RESOLVED, CallOutcome.CLOSED)


@pytest.mark.parametrize(
    "wrong",
    [
        lambda change: to(change, CallState.RINGING),
        lambda change: to(change, CallState.CALLBACK),
    ],
)
def test_states_follow_the_table(wrong: Callable[..., object]) -> None:
    office = Exchange().talks()
    with pytest.raises(IllegalTransition):
        office.commit(wrong)


def test_numbers_stand_on_the_card() -> None:
    card = Exchange().arrives().card
    assert (card["ours"], card["theirs"], card["direction"]) == (OURS, THEIRS, "in")
    assert SYSTEM.name not in card
