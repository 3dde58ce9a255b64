"""How far a folder has been fetched, and what of it is ours."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from connectors.email.imap.pace import BackOff, Pace
from connectors.email.imap.progress import Progress
from connectors.email.imap.responses import Fetched
from conversations.errors import Invalid

NOW = datetime(2026, 3, 2, 9, 0, 0, 250_000, tzinfo=UTC)


def arrived(uid: int, ago: timedelta) -> Fetched:
    return Fetched(uid=uid, received_at=NOW - ago)


def test_without_history_only_what_comes_is_ours() -> None:
    progress = Progress.first(7, 40, NOW, 0)
    assert progress.last_uid == 40
    assert progress.covers(arrived(41, timedelta(days=900)))  # an old mail that is moved here
    assert not progress.covers(arrived(40, timedelta(hours=1)))


def test_some_history() -> None:
    progress = Progress.first(7, 40, NOW, 3)
    assert progress.last_uid == 0
    assert progress.covers(arrived(5, timedelta(days=2)))
    assert not progress.covers(arrived(5, timedelta(days=4)))
    assert progress.covers(Fetched(uid=5))


def test_all_history() -> None:
    progress = Progress.first(7, 40, NOW, -1)
    assert progress.last_uid == 0
    assert progress.covers(arrived(1, timedelta(days=9000)))


def test_new_numbers_keep_the_start() -> None:
    before = Progress.first(7, 40, NOW, 0).advanced(60, [50])
    after = before.renumbered(8, 20)
    assert (after.last_uid, after.boundary, after.missed) == (0, 20, ())
    assert not after.covers(arrived(3, timedelta(hours=1)))
    assert after.covers(arrived(3, timedelta(minutes=-1)))
    assert after.covers(arrived(21, timedelta(days=5)))


def test_a_day_of_arrival_in_whole_seconds_counts() -> None:
    progress = Progress.first(7, 40, NOW, 0)
    assert progress.covers(Fetched(uid=40, received_at=NOW.replace(microsecond=0)))


def test_what_was_missed_stays_known() -> None:
    progress = Progress.first(7, 40, NOW, -1).advanced(10, [4]).advanced(20, [12, 4])
    assert (progress.last_uid, progress.missed) == (20, (4, 12))
    assert progress.advanced(15).last_uid == 20
    assert progress.recovered([4]).missed == (12,)


@pytest.mark.parametrize("days", [0, 3, -1])
def test_it_is_kept_and_read(days: int) -> None:
    progress = Progress.first(7, 40, NOW, days).advanced(50, [44])
    assert Progress.read(progress.written()) == progress


@pytest.mark.parametrize("kept", [{}, {"uidvalidity": "x"}, {"since": 5}])
def test_what_is_not_a_progress(kept: dict[str, object]) -> None:
    with pytest.raises(Invalid):
        Progress.read(kept)


def test_waits_grow_up_to_a_limit_and_begin_anew() -> None:
    back_off = BackOff(Pace(), dice=lambda: 1.0)
    waits = [back_off.next_s() for _ in range(11)]
    assert waits[:4] == [1.0, 2.0, 4.0, 8.0]
    assert waits[-1] == 300.0
    back_off.reset()
    assert back_off.next_s() == 1.0
    assert back_off.next_s(lasting=True) == 300.0


@pytest.mark.parametrize(("dice", "wait_s"), [(0.0, 0.5), (0.5, 0.75), (1.0, 1.0)])
def test_waits_are_spread(dice: float, wait_s: float) -> None:
    assert BackOff(Pace(), dice=lambda: dice).next_s() == wait_s
