"""Opening a line to a mail server and signing in."""

from __future__ import annotations

import asyncio
import functools
import socket
import ssl
from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from aioimaplib import aioimaplib

from connectors.email.imap.errors import (
    ConnectionLost,
    HostUnknown,
    LineError,
    NotReached,
    ServerRefused,
    TlsRefused,
    WrongCredentials,
)
from connectors.email.imap.folder_names import quoted
from connectors.email.imap.wire import Wire
from connectors.email.oauth import xoauth2
from connectors.email.settings import PASSWORD, EmailSettings
from conversations.errors import Invalid
from conversations.places import Inbox

CONNECT_S = 20.0
"""How long connecting, TLS and hello may take, each."""
ANSWER_S = 60.0
"""How long a server may be silent in the middle of a command."""

Trust = Callable[[], ssl.SSLContext]
"""Makes the TLS settings; it may read files, and is run in a thread."""


class Tokens(Protocol):
    """Where access tokens come from: :class:`connectors.email.oauth.AccessTokens`."""

    async def token(self, inbox: Inbox, settings: EmailSettings) -> str:
        """A fresh access token; raises Invalid or Unavailable."""
        ...

    def forget(self, inbox: Inbox) -> None:
        """The server did not take it."""
        ...


@functools.cache
def checked_certificates() -> ssl.SSLContext:
    """TLS as it should be: the machine's authorities, the host's name compared."""
    return ssl.create_default_context(ssl.Purpose.SERVER_AUTH)


@dataclass(frozen=True, slots=True, kw_only=True)
class Times:
    """How long things may take, in seconds."""

    connect_s: float = CONNECT_S
    answer_s: float = ANSWER_S


async def connect(
    settings: EmailSettings, *, trust: Trust = checked_certificates, times: Times | None = None
) -> Wire:
    """Open a line, safe if the settings want that. Raises HostUnknown, NotReached, TlsRefused."""
    times = times or Times()
    imap = settings.imap
    context = None if imap.security == "none" else await asyncio.to_thread(trust)
    wire = await _reached(imap.host, imap.port, context if imap.security == "tls" else None, times)
    try:
        async with asyncio.timeout(times.connect_s):
            greeting = await wire.greeting
        if wire.farewell or not greeting.startswith((b"* OK", b"* PREAUTH")):
            said = greeting.decode("utf-8", "replace")[:500]
            raise NotReached(f"The mail server does not take us now: {said}")
        await _learn(wire)
        if imap.security == "starttls" and context is not None:
            if wire.state != aioimaplib.NONAUTH:
                raise TlsRefused("The mail server signs us in before TLS can begin.")
            await _begin_tls(wire, context, imap.host, times)
            await _learn(wire)
    except TimeoutError:
        wire.end()
        raise NotReached(
            f"{imap.host}:{imap.port} takes the connection, but says nothing.",
            remedy="Check port and security: 993 goes with TLS, 143 with STARTTLS.",
        ) from None
    except BaseException:
        wire.end()
        raise
    return wire


async def sign_in(
    wire: Wire, inbox: Inbox, settings: EmailSettings, tokens: Tokens | None, *, times: Times
) -> None:
    """Sign in as the settings say. Raises WrongCredentials, what ``tokens`` raises, LineError."""
    if wire.state == aioimaplib.AUTH:
        return
    user = settings.imap.username or settings.address
    if settings.auth == "oauth2":
        if tokens is None:
            raise Invalid("There is nobody to get access tokens from.")
        words = xoauth2(user, await tokens.token(inbox, settings))
        response = await wire.authenticate(words, times.answer_s)
        if response.result != "OK":
            tokens.forget(inbox)
    else:
        password = inbox.secrets.get(PASSWORD, "")
        if not password:
            raise WrongCredentials(f"The inbox {inbox.name} has no password.")
        if "LOGINDISABLED" in wire.capabilities:
            raise TlsRefused("The mail server takes no password on an unprotected line.")
        command = _login(wire, user, password, times)
        response = await wire.execute(command)
        if response.result == "OK":
            wire.state = aioimaplib.AUTH
    if response.result != "OK":
        raise _refusal(response, user)
    await _learn(wire)


def _login(wire: Wire, user: str, password: str, times: Times) -> aioimaplib.Command:
    try:
        return aioimaplib.Command(
            "LOGIN", wire.new_tag(), quoted(user), quoted(password), timeout=times.answer_s
        )
    except ValueError:
        raise WrongCredentials("User name and password may have no line breaks.") from None


def _refusal(response: aioimaplib.Response, user: str) -> LineError:
    said = bytes(response.lines[-1]).decode("utf-8", "replace")[:300] if response.lines else ""
    # RFC 5530: it is not about who we are
    if any(code in said.upper() for code in ("[UNAVAILABLE]", "[INUSE]", "[LIMIT]", "[SERVERBUG]")):
        return ServerRefused(f"The mail server signs nobody in now. It said: {said}")
    return WrongCredentials(f"The mail server does not let {user} in. It said: {said}")


async def _reached(host: str, port: int, context: ssl.SSLContext | None, times: Times) -> Wire:
    loop = asyncio.get_running_loop()
    try:
        async with asyncio.timeout(times.connect_s):
            _, wire = await loop.create_connection(
                Wire, host, port, ssl=context, server_hostname=host if context else None
            )
    except socket.gaierror as error:
        raise HostUnknown(f"There is no mail server called {host}: {error.strerror}.") from None
    except ssl.SSLCertVerificationError as error:
        raise TlsRefused(
            f"The certificate of {host} cannot be trusted: {error.verify_message}"
        ) from None
    except ssl.SSLError as error:
        raise TlsRefused(
            f"{host}:{port} does not speak TLS as we do: {error.reason or error}"
        ) from None
    except TimeoutError:
        raise NotReached(f"{host}:{port} does not answer within {times.connect_s:g} s.") from None
    except ConnectionResetError:
        raise NotReached(f"{host}:{port} hung up before it said hello.") from None
    except OSError as error:
        raise NotReached(f"{host}:{port} cannot be reached: {error.strerror or error}.") from None
    return wire


async def _begin_tls(wire: Wire, context: ssl.SSLContext, host: str, times: Times) -> None:
    if "STARTTLS" not in wire.capabilities:
        raise TlsRefused("The mail server offers no STARTTLS.")
    try:
        await wire.start_tls(context, host, times.connect_s)
    except ssl.SSLCertVerificationError as error:
        raise TlsRefused(
            f"The certificate of {host} cannot be trusted: {error.verify_message}"
        ) from None
    except (ssl.SSLError, OSError) as error:
        raise TlsRefused(f"TLS with {host} did not come about: {error}") from None


async def _learn(wire: Wire) -> None:
    """Ask what the server can (it may say more once we are signed in)."""
    try:
        command = aioimaplib.Command("CAPABILITY", wire.new_tag(), timeout=CONNECT_S)
        response = await wire.execute(command)
    except aioimaplib.CommandTimeout:
        raise ConnectionLost("The mail server does not answer.") from None
    words = b" ".join(bytes(line) for line in response.lines[:-1]).decode("ascii", "replace")
    wire.capabilities = set(words.upper().split())
