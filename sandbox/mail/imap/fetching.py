"""What FETCH gives of a message."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from sandbox.mail.imap.wire import Bad, No, Token, internal_date, literal, text
from sandbox.mail.mailbox import StoredMail

_SECTION = re.compile(
    r"(?P<name>BODY|BODY\.PEEK)\[(?P<section>[^\]]*)\](?:<(?P<start>\d+)\.(?P<size>\d+)>)?",
    re.IGNORECASE,
)
_FIELDS = re.compile(r"HEADER\.FIELDS(?P<without>\.NOT)? \((?P<names>[^)]*)\)", re.IGNORECASE)
_MACROS = {
    "FAST": ("FLAGS", "INTERNALDATE", "RFC822.SIZE"),
}
_NOT_HERE = {"ENVELOPE", "BODYSTRUCTURE", "BODY", "ALL", "FULL"}
_OLD_NAMES = {
    "RFC822": ("BODY[]", False),
    "RFC822.HEADER": ("BODY[HEADER]", True),
    "RFC822.TEXT": ("BODY[TEXT]", False),
}


@dataclass(frozen=True, slots=True)
class Item:
    """One thing to fetch: under which name it goes back, and what it is of a message."""

    name: str
    value: Callable[[StoredMail], bytes]
    reads: bool = False
    """Whether it makes the message seen."""


def items(given: Token, *, by_uid: bool) -> list[Item]:
    """What a client asks for. Raises Bad, and No for what this server does not have."""
    names = [text(one) for one in given] if isinstance(given, list) else [text(given)]
    wide = [part for name in names for part in _MACROS.get(name.upper(), (name,))]
    if by_uid and "UID" not in {name.upper() for name in wide}:
        wide.insert(0, "UID")
    return [_item(name) for name in wide]


def response(number: int, mail: StoredMail, wanted: Sequence[Item]) -> bytes:
    """An untagged FETCH response."""
    told = b" ".join(item.name.encode() + b" " + item.value(mail) for item in wanted)
    return b"* %d FETCH (%b)\r\n" % (number, told)


def flags_of(mail: StoredMail) -> bytes:
    """A message's flags as a list."""
    return b"(" + " ".join(sorted(mail.flags)).encode() + b")"


def header_of(raw: bytes) -> bytes:
    """A message's header with the empty line that ends it; all of it if there is no such line."""
    end = re.search(rb"\r?\n\r?\n", raw)
    return raw[: end.end()] if end else raw


def _item(name: str) -> Item:
    upper = name.upper()
    if upper == "UID":
        return Item("UID", lambda mail: str(mail.uid).encode())
    if upper == "FLAGS":
        return Item("FLAGS", flags_of)
    if upper == "INTERNALDATE":
        return Item("INTERNALDATE", lambda mail: internal_date(mail.received_at))
    if upper == "RFC822.SIZE":
        return Item("RFC822.SIZE", lambda mail: str(len(mail.raw)).encode())
    if upper in _OLD_NAMES:
        section, peek = _OLD_NAMES[upper]
        return Item(upper, _item(section).value, reads=not peek)
    if upper in _NOT_HERE:
        raise No(f"[CANNOT] This server does not tell {upper}")
    return _section_item(name)


def _section_item(name: str) -> Item:
    found = _SECTION.fullmatch(name)
    if found is None:
        raise Bad("That cannot be fetched")
    part = _part(found["section"].strip())
    start, size = found["start"], found["size"]

    def value(mail: StoredMail) -> bytes:
        whole = part(mail.raw)
        return literal(whole if start is None else whole[int(start) : int(start) + int(size)])

    told = f"BODY[{found['section'].upper()}]" + (f"<{start}>" if start is not None else "")
    return Item(told, value, reads="." not in found["name"])


def _part(section: str) -> Callable[[bytes], bytes]:
    upper = section.upper()
    if not upper:
        return bytes
    if upper == "HEADER":
        return header_of
    if upper == "TEXT":
        return lambda raw: raw[len(header_of(raw)) :]
    fields = _FIELDS.fullmatch(section)
    if fields is None:
        raise No("[CANNOT] This server does not take messages apart")
    names = {name.strip('"').lower() for name in fields["names"].split()}
    without = fields["without"] is not None
    return lambda raw: _chosen_fields(raw, names, without=without)


def _chosen_fields(raw: bytes, names: set[str], *, without: bool) -> bytes:
    """The header fields of these names, or all others; folded lines stay with their field."""
    kept, keeping = [], False
    for line in header_of(raw).splitlines(keepends=True):
        if not line.strip():
            break
        if line[:1] not in b" \t":
            name = line.partition(b":")[0].decode("ascii", "replace").strip().lower()
            keeping = (name in names) != without
        if keeping:
            kept.append(line)
    return b"".join([*kept, b"\r\n"])
