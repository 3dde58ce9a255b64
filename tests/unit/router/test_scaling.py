"""Decisions are O(log n): counted in heap operations, so that a busy machine cannot change it."""

from __future__ import annotations

from dataclasses import replace

import pytest

from benchmarks.router import CHANNELS, LARGE, SMALL, Floor
from conversations.channels import Channel
from conversations.conversation import Ref, State
from router.board import Board
from tests.unit.router.making import NOW, seat, waiting


def operations_per_decision(
    waiting: int, agents: int, channels: tuple[Channel, ...] = CHANNELS
) -> float:
    place = Floor(waiting, agents, channels=channels)
    before, decisions = place.board.tally.count, 0
    while decisions < 400:
        place.release(20)
        decisions += len(place.decide(400))
    return (place.board.tally.count - before) / decisions


@pytest.mark.timeout(60)
def test_heap_operations_hardly_grow_with_a_hundred_times_the_work_and_the_agents() -> None:
    small, large = operations_per_decision(*SMALL), operations_per_decision(*LARGE)
    assert large <= 2 * small
    assert large < 150


def operations_per_answer(mails: int, agents: int) -> float:
    """Everybody has as many offers as may stand; one is accepted, and the next comes."""
    board, given = Board(), []
    for number in range(agents):
        board.see_seat(seat(f"a{number}", idle_s=number % 97, capacity=1_000_000))
    for number in range(mails):
        board.see(waiting(number, channel=Channel.EMAIL))
    while (match := board.next_match(NOW)) is not None:
        given.append(match)
    assert len(given) == 3 * agents
    before = board.tally.count
    for answered in given[: 2 * agents : agents // 25]:
        at = Ref(id=answered.agent.id, name=answered.agent.name)
        taken = replace(answered.conversation, state=State.ACTIVE, agent=at, version=3)
        board.see(taken)
        following = board.next_match(NOW)
        assert following is not None
        assert following.agent == at
        assert board.next_match(NOW) is None
    return (board.tally.count - before) / 50


@pytest.mark.timeout(60)
def test_nor_do_they_where_everybody_has_offers_enough() -> None:
    small, large = operations_per_answer(1_000, 50), operations_per_answer(30_000, 5_000)
    assert large <= 2 * small
    assert large < 150


@pytest.mark.timeout(60)
def test_nor_do_they_where_calls_wait_in_every_queue_that_agents_keep_room_for() -> None:
    channels = (*CHANNELS, Channel.VOICE)
    small, large = (operations_per_decision(*size, channels) for size in (SMALL, LARGE))
    assert large <= 2 * small
    assert large < 150


def test_work_that_nobody_can_take_costs_decisions_nothing() -> None:
    place = Floor(20_000, 50)
    before = place.board.tally.count
    for _ in range(1000):
        assert place.board.next_match(place.now) is None
    assert place.board.tally.count == before
