"""The header of a received mail for people to read: decoded as far as possible, never failing."""

from __future__ import annotations

import binascii
import codecs
import re

MAX_HEAD = 256 * 1024
"""Bytes of a message in which its header is looked for."""
MAX_FIELDS = 1000
MAX_VALUE = 20_000
"""Characters of one field that are shown."""

_LINE = re.compile(rb"\r\n|\n|\r")
_NAME = re.compile(rb"[\x21-\x39\x3b-\x7e]+")
"""A field's name (RFC 5322, section 3.6.8)."""
_WORD = re.compile(r"=\?([^?\s]{1,60})\?([bBqQ])\?([^?]{0,400})\?=")
"""An encoded word (RFC 2047, section 2), with the spaces that some programs leave in it. The
lengths are bounded, so that a hostile header costs no more than a long one."""
_BETWEEN = re.compile(r"(\?=)\s+(?==\?)")
_UNSAFE = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\u2028\u2029]")
_NO_CHARSETS = frozenset({"idna", "punycode", "unicode_escape", "raw_unicode_escape", "utf_7"})
"""Codecs of Python that are no charsets of mail, and of which some take quadratic time."""


def fields(head: bytes) -> list[tuple[str, str]]:
    """Name and value of each field in order; ``head`` may be more than the header. Lines that
    belong to no field are passed over."""
    found: list[tuple[str, list[bytes]]] = []
    for line in _LINE.split(head.lstrip(b"\r\n")):
        if not line:
            break
        name, colon, value = line.partition(b":")
        if line[:1] in (b" ", b"\t"):
            if found:
                found[-1][1].append(line)
        elif colon and _NAME.fullmatch(name.rstrip()):
            found.append((name.rstrip().decode("ascii"), [value]))
    return [(name, _readable(b" ".join(parts))) for name, parts in found[:MAX_FIELDS]]


def _readable(value: bytes) -> str:
    """A value on one line, with its encoded words decoded."""
    line = " ".join(_text(value[: 4 * MAX_VALUE]).split())
    decoded = _WORD.sub(_decoded, _BETWEEN.sub(r"\1", line))[:MAX_VALUE]
    return _UNSAFE.sub(" ", decoded.encode("utf-8", "replace").decode())


def _text(raw: bytes) -> str:
    """Bytes beyond ASCII are UTF-8 (RFC 6532) or, in older mail, anything."""
    try:
        return raw.decode()
    except UnicodeDecodeError:
        return raw.decode("cp1252", "replace")


def _decoded(word: re.Match[str]) -> str:
    """One encoded word; as it stands if it cannot be read."""
    charset, kind, text = word[1].partition("*")[0], word[2].lower(), word[3]
    try:
        if kind == "b":
            raw = binascii.a2b_base64(text + "=" * (-len(text) % 4))
        else:
            raw = binascii.a2b_qp(text.encode("utf-8", "replace"), header=True)
        codec = codecs.lookup(charset)
        if codec.name.replace("-", "_") in _NO_CHARSETS:
            return word[0]
        return raw.decode(codec.name, "replace")
    except (LookupError, ValueError):
        return word[0]
