"""Safe access to a part of a mail: nothing here ever raises, whatever the part holds."""

from __future__ import annotations

import re
from email.message import EmailMessage, Message
from typing import Any

from connectors.email.parsing import charsets, words
from connectors.email.parsing.part import Part

LONGEST_TEXT = 2_000_000
"""Characters of a part that are read as text."""
_ENCODED = re.compile(r"=\?([A-Za-z0-9_.:-]{1,40})\?[BbQq]\?")
_CONTROLS = re.compile("[\x00-\x08\x0b\x0e-\x1f\x7f-\x9f]")


def header(message: Message[Any, Any], name: str) -> str:
    """The first header of this name, decoded, in one line; empty where there is none."""
    return next(iter(headers(message, name)), "")


def headers(message: Message[Any, Any], name: str) -> list[str]:
    """All headers of this name, decoded, in order."""
    hints = header_hints(message)
    wanted = name.lower()
    return [
        words.decoded(str(value), hints)
        for key, value in message.raw_items()
        if key.lower() == wanted
    ]


def raw_headers(message: Message[Any, Any], name: str) -> list[str]:
    """All headers of this name, unfolded but not decoded: for fields with a syntax of their own."""
    wanted = name.lower()
    return [
        words.unfolded(str(value)) for key, value in message.raw_items() if key.lower() == wanted
    ]


def header_hints(message: Message[Any, Any]) -> tuple[str, ...]:
    """Charsets that unencoded eight-bit headers of this mail may be in, best first."""
    found: list[str] = []
    language = ""
    for key, value in message.raw_items():
        if key.lower() == "content-language":
            language = str(value)
        elif key.lower() in ("subject", "from", "to"):
            found += _ENCODED.findall(str(value)[:2_000])[:2]
    if isinstance(message, Part):
        for count, part in enumerate(message.walk()):
            if count > 20:
                break
            if part.get_content_maintype() == "text":
                found.append(str(part.get_content_charset("")))
    return tuple(label for label in (*found, charsets.language_charset(language)) if label)


def content_bytes(part: EmailMessage) -> tuple[bytes, list[str]]:
    """A part's content without its transfer encoding, and sentences about what is doubtful."""
    if isinstance(part, Part):
        content, problem = part.content()
        return content, [problem] if problem else []
    payload = part.get_payload(decode=True)
    return (payload if isinstance(payload, bytes) else b""), []


def content_text(
    part: EmailMessage, hints: tuple[str, ...] = (), longest: int = LONGEST_TEXT
) -> tuple[str, list[str]]:
    """A part's content as text with ``\\n`` between lines, and what is doubtful about it.

    ``hints`` are charsets to try where the label is missing or wrong; ``longest`` is in characters.
    """
    content, problems = content_bytes(part)
    if len(content) > longest * 4:  # bytes of the longest characters
        most = longest * 4
        content = content[: content.rfind(b"\n", most // 2, most) + 1 or most]
    label = str(part.get_content_charset("") or "")
    if part.get_content_subtype() == "html" and (said := charsets.meta_charset(content)):
        hints = (said, *hints)
    if isinstance(part, Part) and (language := part.raw("content-language")) != "":
        hints = (*hints, charsets.language_charset(language))
    text, problem = charsets.decode(content, label, hints)
    return plain(text[: longest * 2])[:longest], [*problems, problem] if problem else problems


def plain(text: str) -> str:
    """``text`` with ``\\n`` as its only line break and without control characters."""
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    return _CONTROLS.sub("", text.replace("\f", "\n").replace("\x85", "\n"))
