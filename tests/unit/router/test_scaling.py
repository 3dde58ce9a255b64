"""Decisions are O(log n): counted in heap operations, so that a busy machine cannot change it."""

from __future__ import annotations

import pytest

from benchmarks.router import CHANNELS, LARGE, SMALL, Floor
from conversations.channels import Channel


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
