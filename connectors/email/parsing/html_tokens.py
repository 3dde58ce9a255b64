"""HTML read the way browsers read it, as a balanced stream of few kinds of events.

Mail carries HTML that nobody checked: unclosed, nested a hundred thousand deep, or written to be
read one way by a filter and another way by a browser. Both readers of ours (the one that makes it
safe, the one that makes text of it) see only what comes out of here: start and end tags that
match, at most :data:`MAX_DEPTH` deep, attributes once each, no comments, no raw text, and no
foreign content (SVG, MathML), whose different rules are what mutation attacks live on.

The rules are those of the WHATWG tokenizer (HTML Living Standard, 13.2.5), in linear time.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

MAX_DEPTH = 100
"""Deeper elements are opened no more; their text stays. Real mail nests to about 60."""
MAX_LENGTH = 5_000_000
"""Characters of HTML that are read; more is cut off."""


def names(words: str) -> frozenset[str]:
    """The names that ``words`` lists, with spaces between."""
    return frozenset(words.split())


VOID = frozenset(
    [
        "area",
        "base",
        "br",
        "col",
        "embed",
        "hr",
        "img",
        "input",
        "link",
        "meta",
        "param",
        "source",
        "track",
        "wbr",
    ]
)
"""Elements without an end tag."""

_RAW_TEXT = frozenset(
    ["script", "style", "xmp", "iframe", "noembed", "noframes", "textarea", "title", "plaintext"]
)
"""Elements whose content is no HTML: dropped with what is in them."""


@dataclass(frozen=True, slots=True)
class Text:
    """Characters between tags, entities still encoded, without any ``<``."""

    raw: str


@dataclass(frozen=True, slots=True)
class Start:
    """A start tag; attribute values with entities still encoded."""

    name: str
    attributes: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class End:
    """An end tag."""

    name: str


Token = Text | Start | End

_TAG_NAME = re.compile(r"[a-zA-Z][^\s/>]*")
_ATTRIBUTE = re.compile(
    r"""[\s/]*(?:
        (?P<close>>)
      | (?P<name>=?[^\s/>=]*)
        (?:\s*=\s*(?:"(?P<double>[^"]*)(?P<enddouble>"?)
                   | '(?P<single>[^']*)(?P<endsingle>'?)
                   | (?P<bare>[^\s>]*)))?
    )""",
    re.VERBOSE,
)
_COMMENT_END = re.compile(r"--!?>")
_NAME_CHARACTERS = re.compile(r"[a-z][a-z0-9:_-]*\Z")


def tokens(html: str) -> Iterator[Token]:
    """``html`` as it stands: text, start tags and end tags in order, nothing balanced yet."""
    html = html[:MAX_LENGTH].replace("\0", "")
    position, end = 0, len(html)
    while position < end:
        sign = html.find("<", position)
        if sign < 0:
            yield Text(html[position:])
            return
        if sign > position:
            yield Text(html[position:sign])
        following = html[sign + 1 : sign + 2]
        if following.isascii() and following.isalpha():
            token, position = _start_tag(html, sign)
            if token is None:
                return
            yield token
            if token.name in _RAW_TEXT:
                position = _after_raw_text(html, position, token.name)
        elif following == "/":
            ended, position = _end_tag(html, sign)
            if ended is not None:
                yield ended
        elif following in ("!", "?"):
            position = _after_comment(html, sign)
        else:
            yield Text("&lt;")
            position = sign + 1


def _start_tag(html: str, sign: int) -> tuple[Start | None, int]:
    """The start tag at ``sign`` and where the next token begins; None if it never ends."""
    name = _TAG_NAME.match(html, sign + 1)
    if name is None:
        return None, len(html)
    position = name.end()
    attributes: dict[str, str] = {}
    while True:
        found = _ATTRIBUTE.match(html, position)
        if found is None or (found.end() >= len(html) and not found["close"]):
            return None, len(html)
        position = found.end()
        if found["close"]:
            return Start(name[0].lower(), attributes), position
        if found["enddouble"] == "" or found["endsingle"] == "":
            return None, len(html)
        key = (found["name"] or "").lower()
        value = found["double"] or found["single"] or found["bare"] or ""
        if _NAME_CHARACTERS.match(key) and len(attributes) < 64:
            attributes.setdefault(key, value)


def _end_tag(html: str, sign: int) -> tuple[End | None, int]:
    """The end tag at ``sign``, None if it is only a bogus comment, and where to go on."""
    name = _TAG_NAME.match(html, sign + 2)
    if name is None:
        if sign + 2 >= len(html):
            return None, len(html)
        close = html.find(">", sign + 2)
        return None, close + 1 if close >= 0 else len(html)
    tag, position = _start_tag(html, sign + 1)
    return (End(tag.name), position) if tag is not None else (None, len(html))


def _after_comment(html: str, sign: int) -> int:
    """Where a comment, a doctype or a processing instruction at ``sign`` ends."""
    if not html.startswith("<!--", sign):
        close = html.find(">", sign)
        return close + 1 if close >= 0 else len(html)
    for empty in ("<!-->", "<!--->"):
        if html.startswith(empty, sign):
            return sign + len(empty)
    found = _COMMENT_END.search(html, sign + 4)
    return found.end() if found else len(html)


def _after_raw_text(html: str, position: int, name: str) -> int:
    """Where the end tag of a raw text element begins; the end of all if there is none."""
    if name == "plaintext":
        return len(html)
    found = re.compile(rf"</{name}(?=[\s/>])", re.IGNORECASE).search(html, position)
    return found.start() if found else len(html)


_CLOSES: dict[str, tuple[frozenset[str], frozenset[str]]] = {}
"""Start tag → (elements it ends when they are open, elements that stop the search for them)."""
for _names, _ends, _stops in (
    ("p", "p", "table td th button"),
    ("li", "li", "ul ol table td th"),
    ("dt dd", "dt dd", "dl table td th"),
    ("tr", "tr caption colgroup", "table"),
    ("td th", "td th", "table"),
    ("thead tbody tfoot", "thead tbody tfoot caption colgroup", "table"),
    ("a", "a", "table td th"),
):
    for _name in names(_names):
        _CLOSES[_name] = (names(_ends), names(_stops))

_NO_STOP: frozenset[str] = frozenset()
_CELL_STOP = frozenset(("table", "td", "th"))
_TABLE_PARTS = frozenset(
    ["table", "thead", "tbody", "tfoot", "tr", "td", "th", "caption", "colgroup"]
)


def balanced(stream: Iterator[Token]) -> Iterator[Token]:
    """``stream`` with every element closed, in order, and none deeper than :data:`MAX_DEPTH`."""
    open_names: list[str] = []
    for token in stream:
        if isinstance(token, Text):
            yield token
            continue
        name = token.name
        if isinstance(token, End):
            stops = {"table"} if name in _TABLE_PARTS else _CELL_STOP
            yield from _close(open_names, frozenset((name,)), stops)
            continue
        if name in VOID or name in _RAW_TEXT:
            if name in VOID:
                yield token
            continue
        ends, stops = _CLOSES.get(name, (_NO_STOP, _NO_STOP))
        if ends:
            yield from _close(open_names, ends, stops)
        if len(open_names) < MAX_DEPTH:
            open_names.append(name)
            yield token
    while open_names:
        yield End(open_names.pop())


def _close(
    open_names: list[str], names: frozenset[str], stops: frozenset[str] | set[str]
) -> Iterator[End]:
    """End tags up to the innermost of ``names``, if there is one before one of ``stops``."""
    for index in range(len(open_names) - 1, -1, -1):
        name = open_names[index]
        if name in names:
            while len(open_names) > index:
                yield End(open_names.pop())
            return
        if name in stops:
            return
