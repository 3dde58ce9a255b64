"""Segments, by the lengths that 3GPP TS 23.038 and 23.040 give."""

from __future__ import annotations

import pytest

from sandbox.twilio import count_segments


@pytest.mark.parametrize(
    ("text", "segments"),
    [
        ("", 1),
        ("a" * 160, 1),
        ("a" * 161, 2),
        ("a" * 306, 2),
        ("a" * 307, 3),
        ("€" * 80, 1),
        ("€" * 81, 2),
        ("€" * 153, 3),  # 76 in each: what would be cut in two moves on
        ("é" * 160, 1),
        ("ç" * 71, 2),  # not in the alphabet, which has only Ç
        ("س" * 70, 1),
        ("س" * 71, 2),
        ("س" * 134, 2),
        ("س" * 135, 3),
        ("👍" * 35, 1),
        ("👍" * 36, 2),
        ("👍" * 66, 2),
        ("👍" * 67, 3),  # 33 in each: none is cut in two
        ("ə" * 70, 1),
        ("ş" + "a" * 70, 2),
    ],
)
def test_counts(text: str, segments: int) -> None:
    assert count_segments(text) == segments
