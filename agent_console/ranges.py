"""Which part of a file is asked for (RFC 9110, section 14): players jump within recordings."""

from __future__ import annotations

import re

_ONE = re.compile(r"bytes\s*=\s*(?P<first>[0-9]{0,15})\s*-\s*(?P<last>[0-9]{0,15})\s*")


class Unsatisfiable(Exception):
    """Nothing of the file lies in the range: the answer is 416."""


def part_of(header: str | None, size: int) -> tuple[int, int] | None:
    """Return where the part begins and how long it is, in bytes; None if the whole file is to be
    sent: without a range, and with what is none or asks for several (section 14.2 allows that).
    Raises Unsatisfiable."""
    found = _ONE.fullmatch(header.strip()) if header else None
    if found is None or not (found["first"] or found["last"]):
        return None
    if not found["first"]:
        length = min(int(found["last"]), size)
        if length == 0:
            raise Unsatisfiable
        return size - length, length
    first = int(found["first"])
    last = min(int(found["last"]), size - 1) if found["last"] else size - 1
    if found["last"] and int(found["last"]) < first:
        return None
    if first >= size:
        raise Unsatisfiable
    return first, last - first + 1
