"""The music that we make ourselves."""

from __future__ import annotations

import io
import wave
from array import array
from itertools import pairwise

import pytest

from connectors.voice import music


def opened(content: bytes) -> tuple[tuple[int, int, int, int], array[int]]:
    """Rate, width, channels and length; and the samples."""
    with wave.open(io.BytesIO(content)) as file:
        told = (file.getframerate(), file.getsampwidth(), file.getnchannels(), file.getnframes())
        return told, array("h", file.readframes(file.getnframes()))


def test_it_is_what_a_phone_line_carries() -> None:
    told, samples = opened(music.loop())
    assert told == (8000, 2, 1, 160_000)
    assert music.LOOP_S * music.RATE == 160_000
    assert 4000 < max(samples) <= 9000
    second = [samples[n : n + 8000] for n in range(0, len(samples), 8000)]
    assert all(max(it) > 1500 for it in second)  # nowhere silent


def test_it_is_the_same_each_time_and_goes_round_without_a_click() -> None:
    first = music.loop()
    music.loop.cache_clear()
    music._samples.cache_clear()
    assert music.loop() == first
    _, samples = opened(first)
    steps = [abs(a - b) for a, b in pairwise(samples)]
    assert abs(samples[0] - samples[-1]) < max(steps) / 4


@pytest.mark.parametrize("seconds", [1, 15, 45, 120])
def test_a_stretch_of_it_begins_and_ends_softly(seconds: int) -> None:
    told, samples = opened(music.for_seconds(seconds))
    assert told == (8000, 2, 1, seconds * 8000)
    assert abs(samples[0]) < 10
    assert abs(samples[-1]) < 10
    assert max(samples[len(samples) // 2 - 2000 : len(samples) // 2 + 2000]) > 1000


@pytest.mark.parametrize("seconds", [0, -1, 121])
def test_it_has_limits(seconds: int) -> None:
    with pytest.raises(ValueError, match="from 1 to 120"):
        music.for_seconds(seconds)
