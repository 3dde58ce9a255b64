"""Who opens a socket of the console."""

from __future__ import annotations

from typing import Any

from agent_console.auth import cookies
from agent_console.auth.identity import Caller
from agent_console.auth.origins import is_own
from agent_console.console import Console
from conversations.errors import Forbidden, Unauthenticated
from conversations.people import Permission


async def recognise(console: Console, environ: dict[str, Any], auth: object) -> Caller:
    """Whose socket it is: by a token, or by the session cookie of one of our own pages. Raises
    Unauthenticated or Forbidden."""
    settings = console.settings
    token = auth.get("token") if isinstance(auth, dict) else None
    if isinstance(token, str) and token:
        caller = await console.identifier.by_token(token)
    else:
        origin = environ.get("HTTP_ORIGIN")
        host = environ.get("HTTP_HOST")
        if origin is not None and not is_own(origin, public_url=settings.public_url, host=host):
            raise Forbidden("This page is not one of ours.")
        cookie = cookies.from_header(environ.get("HTTP_COOKIE", ""), secure=settings.secure)
        caller = await console.identifier.by_cookie(cookie) if cookie else None
    if caller is None:
        raise Unauthenticated("You are not signed in.")
    if not caller.may(Permission.CONVERSATIONS_WORK):
        raise Forbidden("This token may not work on conversations.")
    return caller
