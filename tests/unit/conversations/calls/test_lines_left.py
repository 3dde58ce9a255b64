"""Lines that are still open when a call is over."""

from __future__ import annotations

import pytest

from conversations.calls import actions, happening
from conversations.calls.actions import Dial, Release, Tape, Transcribe
from conversations.calls.call import CallPlan, CallState, Taping
from conversations.calls.commands import CompleteTransfer, Consult, HangUp
from conversations.calls.desk import given_up
from conversations.calls.leg import LegState, Party
from conversations.clock import new_id
from conversations.handlers import close
from tests.unit.conversations.calls.exchange import THEIRS, Exchange
from tests.unit.conversations.making import ANA


def test_who_hears_a_last_word_is_not_cut_off() -> None:
    office = Exchange().waits()
    office.commit(lambda change: happening.ask_callback(change, THEIRS))
    assert office.state() is CallState.CALLBACK
    assert office.quiet
    assert office.call.is_attended
    office.goes()
    assert not office.call.is_attended


def test_who_left_a_message_hears_that_it_was_taken() -> None:
    office = Exchange().waits()
    office.commit(happening.enter_voicemail)
    office.commit(happening.left_message)
    assert (office.state(), office.quiet) == (CallState.ENDED, True)


def test_a_caller_whose_matter_is_closed_is_let_go() -> None:
    office = Exchange().waits()
    office.commit(lambda change: close(change, "", ANA))
    (action,) = actions.pending(office.call)
    assert isinstance(action, Release)
    assert action.leg.party is Party.CONTACT
    assert office.call.is_attended


def test_lines_of_a_call_that_is_over_are_ended_in_the_next() -> None:
    office = Exchange().talks()
    office.asks(HangUp(id=new_id(), conversation_id="conv"))
    agent = next(leg for leg in office.call.legs if leg.party is Party.AGENT)
    office.arrives("CA2")
    assert Release(agent) in actions.pending(office.call)
    office.works()
    assert [leg.state for leg in office.call.legs if leg.id == agent.id] == [LegState.OUT]


def test_an_agent_is_told_why_nobody_could_be_called() -> None:
    office = Exchange().waits().offered().accepts()
    (dial,) = actions.pending(office.call)
    assert isinstance(dial, Dial)
    office.commit(lambda change: given_up(change, dial, "The address is wrong."))
    assert office.events[-3:] == ["problem", "agent_not_reached", "queued"]
    told = [entry.data for entry in office.entries if entry.data.get("event") == "problem"]
    assert told[0]["detail"] == "The address is wrong."


def transferred_outside() -> Exchange:
    office = Exchange(plan=CallPlan(recording="always", transcribe=True)).talks()
    assert office.call.taping_now is Taping.ON
    office.asks(Consult(id=new_id(), conversation_id="conv", address="+493090000005"))
    office.works()
    office.asks(CompleteTransfer(id=new_id(), conversation_id="conv"))
    return office.works()


def test_what_is_said_after_a_transfer_outside_is_not_kept() -> None:
    office = transferred_outside()
    assert office.state() is CallState.WRAP_UP
    assert office.did(Tape)[-1] == Tape(Taping.OFF)
    assert office.did(Transcribe)[-1] == Transcribe(False)
    assert office.call.taping_now is Taping.OFF


@pytest.mark.parametrize("who", [Party.CONTACT, Party.GUEST])
def test_nobody_is_left_alone_after_a_transfer_outside(who: Party) -> None:
    office = transferred_outside()
    leg = next(leg for leg in office.call.legs if leg.party is who)
    assert office.quiet
    office.line(leg.id, LegState.OUT)
    office.works()
    assert all(leg.is_over for leg in office.call.legs)
