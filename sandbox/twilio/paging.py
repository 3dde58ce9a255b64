"""Lists in pages (https://www.twilio.com/docs/usage/twilios-response#pagination).

A page is found again by its token, which names the entry that it follows (or comes before), so
that nothing is skipped or seen twice when entries come in between two requests.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, Protocol, TypeVar
from urllib.parse import quote, urlencode

from aiohttp import web

from sandbox.twilio.errors import ApiError

DEFAULT_SIZE, LARGEST = 50, 1000
_AFTER, _BEFORE = "PA", "PB"


class Listed(Protocol):
    """What has a SID."""

    @property
    def sid(self) -> str:
        """Its SID."""


T = TypeVar("T", bound=Listed)


def page_of(
    request: web.Request, name: str, found: Sequence[T], render: Callable[[T], dict[str, Any]]
) -> web.Response:
    """One page of ``found`` as the request wants it, under ``name``."""
    size = max(1, min(_number(request, "PageSize", DEFAULT_SIZE), LARGEST))
    page = _number(request, "Page", 0)
    start = _start(request.query.get("PageToken", ""), found, page, size)
    shown = found[start : start + size]
    filters = [
        (key, value)
        for key, value in request.query.items()
        if key not in ("PageSize", "Page", "PageToken")
    ]

    def uri(number: int, token: str = "") -> str:
        pairs = [*filters, ("PageSize", str(size)), ("Page", str(number))]
        pairs += [("PageToken", token)] if token else []
        return f"{request.path}?{urlencode(pairs, quote_via=quote)}"

    more = start + size < len(found)
    first = page * size
    return web.json_response(
        {
            "first_page_uri": uri(0),
            "end": first + max(0, len(shown) - 1),
            "previous_page_uri": (
                uri(page - 1, _BEFORE + shown[0].sid) if page > 0 and shown else None
            ),
            name: [render(one) for one in shown],
            "uri": uri(page, request.query.get("PageToken", "")),
            "page_size": size,
            "start": first,
            "next_page_uri": uri(page + 1, _AFTER + shown[-1].sid) if more else None,
            "page": page,
        }
    )


def _start(token: str, found: Sequence[T], page: int, size: int) -> int:
    if not token:
        return page * size
    places = {one.sid: index for index, one in enumerate(found)}
    place = places.get(token[2:])
    if place is None or token[:2] not in (_AFTER, _BEFORE):
        raise ApiError(20001)
    return place + 1 if token.startswith(_AFTER) else max(0, place - size)


def _number(request: web.Request, name: str, default: int) -> int:
    value = request.query.get(name, "")
    if not value:
        return default
    if not value.isdecimal():
        raise ApiError(20001)
    return int(value)
