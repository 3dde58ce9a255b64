"""Message-ID, In-Reply-To and References (RFC 5322, 3.6.4), as programs write them."""

from __future__ import annotations

import re
from collections.abc import Iterable

from connectors.email.parsing import words

LONGEST = 900
"""Characters of an id: longer than any program makes, and it fits a line (RFC 5322, 2.1.1)."""
MOST = 100
"""References that are kept: the first, which names the thread, and the newest."""
_LONGEST_VALUE = 200_000
_BRACKETED = re.compile(r"<([^<>]{1,1000})>")


def first(values: Iterable[str]) -> str | None:
    """The first usable id of Message-ID headers, without brackets; None if there is none."""
    for value in values:
        for found in (*_BRACKETED.findall(value), re.sub(r"[<>]", "", value)):
            if identifier := _clean(found):
                return identifier
    return None


def all_of(values: Iterable[str], addresses: Iterable[str] = ()) -> tuple[str, ...]:
    """The ids of In-Reply-To or References, each once, in order.

    ``addresses`` are those of the mail's people: old programs write "Message of … from
    Jane <jane@example.com>", and that is no id.
    """
    known = set(addresses)
    found: dict[str, None] = {}
    for value in values:
        if len(value) > _LONGEST_VALUE:
            half = _LONGEST_VALUE // 2
            value = f"{value[:half].rpartition('<')[0]} {value[-half:].partition('>')[2]}"
        candidates = _BRACKETED.findall(value)
        if not candidates:
            loose = [word for word in re.split(r"[\s,;<>]+", value) if word]
            candidates = [word for word in loose if "@" in word] or loose[: len(loose) == 1]
        for candidate in candidates:
            identifier = _clean(candidate)
            if identifier and identifier.lower() not in known:
                found.setdefault(identifier)
    ids = tuple(found)
    return ids if len(ids) <= MOST else (ids[0], *ids[-(MOST - 1) :])


def _clean(candidate: str) -> str:
    text = words.one_line(words.eight_bit(candidate), LONGEST + 1)
    text = re.sub(r"\s+", "", text)
    return text if len(text) <= LONGEST else ""
