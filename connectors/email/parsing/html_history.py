"""Quoted history in HTML mail, folded so that a frame without scripts can open it.

Works on what nh3 wrote: balanced tags, quoted attributes, and of all classes, ids and names only
the :data:`MARKS` that mail programs set around history. They are gone afterwards.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from html import unescape

from connectors.email.parsing.quote_marks import rules

MARKS = (
    "gmail_quote",  # Gmail: the attribution line and the quote
    "yahoo_quoted",  # Yahoo
    "protonmail_quote",  # Proton
    "zmail_extra",  # Zoho
    "quote",  # GMX and web.de, as a name
    "moz-cite-prefix",  # Thunderbird: the attribution line before a blockquote
    "divRplyFwdMsg",  # Outlook on the web: the header block; history follows it
    "appendonsend",  # Outlook on the web: an empty mark before that block
    "mail-editor-reference-message-container",  # the new Outlook
    "OutlookMessageHeader",  # Outlook 2003 and its kin
)
_WRAPPED = frozenset(
    (
        "gmail_quote",
        "yahoo_quoted",
        "protonmail_quote",
        "zmail_extra",
        "quote",
        "mail-editor-reference-message-container",
    )
)
_FOLLOWED = frozenset(("divRplyFwdMsg", "appendonsend", "OutlookMessageHeader"))

OPEN = '<details class="quoted"><summary>•••</summary>'
CLOSE = "</details>"

_TAG = re.compile(r'<(/?)([a-z][a-z0-9]*)((?: [a-z-]+="[^"]*")*)>')
_MARK = re.compile(r' (?:class|id|name)="([^"]*)"')
_MARK_ATTRIBUTES = re.compile(r' (?:class|id|name)="[^"]*"| type="cite"')
_WORD_RULE = re.compile(r"border-top:solid #(?:e1e1e1|b5c4df) 1\.0pt", re.IGNORECASE)
"""The line that desktop Outlook draws over the header block of what it answers."""
_VOID = frozenset(("br", "col", "hr", "img", "wbr"))


@dataclass(slots=True)
class _Element:
    """An open element, and what its end ends."""

    name: str
    start: int
    end: int
    folded: bool = False
    """A fold ends behind it."""
    tail_folded: bool = False
    """A fold ends with its last child."""


class _Folds:
    """The ranges of one document that are history, outermost ones only."""

    def __init__(self, html: str) -> None:
        self._html = html
        self._open: list[_Element] = []
        self._begin: int | None = None
        self._prefix: tuple[int, int] | None = None
        """An attribution line that may belong to the quote behind it: where it begins and ends."""
        self._ranges: list[tuple[int, int]] = []

    def ranges(self) -> list[tuple[int, int]]:
        """Where history begins and ends, in order."""
        for tag in _TAG.finditer(self._html):
            if tag[1]:
                self._end(tag)
            elif tag[2] not in _VOID:
                self._start(tag)
        if self._begin is not None:
            self._ranges.append((self._begin, len(self._html)))
        return self._ranges

    def _start(self, tag: re.Match[str]) -> None:
        element = _Element(tag[2], tag.start(), tag.end())
        if self._begin is None:
            found = _MARK.search(tag[3])
            mark = found[1] if found else ""
            if mark in _FOLLOWED or (tag[2] == "div" and _WORD_RULE.search(tag[3])):
                self._fold_from(element)
            elif mark in _WRAPPED or ' type="cite"' in tag[3]:
                self._fold(element)
        self._open.append(element)

    def _fold(self, element: _Element) -> None:
        """Fold one element, with the attribution line right before it. A forward stays open."""
        opening = unescape(_TAG.sub("\n", self._html[element.end : element.end + 1000]))
        if rules([opening.strip().partition("\n")[0].strip()]):
            return
        begin = element.start
        if self._prefix and not self._html[self._prefix[1] : begin].strip():
            begin = self._prefix[0]
        self._begin, element.folded = begin, True

    def _fold_from(self, element: _Element) -> None:
        """Fold from one element to the end of what it stands in."""
        first = element
        around = len(self._open) - 1
        if around >= 0 and self._open[around].name == "div":
            parent = self._open[around]
            if not self._html[parent.end : element.start].strip():
                first, around = parent, around - 1
        self._begin = first.start
        if around >= 0:
            self._open[around].tail_folded = True

    def _end(self, tag: re.Match[str]) -> None:
        if not self._open:
            return
        element = self._open.pop()
        if self._begin is not None and (element.folded or element.tail_folded):
            self._ranges.append((self._begin, tag.end() if element.folded else tag.start()))
            self._begin = None
        if 'class="moz-cite-prefix"' in self._html[element.start : element.end]:
            self._prefix = (element.start, tag.end())


def fold(html: str) -> str:
    """``html`` with the outermost pieces of history in ``<details>``, and without the marks.

    If there is nothing but history (a forward, say), nothing is folded.
    """
    ranges = _Folds(html).ranges()
    pieces: list[str] = []
    outside: list[str] = []
    position = 0
    for begin, end in ranges:
        outside.append(html[position:begin])
        pieces += [html[position:begin], OPEN, html[begin:end], CLOSE]
        position = end
    rest = html[position:]
    if not re.sub(r"&nbsp;|\s", "", _TAG.sub("", "".join([*outside, rest]))):
        return _without_marks(html)
    return _without_marks("".join([*pieces, rest]))


def _without_marks(html: str) -> str:
    """``html`` without classes, ids and types but our own fold's."""
    return _TAG.sub(
        lambda tag: (
            f"<{tag[1]}{tag[2]}{_MARK_ATTRIBUTES.sub('', tag[3])}>"
            if tag[3] and tag[2] != "details"
            else tag[0]
        ),
        html,
    )
