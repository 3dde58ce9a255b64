"""From a journalled call to what the domain knows of its beginning. Pure."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from conversations.calls.call import CallArrival, CallPlan
from conversations.channels import Channel
from conversations.contacts import Identity
from conversations.errors import Invalid, UnknownEvent
from conversations.inbound import InboundMessage, JournalRecord
from conversations.places import Inbox

TRUSTED = "TN-Validation-Passed-A"
"""The caller's network vouches for the number (STIR/SHAKEN, attestation A)."""
WITHHELD_NAME = "Withheld number"

_SID = re.compile(r"CA[0-9a-fA-F]{32}")
_E164 = re.compile(r"\+[1-9][0-9]{6,14}")
_ADDRESS = re.compile(r"(?:sip:[^\s@;?<>]{1,64}@[^\s;?<>]{1,128}|client:[^\s?<>]{1,120})")
_WITHHELD = frozenset({"+266696687", "+7378742833", "+2562533", "+8656696", "+86282452253"})
"""The words ANONYMOUS, RESTRICTED, BLOCKED, UNKNOWN and UNAVAILABLE, as networks spell them on the
keys of a telephone and Twilio hands them on for numbers."""


def call_sid(form: Mapping[str, str]) -> str:
    """The SID of the call that a webhook is about. Raises UnknownEvent if there is none."""
    sid = form.get("CallSid", "")
    if not _SID.fullmatch(sid):
        raise UnknownEvent("A webhook for calls came without a call's SID.")
    return sid


def has_called(form: Mapping[str, str]) -> bool:
    """Whether a webhook is about somebody who has called us, and whom we have answered."""
    ours = form.get("Direction", "inbound") == "inbound"
    return ours and form.get("CallStatus", "") in ("ringing", "in-progress", "completed")


def number_of(form: Mapping[str, str]) -> str:
    """Where the person on a line can be called: a number in E.164, or a SIP address; empty if that
    is withheld."""
    theirs = "From" if form.get("Direction", "inbound") == "inbound" else "To"
    given = form.get(theirs, "").strip()
    if given in _WITHHELD:
        return ""
    address = given.partition(";")[0]
    if _E164.fullmatch(given) or _ADDRESS.fullmatch(address):
        return address
    return ""


def listed(call: Any) -> dict[str, Any]:
    """What is kept of a call that did not reach us, from Twilio's list of calls."""
    began = call.start_time or call.date_created
    return {
        "form": {
            "CallSid": str(call.sid),
            "From": call._from or "",  # so the library names it, unlike in messages
            "To": call.to or "",
            "CallerName": call.caller_name or "",
            "Direction": "inbound",
            "CallStatus": str(call.status),
        },
        "missed": {
            "began_at": began.isoformat(),
            "ended_at": (call.end_time or began).isoformat(),
        },
    }


def read(inbox: Inbox, record: JournalRecord) -> InboundMessage:
    """A journalled call. Raises Invalid on what is none."""
    form = record.payload.get("form")
    if not isinstance(form, Mapping) or form.get("CallSid") != record.external_id:
        raise Invalid("The journal holds no call under this record.")
    return _message(inbox, record, form, _missed(record.payload.get("missed")))


def _missed(kept: Any) -> tuple[datetime, datetime] | None:
    if kept is None:
        return None
    try:
        began, ended = (datetime.fromisoformat(kept[name]) for name in ("began_at", "ended_at"))
    except (KeyError, TypeError, ValueError):
        raise Invalid("When a call that did not reach us was cannot be read.") from None
    return began, ended


def _message(
    inbox: Inbox,
    record: JournalRecord,
    form: Mapping[str, Any],
    missed: tuple[datetime, datetime] | None,
) -> InboundMessage:
    sid, number = record.external_id, number_of(form)
    address = number or f"withheld-{sid}"
    vouched = bool(number) and form.get("StirVerstat") == TRUSTED
    name = " ".join(str(form.get("CallerName", "")).split())[:120]
    return InboundMessage(
        inbox_id=inbox.id,
        channel=Channel.VOICE,
        external_id=sid,
        thread=address,
        sender=Identity(
            channel=Channel.VOICE,
            address=address,
            verified_by="twilio" if vouched else None,
            verified_at=record.received_at if vouched else None,
        ),
        sender_name=name if number else WITHHELD_NAME,
        sent_at=missed[0] if missed else record.received_at,
        call=CallArrival(
            sid=sid,
            ours=str(form.get("To", "")),
            theirs=number,
            plan=CallPlan.of(inbox.settings),
            missed=missed,
        ),
    )
