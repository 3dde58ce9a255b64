"""What the sender newly wrote: a mail's text without quoted history and without signature."""

from __future__ import annotations

import re

from connectors.email.parsing.quote_marks import (
    Mark,
    MarkKind,
    attributions,
    bare,
    header_blocks,
    quote_follows,
    rules,
)
from connectors.email.parsing.signatures import without_signature

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
    if marks and (marks[0].kind is MarkKind.FORWARD or _passes_on(marks[0], forwarded)):
        return lines
    end = len(lines)
    for mark in marks:
        if mark.kind is MarkKind.FORWARD:
            break
        if mark.kind is MarkKind.HISTORY or not quote_follows(plain, mark.end):
            end = mark.start
            break
    if not any(plain[:end]):
        return lines
    attributed = [mark for mark in marks if mark.kind is MarkKind.ATTRIBUTION and mark.end <= end]
    return _around_quotes(lines[:end], attributed)


def _passes_on(mark: Mark, forwarded: bool) -> bool:
    """Whether a block of headers is a forward's, for the subject says that the mail is one."""
    return forwarded and mark.kind is MarkKind.HISTORY


def _around_quotes(lines: list[str], marks: list[Mark]) -> list[str]:
    """The lines of the sender around quotes with ``>``; all if they answer piece by piece."""
    quoted = [bool(_QUOTED.match(line)) for line in lines]
    for mark in marks:
        for index in range(mark.start, mark.end):
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
