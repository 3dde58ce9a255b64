"""The words of a letter's HTML, as plain text: for timelines, search, and readers without HTML."""

from __future__ import annotations

import re
from html.parser import HTMLParser

_BLOCKS = frozenset(
    ["blockquote", "div", "h1", "h2", "h3", "h4", "hr", "li", "ol", "p", "pre", "table", "tr", "ul"]
)
_APART = frozenset(["blockquote", "h1", "h2", "h3", "h4", "ol", "p", "pre", "table", "ul"])
"""Blocks with an empty line around them."""
_SPACES = re.compile(r"[ \t\r\n\f]+")


def words_of(html: str) -> str:
    """The text, paragraph by paragraph, with list items marked and addresses of links named."""
    reader = _Reader()
    reader.feed(html)
    reader.close()
    lines = [line.rstrip() for line in "".join(reader.written).split("\n")]
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()


class _Reader(HTMLParser):
    """Writes text down as it goes by; ``written`` is what there is so far."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.written: list[str] = []
        self._lists: list[int | None] = []
        self._links: list[tuple[str, int]] = []
        self._pre = 0
        self._mark = ""
        """The mark of the list item last begun: its text follows on the same line."""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """A line ends where a block begins."""
        if tag == "br":
            self.written.append("\n")
        elif tag == "a":
            self._links.append((dict(attrs).get("href") or "", len(self.written)))
        elif tag in ("td", "th"):
            self._space()
        elif tag in _BLOCKS:
            self._block(tag)
        if tag in ("ol", "ul"):
            self._lists.append(1 if tag == "ol" else None)
        elif tag == "li":
            self._item()
        elif tag == "pre":
            self._pre += 1

    def handle_endtag(self, tag: str) -> None:
        """A line ends where a block ends; a link is followed by where it leads."""
        if tag == "a" and self._links:
            address, start = self._links.pop()
            shown = "".join(self.written[start:]).strip()
            bare = re.sub(r"^(?:mailto:|tel:)", "", address)
            if address and shown not in (address, bare):
                self.written.append(f" <{bare}>")
        elif tag in ("ol", "ul") and self._lists:
            self._lists.pop()
        elif tag == "pre":
            self._pre = max(0, self._pre - 1)
        if tag in _BLOCKS:
            self._block(tag)

    def handle_data(self, data: str) -> None:
        """Words, with their spaces drawn together as a browser would."""
        if self._pre:
            self.written.append(data)
            return
        text = _SPACES.sub(" ", data)
        if text.startswith(" ") and self._at_space():
            text = text[1:]
        if text:
            self.written.append(text)

    def _block(self, tag: str) -> None:
        wanted = 2 if tag in _APART and not self._lists else 1
        if not self.written or self.written[-1] is self._mark:
            return
        tail = "".join(self.written[-2:])
        present = len(tail) - len(tail.rstrip("\n"))
        if present < wanted:
            self.written.append("\n" * (wanted - present))

    def _item(self) -> None:
        indent = "  " * (len(self._lists) - 1)
        number = self._lists[-1] if self._lists else None
        if number is not None:
            self._lists[-1] = number + 1
        self._mark = f"{indent}- " if number is None else f"{indent}{number}. "
        self.written.append(self._mark)

    def _space(self) -> None:
        if not self._at_space():
            self.written.append(" ")

    def _at_space(self) -> bool:
        return not self.written or self.written[-1][-1:] in ("", " ", "\n")
