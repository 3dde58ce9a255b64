"""Limits on attempts."""

from __future__ import annotations

import pytest

from conversations import limits
from conversations.errors import RateLimited
from conversations.limits import Limit


class Time:
    """A monotonic clock moved by hand."""

    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


def test_a_burst_then_a_pace() -> None:
    time = Time()
    limit = Limit(burst=3, per_minute=60, monotonic=time)
    for _ in range(3):
        limit.take("a")
    with pytest.raises(RateLimited) as refused:
        limit.take("a")
    assert refused.value.retry_after_s == pytest.approx(1.0)
    limit.take("b")
    time.now += 1.0
    limit.take("a")
    with pytest.raises(RateLimited):
        limit.take("a")


def test_waiting_for_long_gives_no_more_than_the_burst() -> None:
    time = Time()
    limit = Limit(burst=2, per_minute=60, monotonic=time)
    time.now += 1000
    limit.take("a")
    limit.take("a")
    with pytest.raises(RateLimited):
        limit.take("a")
    limit.forgive("a")
    limit.take("a")


def test_a_flood_of_keys_is_forgotten(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "MAX_KEYS", 10)
    limit = Limit(burst=1, per_minute=1, monotonic=Time())
    for number in range(100):
        limit.take(str(number))
    assert len(limit._buckets) == 10
