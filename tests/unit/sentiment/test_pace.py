from __future__ import annotations

import pytest

from sentiment.pace import BatchLimits, Rest, full_pressure

LIMITS = BatchLimits(rest=10.0, rest_at_most_s=8.0, quiet_s=0.5)


@pytest.mark.parametrize(("pressure", "left_s"), [(0.0, 0.0), (0.5, 2.0), (1.0, 4.0)])
def test_the_rest_goes_by_how_much_others_wait(pressure: float, left_s: float) -> None:
    rest = Rest(LIMITS, lambda: pressure)
    rest.begin(held_up_since=100.0, now=100.4)
    rest.note_fresh(105.0)
    assert rest.left_s(100.4) == pytest.approx(left_s)


def test_no_rest_is_longer_than_it_may_be() -> None:
    rest = Rest(LIMITS, full_pressure)
    rest.begin(held_up_since=100.0, now=110.0)
    rest.note_fresh(200.0)
    assert rest.left_s(110.0) == pytest.approx(8.0)


def test_it_ends_when_nothing_fresh_has_come_for_a_while() -> None:
    rest = Rest(LIMITS, full_pressure)
    rest.note_fresh(100.0)
    rest.begin(held_up_since=100.0, now=110.0)
    assert rest.left_s(110.0) < 0
    rest.note_fresh(110.0)
    assert rest.left_s(110.2) == pytest.approx(0.3)


@pytest.mark.parametrize(("pressure", "size"), [(0.0, 64), (0.5, 32), (0.95, 8), (1.0, 8)])
def test_a_batch_is_the_smaller_the_more_others_wait(pressure: float, size: int) -> None:
    rest = Rest(BatchLimits(size=64, least=8, quiet_s=0.5), lambda: pressure)
    rest.note_fresh(100.0)
    assert rest.size(100.1) == size
    assert rest.size(100.5) == 64, "nobody waits any more"


def test_few_are_never_more_than_a_batch_holds() -> None:
    rest = Rest(BatchLimits(size=4, least=8), full_pressure)
    rest.note_fresh(100.0)
    assert rest.size(100.0) == 4
