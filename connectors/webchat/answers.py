"""Errors as the widget understands them, over the socket and over HTTP."""

from __future__ import annotations

import json
import math
from typing import Any, NoReturn

import socketio
from aiohttp import web

from conversations.errors import (
    Forbidden,
    NotFound,
    ParleyError,
    RateLimited,
    Unauthenticated,
    Unavailable,
)

_STATUS: tuple[tuple[type[ParleyError], int], ...] = (
    (NotFound, 404),
    (Forbidden, 403),
    (Unauthenticated, 401),
    (RateLimited, 429),
    (Unavailable, 503),
)


def shown(error: ParleyError) -> dict[str, Any]:
    """``{code, message, remedy, retry_after_s?}``."""
    answer: dict[str, Any] = {
        "code": error.code,
        "message": str(error),
        "remedy": error.remedy,
    }
    if isinstance(error, RateLimited):
        answer["retry_after_s"] = math.ceil(error.retry_after_s)
    return answer


def refused(error: ParleyError) -> NoReturn:
    """Refuse a handshake; the reason arrives as the data of ``connect_error``."""
    raise socketio.exceptions.ConnectionRefusedError(str(error), shown(error)) from None


def problem(error: ParleyError) -> web.Response:
    """A problem document (RFC 9457)."""
    status = next((status for kind, status in _STATUS if isinstance(error, kind)), 422)
    body = {
        "type": "about:blank",
        "title": error.code.replace("_", " "),
        "status": status,
        "detail": str(error),
        **shown(error),
    }
    del body["message"]
    answer = web.Response(
        status=status,
        text=json.dumps(body, ensure_ascii=False),
        content_type="application/problem+json",
    )
    if "retry_after_s" in body:
        answer.headers["Retry-After"] = str(body["retry_after_s"])
    elif status == 503:
        answer.headers["Retry-After"] = "5"
    return answer
