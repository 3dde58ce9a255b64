"""What happens to calls seldom, and must not go wrong all the same."""

from __future__ import annotations

from typing import Any

import pytest

from conversations.calls import happening
from conversations.calls.call import CallState
from conversations.channels import Channel
from conversations.conversation import Ref, State
from tests.unit.conversations.calls.exchange import Exchange
from tests.unit.conversations.making import conversation


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
