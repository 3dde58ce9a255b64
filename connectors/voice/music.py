"""Our own music for waiting: made here, so that it is nobody else's and lies in no repository.

A calm loop of four chords, each played as a slow arpeggio over a soft bass, as a WAV file of
8 kHz, 16 bits and one channel: what a phone line carries (ITU-T G.711 has 8 kHz too).
"""

from __future__ import annotations

import io
import math
import sys
import wave
from array import array
from functools import lru_cache

RATE = 8000
BEAT_S = 0.625
BEATS = 8
CHORDS = ((48, 60, 64, 67, 71), (45, 60, 64, 69, 72), (41, 60, 65, 69, 72), (43, 59, 62, 67, 71))
"""C, A minor, F and G, each with its bass first, as MIDI notes: a loop of 20 seconds."""
PATTERN = (1, 2, 3, 4, 3, 2, 3, 2)
LOOP_S = len(CHORDS) * BEATS * BEAT_S
LONGEST_S = 120
FADE_S = 1.5
_TONES = ((1, 1.0), (2, 0.32), (3, 0.12))
"""Partials and their strength: soft, and below what a phone line cuts off (3,400 Hz)."""
_PEAK = 9000.0
"""Of 32,767: no louder than a voice."""


@lru_cache(maxsize=1)
def loop() -> bytes:
    """The loop as a file; its end goes over into its beginning."""
    return _file(_samples())


@lru_cache(maxsize=8)
def for_seconds(seconds: int) -> bytes:
    """So many seconds of it as a file, faded in and out, for between two announcements. Raises
    ValueError below 1 and above LONGEST_S."""
    if not 1 <= seconds <= LONGEST_S:
        raise ValueError(f"Music lasts from 1 to {LONGEST_S} seconds.")
    once, count = _samples(), seconds * RATE
    samples = (once * -(-count // len(once)))[:count]
    fade = min(int(FADE_S * RATE), count // 2)
    for n in range(fade):
        samples[n] = samples[n] * n // fade
        samples[-1 - n] = samples[-1 - n] * n // fade
    return _file(samples)


@lru_cache(maxsize=1)
def _samples() -> array[int]:
    count = int(LOOP_S * RATE)
    mixed = [0.0] * count
    for bar, chord in enumerate(CHORDS):
        begin = bar * BEATS * BEAT_S
        _add(mixed, chord[0], begin, BEATS * BEAT_S, 0.55)
        for beat, which in enumerate(PATTERN):
            _add(mixed, chord[which], begin + beat * BEAT_S, 2.5, 0.5)
    loudest = max(abs(value) for value in mixed)
    return array("h", (round(value / loudest * _PEAK) for value in mixed))


def _add(mixed: list[float], note: int, begin_s: float, lasts_s: float, strength: float) -> None:
    """Add a plucked note. What sounds on after the end of the loop sounds at its beginning."""
    pitch = 440.0 * 2.0 ** ((note - 69) / 12)
    start, count = int(begin_s * RATE), int(lasts_s * RATE)
    for n in range(count):
        t = n / RATE
        shape = min(1.0, t / 0.02) * math.exp(-2.2 * t / lasts_s) * (1.0 - n / count)
        turn = 2.0 * math.pi * pitch * t
        tone = sum(power * math.sin(turn * partial) for partial, power in _TONES)
        mixed[(start + n) % len(mixed)] += strength * shape * tone


def _file(samples: array[int]) -> bytes:
    little = array("h", samples)
    if sys.byteorder == "big":
        little.byteswap()
    kept = io.BytesIO()
    with wave.open(kept, "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(RATE)
        file.writeframes(little.tobytes())
    return kept.getvalue()
