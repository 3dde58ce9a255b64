"""``winmail.dat``: what Outlook packs together for Outlook (MS-OXTNEF), unpacked within limits."""

from __future__ import annotations

import struct
from dataclasses import dataclass, field

from connectors.email.parsing import charsets

SIGNATURE = 0x223E9F78
MOST_FILES = 200
DEEPEST = 3
_BODY, _ATTACH_DATA, _ATTACH_TITLE, _RENDERING = 0x800C, 0x800F, 0x8010, 0x9002
_PROPERTIES, _ATTACH_PROPERTIES, _CODEPAGE = 0x9003, 0x9005, 0x9007
_PR_BODY, _PR_HTML, _PR_RTF, _PR_CPID = 0x1000, 0x1013, 0x1009, 0x3FDE
_PR_DATA, _PR_NAME, _PR_LONG_NAME, _PR_TYPE, _PR_CID = 0x3701, 0x3704, 0x3707, 0x370E, 0x3712
_SIZES = {0x02: 4, 0x03: 4, 0x04: 4, 0x05: 8, 0x06: 8, 0x07: 8, 0x0A: 4, 0x0B: 4, 0x14: 8,
          0x40: 8, 0x48: 16}  # fmt: skip
_COUNTED = frozenset({0x0D, 0x1E, 0x1F, 0x102})
_MOST_PROPERTIES = 5_000


class NotTnef(Exception):
    """The bytes are no TNEF, or broken before anything could be read."""


@dataclass(slots=True)
class TnefFile:
    """A file in it."""

    name: str = ""
    content_type: str = ""
    content_id: str | None = None
    content: bytes = b""


@dataclass(slots=True)
class Tnef:
    """What is in it: text and HTML if they are there as such, and files."""

    text: str = ""
    html: str = ""
    rtf: bytes = b""
    """The body as compressed RTF; it is not decompressed."""
    files: list[TnefFile] = field(default_factory=list)
    cut_off: bool = False


def read(content: bytes, depth: int = 0) -> Tnef:
    """Unpack; raises :class:`NotTnef`. What is cut off is read as far as it goes."""
    if len(content) < 6 or struct.unpack_from("<I", content)[0] != SIGNATURE:
        raise NotTnef
    found = Tnef()
    codepage = "cp1252"
    body, html = b"", b""
    at = 6
    while at + 9 <= len(content):
        attribute, length = struct.unpack_from("<xII", content, at)
        at += 9
        if at + length > len(content):
            found.cut_off = True
            break
        data = content[at : at + length]
        at += length + 2  # a checksum follows
        number = attribute & 0xFFFF
        if number == _CODEPAGE and len(data) >= 4:
            codepage = f"cp{struct.unpack_from('<I', data)[0]}"
        elif number == _BODY:
            body = data.rstrip(b"\0")
        elif number == _PROPERTIES:
            for kind, values in _properties(data):
                if kind[0] == _PR_BODY and values:
                    found.text = _string(values[0], kind[1], codepage)
                elif kind[0] == _PR_HTML and values:
                    html = values[0] if kind[1] == 0x102 else _string(
                        values[0], kind[1], codepage).encode()  # fmt: skip
                elif kind[0] == _PR_RTF and values:
                    found.rtf = values[0]
                elif kind[0] == _PR_CPID and values:
                    codepage = f"cp{struct.unpack_from('<I', values[0])[0]}"
        elif number == _RENDERING:
            if len(found.files) >= MOST_FILES:
                found.cut_off = True
                break
            found.files.append(TnefFile())
        elif found.files:
            _into(found.files[-1], number, data, codepage, depth)
    if body and not found.text:
        found.text = charsets.decode(body, codepage)[0]
    if html:
        found.html = charsets.decode(html, codepage, [charsets.meta_charset(html)])[0]
    return found


def _into(file: TnefFile, number: int, data: bytes, codepage: str, depth: int) -> None:
    """Add an attribute to the file that it belongs to."""
    if number == _ATTACH_TITLE:
        file.name = file.name or charsets.decode(data.rstrip(b"\0"), codepage)[0]
    elif number == _ATTACH_DATA:
        file.content = data
    elif number == _ATTACH_PROPERTIES:
        for (name, kind), values in _properties(data):
            if not values:
                continue
            if name == _PR_LONG_NAME:
                file.name = _string(values[0], kind, codepage)
            elif name == _PR_NAME:
                file.name = file.name or _string(values[0], kind, codepage)
            elif name == _PR_TYPE:
                file.content_type = _string(values[0], kind, codepage).lower()
            elif name == _PR_CID:
                file.content_id = _string(values[0], kind, codepage).strip("<>")
            elif name == _PR_DATA and not file.content:
                # an object begins with the id of its interface
                file.content = values[0][16:] if kind == 0x0D else values[0]
                if kind == 0x0D and file.content[:4] == struct.pack("<I", SIGNATURE):
                    _nested(file, depth)


def _nested(file: TnefFile, depth: int) -> None:
    """A mail of Outlook's as a file: its text is what a person can read of it."""
    if depth >= DEEPEST:
        return
    try:
        inner = read(file.content, depth + 1)
    except NotTnef:
        return
    if inner.html or inner.text:
        file.content = (inner.html or inner.text).encode()
        file.content_type = "text/html" if inner.html else "text/plain"
        file.name = (file.name or "message") + (".html" if inner.html else ".txt")


def _string(value: bytes, kind: int, codepage: str) -> str:
    if kind == 0x1F:
        return value.decode("utf-16-le", "replace").rstrip("\0")
    return charsets.decode(value.rstrip(b"\0"), codepage)[0]


def _properties(data: bytes) -> list[tuple[tuple[int, int], list[bytes]]]:
    """MAPI properties: ``((id, type), values)`` as far as they can be read (MS-OXTNEF, 2.1.3.4)."""
    out: list[tuple[tuple[int, int], list[bytes]]] = []
    try:
        count = struct.unpack_from("<I", data)[0]
        at = 4
        for _ in range(min(count, _MOST_PROPERTIES)):
            kind, number = struct.unpack_from("<HH", data, at)
            at += 4
            if number >= 0x8000:  # a named one: GUID, then a number or a name
                named, length = struct.unpack_from("<II", data, at + 16)
                at += 24 + (_padded(length) if named else 0)
            values, at = _values(data, at, kind)
            out.append(((number, kind & 0xFFF), values))
    except (struct.error, ValueError):
        return out
    return out


def _values(data: bytes, at: int, kind: int) -> tuple[list[bytes], int]:
    plain = kind & 0xFFF
    count = 1
    if plain in _COUNTED or kind & 0x1000:
        count = struct.unpack_from("<I", data, at)[0]
        at += 4
    if count > _MOST_PROPERTIES:
        raise ValueError("too many values")
    values = []
    for _ in range(count):
        if plain in _COUNTED:
            length = struct.unpack_from("<I", data, at)[0]
            at += 4
            step = _padded(length)
        elif plain in _SIZES:
            length = step = _SIZES[plain]
        else:
            raise ValueError("a type that is not known")
        if at + length > len(data):
            raise ValueError("cut off")
        values.append(data[at : at + length])
        at += step
    return values, at


def _padded(length: int) -> int:
    return length + -length % 4
