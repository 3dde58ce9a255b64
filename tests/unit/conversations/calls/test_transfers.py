"""A call handed on: to a colleague with a word first, to a queue, an agent, a number outside."""

from __future__ import annotations

from dataclasses import replace

import pytest

from conversations import assignment
from conversations.calls.call import CallState, Place
from conversations.calls.commands import (
    AddParty,
    CancelTransfer,
    CompleteTransfer,
    Consult,
    RemoveParty,
    WrapUp,
)
from conversations.calls.leg import LegEnd, LegState, Party
from conversations.clock import new_id
from conversations.conversation import State
from conversations.errors import Conflict, Invalid
from tests.unit.conversations.making import ANA, BO, QUEUE

from .exchange import BO_REF, Exchange, cmd


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
