"""Reading the TwiML that we answer a call with."""

from __future__ import annotations

import xml.etree.ElementTree as ET
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from sandbox.twilio.voice.grammar import GRAMMAR, SSML, VERBS, fits
from sandbox.twilio.webhooks import Answer

PARSE_FAILURE, SCHEMA_WARNING, WRONG_TYPE = 12100, 12200, 12300
_XML = ("text/xml", "application/xml", "text/html")

Verbs = Sequence[ET.Element]


class DocumentError(Exception):
    """A document that cannot be had or done; ``code`` is Twilio's."""

    def __init__(self, code: int, why: str) -> None:
        self.code, self.why = code, why
        super().__init__(f"{code}: {why}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Complaint:
    """What Twilio's debugger would have about a call."""

    call_sid: str
    code: int
    why: str
    url: str = ""


def read(answer: Answer, url: str, allowed: Collection[str] = VERBS) -> Verbs:
    """The verbs of an answer; raises :class:`DocumentError`. Sound (from ``url``) is
    played, text is said."""
    if answer.error:
        raise DocumentError(answer.error, f"the answer was {answer.status or 'none'}")
    kind = answer.kind.partition(";")[0].strip().lower()
    if kind.startswith("audio/"):
        return [_element("Play", url)]
    if kind == "text/plain":
        return [_element("Say", answer.body.decode("utf-8", "replace"))]
    if kind not in _XML:
        raise DocumentError(WRONG_TYPE, f"the answer is {kind or 'of no type'}")
    return parse(answer.body, allowed)


def parse(body: bytes | str, allowed: Collection[str] = VERBS) -> Verbs:
    """The verbs of a document; raises :class:`DocumentError`."""
    try:
        root = ET.fromstring(body)  # noqa: S314 - it comes from our own side
    except ET.ParseError as error:
        raise DocumentError(PARSE_FAILURE, str(error)) from error
    if root.tag != "Response":
        raise DocumentError(PARSE_FAILURE, f"the root is <{root.tag}>")
    for verb in root:
        if verb.tag not in VERBS:
            raise DocumentError(PARSE_FAILURE, f"<{verb.tag}> is no verb for calls")
        if verb.tag not in allowed:
            raise DocumentError(SCHEMA_WARNING, f"<{verb.tag}> cannot be used here")
        _check(verb)
    return list(root)


def words(element: ET.Element) -> str:
    """All that is written in it, on one line."""
    return " ".join("".join(element.itertext()).split())


def _element(tag: str, text: str) -> ET.Element:
    element = ET.Element(tag)
    element.text = text
    return element


def _check(element: ET.Element) -> None:
    known = GRAMMAR[element.tag]
    if element.tag not in SSML:
        for name, value in element.attrib.items():
            if name not in known.attributes:
                raise DocumentError(SCHEMA_WARNING, f"<{element.tag}> has no attribute {name}")
            if not fits(known.attributes[name], value):
                raise DocumentError(SCHEMA_WARNING, f"<{element.tag}> cannot have {name}={value!r}")
    if not known.text and (element.text or "").strip():
        raise DocumentError(SCHEMA_WARNING, f"<{element.tag}> cannot have words in it")
    for child in element:
        if child.tag not in known.children:
            raise DocumentError(SCHEMA_WARNING, f"<{child.tag}> cannot be in <{element.tag}>")
        _check(child)
