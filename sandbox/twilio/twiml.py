"""Reading the TwiML that we answer a text with (https://www.twilio.com/docs/messaging/twiml)."""

from __future__ import annotations

import xml.etree.ElementTree as ET
from dataclasses import dataclass

from sandbox.twilio.webhooks import Answer

PARSE_FAILURE, WRONG_TYPE = 12100, 12300
_XML = ("text/xml", "application/xml", "text/html")


class TwimlError(ValueError):
    """An answer that is no TwiML; ``code`` is Twilio's."""

    def __init__(self, code: int, why: str) -> None:
        self.code = code
        super().__init__(f"{code}: {why}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Say:
    """``<Message>``. Without ``to`` it goes to whoever wrote, without ``sender`` it comes from the
    number that they wrote to."""

    body: str
    media_urls: tuple[str, ...] = ()
    to: str = ""
    sender: str = ""
    status_callback: str = ""


@dataclass(frozen=True, slots=True)
class Redirect:
    """``<Redirect>``: ask that address what to do."""

    url: str
    method: str = "POST"


def read_messaging(answer: Answer) -> list[Say | Redirect]:
    """What is to be done, in order; raises :class:`TwimlError`.

    An empty body is an answer too, and plain text is sent back as it is.
    """
    if not answer.body.strip():
        return []
    kind = answer.kind.partition(";")[0].strip().lower()
    if kind == "text/plain":
        return [Say(body=answer.body.decode("utf-8", "replace"))]
    if kind not in _XML:
        raise TwimlError(WRONG_TYPE, f"the answer is {kind or 'of no type'}")
    try:
        root = ET.fromstring(answer.body)  # noqa: S314 - it comes from our own side
    except ET.ParseError as error:
        raise TwimlError(PARSE_FAILURE, str(error)) from error
    if root.tag != "Response":
        raise TwimlError(PARSE_FAILURE, f"the root is <{root.tag}>")
    return [_verb(element) for element in root]


def _verb(element: ET.Element) -> Say | Redirect:
    if element.tag == "Redirect":
        return Redirect((element.text or "").strip(), element.get("method", "POST"))
    if element.tag != "Message":
        raise TwimlError(PARSE_FAILURE, f"<{element.tag}> is no verb for messages")
    bodies = [element.text or "", *(part.text or "" for part in element.findall("Body"))]
    return Say(
        body="".join(bodies).strip(),
        media_urls=tuple((part.text or "").strip() for part in element.findall("Media")),
        to=element.get("to", ""),
        sender=element.get("from", ""),
        status_callback=element.get("statusCallback", element.get("action", "")),
    )
