"""Access tokens for mail servers: got by a refresh token, kept until shortly before they run out.

The refresh-token grant is RFC 6749, section 6; its errors are section 5.2. How a token is shown to
IMAP and SMTP (``XOAUTH2``) is Google's and Microsoft's common convention, not an RFC.
"""

from __future__ import annotations

import asyncio
import json
import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

import aiohttp

from connectors.email.settings import CLIENT_SECRET, REFRESH_TOKEN, EmailSettings
from conversations.clock import Clock
from conversations.errors import Invalid, ParleyError, Unavailable
from conversations.places import Inbox

_log = logging.getLogger(__name__)

MARGIN = timedelta(minutes=1)
"""A token is not used in its last minute: it may run out on its way."""
ASSUMED_LIFE_S = 600.0
"""If the provider does not say how long a token lives (it should: RFC 6749, 5.1)."""
LIMITS = aiohttp.ClientTimeout(total=20, connect=10)
ANSWER_BYTES = 64 * 1024
SIGN_IN_AGAIN = (
    "Sign in to the mail account again and store the new refresh token in the inbox's settings."
)
_PASSING = frozenset({"temporarily_unavailable", "server_error", "slow_down"})
"""Errors of a token endpoint that go away by themselves."""

Keep = Callable[[Inbox, str], Awaitable[None]]
"""Stores an inbox's new refresh token."""


@dataclass(slots=True)
class _Held:
    """What is known of one inbox's tokens. ``given`` is the refresh token of its settings."""

    given: str
    refresh: str
    access: str = ""
    until: datetime | None = None
    turn: asyncio.Lock = field(default_factory=asyncio.Lock)


class AccessTokens:
    """Gets and keeps access tokens. ``keep`` stores a refresh token that the provider replaced;
    without it the new one lives as long as this process, which a warning tells."""

    def __init__(self, clock: Clock, keep: Keep | None = None) -> None:
        self._clock = clock
        self._keep = keep
        self._held: dict[str, _Held] = {}

    async def token(self, inbox: Inbox, settings: EmailSettings) -> str:
        """An access token that lives for another minute at least.

        Raises Invalid if the provider will not give one until a person does something, and
        Unavailable if it cannot be asked now.
        """
        held = self._of(inbox)
        async with held.turn:
            if held.until is not None and self._clock.now() < held.until - MARGIN:
                return held.access
            return await self._refresh(inbox, settings, held)

    def forget(self, inbox: Inbox) -> None:
        """Get a fresh token the next time: a server did not take this one."""
        held = self._held.get(inbox.id)
        if held is not None:
            held.until = None

    def _of(self, inbox: Inbox) -> _Held:
        given = inbox.secrets.get(REFRESH_TOKEN, "")
        held = self._held.get(inbox.id)
        if held is None or given not in (held.given, held.refresh):
            held = self._held[inbox.id] = _Held(given=given, refresh=given)
        return held

    async def _refresh(self, inbox: Inbox, settings: EmailSettings, held: _Held) -> str:
        if not settings.oauth.token_url or not settings.oauth.client_id or not held.refresh:
            raise Invalid(
                f"The inbox {inbox.name} is set to OAuth2, but has no token address, client id or "
                "refresh token.",
                remedy=SIGN_IN_AGAIN,
            )
        answer = await _ask(settings, inbox.secrets.get(CLIENT_SECRET, ""), held.refresh)
        token = answer.get("access_token")
        if not isinstance(token, str) or not token or not token.isprintable():
            raise Unavailable("The mail provider's sign-in service gave no access token.")
        held.access = token
        held.until = self._clock.now() + timedelta(seconds=_life_s(answer.get("expires_in")))
        replaced = answer.get("refresh_token")
        if isinstance(replaced, str) and replaced and replaced != held.refresh:
            held.refresh = replaced
            await self._replaced(inbox, replaced)
        return token

    async def _replaced(self, inbox: Inbox, token: str) -> None:
        if self._keep is None:
            _log.warning(
                "the provider replaced the refresh token; it is lost when this process ends",
                extra={"inbox": inbox.id},
            )
            return
        try:
            await self._keep(inbox, token)
        except ParleyError as error:
            _log.warning(
                "the provider replaced the refresh token and it could not be stored: %s",
                error,
                extra={"inbox": inbox.id},
            )


def xoauth2(username: str, token: str) -> str:
    """The words of ``AUTH XOAUTH2`` and ``AUTHENTICATE XOAUTH2``, before base64."""
    if not (username.isprintable() and token.isprintable()):
        raise Invalid("A user name or access token with control characters cannot be used.")
    return f"user={username}\x01auth=Bearer {token}\x01\x01"


async def _ask(settings: EmailSettings, secret: str, refresh: str) -> dict[str, Any]:
    form = {
        "grant_type": "refresh_token",
        "refresh_token": refresh,
        "client_id": settings.oauth.client_id,
    }
    if secret:
        form["client_secret"] = secret
    if settings.oauth.scope:
        form["scope"] = settings.oauth.scope
    try:
        # a redirect would carry the secrets to somebody else
        async with (
            aiohttp.ClientSession(timeout=LIMITS, trust_env=True) as session,
            session.post(
                settings.oauth.token_url,
                data=form,
                headers={"Accept": "application/json"},
                allow_redirects=False,
            ) as response,
        ):
            status = response.status
            body = await _limited(response)
    except (aiohttp.ClientError, TimeoutError, OSError) as error:
        raise Unavailable(
            f"The mail provider's sign-in service does not answer: {_name(error)}",
            remedy="Parley keeps trying; check the token address and the network.",
        ) from error
    answer = _json(body)
    if status == 200:
        return answer
    raise _refusal(status, answer)


async def _limited(response: aiohttp.ClientResponse) -> bytes:
    body = b""
    while len(body) < ANSWER_BYTES and (chunk := await response.content.readany()):
        body += chunk
    return body[:ANSWER_BYTES]


def _json(body: bytes) -> dict[str, Any]:
    try:
        answer = json.loads(body)
    except ValueError:
        return {}
    return answer if isinstance(answer, dict) else {}


def _refusal(status: int, answer: dict[str, Any]) -> ParleyError:
    code = str(answer.get("error", ""))[:100]
    told = " ".join(str(answer.get("error_description", "")).split())[:500]
    said = ": ".join(part for part in (code, told) if part) or f"HTTP status {status}"
    if status >= 500 or status == 429 or code in _PASSING:
        return Unavailable(f"The mail provider's sign-in service cannot answer now ({said}).")
    remedy = {
        "invalid_grant": SIGN_IN_AGAIN,
        "invalid_client": "Check the client id and the client secret.",
        "unauthorized_client": "Check the client id and what the provider allows it.",
        "invalid_scope": "Check the scope.",
    }.get(code, "Check the token address, the client id and the client secret.")
    return Invalid(f"The mail provider gave no access token ({said}).", remedy=remedy)


def _life_s(given: object) -> float:
    try:
        life = float(given)  # type: ignore[arg-type]  # some providers send a string
    except (TypeError, ValueError):
        return ASSUMED_LIFE_S
    return life if 0 < life < 10**8 else ASSUMED_LIFE_S


def _name(error: BaseException) -> str:
    return str(error) or type(error).__name__
