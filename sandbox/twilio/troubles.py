"""The middlewares of the API: errors in Twilio's form, and what goes wrong on purpose."""

from __future__ import annotations

import asyncio

from aiohttp import web
from aiohttp.typedefs import Handler, Middleware

from sandbox.twilio.errors import HTTP_STATUS, ApiError
from sandbox.twilio.faults import ApiFaults, Trouble

_CODES = {status: code for code, status in HTTP_STATUS.items()}


def errors_in_form() -> Middleware:
    """Answers errors as Twilio words them."""

    @web.middleware
    async def middleware(request: web.Request, handler: Handler) -> web.StreamResponse:
        try:
            return await handler(request)
        except ApiError as error:
            return _refused(error)
        except web.HTTPException as error:
            if error.status in (404, 405):
                return _refused(ApiError(20404, request.path))
            raise

    return middleware


def _refused(error: ApiError) -> web.Response:
    headers = {}
    if error.status == 401:
        headers["WWW-Authenticate"] = 'Basic realm="Twilio API"'
    if error.retry_after_s is not None:
        headers["Retry-After"] = f"{error.retry_after_s:g}"
    return web.json_response(error.as_json(), status=error.status, headers=headers)


def troubled(faults: ApiFaults) -> Middleware:
    """Lets happen what ``faults`` has for the request."""

    @web.middleware
    async def middleware(request: web.Request, handler: Handler) -> web.StreamResponse:
        trouble = faults.take(request.method, request.path)
        if trouble is None:
            return await handler(request)
        if trouble.drop_before:
            return _cut(request)
        answer = _turned_away(trouble) if trouble.status else await handler(request)
        if trouble.slow_s:
            await asyncio.sleep(trouble.slow_s)
        return _cut(request) if trouble.drop_after else answer

    return middleware


def _turned_away(trouble: Trouble) -> web.Response:
    error = ApiError(_CODES.get(trouble.status, 20500), retry_after_s=trouble.retry_after_s)
    error.status = trouble.status
    return _refused(error)


def _cut(request: web.Request) -> web.StreamResponse:
    if request.transport is not None:
        request.transport.abort()
    return web.Response(status=500)  # goes nowhere
