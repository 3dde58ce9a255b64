"""How busy commits are is known from the last moments, and what can wait holds back by it."""

from __future__ import annotations

from dataclasses import dataclass

import pytest

from storage.busy import CALM, LEAST, RUSH_S, WINDOW_S, Busy


@dataclass
class Watch:
    """A clock that goes when it is told to."""

    now: float = 100.0

    def __call__(self) -> float:
        return self.now


def work(busy: Busy, watch: Watch, *, taken_s: float, then_idle_s: float, times: int) -> None:
    for _ in range(times):
        with busy.counted():
            watch.now += taken_s
        watch.now += then_idle_s


def test_it_is_the_share_of_the_last_moments() -> None:
    watch = Watch()
    busy = Busy(watch)
    assert busy.share == 0.0
    work(busy, watch, taken_s=0.03, then_idle_s=0.01, times=1000)
    assert busy.share == pytest.approx(0.75, abs=0.02)
    watch.now += WINDOW_S / 2
    assert busy.share == pytest.approx(0.375, abs=0.02)
    watch.now += WINDOW_S / 2
    assert busy.share == 0.0


def test_what_is_under_way_counts_as_far_as_it_has_come() -> None:
    watch = Watch()
    busy = Busy(watch)
    with busy.counted():
        watch.now += RUSH_S / 4
        assert busy.share == pytest.approx(0.25)
        watch.now += 10 * WINDOW_S
        assert busy.share == 1.0


def test_a_rush_is_noticed_at_once_and_remembered_for_a_while() -> None:
    watch = Watch()
    busy = Busy(watch)
    watch.now += 10 * WINDOW_S
    work(busy, watch, taken_s=RUSH_S / 10, then_idle_s=0.0, times=10)
    assert busy.pressure == pytest.approx(1.0)
    watch.now += RUSH_S
    assert busy.share == pytest.approx(RUSH_S / WINDOW_S)


def test_what_can_wait_holds_back_by_what_others_leave_of_the_time() -> None:
    watch = Watch()
    busy = Busy(watch)
    assert busy.pressure == LEAST
    work(busy, watch, taken_s=0.01 * CALM, then_idle_s=0.01 * (1 - CALM), times=1000)
    assert busy.pressure == pytest.approx(LEAST, abs=0.02)
    between = (CALM + 1) / 2
    work(busy, watch, taken_s=0.01 * between, then_idle_s=0.01 * (1 - between), times=1000)
    assert busy.pressure == pytest.approx((LEAST + 1) / 2, abs=0.03)
    work(busy, watch, taken_s=0.01, then_idle_s=0.0, times=1000)
    assert busy.pressure == pytest.approx(1.0)


def test_what_failed_has_taken_time_as_well() -> None:
    watch = Watch()
    busy = Busy(watch)
    with pytest.raises(OSError, match="away"), busy.counted():
        watch.now += RUSH_S / 2
        raise OSError("the database is away")
    assert busy.share == pytest.approx(0.5)
