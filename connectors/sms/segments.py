"""How many parts a text is sent in (3GPP TS 23.038 and 23.040).

The GSM alphabet has seven bits for each character: 160 in a single text, 153 in each part of a
longer one. One character outside of it makes the whole text UCS-2: 70 and 67. The console counts
in the same way (``composer/segments.ts``).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

MAX_LENGTH = 1600
"""Characters that Twilio takes in one message."""

GSM = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?"
    "¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
EXTENDED = frozenset("\f^{}\\[~]|€")
"""Two places each."""


@dataclass(frozen=True, slots=True)
class Count:
    """``units`` are places used: septets, or UTF-16 units. ``room`` is how many there are in so
    many ``segments``."""

    encoding: Literal["GSM-7", "UCS-2"]
    units: int
    segments: int
    room: int


def count(text: str) -> Count:
    """Count a text; an empty one has no segment."""
    if all(each in GSM or each in EXTENDED for each in text):
        sizes = [2 if each in EXTENDED else 1 for each in text]
        return _filled("GSM-7", sizes, 160, 153)
    return _filled("UCS-2", [2 if ord(each) > 0xFFFF else 1 for each in text], 70, 67)


def _filled(encoding: Literal["GSM-7", "UCS-2"], sizes: list[int], one: int, many: int) -> Count:
    units = sum(sizes)
    if units <= one:
        return Count(encoding, units, 1 if sizes else 0, one)
    segments, left = 1, many
    for size in sizes:  # an escaped character or a surrogate pair is never cut in two
        if size > left:
            segments, left = segments + 1, many
        left -= size
    return Count(encoding, units, segments, segments * many)
