"""From an HTTP request to a handler and back: identify, permit, validate, run, answer."""

from __future__ import annotations

import hmac
import json
from collections.abc import Awaitable, Callable
from typing import Any

import structlog
from aiohttp import web
from pydantic import BaseModel, TypeAdapter, ValidationError

from agent_console.auth import cookies
from agent_console.auth.identity import Caller
from agent_console.auth.origins import is_own
from agent_console.console import CONSOLE, Console
from agent_console.problems import from_validation
from agent_console.routing import Call, Door, Route
from conversations.errors import Forbidden, Invalid, Unauthenticated

SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
CSRF_HEADER = "X-CSRF-Token"


def endpoint(route: Route) -> Callable[[web.Request], Awaitable[web.StreamResponse]]:
    """Return the aiohttp handler of a route."""

    async def answer(request: web.Request) -> web.StreamResponse:
        console = request.app[CONSOLE]
        call = Call(request=request, console=console, known=await _identify(request, console))
        _permit(route, call)
        arguments: dict[str, Any] = {}  # bodies and queries of any route
        if route.query is not None:
            arguments["query"] = _validated(route.query, _query(request))
        if route.body is not None:
            arguments["body"] = _validated(route.body, await _json(request))
        result = await route.handler(call, **arguments)
        later = route.accepted is not None and isinstance(result, route.accepted)
        return _response(result, 202 if later else route.status)

    return answer


async def _identify(request: web.Request, console: Console) -> Caller | None:
    header = request.headers.get("Authorization", "")
    if header:
        kind, _, value = header.partition(" ")
        if kind.lower() != "bearer" or not value.strip():
            raise Unauthenticated("The Authorization header holds no bearer token.")
        caller = await console.identifier.by_token(value.strip())
        if caller is None:
            raise Unauthenticated(
                "The token is not known.", remedy="Make a new one in the settings."
            )
    else:
        cookie = request.cookies.get(cookies.name(console.settings.secure))
        caller = await console.identifier.by_cookie(cookie) if cookie else None
    if caller is not None:
        structlog.contextvars.bind_contextvars(user=caller.user.id)
    return caller


def _permit(route: Route, call: Call) -> None:
    if route.needs is Door.PUBLIC:
        if route.method not in SAFE:
            _same_site(call)
        return
    caller = call.caller
    if route.method not in SAFE and caller.token is None:
        _csrf(call, caller)
    if caller.token is not None and route.browser_only:
        raise Forbidden("No token may do that.", remedy="Sign in with a browser.")
    needed = None if isinstance(route.needs, Door) else route.needs
    if route.method in SAFE:
        permitted = caller.may_read(needed)
    elif needed is not None:
        permitted = caller.may(needed)
    else:
        permitted = caller.token is None
    if not permitted:
        raise Forbidden(
            f"This needs the permission “{needed or 'read'}”.",
            remedy="Ask an admin of your installation, or use a token with that scope.",
        )


def _csrf(call: Call, caller: Caller) -> None:
    given = call.request.headers.get(CSRF_HEADER, "")
    right = caller.session.csrf if caller.session else ""
    if not right or not hmac.compare_digest(given.encode(), right.encode()):
        raise Forbidden(
            f"The header {CSRF_HEADER} is missing or not the one of this session.",
            remedy="Reload the page and try again.",
        )


def _same_site(call: Call) -> None:
    """A foreign page must not sign somebody in as somebody else (login CSRF)."""
    request = call.request
    origin = request.headers.get("Origin")
    public_url = call.console.settings.public_url
    if origin is not None and not is_own(origin, public_url=public_url, host=request.host):
        raise Forbidden("This may only be asked from our own pages.")


def _query(request: web.Request) -> dict[str, str]:
    """The query as plain strings; a name given twice is refused, not silently cut."""
    query = request.query
    if len(query) != len(set(query)):
        raise Invalid("A parameter of the address is given twice.")
    return {name: value for name, value in query.items() if value != ""}


async def _json(request: web.Request) -> Any:  # JSON of any kind, for a model to judge
    raw = await request.read()
    if not raw:
        return {}
    if request.content_type != "application/json":
        raise Invalid(f"The body is {request.content_type}.", remedy="Send it as application/json.")
    try:
        return json.loads(raw, parse_constant=_refuse)
    except (ValueError, RecursionError):
        raise Invalid("The body is not valid JSON.") from None


def _refuse(constant: str) -> None:
    raise ValueError(f"{constant} is not JSON (RFC 8259, section 6)")


def _validated(adapter: TypeAdapter[Any], given: object) -> object:
    try:
        return adapter.validate_python(given)
    except ValidationError as error:
        raise from_validation(error) from None
    except RecursionError:
        raise Invalid("The body is nested too deeply.") from None


def _response(result: object, status: int) -> web.StreamResponse:
    if isinstance(result, web.StreamResponse):
        return result
    if result is None:
        return web.Response(status=204, headers={"Cache-Control": "no-store"})
    assert isinstance(result, BaseModel), "a handler answers with a model"  # noqa: S101 - our own code
    return web.Response(
        body=result.model_dump_json().encode(),
        status=status,
        content_type="application/json",
        headers={"Cache-Control": "no-store"},
    )
