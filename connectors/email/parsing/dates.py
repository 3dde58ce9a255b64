"""The Date header (RFC 5322, 3.3 and 4.3), and what stands there instead."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta, timezone
from email.utils import parsedate_tz

MONTHS = {
    # names in other languages that some programs write, without what English has the same
    "jän": 1, "janv": 1, "ene": 1, "oca": 1, "янв": 1, "gen": 1, "sty": 1,
    "févr": 2, "fév": 2, "şub": 2, "фев": 2, "fev": 2, "lut": 2,
    "mär": 3, "mrz": 3, "mars": 3, "мар": 3, "mrt": 3, "maart": 3,
    "avr": 4, "abr": 4, "nis": 4, "апр": 4, "kwi": 4,
    "mai": 5, "mei": 5, "maj": 5, "май": 5, "мая": 5, "mag": 5,
    "juin": 6, "haz": 6, "июн": 6, "giu": 6, "cze": 6,
    "juil": 7, "tem": 7, "июл": 7, "lug": 7, "lip": 7,
    "août": 8, "aoû": 8, "ağu": 8, "авг": 8, "ago": 8, "sie": 8,
    "eyl": 9, "сен": 9, "set": 9, "wrz": 9,
    "okt": 10, "eki": 10, "окт": 10, "ott": 10, "out": 10, "paź": 10,
    "kas": 11, "ноя": 11, "lis": 11, "dez": 12, "dic": 12, "déc": 12,
    "ara": 12, "дек": 12, "gru": 12,
}  # fmt: skip
ENGLISH = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_WORD = re.compile(r"[^\W\d_]{3,12}")


def read(value: str) -> datetime | None:
    """The moment that a decoded Date header says, in UTC; None if it cannot be understood."""
    text = " ".join(value[:120].split())
    if not text:
        return None
    for candidate in (text, _in_english(text)):
        try:
            parts = parsedate_tz(candidate)
            moment = _moment(parts) if parts else None
        except (ValueError, TypeError, IndexError, OverflowError):
            moment = None
        if moment is not None:
            return moment
    try:
        moment = datetime.fromisoformat(text)
        moment = moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
    except (ValueError, OverflowError):
        return None
    return moment if 1970 <= moment.year < 2100 else None


def _moment(parts: tuple[int | None, ...]) -> datetime | None:
    year, month, day, hour, minute, second = (int(part or 0) for part in parts[:6])
    if not 1970 <= year < 2100:
        return None
    offset = parts[9] or 0
    if abs(offset) >= 24 * 3600:  # a zone such as +9900 means nothing
        offset = 0
    zone = timezone(timedelta(seconds=offset))
    return datetime(year, month, day, hour, minute, min(second, 59), tzinfo=zone).astimezone(UTC)


def _in_english(text: str) -> str:
    """``text`` with the month's name in English, and without a day's name, which is not needed."""
    head, comma, rest = text.partition(",")
    if comma and not re.search(r"\d", head):
        text = rest.strip()

    def month(found: re.Match[str]) -> str:
        word = found[0].lower()
        number = MONTHS.get(word) or MONTHS.get(word[:4]) or MONTHS.get(word[:3])
        return ENGLISH[number - 1] if number else found[0]

    return _WORD.sub(month, text).replace(". ", " ")
