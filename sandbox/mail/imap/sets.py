"""Sequence sets: ``1,3:5,9:*`` (RFC 3501, 9)."""

from __future__ import annotations

from collections.abc import Sequence

from sandbox.mail.imap.wire import Bad


def ranges(given: str, largest: int) -> list[tuple[int, int]]:
    """The ranges of a set, each from low to high; ``*`` is ``largest``. Raises Bad."""
    found = []
    for part in given.split(","):
        low, colon, high = part.partition(":")
        ends = [_number(end, largest) for end in ((low, high) if colon else (low, low))]
        found.append((min(ends), max(ends)))
    return found


def chosen_uids(given: str, uids: Sequence[int]) -> list[int]:
    """Those of ``uids`` (ascending) that a set of UIDs names.

    ``9:*`` always names the last message, even if its UID is below 9 (RFC 3501, 6.4.8).
    """
    wanted = ranges(given, uids[-1] if uids else 0)
    return [uid for uid in uids if any(low <= uid <= high for low, high in wanted)]


def chosen_numbers(given: str, uids: Sequence[int]) -> list[int]:
    """The UIDs at the places that a set of message sequence numbers names. Raises Bad."""
    wanted = ranges(given, len(uids))
    if any(high > len(uids) or low < 1 for low, high in wanted):
        raise Bad("There is no message of that number")
    return [
        uid
        for number, uid in enumerate(uids, 1)
        if any(low <= number <= high for low, high in wanted)
    ]


def compact(uids: Sequence[int]) -> str:
    """Ascending numbers as a set, as short as can be: ``1:3,7``."""
    parts: list[list[int]] = []
    for uid in uids:
        if parts and uid == parts[-1][1] + 1:
            parts[-1][1] = uid
        else:
            parts.append([uid, uid])
    return ",".join(str(low) if low == high else f"{low}:{high}" for low, high in parts)


def _number(end: str, largest: int) -> int:
    if end == "*":
        return largest
    if not end.isascii() or not end.isdigit() or int(end) == 0:
        raise Bad("That is no sequence set")
    return int(end)
