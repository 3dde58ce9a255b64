"""Header values to text: encoded words (RFC 2047) as broken as they come, and raw eight-bit."""

from __future__ import annotations

import binascii
import re
from urllib.parse import unquote_to_bytes

from connectors.email.parsing import charsets

LONGEST_LINE = 2_000
"""Characters that a single-line value keeps."""
_LONGEST_WORD = 4_000
_LONGEST_VALUE = 64_000
_START = re.compile(r"=\?\s?([A-Za-z0-9_.:+()-]{1,60})(?:\*[A-Za-z0-9-]{0,20})?\s?\?([BbQq])\?")
_SPACES = re.compile(r"[\t\n\v\f\r\x1c-\x1f\x85\u2028\u2029]+")
_UNSEEN = re.compile(r"[\x00-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")
_FOLD = re.compile(r"\r?\n(?=[ \t])")
_SURROGATE = re.compile("[\ud800-\udfff]+")


def one_line(text: str, longest: int = LONGEST_LINE) -> str:
    """``text`` fit for one line of a screen and for one header: no line breaks, no control
    characters, none that turn the direction of writing around (U+202A-202E, U+2066-2069)."""
    text = _SURROGATE.sub("\ufffd", text[: longest * 4])
    return _UNSEEN.sub("", _SPACES.sub(" ", text)).strip()[:longest]


def decoded(value: str, hints: tuple[str, ...] = ()) -> str:
    """A header's value in one line: unfolded, encoded words decoded. ``value`` holds raw eight-bit
    bytes as surrogates (``surrogateescape``). Never raises."""
    return one_line(words_decoded(unfolded(value[:_LONGEST_VALUE]), hints))


def unfolded(value: str) -> str:
    """``value`` in one line, not yet decoded (RFC 5322, 2.2.3)."""
    return _FOLD.sub("", value).replace("\r", " ").replace("\n", " ")


def words_decoded(value: str, hints: tuple[str, ...] = ()) -> str:
    """``value`` with its encoded words decoded, and neighbours of one charset joined as bytes, so
    that a character split between them is whole again."""
    if "=?" not in value:
        return eight_bit(value, hints)
    out: list[str] = []
    pending: list[tuple[str, str, str]] = []  # charset, encoding, payload of neighbours
    at = 0
    for start, end, word in _found(value):
        between = value[at:start]
        if not pending or between.strip():
            _flush(pending, out)
            out.append(eight_bit(between, hints))
        pending.append(word)
        at = end
    _flush(pending, out)
    out.append(eight_bit(value[at:], hints))
    return "".join(out)


def _found(value: str) -> list[tuple[int, int, tuple[str, str, str]]]:
    """Encoded words with their places. The next end is looked up once, so time stays linear."""
    words = []
    at, end = 0, -1
    while (start := _START.search(value, at)) is not None:
        if end < start.end():
            end = value.find("?=", start.end())
        if end < 0:
            rest = value[start.end() :].rstrip("?")
            if rest and " " not in rest and len(rest) < _LONGEST_WORD:  # the header was cut off
                words.append((start.start(), len(value), (start[1], start[2].upper(), rest)))
            break
        if end - start.end() > _LONGEST_WORD:
            at = start.end()
            continue
        payload = value[start.end() : end]
        words.append((start.start(), end + 2, (start[1], start[2].upper(), payload)))
        at = end + 2
    return words


def _flush(pending: list[tuple[str, str, str]], out: list[str]) -> None:
    """Decode neighbouring words and append their text."""
    runs: list[tuple[str, bytearray]] = []
    carry = ""
    for place, (charset, encoding, payload) in enumerate(pending):
        following = pending[place + 1] if place + 1 < len(pending) else None
        payload, carry = carry + payload, ""
        if encoding == "B" and following is not None and following[:2] == (charset, encoding):
            compact = "".join(payload.split())
            if "=" not in compact and len(compact) % 4:
                cut = len(compact) - len(compact) % 4  # a group of four split between two words
                payload, carry = compact[:cut], compact[cut:]
        content = _payload(encoding, payload)
        if runs and runs[-1][0] == charset.lower():
            runs[-1][1].extend(content)
        else:
            runs.append((charset.lower(), bytearray(content)))
    out.extend(charsets.decode(bytes(content), charset)[0] for charset, content in runs)
    pending.clear()


def _payload(encoding: str, payload: str) -> bytes:
    """The bytes of one word, in the encoding that it evidently has."""
    compact = "".join(payload.split())
    quoted = re.search(r"=[0-9A-Fa-f]{2}", compact) is not None
    if encoding == "B" and not quoted and "_" not in compact:
        bare = re.sub(r"[^A-Za-z0-9+/]", "", compact)
        bare = bare[:-1] if len(bare) % 4 == 1 else bare
        return binascii.a2b_base64(bare + "=" * (-len(bare) % 4))
    is_base64 = len(compact) % 4 == 0 and re.fullmatch(r"[A-Za-z0-9+/]{4,}={1,2}", compact)
    if encoding == "Q" and not quoted and is_base64:
        return binascii.a2b_base64(compact)
    raw = payload.encode("utf-8", "surrogateescape").replace(b"_", b" ")
    return re.sub(rb"=([0-9A-Fa-f]{2})", lambda code: bytes([int(code[1], 16)]), raw)


def eight_bit(value: str, hints: tuple[str, ...] = ()) -> str:
    """``value`` with bytes that stand in it as surrogates decoded: UTF-8, else by the hints."""
    if not _SURROGATE.search(value):
        return value
    return charsets.decode(value.encode("utf-8", "surrogateescape"), "", hints)[0]


def percent_decoded(value: str, charset: str, hints: tuple[str, ...] = ()) -> str:
    """An extended value of RFC 2231, 4, without its charset and language."""
    raw = unquote_to_bytes(value.encode("utf-8", "surrogateescape"))
    return charsets.decode(raw, charset, hints)[0]
