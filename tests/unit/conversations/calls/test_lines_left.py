"""Lines that are still open when a call is over."""

from __future__ import annotations

from conversations.calls import actions, happening
from conversations.calls.actions import Dial, Release
from conversations.calls.call import CallState, LegState, Party
from conversations.calls.commands import HangUp
from conversations.calls.desk import given_up
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
