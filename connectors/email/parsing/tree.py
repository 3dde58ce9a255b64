"""From bytes to a tree of parts (RFC 5322, 2; RFC 2046, 5.1), in linear time and within limits.

Why not the library's own parser: it keeps a mail several times in memory, needs a stack as deep as
the nesting and quadratic time in it, and does not keep the source of a nested mail.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from connectors.email.parsing import transfer
from connectors.email.parsing.limits import Limits
from connectors.email.parsing.part import Part

_NAME = re.compile(rb"[!-9;-~]{1,200}[ \t]{0,20}:")
_LINE = re.compile(rb"[^\n]*\n?")
_GUESSED = re.compile(
    rb"^--([^\s-][^\r\n]{0,199}?|-{1,60}[^\s-][^\r\n]{0,140}?)[ \t]{0,9}\r?$", re.M
)
NESTED = frozenset({"message/rfc822", "message/global"})


@dataclass
class Tree:
    """Reads one mail into :class:`Part` objects; ``problems`` names what was left out or mended."""

    limits: Limits
    problems: list[str] = field(default_factory=list)
    parts: int = 0

    def read(self, source: bytes) -> Part:
        """The mail's root part."""
        if b"\n" not in source:
            source = source.replace(b"\r", b"\n")  # line ends of old Macs
        start = 3 if source.startswith(b"\xef\xbb\xbf") else 0  # an editor's mark of UTF-8
        while source[start : start + 1] in (b"\r", b"\n"):
            start += 1
        return self._part(source, start, len(source), 0, "text/plain")

    def entity(self, source: bytes) -> Part:
        """A part that was packed in another one, with the limits of the whole mail."""
        return self._part(source, 0, len(source), self.limits.nesting // 2, "text/plain")

    def problem(self, sentence: str) -> None:
        """Note a problem once."""
        if sentence not in self.problems:
            self.problems.append(sentence)

    def _part(self, source: bytes, start: int, end: int, depth: int, default: str) -> Part:
        self.parts += 1
        part = Part()
        part.source, part.start, part.end = source, start, end
        part.set_default_type(default)
        part.body = self._headers(part, source, start, end)
        kind = part.get_content_type()
        multipart = kind.startswith("multipart/")
        if not (multipart or kind in NESTED or kind in STATUS):
            return part
        if depth >= self.limits.nesting:
            self.problem(
                f"The mail is nested more than {self.limits.nesting} deep; "
                "what is deeper is left as it came."
            )
        elif multipart:
            self._multipart(part, depth)
        elif kind in NESTED:
            part.adopt([self._nested(part, depth)])
        else:
            self._status(part)
        return part

    def _headers(self, part: Part, source: bytes, start: int, end: int) -> int:
        """Put the header block's fields into ``part``; the place where its body starts."""
        at = start
        stop = min(end, start + self.limits.header_bytes)
        current: list[bytes] = []
        count = 0

        def finish() -> None:
            nonlocal count
            if not current:
                return
            count += 1
            if count <= self.limits.headers:
                name, _, value = b"".join(current).partition(b":")
                part.set_raw(
                    name.strip().decode("ascii", "surrogateescape"),
                    value.strip(b" \t\r\n").decode("ascii", "surrogateescape"),
                )
            current.clear()

        while at < stop and count <= self.limits.headers:
            line = _line(source, at, stop)
            bare = line.rstrip(b"\r\n")
            if not bare:
                at += len(line)
                break
            if bare[:1] in b" \t":
                if current:
                    current.append(line)
                elif at == start and _NAME.match(bare.lstrip()):
                    current.append(line.lstrip())
            elif _NAME.match(bare) and not bare.startswith((b"From ", b">From ")):
                finish()
                current.append(line)
            elif not bare.startswith((b"From ", b">From ")):
                following = _line(source, at + len(line), stop)
                if not _NAME.match(following):
                    if count or current:
                        self.problem("No empty line separates the headers from the text.")
                    break
                self.problem("A line among the headers is no header and is left out.")
            at += len(line)
        finish()
        if count > self.limits.headers:
            self.problem(f"Only the first {self.limits.headers} headers are read.")
            at = _end_of_headers(source, at, end)
        elif at >= stop and stop < end:
            self.problem("The headers are too long and are cut off.")
            at = _end_of_headers(source, at, end)
        return at

    def _multipart(self, part: Part, depth: int) -> None:
        source, start, end = part.source, part.body, part.end
        encoding = part.raw("content-transfer-encoding")
        boundary = str(part.get_boundary("")).encode("utf-8", "surrogateescape").rstrip()
        spans = self._spans(source, start, end, boundary) if boundary else []
        if not spans and encoding.strip().lower() in ("base64", "quoted-printable"):
            # no multipart may be encoded (RFC 2045, 6.4), but some are
            source = transfer.decode(source[start:end], encoding)[0]
            start, end = 0, len(source)
            spans = self._spans(source, start, end, boundary) if boundary else []
        if not spans:
            guessed = _GUESSED.search(source, start, min(end, start + 20_000))
            if guessed is not None and guessed[1].rstrip(b"-") != boundary:
                self.problem("The boundary between the parts is missing or wrong, and is guessed.")
                spans = self._spans(source, start, end, guessed[1])
        if not spans:
            self.problem("A part says that it has parts, but none can be found.")
            return
        default = "message/rfc822" if part.get_content_subtype() == "digest" else "text/plain"
        children: list[Part] = []
        for first, last in spans:
            if self.parts >= self.limits.parts:
                self.problem(f"Only the first {self.limits.parts} parts are read.")
                break
            children.append(self._part(source, first, last, depth + 1, default))
        part.adopt(children)

    def _spans(self, source: bytes, start: int, end: int, boundary: bytes) -> list[tuple[int, int]]:
        """Where the parts between the boundary's lines begin and end."""
        line = re.compile(rb"^--" + re.escape(boundary) + rb"(--)?[ \t]{0,80}\r?$", re.M)
        spans: list[tuple[int, int]] = []
        begin = -1
        for found in line.finditer(source, start, end):
            if begin >= 0:
                spans.append((begin, _before_line(source, found.start(), begin)))
            begin = min(found.end() + 1, end)
            if found[1] or len(spans) > self.limits.parts:
                return spans
        if begin >= 0:
            self.problem("The mail is cut off: the end of its last part is missing.")
            if begin < end:
                spans.append((begin, end))
        return spans

    def _nested(self, part: Part, depth: int) -> Part:
        """The mail within a message/rfc822 part, which may be encoded although it must not be."""
        encoding = part.raw("content-transfer-encoding").strip().lower()
        if encoding in ("base64", "quoted-printable"):
            content, _ = part.content()
            return self._part(content, 0, len(content), depth + 1, "text/plain")
        return self._part(part.source, part.body, part.end, depth + 1, "text/plain")

    def _status(self, part: Part) -> None:
        """The groups of fields of a delivery or disposition report (RFC 3464, 2.1)."""
        content, _ = part.content()
        blocks: list[Part] = []
        at = 0
        while at < len(content) and len(blocks) < self.limits.parts:
            block = Part()
            block.source, block.start, block.end = content, at, len(content)
            block.body = self._headers(block, content, at, len(content))
            if block.body <= at:
                break
            at, block.end = block.body, block.body
            if block.keys():
                blocks.append(block)
        if blocks:
            part.adopt(blocks)


STATUS = frozenset({"message/delivery-status", "message/global-delivery-status"})


def _line(source: bytes, at: int, stop: int) -> bytes:
    found = _LINE.match(source, at, stop)
    return found[0] if found else b""


def _end_of_headers(source: bytes, at: int, end: int) -> int:
    found = re.compile(rb"\n\r?\n").search(source, max(at - 3, 0), end)
    return found.end() if found else end


def _before_line(source: bytes, at: int, least: int) -> int:
    """The place before the line break in front of ``at``, which belongs to the boundary."""
    if at > least and source[at - 1 : at] == b"\n":
        at -= 1
        if at > least and source[at - 1 : at] == b"\r":
            at -= 1
    return max(at, least)
