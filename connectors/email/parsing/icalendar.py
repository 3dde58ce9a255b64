"""What a calendar part says (RFC 5545, RFC 5546), in a few lines that a person can read."""

from __future__ import annotations

import re
from datetime import datetime, timedelta

from connectors.email.parsing import content_lines
from connectors.email.parsing.content_lines import ContentLine

METHODS = {
    "REQUEST": "Invitation", "CANCEL": "Cancelled", "REPLY": "Answer to an invitation",
    "PUBLISH": "Event", "COUNTER": "Proposal of another time", "ADD": "Addition to an event",
    "REFRESH": "Question for the newest version of an event",
    "DECLINECOUNTER": "Refusal of another time",
}  # fmt: skip
ANSWERS = {
    "ACCEPTED": "accepted", "DECLINED": "declined", "TENTATIVE": "accepted for now",
    "DELEGATED": "passed on", "NEEDS-ACTION": "not answered", "COMPLETED": "done",
}  # fmt: skip
MOST_EVENTS = 5


def summary(text: str, method: str = "") -> str:
    """Lines such as ``Invitation: Inspection``, ``When: 2026-03-04 10:00 - 11:00 (Europe/Berlin)``.

    ``method`` is that of the Content-Type, where the calendar itself has none. Empty if the text
    is no calendar.
    """
    lines = content_lines.read(text)
    events: list[list[ContentLine]] = []
    stack: list[str] = []
    for line in lines:
        if line.name == "BEGIN":
            stack.append(line.value.strip().upper())
            if stack[-1] in ("VEVENT", "VTODO"):
                events.append([])
        elif line.name == "END" and stack:
            stack.pop()
        elif stack and stack[-1] in ("VEVENT", "VTODO"):
            events[-1].append(line)
        elif line.name == "METHOD":
            method = line.value
    kind = METHODS.get(method.strip().upper(), "Event")
    told = ["\n".join(_event(event, kind)) for event in events[:MOST_EVENTS]]
    if len(events) > MOST_EVENTS:
        told.append(f"And {len(events) - MOST_EVENTS} more.")
    return "\n\n".join(told)


def _event(event: list[ContentLine], kind: str) -> list[str]:
    first = {line.name: line for line in reversed(event)}
    if "STATUS" in first and first["STATUS"].value.strip().upper() == "CANCELLED":
        kind = "Cancelled"
    title = first["SUMMARY"].text if "SUMMARY" in first else ""
    out = [f"{kind}: {title or 'without a title'}"]
    if when := _when(first):
        out.append(f"When: {when}")
    if "RRULE" in first:
        out.append(f"Repeats: {_repeats(first['RRULE'].value)}")
    if "LOCATION" in first and first["LOCATION"].text:
        out.append(f"Where: {first['LOCATION'].text}")
    if "ORGANIZER" in first and (who := _person(first["ORGANIZER"])):
        out.append(f"Organiser: {who}")
    if kind == METHODS["REPLY"]:
        for line in [line for line in event if line.name == "ATTENDEE"][:20]:
            answer = ANSWERS.get(line.parameters.get("PARTSTAT", "").upper(), "answered")
            out.append(f"{_person(line)}: {answer}")
    return out


def _person(line: ContentLine) -> str:
    address = re.sub(r"(?i)^mailto:", "", line.text)
    name = line.parameters.get("CN", "").strip()
    return f"{name} <{address}>" if name and address and name != address else name or address


def _when(first: dict[str, ContentLine]) -> str:
    start = first.get("DTSTART") or first.get("DUE")
    if start is None:
        return ""
    begin = _moment(start.value)
    if begin is None:
        return start.text
    moment, has_time = begin
    zone = "UTC" if start.value.strip().endswith("Z") else start.parameters.get("TZID", "")
    finish = _moment(first["DTEND"].value) if "DTEND" in first else None
    end = finish[0] if finish else None
    if end is None and "DURATION" in first:
        end = moment + _duration(first["DURATION"].value)
    if not has_time:
        last = end - timedelta(days=1) if end and end > moment else moment
        return (
            f"{moment:%Y-%m-%d}" + (f" to {last:%Y-%m-%d}" if last > moment else "") + ", all day"
        )
    told = f"{moment:%Y-%m-%d %H:%M}"
    if end is not None and end != moment:
        told += f" - {end:%H:%M}" if end.date() == moment.date() else f" - {end:%Y-%m-%d %H:%M}"
    return f"{told} ({zone})" if zone else told


def _moment(value: str) -> tuple[datetime, bool] | None:
    found = re.match(r"\s*(\d{8})(?:T(\d{4}))?", value)
    if found is None:
        return None
    try:
        if found[2]:
            return datetime.strptime(found[1] + found[2], "%Y%m%d%H%M"), True
        return datetime.strptime(found[1], "%Y%m%d"), False
    except ValueError:
        return None


def _duration(value: str) -> timedelta:
    found = re.match(
        r"P(?:(\d{1,3})W)?(?:(\d{1,4})D)?(?:T(?:(\d{1,4})H)?(?:(\d{1,5})M)?)?", value.strip()
    )
    if found is None:
        return timedelta()
    weeks, days, hours, minutes = (int(piece or 0) for piece in found.groups())
    return timedelta(weeks=weeks, days=days, hours=hours, minutes=minutes)


def _repeats(rule: str) -> str:
    parts = dict(item.split("=", 1) for item in rule.upper().split(";") if "=" in item)
    told = parts.get("FREQ", "yes").lower()
    if parts.get("INTERVAL", "1") != "1":
        told += f", every {parts['INTERVAL']}"
    if "COUNT" in parts:
        told += f", {parts['COUNT']} times"
    if (until := _moment(parts.get("UNTIL", ""))) is not None:
        told += f", until {until[0]:%Y-%m-%d}"
    return told
