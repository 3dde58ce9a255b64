"""Header fields, written and folded by ourselves (RFC 5322, 2047, 2231).

Why not the library's own folding: it breaks long Message-IDs in References into encoded words
(which no mail program puts together again) and, in the Python versions that we support, encodes
the comma between two addresses (CVE-2025-1795).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from email.header import Header
from email.message import MIMEPart
from email.policy import EmailPolicy
from typing import Any
from urllib.parse import quote

from connectors.email.parsing.parsed import MailAddress
from conversations.errors import DeliveryRefused

LINE = 76
"""Characters of a line that are aimed at (RFC 5322, 2.1.1 asks for 78); 998 is the hard limit."""
LONGEST_WORD = 60
LONGEST_ID = 900
LONGEST_NAME = 120
_CONTROLS = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]+")
INVISIBLE = re.compile(r"[\u200e\u200f\u202a-\u202e\u2066-\u2069]")
"""Marks that turn the direction of what follows: in a name they can disguise the address."""
_PLAIN_PHRASE = re.compile(r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~ -]+\Z")
_ADDRESS = re.compile(r"[^@\s<>,;:\"()\[\]\\\x00-\x1f\x7f-\x9f]+@[A-Za-z0-9._-]+\Z")
_ID = re.compile(r"[!-;=?-~]+\Z")


class Folded(str):
    """A header's value that is folded and encoded already and goes out as it stands."""

    __slots__ = ()


class _ReadyPolicy(EmailPolicy):
    """The library's SMTP policy, but what is :class:`Folded` is left alone."""

    def header_store_parse(self, name: str, value: Any) -> tuple[str, Any]:
        """Keep folded values; the library parses all others."""
        return (
            (name, value) if isinstance(value, Folded) else super().header_store_parse(name, value)
        )


READY: EmailPolicy = _ReadyPolicy(
    linesep="\r\n", cte_type="7bit", refold_source="none", raise_on_defect=True
)
"""7-bit throughout: every server takes that, and none re-encodes it on the way."""


def part() -> MIMEPart:
    """An empty part under :data:`READY`."""
    return MIMEPart(policy=READY)


def one_line(text: str, longest: int = 500) -> str:
    """Words without line breaks and control characters: nothing in them can end a header."""
    return " ".join(_CONTROLS.sub(" ", text).split())[:longest].strip()


def unstructured(name: str, text: str) -> Folded:
    """A field of free words, such as Subject."""
    words = one_line(text)
    plain = (
        words.isascii()
        and "=?" not in words
        and all(len(word) <= LONGEST_WORD for word in words.split())
    )
    charset = "us-ascii" if plain else "utf-8"
    header = Header(words, charset, maxlinelen=LINE, header_name=name)
    return Folded(header.encode(linesep="\r\n"))


def addresses(name: str, given: Sequence[MailAddress]) -> Folded:
    """A list of mailboxes, each on a line of its own once it gets long."""
    written = [_mailbox(each) for each in given]
    whole = ", ".join(written)
    return Folded(whole if len(name) + 2 + len(whole) <= LINE else ",\r\n ".join(written))


def checked(address: str) -> str:
    """A bare address as it may stand in headers and on an SMTP line; raises DeliveryRefused."""
    if not _ADDRESS.match(address) or len(address) > 320:
        shown = one_line(address, 100)
        raise DeliveryRefused(
            f"“{shown}” is no mail address.", remedy="Correct the address and send again."
        )
    return address


def message_ids(ids: Sequence[str]) -> Folded:
    """Message-IDs in angle brackets, never broken: as many on a line as fit."""
    lines: list[str] = []
    for each in ids:
        bracketed = f"<{each}>"
        if lines and len(lines[-1]) + 1 + len(bracketed) <= LINE - 12:
            lines[-1] += f" {bracketed}"
        else:
            lines.append(bracketed)
    return Folded("\r\n ".join(lines))


def usable_id(message_id: object) -> str:
    """A Message-ID without brackets if it may be repeated in a header of ours, else empty."""
    if not isinstance(message_id, str) or len(message_id) > LONGEST_ID:
        return ""
    return message_id if _ID.match(message_id) else ""


def parameter(name: str, value: str) -> str:
    """A parameter such as a file's name; what is not short ASCII by RFC 2231, in pieces."""
    if value.isascii() and len(value) <= LONGEST_WORD and value.isprintable():
        escaped = value.replace("\\", "\\\\").replace('"', '\\"')
        return f'{name}="{escaped}"'
    pieces = [""]
    for character in value:
        encoded = quote(character, safe="")
        if len(pieces[-1]) + len(encoded) > LONGEST_WORD - 10:
            pieces.append("")
        pieces[-1] += encoded
    if len(pieces) == 1:
        return f"{name}*=utf-8''{pieces[0]}"
    pieces[0] = f"utf-8''{pieces[0]}"
    return ";\r\n ".join(f"{name}*{number}*={piece}" for number, piece in enumerate(pieces))


def with_parameters(value: str, *parameters: str) -> Folded:
    """A field with parameters, such as Content-Disposition."""
    return Folded(";\r\n ".join((value, *parameters)))


def _mailbox(given: MailAddress) -> str:
    address = checked(given.address)
    name = INVISIBLE.sub("", one_line(given.name, LONGEST_NAME))
    if not name or name.lower() == address.lower():
        return address
    if not name.isascii() or "=?" in name:
        phrase = Header(name, "utf-8", maxlinelen=LINE).encode(linesep="\r\n")
    elif _PLAIN_PHRASE.match(name):
        phrase = name
    else:
        escaped = name.replace("\\", "\\\\").replace('"', '\\"')
        phrase = f'"{escaped}"'
    breaks = len(phrase) + len(address) + 3 > LINE - 6
    return f"{phrase}\r\n <{address}>" if breaks else f"{phrase} <{address}>"
