"""What happens to calls seldom, and must not go wrong all the same."""

from __future__ import annotations

from typing import Any

import pytest

from conversations.calls import happening
from conversations.calls.actions import Dial, Release, pending
from conversations.calls.call import CallState
from conversations.calls.commands import Monitor
from conversations.calls.desk import given_up
from conversations.calls.leg import Listening, Party
from conversations.channels import Channel
from conversations.clock import new_id
from conversations.conversation import Ref, State
from conversations.entries import Activity
from tests.unit.conversations.calls.exchange import THEIRS, Exchange
from tests.unit.conversations.making import BO, conversation


def matter(state: State) -> Exchange:
    """A matter that is open, with nobody on the line."""
    ana = Ref(id="ana", name="Ana")
    given: dict[str, Any] = {"agent": ana} if state is State.PENDING else {}
    office = Exchange(
        joins=conversation(state, channel=Channel.VOICE, seq=5, queued_at=None, **given)
    )
    office.loads = {"ana": 60}
    return office


@pytest.mark.parametrize("state", [State.PENDING, State.SNOOZED])
def test_a_call_into_a_matter_that_waits_wakes_it_in_the_queue(state: State) -> None:
    office = matter(state).arrives()
    assert (office.state(), office.matter()) == (CallState.RINGING, state)
    office.commit(happening.enter_menu)
    office.commit(lambda change: happening.enter_queue(change, None))
    assert (office.state(), office.matter(), office.waiting()) == (
        CallState.QUEUED,
        State.QUEUED,
        True,
    )
    assert office.loads["ana"] == (0 if state is State.PENDING else 60)


@pytest.mark.parametrize("state", [State.PENDING, State.SNOOZED])
def test_who_hangs_up_in_the_menu_leaves_a_matter_that_waits_as_it_was(state: State) -> None:
    office = matter(state).arrives()
    assert office.goes()
    assert (office.state(), office.matter()) == (CallState.ABANDONED, state)


@pytest.mark.parametrize("state", [State.PENDING, State.SNOOZED])
def test_a_message_wakes_a_matter_that_waits(state: State) -> None:
    office = matter(state).arrives()
    office.commit(happening.enter_voicemail)
    assert office.matter() is state
    office.commit(happening.left_message)
    assert (office.state(), office.matter(), office.it.unread) == (
        CallState.ENDED,
        State.QUEUED,
        1,
    )
    assert office.waiting()


def test_a_phone_that_rings_for_a_caller_who_had_a_callback_is_let_go() -> None:
    office = Exchange().waits()
    office.commit(lambda change: happening.ask_callback(change, THEIRS))
    office.goes()
    office.arrives("CA2")
    office.commit(lambda change: happening.enter_queue(change, None))
    office.offered().accepts().works(answer=False)
    assert office.goes()
    assert (office.state(), office.matter()) == (CallState.CALLBACK, State.QUEUED)
    (action,) = pending(office.call)
    assert isinstance(action, Release)
    assert action.leg.party is Party.AGENT
    office.works()
    assert not office.call.is_attended


def test_agents_are_not_told_that_a_supervisor_could_not_be_called() -> None:
    office = Exchange().talks()
    listen = Monitor(id=new_id(), conversation_id="conv", mode=Listening.LISTEN)
    office.asks(listen, BO)
    (dial,) = (each for each in pending(office.call) if isinstance(each, Dial))
    before = len(office.entries)
    office.commit(lambda change: given_up(change, dial, "The telephone of Bo has no address."))
    told = [entry.activity for entry in office.entries[before:]]
    assert (told, office.call.problem) == ([Activity.CALL_MONITOR], "")
    assert office.quiet
