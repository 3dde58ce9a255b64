"""How many segments a text takes on its way (3GPP TS 23.038 and 23.040).

A text of the GSM alphabet has 7 bits a character, any other goes as UCS-2 with 16. One segment has
140 bytes; where there are several, each gives six of them to the header that joins them.
"""

from __future__ import annotations

GSM_BASIC = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?"
    "¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
"""The default alphabet (TS 23.038, section 6.2.1); its escape character stands for nothing."""
GSM_EXTENSION = frozenset("\f^{}\\[~]|€")
"""What takes two places of it (section 6.2.1.1)."""

GSM_ALONE, GSM_JOINED = 160, 153
UCS2_ALONE, UCS2_JOINED = 70, 67


def is_gsm(text: str) -> bool:
    """Whether every character is one of the GSM alphabet or its extension."""
    return all(character in GSM_BASIC or character in GSM_EXTENSION for character in text)


def count_segments(text: str) -> int:
    """The number of segments, at least one. No character is cut in two between segments."""
    if is_gsm(text):
        widths = [2 if character in GSM_EXTENSION else 1 for character in text]
        return _filled(widths, GSM_ALONE, GSM_JOINED)
    widths = [2 if ord(character) > 0xFFFF else 1 for character in text]
    return _filled(widths, UCS2_ALONE, UCS2_JOINED)


def _filled(widths: list[int], alone: int, joined: int) -> int:
    if sum(widths) <= alone:
        return 1
    segments, used = 1, 0
    for width in widths:
        if used + width > joined:
            segments, used = segments + 1, 0
        used += width
    return segments
