from __future__ import annotations

import itertools

import pytest

from conversations.conversation import (
    CATEGORY,
    HOLDS_A_SEAT,
    TRANSITIONS,
    Category,
    State,
    check_transition,
)
from conversations.errors import IllegalTransition

from .making import conversation


def test_every_state_has_a_category_and_a_row_of_transitions() -> None:
    assert set(CATEGORY) == set(TRANSITIONS) == set(State)


@pytest.mark.parametrize(("old", "new"), list(itertools.product(State, State)))
def test_only_the_table_decides_what_is_legal(old: State, new: State) -> None:
    if new in TRANSITIONS[old]:
        check_transition(1, old, new)
        return
    with pytest.raises(IllegalTransition) as caught:
        check_transition(42, old, new)
    assert "#42" in str(caught.value)
    assert caught.value.remedy.startswith(f"From {old}")


def test_every_state_can_be_reached_and_left() -> None:
    reached = {State.QUEUED}
    for _ in State:
        reached |= {new for old in reached for new in TRANSITIONS[old]}
    assert reached == set(State)
    assert all(TRANSITIONS[state] for state in State)


def test_who_holds_a_seat_follows_from_state_offer_and_agent() -> None:
    assert conversation(State.ACTIVE).holder == "ana"
    assert conversation(State.PENDING).holder == "ana"
    assert conversation(State.OFFERED).holder == "ana"
    for state in set(State) - HOLDS_A_SEAT:
        assert conversation(state).holder is None


def test_closed_conversations_are_not_open() -> None:
    closed = {state for state in State if CATEGORY[state] is Category.CLOSED}
    assert closed == {State.RESOLVED, State.ABANDONED}
    assert not any(conversation(state).is_open for state in closed)
