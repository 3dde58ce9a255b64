"""Dates as Twilio writes them, and the filters of lists."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from email.utils import format_datetime

from sandbox.twilio.errors import ApiError


def rfc2822(at: datetime | None) -> str | None:
    """``Thu, 24 Aug 2023 05:01:45 +0000``."""
    return format_datetime(at.astimezone(UTC)) if at is not None else None


def within(at: datetime, query: Mapping[str, str], name: str) -> bool:
    """Whether a moment passes the filters ``name``, ``name>`` and ``name<``.

    Each takes a day or a moment, to the second; all include what they name. A day before which
    something has to be counts whole.
    """
    at = at.replace(microsecond=0)
    for suffix in ("", ">", "<"):
        value = query.get(name + suffix)
        if not value:
            continue
        first, last = _span(value)
        if (suffix != "<" and at < first) or (suffix != ">" and at > last):
            return False
    return True


def _span(value: str) -> tuple[datetime, datetime]:
    try:
        if len(value) == len("2009-07-06"):
            day = datetime.combine(date.fromisoformat(value), datetime.min.time(), UTC)
            return day, day + timedelta(days=1, seconds=-1)
        moment = datetime.fromisoformat(value)
    except ValueError as error:
        raise ApiError(20001) from error
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=UTC)
    return moment, moment
