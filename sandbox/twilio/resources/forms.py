"""Reading the forms of requests about calls."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from urllib.parse import urlsplit

from multidict import MultiDictProxy

from sandbox.twilio.errors import ApiError
from sandbox.twilio.voice.source import Callback, Source

Form = MultiDictProxy[Any]


def text(form: Form, name: str, default: str = "") -> str:
    """A value, or the default if it is not there or empty."""
    return str(form.get(name, "")) or default


def flag(form: Form, name: str, default: bool = False) -> bool:
    """``true`` or ``false``."""
    return text(form, name, str(default)).lower() == "true"


def whole(form: Form, name: str, default: int) -> int:
    """A whole number; raises :class:`ApiError` 20001."""
    value = text(form, name, str(default))
    if not value.isdecimal():
        raise ApiError(20001)
    return int(value)


def address(form: Form, name: str) -> str:
    """An absolute URL, or ""; raises :class:`ApiError` 21205."""
    value = text(form, name)
    if value and (urlsplit(value).scheme not in ("http", "https") or not urlsplit(value).netloc):
        raise ApiError(21205, value)
    return value


def source(form: Form, name: str = "Url", method: str = "Method") -> Source:
    """An address to be asked."""
    return Source(url=address(form, name), method=text(form, method, "POST"))


def callback(form: Form, name: str, events: Iterable[str]) -> Callback:
    """Whom to tell of what; without a word on it, of ``events``."""
    wanted = [event for value in form.getall(f"{name}Event", ()) for event in str(value).split()]
    return Callback(
        url=address(form, name),
        method=text(form, f"{name}Method", "POST"),
        events=frozenset(wanted or events),
    )
