"""The session cookie."""

from __future__ import annotations

from http.cookies import CookieError, SimpleCookie

from aiohttp import web

HOST_COOKIE = "__Host-parley"
PLAIN_COOKIE = "parley_session"


def name(secure: bool) -> str:
    """``__Host-`` where people come by https: then no other site of the domain can set it
    (RFC 6265bis, 4.1.3.2). Browsers refuse that prefix over http."""
    return HOST_COOKIE if secure else PLAIN_COOKIE


def put(response: web.StreamResponse, value: str, *, secure: bool, lifetime_s: float) -> None:
    """Hand the session to the browser: out of reach of scripts and of other sites' posts."""
    response.set_cookie(
        name(secure),
        value,
        max_age=int(lifetime_s),
        path="/",
        secure=secure,
        httponly=True,
        samesite="Lax",
    )


def clear(response: web.StreamResponse, *, secure: bool) -> None:
    """Take the session away from the browser."""
    response.del_cookie(name(secure), path="/", secure=secure, httponly=True, samesite="Lax")


def from_header(header: str, *, secure: bool) -> str | None:
    """The session in a Cookie header, as a socket's handshake brings it."""
    try:
        morsel = SimpleCookie(header).get(name(secure))
    except CookieError:
        return None
    return morsel.value if morsel else None
