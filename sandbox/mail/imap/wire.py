"""Commands as they come over the wire (RFC 3501, 9), and the form of what goes back."""

from __future__ import annotations

import asyncio
import re
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TypeAlias

Token: TypeAlias = "bytes | list[Token]"  # noqa: S105 - no secret: a piece of a command
"""An atom, string or literal; or a list in parentheses."""

LINE_LIMIT = 64 * 1024
LITERAL_LIMIT = 64 * 1024 * 1024
_LITERAL = re.compile(rb"\{(\d{1,10})(\+?)\}\r\n$")
_ATOM_END = b' ()"\r\n'
MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


class No(Exception):
    """The command is understood and cannot be done: the text of a tagged NO."""


class Bad(Exception):
    """The command is not understood: the text of a tagged BAD."""


@dataclass(frozen=True, slots=True)
class Command:
    """A command line, its literals included."""

    tag: str
    name: str
    arguments: list[Token]


async def read_raw(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> bytes:
    """A whole command with its literals; ``b""`` at the end of the stream.

    A client that waits for leave to send a literal is given it; with ``+`` it does not wait (RFC
    7888). Raises Bad for a literal beyond :data:`LITERAL_LIMIT`.
    """
    whole = bytearray()
    while True:
        try:
            line = await reader.readuntil(b"\r\n")
        except asyncio.IncompleteReadError:
            return b""
        whole += line
        literal = _LITERAL.search(line)
        if literal is None:
            return bytes(whole)
        size = int(literal[1])
        if size > LITERAL_LIMIT:
            raise Bad("[TOOBIG] That literal is too large")
        if not literal[2]:
            writer.write(b"+ Go ahead\r\n")
            await writer.drain()
        whole += await reader.readexactly(size)


def parse(raw: bytes) -> Command:
    """Take a command apart. Raises Bad."""
    tag, _, rest = raw.partition(b" ")
    tokens = _Tokens(rest).all()
    if not re.fullmatch(rb"[A-Za-z0-9.\-_/]{1,64}", tag) or not tokens:
        raise Bad("That is no command")
    return Command(tag.decode("ascii"), text(tokens[0]).upper(), tokens[1:])


def text(token: Token) -> str:
    """A token as text. Raises Bad for a list."""
    if isinstance(token, list):
        raise Bad("A string is missing")
    return token.decode("utf-8", "replace")


def words(token: Token) -> list[str]:
    """A list's members as text; a lone token counts as a list of one."""
    return [text(one) for one in token] if isinstance(token, list) else [text(token)]


def quoted(value: str) -> bytes:
    """A string for the wire: quoted where that is possible, else a literal."""
    raw = value.encode()
    if any(byte < 32 or byte > 126 for byte in raw):
        return literal(raw)
    return b'"' + raw.replace(b"\\", b"\\\\").replace(b'"', b'\\"') + b'"'


def literal(raw: bytes) -> bytes:
    """A literal: its size, then its bytes."""
    return b"{%d}\r\n%b" % (len(raw), raw)


def internal_date(at: datetime) -> bytes:
    """``"17-Jul-1996 02:44:25 +0000"``: a date-time (RFC 3501, 9), always in UTC."""
    moment = at.astimezone(UTC)
    day = f"{moment.day:02d}-{MONTHS[moment.month - 1]}-{moment.year:04d}"
    return f'"{day} {moment:%H:%M:%S} +0000"'.encode()


def read_internal_date(value: str) -> datetime:
    """The moment that a client gives with APPEND. Raises Bad."""
    found = re.fullmatch(r" ?(\d{1,2})-(\w{3})-(\d{4}) (\d\d:\d\d:\d\d [+-]\d{4})", value, re.ASCII)
    if found is None or found[2].title() not in MONTHS:
        raise Bad("That is no date")
    month = MONTHS.index(found[2].title()) + 1
    try:
        return datetime.strptime(
            f"{int(found[1]):02d} {month:02d} {found[3]} {found[4]}", "%d %m %Y %H:%M:%S %z"
        )
    except ValueError:
        raise Bad("That is no date") from None


class _Tokens:
    """Reads tokens off a command's bytes."""

    def __init__(self, raw: bytes) -> None:
        self._raw = raw
        self._at = 0

    def all(self) -> list[Token]:
        found = self._members(inside=False)
        if self._at < len(self._raw.rstrip(b"\r\n")):
            raise Bad("A parenthesis is closed that was not opened")
        return found

    def _members(self, *, inside: bool) -> list[Token]:
        found: list[Token] = []
        while True:
            while self._raw[self._at : self._at + 1] == b" ":
                self._at += 1
            head = self._raw[self._at : self._at + 1]
            if head in (b"", b"\r", b"\n"):
                if inside:
                    raise Bad("A parenthesis is not closed")
                return found
            if head == b")":
                return found
            found.append(self._one(head))

    def _one(self, head: bytes) -> Token:
        if head == b"(":
            self._at += 1
            members = self._members(inside=True)
            self._at += 1
            return members
        if head == b'"':
            return self._quoted()
        size = re.compile(rb"\{(\d+)\+?\}\r\n").match(self._raw, self._at)
        if size is not None:
            start = size.end()
            self._at = start + int(size[1])
            return self._raw[start : self._at]
        return self._atom()

    def _quoted(self) -> bytes:
        found = re.compile(rb'"((?:[^"\\\r\n]|\\["\\])*)"').match(self._raw, self._at)
        if found is None:
            raise Bad("A quoted string is not closed")
        self._at = found.end()
        return re.sub(rb"\\(.)", rb"\1", found[1])

    def _atom(self) -> bytes:
        """Until a space or parenthesis, but a section in brackets (``BODY[…]``) is of a piece."""
        start, depth = self._at, 0
        while self._at < len(self._raw):
            byte = self._raw[self._at : self._at + 1]
            if byte in (b"\r", b"\n") or (depth == 0 and byte in _ATOM_END):
                break
            depth = max(depth + (byte == b"[") - (byte == b"]"), 0)
            self._at += 1
        if depth or self._at == start:
            raise Bad("That is no atom")
        return self._raw[start : self._at]
