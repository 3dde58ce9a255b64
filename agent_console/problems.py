"""The one place that maps errors to problem documents (RFC 9457) and to socket answers."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from http import HTTPStatus

from aiohttp import web
from pydantic import ValidationError

from agent_console.wire.scalars import FieldError, Problem
from conversations.errors import (
    Conflict,
    Forbidden,
    Invalid,
    NotFound,
    ParleyError,
    RateLimited,
    Unauthenticated,
    Unavailable,
)

RETRY_AFTER_S = 5

_STATUS: tuple[tuple[type[ParleyError], HTTPStatus], ...] = (
    (NotFound, HTTPStatus.NOT_FOUND),
    (Forbidden, HTTPStatus.FORBIDDEN),
    (Unauthenticated, HTTPStatus.UNAUTHORIZED),
    (Conflict, HTTPStatus.CONFLICT),
    (RateLimited, HTTPStatus.TOO_MANY_REQUESTS),
    (Unavailable, HTTPStatus.SERVICE_UNAVAILABLE),
    (Invalid, HTTPStatus.UNPROCESSABLE_ENTITY),
)


class InvalidFields(Invalid):
    """A request's fields are not as they should be; ``fields`` says which and why."""

    def __init__(self, fields: Mapping[str, str]) -> None:
        super().__init__(
            "; ".join(f"{field}: {message}" for field, message in list(fields.items())[:3])
            or "The request is not as it should be.",
            remedy="Correct the fields named and send it again.",
            fields=fields,
        )


class TotpRequired(Unauthenticated):
    """The password is right and the account asks for a code of its authenticator as well."""

    code = "totp_required"
    remedy = "Enter the six digits that your authenticator shows."


def from_validation(error: ValidationError) -> InvalidFields:
    """Turn pydantic's finding into ours; the value itself is never repeated."""
    return InvalidFields(
        {
            ".".join(str(part) for part in item["loc"]) or "body": item["msg"]
            for item in error.errors(include_url=False, include_input=False, include_context=False)
        }
    )


def status_of(error: ParleyError) -> HTTPStatus:
    """The HTTP status of an error of the domain."""
    for kind, status in _STATUS:
        if isinstance(error, kind):
            return status
    return HTTPStatus.BAD_REQUEST


def document(error: ParleyError) -> Problem:
    """The problem document of an error."""
    status = status_of(error)
    return Problem(
        title=status.phrase,
        status=status,
        detail=str(error),
        code=error.code,
        remedy=error.remedy,
        errors=_fields(error),
    )


def _fields(error: ParleyError) -> list[FieldError] | None:
    if not isinstance(error, Invalid) or not error.fields:
        return None
    return [FieldError(field=field, message=message) for field, message in error.fields.items()]


def response(error: ParleyError) -> web.Response:
    """The HTTP answer of an error, with Retry-After where waiting helps."""
    answer = _answer(document(error))
    if isinstance(error, RateLimited):
        answer.headers["Retry-After"] = str(max(1, math.ceil(error.retry_after_s)))
    elif isinstance(error, Unavailable):
        answer.headers["Retry-After"] = str(RETRY_AFTER_S)
    return answer


def plain(status: int, code: str, detail: str = "", remedy: str = "") -> web.Response:
    """A problem document for what HTTP itself refuses (no such path, body too large, …)."""
    return _answer(
        Problem(
            title=HTTPStatus(status).phrase, status=status, detail=detail, code=code, remedy=remedy
        )
    )


def socket_answer(error: ParleyError) -> dict[str, dict[str, str]]:
    """The acknowledgement of a socket call that failed."""
    return {"error": {"code": error.code, "message": str(error), "remedy": error.remedy}}


def _answer(problem: Problem) -> web.Response:
    return web.Response(
        status=problem.status,
        text=json.dumps(problem.model_dump(mode="json", exclude_none=True), ensure_ascii=False),
        content_type="application/problem+json",
    )
