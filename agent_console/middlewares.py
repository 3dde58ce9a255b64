"""What happens around every request: an id, a log line, security headers, errors as problems."""

from __future__ import annotations

import asyncio
import re
import time
from collections.abc import Awaitable, Callable
from urllib.parse import urlsplit

import structlog
from aiohttp import web
from aiohttp.typedefs import Middleware

from agent_console import problems
from agent_console.services import ConsoleSettings
from conversations.clock import new_id
from conversations.errors import ParleyError, Unavailable

log = structlog.get_logger(__name__)

Next = Callable[[web.Request], Awaitable[web.StreamResponse]]

CONTENT_SECURITY_POLICY = (
    "default-src 'self'; script-src 'self'; style-src 'self' 'unsafe-inline'; "
    "img-src 'self' data: blob:; connect-src 'self' ws: wss:; frame-src 'self'; "
    "frame-ancestors 'self'; base-uri 'none'; form-action 'self'; object-src 'none'"
)
"""Inline styles are what the component library needs; inline scripts are refused.

``wss:`` is for our own sockets and for the telephone in the browser, which signals to Twilio; its
sound goes by WebRTC, which no policy speaks of. Nothing else is asked of Twilio: the SDK is part of
the build, its ring tones are ours, and its telemetry is off (``console/calls/browserPhone.ts``)."""

_REQUEST_ID = re.compile(r"[A-Za-z0-9_-]{8,64}")


def request_log(settings: ConsoleSettings) -> Middleware:
    """Give each request an id (or keep a proxy's) and log how it went, without its query."""

    @web.middleware
    async def middleware(request: web.Request, handler: Next) -> web.StreamResponse:
        given = request.headers.get("X-Request-ID", "")
        request_id = given if _REQUEST_ID.fullmatch(given) else new_id()
        started = time.perf_counter()
        structlog.contextvars.clear_contextvars()
        structlog.contextvars.bind_contextvars(request_id=request_id)
        response = await handler(request)
        if not response.prepared:
            response.headers["X-Request-ID"] = request_id
        if request.path.startswith(("/api/", "/widget/")):
            log.info(
                "request",
                method=request.method,
                path=request.path,
                status=response.status,
                ms=round((time.perf_counter() - started) * 1000, 1),
            )
        return response

    return middleware


def security_headers(settings: ConsoleSettings) -> Middleware:
    """Put the headers on every answer; a handler that has set its own policy keeps it."""

    @web.middleware
    async def middleware(request: web.Request, handler: Next) -> web.StreamResponse:
        response = await handler(request)
        if not response.prepared:
            put_security_headers(response, settings)
        return response

    return middleware


def put_security_headers(response: web.StreamResponse, settings: ConsoleSettings) -> None:
    """The headers themselves, also for answers that are prepared by their handler."""
    headers = response.headers
    headers.setdefault("Content-Security-Policy", CONTENT_SECURITY_POLICY)
    headers.setdefault("X-Content-Type-Options", "nosniff")
    headers.setdefault("Referrer-Policy", "strict-origin-when-cross-origin")
    headers.setdefault("X-Frame-Options", "SAMEORIGIN")
    headers.setdefault("Cross-Origin-Opener-Policy", "same-origin")
    headers.setdefault("Permissions-Policy", "camera=(), geolocation=(), microphone=(self)")
    if settings.secure:
        headers.setdefault("Strict-Transport-Security", "max-age=31536000; includeSubDomains")


def errors_as_problems(settings: ConsoleSettings) -> Middleware:
    """Turn errors into problem documents; what nobody expected becomes a 500 with the log's id."""

    @web.middleware
    async def middleware(request: web.Request, handler: Next) -> web.StreamResponse:
        try:
            return await handler(request)
        except ParleyError as error:
            if isinstance(error, Unavailable):
                log.warning("unavailable", path=request.path, reason=str(error))
            return problems.response(error)
        except web.HTTPException as error:
            if error.status < 400:
                raise
            return _http_error(error)
        except (asyncio.CancelledError, ConnectionError):
            raise
        except Exception:
            log.exception("request failed", method=request.method, path=request.path)
            return problems.plain(
                500,
                "internal",
                "Something went wrong on our side; it has been logged.",
                "Try again; if it stays, tell your admin the request id.",
            )

    return middleware


def allowed_hosts(settings: ConsoleSettings) -> Middleware:
    """Answer only to our own names, where they are set: a foreign name that points at us gets
    nothing (DNS rebinding)."""

    @web.middleware
    async def middleware(request: web.Request, handler: Next) -> web.StreamResponse:
        hosts = settings.allowed_hosts
        if hosts and urlsplit(f"//{request.host}").hostname not in hosts:
            return problems.plain(421, "wrong_host", "This server has another name.")
        return await handler(request)

    return middleware


def _http_error(error: web.HTTPException) -> web.Response:
    answer = problems.plain(error.status, error.reason.lower().replace(" ", "_"), error.text or "")
    if "Allow" in error.headers:
        answer.headers["Allow"] = error.headers["Allow"]
    return answer
