"""HTML of mail as text that a person can read: paragraphs, lists, tables, links with addresses.

Spaces and breaks are written as marks while the document is walked and settled once at the end, as
a browser does with collapsible white space; what is rendered already (a table's cell, a quote) is
put into its surroundings with its own breaks fixed.
"""

from __future__ import annotations

import re
from html import unescape

from connectors.email.parsing.html_styles import hides
from connectors.email.parsing.html_tokens import VOID, End, Start, Text, balanced, names, tokens

_LONGEST_RESULT = 2_000_000
_BLOCK, _PARAGRAPH, _LINE, _SPACE, _BREAK = "\x01", "\x02", "\x05", "\x03", "\x04"
"""Marks: a block begins or ends; a blank line; ``<br>``; a space that stays; a break that stays."""

_PARAGRAPHS = names("p h1 h2 h3 h4 h5 h6 ul ol dl pre table hr figure")
_BLOCKS = names("""
    address article aside body caption center dd details div dt fieldset figcaption footer form
    header html li main nav option section summary
    """)
_UNSEEN = names("head template datalist")
_FRAMES = names("td th table blockquote")
_MAX_FRAMES, _MAX_QUOTES = 30, 8
"""Cells and quotes deeper than this are plain blocks: each level is written out once more."""

_CONTROLS = re.compile(r"[\x00-\x08\x0b\x0e-\x1f\x7f]")
_FILLER = re.compile(r"(?: ?[\u00ad\u034f\u200b-\u200d\u2007\u2060\ufeff]){4,} ?")
"""What newsletters put behind their preview line to push the rest out of it."""
_SPACES = re.compile(r"[ \t\n\r\f\u00a0]+")
_BREAKS = re.compile(r" ?[\x01\x02\x05][ \x01\x02\x05]*")
_WEB = re.compile(r"(?:https?://|mailto:)[^\s<>]+\Z", re.IGNORECASE)


class _Walk:
    """The walk through one document: a stack of places that text is written to."""

    def __init__(self) -> None:
        self._places: list[list[str]] = [[]]
        self._links: list[tuple[int, str, int]] = []
        self._lists: list[int | None] = []
        self._rows: list[list[str]] = []
        self._framed: list[bool] = []
        self._quotes = 0
        self._pre = 0
        self.alternatives: list[str] = []

    def text(self, raw: str) -> None:
        """Characters of the document."""
        words = _CONTROLS.sub("", unescape(raw))
        if self._pre:
            words = words.replace("\r\n", "\n").replace("\n", _BREAK).replace("\t", "    ")
            self._write(words.replace(" ", _SPACE))
        else:
            self._write(_FILLER.sub(" ", _SPACES.sub(" ", words)))

    def start(self, tag: Start) -> None:
        """A start tag."""
        name = tag.name
        if name == "br":
            self._write(_LINE)
        elif name == "img":
            self._image(unescape(tag.attributes.get("alt", "")))
        elif name == "a":
            address = unescape(tag.attributes.get("href", "")).strip()
            self._links.append((len(self._places), address, len(self._places[-1])))
        elif name in _FRAMES:
            self._start_frame(name)
        elif name in _PARAGRAPHS:
            nested = name in ("ul", "ol") and self._lists
            self._write(_BLOCK if nested else _PARAGRAPH)
            if name in ("ul", "ol"):
                self._lists.append(_number(tag, 1) if name == "ol" else None)
            self._pre += name == "pre"
        elif name in _BLOCKS:
            self._write(_BLOCK)
            if name == "li":
                self._write(self._bullet())

    def end(self, name: str) -> None:
        """An end tag; the stream is balanced, so it ends the innermost open element."""
        if name == "a":
            self._end_link()
        elif name == "tr":
            self._end_row()
        elif name in _FRAMES:
            self._end_frame(name)
        elif name in _PARAGRAPHS:
            if name in ("ul", "ol") and self._lists:
                self._lists.pop()
            nested = name in ("ul", "ol") and self._lists
            self._write(_BLOCK if nested else _PARAGRAPH)
            self._pre -= name == "pre"
        elif name in _BLOCKS:
            self._write(_BLOCK)

    def result(self) -> str:
        """The whole text."""
        return _settled("".join(self._places[0]))

    def _write(self, words: str) -> None:
        if words:
            self._places[-1].append(words)

    def _image(self, alternative: str) -> None:
        words = " ".join(alternative.split())
        if not words:
            return
        self.alternatives.append(words)
        if self._links and self._links[-1][0] == len(self._places):
            self._write(words)

    def _end_link(self) -> None:
        if not self._links:
            return
        depth, address, begin = self._links.pop()
        if depth != len(self._places) or not _WEB.match(address):
            return
        if address.lower().startswith("mailto:"):
            address = address[len("mailto:") :].partition("?")[0]
        words = _settled("".join(self._places[-1][begin:]))
        if words and _bare(words) != _bare(address):
            self._write(f" ({address})")

    def _start_frame(self, name: str) -> None:
        quote = name == "blockquote"
        framed = len(self._framed) < _MAX_FRAMES and not (quote and self._quotes >= _MAX_QUOTES)
        self._framed.append(framed)
        if not framed:
            self._write(_BLOCK)
            return
        self._quotes += quote
        self._places.append([])
        if name == "table":
            self._rows.append([])

    def _end_frame(self, name: str) -> None:
        if not self._framed.pop():
            self._write(_BLOCK)
            return
        if name == "table":
            self._end_row()
            self._rows.pop()
        self._quotes -= name == "blockquote"
        inside = _settled("".join(self._places.pop()))
        if not inside:
            return
        if name == "blockquote":
            inside = "\n".join(
                f">{line}" if line.startswith(">") else f"> {line}" for line in inside.split("\n")
            )
        if name in ("td", "th") and self._rows:
            self._rows[-1].append(inside)
        else:
            self._write(_PARAGRAPH + _fixed(inside) + _PARAGRAPH)

    def _end_row(self) -> None:
        cells = self._rows[-1] if self._rows else []
        if not cells:
            return
        single = all("\n" not in cell for cell in cells)
        self._write(_BLOCK + _fixed(" | ".join(cells) if single else "\n".join(cells)) + _BLOCK)
        self._rows[-1] = []

    def _bullet(self) -> str:
        indent = _SPACE * (2 * (len(self._lists) - 1))
        number = self._lists[-1] if self._lists else None
        if number is None:
            return f"{indent}-{_SPACE}"
        self._lists[-1] = number + 1
        return f"{indent}{number}.{_SPACE}"


