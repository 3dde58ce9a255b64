"""A call from the first ring to the end, by the domain alone."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from conversations.calls import actions, happening, lines
from conversations.calls.call import CallOutcome, CallState, Place
from conversations.calls.changing import to
from conversations.calls.commands import (
    CallBack,
    HangUp,
    HoldCall,
    MoreTime,
    MuteCall,
    SendTones,
    WrapUp,
)
from conversations.calls.leg import LegEnd, LegState
from conversations.clock import new_id
from conversations.conversation import Ref, State
from conversations.entries import SYSTEM, Kind
from conversations.errors import Conflict, Forbidden, IllegalTransition, Invalid
from conversations.handlers import close, pend
from tests.unit.conversations.making import ANA, BO, QUEUE

from .exchange import OURS, THEIRS, Exchange, cmd


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
    assert not office.commit(lambda change: lines.vanished(change, "ana"))
    office.goes()
    assert office.commit(lambda change: lines.vanished(change, "ana"))
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
