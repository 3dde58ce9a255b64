"""A text as Twilio tells of it: by webhook (a form) or in its list (JSON)."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from conversations.errors import Invalid, UnknownEvent

MAX_MEDIA = 10
_SID = re.compile(r"(?:SM|MM)[0-9a-fA-F]{32}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Media:
    """A file of a text, still at Twilio."""

    url: str
    content_type: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Text:
    """A text that came in. ``opt_out`` is what Twilio itself took it for, if it says so;
    ``sent_at`` is None if only the moment of its arrival is known."""

    sid: str
    sender: str
    recipient: str
    body: str = ""
    media: tuple[Media, ...] = ()
    opt_out: str = ""
    sent_at: datetime | None = None


def sid_of(form: Mapping[str, str]) -> str:
    """The message's SID. Raises UnknownEvent if this is no incoming text: a status that was sent
    to the wrong address, or something that Twilio did not send when this was written."""
    sid = form.get("MessageSid") or form.get("SmsSid") or ""
    if not _SID.fullmatch(sid):
        raise UnknownEvent("A webhook for texts came without a message's SID.")
    status = form.get("SmsStatus") or form.get("MessageStatus") or "received"
    if status not in ("received", "receiving"):
        raise UnknownEvent(
            f"A webhook for incoming texts told the status “{status[:40]}”.",
            remedy="Set the incoming address, not the status address, for incoming texts.",
        )
    return sid


def read(payload: Mapping[str, Any]) -> Text:
    """A journalled payload as a text. Raises Invalid on what is none."""
    form, listed = payload.get("form"), payload.get("listed")
    if isinstance(form, Mapping):
        return _of_form(form)
    if isinstance(listed, Mapping):
        return _of_list(listed)
    raise Invalid("The journal holds no text under this record.")


def _of_form(form: Mapping[str, str]) -> Text:
    media = (
        Media(
            url=form.get(f"MediaUrl{number}", ""),
            content_type=form.get(f"MediaContentType{number}", ""),
        )
        for number in range(min(_count(form.get("NumMedia")), MAX_MEDIA))
    )
    return Text(
        sid=sid_of(form),
        sender=form.get("From", ""),
        recipient=form.get("To", ""),
        body=form.get("Body", ""),
        media=tuple(each for each in media if each.url),
        opt_out=form.get("OptOutType", ""),
    )


def _of_list(listed: Mapping[str, Any]) -> Text:
    try:
        return Text(
            sid=str(listed["sid"]),
            sender=str(listed["from"]),
            recipient=str(listed["to"]),
            body=str(listed["body"]),
            media=tuple(
                Media(url=str(each["url"]), content_type=str(each["content_type"]))
                for each in listed["media"]
            ),
            sent_at=datetime.fromisoformat(listed["sent_at"]) if listed["sent_at"] else None,
        )
    except (KeyError, TypeError, ValueError):
        raise Invalid("The journal holds a listed text that cannot be read.") from None


def _count(given: str | None) -> int:
    return int(given) if given and given.isdecimal() and len(given) < 4 else 0