def text_of(html: str) -> str:
    """``html`` as readable text; never raises, at most 2,000,000 characters.

    Links are "words (address)" unless the words are the address; a quote's lines begin with ``>``;
    a table's row is one line of cells with ``|`` between; what is hidden from view is left out. A
    mail of nothing but images gives the words that stand for them.
    """
    walk = _Walk()
    unseen = 0
    depth = 0
    for token in balanced(tokens(html)):
        if isinstance(token, Text):
            if not unseen:
                walk.text(token.raw)
        elif isinstance(token, End):
            if not unseen:
                walk.end(token.name)
            elif depth == unseen:
                unseen = 0
            depth -= 1
        else:
            inside = token.name not in VOID
            depth += inside
            if unseen:
                continue
            if _is_unseen(token):
                unseen = depth if inside else 0
            else:
                walk.start(token)
    text = walk.result() or "\n".join(walk.alternatives)
    return text[:_LONGEST_RESULT]


def _is_unseen(tag: Start) -> bool:
    """Whether an element is not shown."""
    if tag.name in _UNSEEN or "hidden" in tag.attributes:
        return True
    style = tag.attributes.get("style")
    return style is not None and hides(unescape(style))


def _settled(marked: str) -> str:
    """Text with its marks turned into spaces and line breaks, at most one blank line a place."""
    lines = _BREAKS.sub(_line_breaks, re.sub(r" {2,}", " ", marked))
    lines = lines.replace(_BREAK, "\n").replace(_SPACE, " ")
    return re.sub(r"\n{3,}", "\n\n", re.sub(r"[ \t]+\n", "\n", lines)).strip("\n ")


def _line_breaks(found: re.Match[str]) -> str:
    marks = found[0].replace(" ", "")
    if _PARAGRAPH in marks:
        return "\n\n"
    breaks = marks.count(_LINE) + (marks[0] == _BLOCK)
    return "\n\n" if breaks > 1 else "\n"


def _fixed(text: str) -> str:
    """Settled text, to be put into other text as it is."""
    return text.replace("\n", _BREAK).replace(" ", _SPACE)


def _number(tag: Start, default: int) -> int:
    value = tag.attributes.get("start", "").strip()
    return int(value) if value.isascii() and value.isdigit() and len(value) < 7 else default


def _bare(address: str) -> str:
    """An address as people write it, to compare with the words of a link."""
    bare = address.strip().lower()
    for prefix in ("https://", "http://", "www."):
        bare = bare.removeprefix(prefix)
    return bare.rstrip("/")
