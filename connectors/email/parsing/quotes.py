"""What the sender newly wrote: a mail's text without quoted history and without signature."""

from __future__ import annotations

import re

from .quote_marks import Mark, MarkKind, attributions, bare, header_blocks, rules
from .signatures import without_signature

MAX_LENGTH = 200_000
"""Characters that are searched; what stands behind them is taken as it is."""

_FORWARD_SUBJECT = re.compile(
    r"\s*(?:fwd?|wg|tr|rv|enc|vb|vs|vl|pd|ilt|i̇lt|ynl|doorst|转发|轉寄|転送|전달)\s*[:：]",
    re.IGNORECASE,
)
_QUOTED = re.compile(r"\s?>(?!From )")


def fresh_words(text: str, subject: str = "") -> str:
    """What the sender newly wrote in ``text``. Never empty where there is text: then all of it.

    - Text above a quote, or below it, or both: that text.
    - Answers between pieces of a quote: the whole, for they mean nothing without what they answer.
    - A forward (by its mark, or by ``subject``): the whole, for that is what the sender wants read.
    - A signature after ``-- `` and a device's "Sent from …" go, unless nothing else is there.
    """
    whole = text.strip()
    lines = text[:MAX_LENGTH].split("\n")
    own = _own_lines(lines, bool(_FORWARD_SUBJECT.match(subject.casefold())))
    if len(text) > MAX_LENGTH and len(own) == len(lines):
        return whole
    words = "\n".join(without_signature(own)).strip() or "\n".join(own).strip()
    return words or whole


def _own_lines(lines: list[str], forwarded: bool) -> list[str]:
    """The lines that are not history."""
    plain = [bare(line) for line in lines]
    marks = sorted(
        [*rules(plain), *header_blocks(plain), *attributions(plain)], key=lambda mark: mark.start
    )
    first = marks[0] if marks else None
    if first is not None and _is_forward(first, marks, plain, forwarded):
        return lines
    end = len(lines)
    for mark in marks:
        if mark.kind is MarkKind.HISTORY or not _quote_below(plain, mark.end):
            end = mark.start
            break
    if end == 0 or not any(plain[:end]):
        return lines
    return _around_quotes(lines[:end], [mark for mark in marks if mark.start < end])


def _is_forward(first: Mark, marks: list[Mark], plain: list[str], forwarded: bool) -> bool:
    """Whether the first thing that is not the sender's is there to be read."""
    if first.kind is MarkKind.FORWARD:
        return True
    return forwarded and first.kind is MarkKind.HISTORY


def _quote_below(plain: list[str], index: int) -> bool:
    """Whether lines quoted with ``>`` come next."""
    return next((line.startswith(">") for line in plain[index : index + 4] if line), False)


def _around_quotes(lines: list[str], marks: list[Mark]) -> list[str]:
    """The lines of the sender around quotes with ``>``; all if they answer piece by piece."""
    quoted = [bool(_QUOTED.match(line)) for line in lines]
    for mark in marks:
        for index in range(mark.start, min(mark.end, len(lines))):
            quoted[index] = True
    _mend_wrapped(lines, quoted)
    if not any(quoted):
        return lines
    begin = quoted.index(True)
    above = lines[:begin]
    below = [run for run in _runs(lines, quoted, begin) if any(map(bare, without_signature(run)))]
    if len(below) > 1:
        return lines
    if not below:
        return above
    return ["\n".join(above).rstrip(), "", *"\n".join(below[0]).strip("\n").split("\n")]


def _mend_wrapped(lines: list[str], quoted: list[bool]) -> None:
    """Mark the ends of quoted lines that a program broke at the margin without a new ``>``."""
    for index in range(1, len(lines) - 1):
        wrapped = quoted[index - 1] and quoted[index + 1] and len(lines[index - 1]) >= 65
        if wrapped and 0 < len(lines[index]) < 40 and lines[index][:1].islower():
            quoted[index] = True


def _runs(lines: list[str], quoted: list[bool], begin: int) -> list[list[str]]:
    """What stands below the first quoted line, in the pieces that quotes divide it into."""
    runs: list[list[str]] = []
    current: list[str] = []
    for index in range(begin, len(lines)):
        if quoted[index]:
            if current:
                runs.append(current)
            current = []
        else:
            current.append(lines[index])
    return [*runs, current] if current else runs
