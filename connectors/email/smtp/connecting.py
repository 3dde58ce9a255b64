"""A connection to an inbox's outgoing server, encrypted and signed in as its settings say."""

from __future__ import annotations

import aiosmtplib

from connectors.email.oauth import AccessTokens
from connectors.email.settings import PASSWORD, SMTP_PASSWORD, EmailSettings
from connectors.email.smtp.saying import CHECK_SERVER, CHECK_SIGN_IN, unreachable, words
from conversations.errors import DeliveryDelayed, Invalid, ParleyError, Unavailable
from conversations.places import Inbox

CONNECT_S = 20.0
COMMAND_S = 60.0
"""For one answer. RFC 5321, 4.5.3.2 allows servers minutes; none that people use takes them."""


async def connect(inbox: Inbox, settings: EmailSettings, tokens: AccessTokens) -> aiosmtplib.SMTP:
    """Connect and sign in. Raises DeliveryDelayed with the reason and a remedy."""
    smtp = settings.smtp
    client = aiosmtplib.SMTP(
        hostname=smtp.host,
        port=smtp.port,
        # looking the machine's own name up can take long; servers only want a name here
        local_hostname=settings.address.rpartition("@")[2] or "localhost",
        timeout=CONNECT_S,
        use_tls=smtp.security == "tls",
        start_tls=False,
    )
    try:
        await client.connect()
        await client.ehlo()
        if smtp.security == "starttls":
            await _start_tls(client, smtp.host)
        if smtp.username:
            await _sign_in(client, inbox, settings, tokens)
    except (aiosmtplib.SMTPException, OSError, TimeoutError, ValueError) as error:
        client.close()
        raise unreachable(error, smtp.host, smtp.port) from error
    except BaseException:
        client.close()
        raise
    client.timeout = COMMAND_S
    return client


async def _start_tls(client: aiosmtplib.SMTP, host: str) -> None:
    if not client.supports_extension("starttls"):
        # never in the clear instead: whoever sits between could take the word out of the answer
        raise DeliveryDelayed(
            f"The mail server {host} offers no encryption by STARTTLS.", remedy=CHECK_SERVER
        )
    await client.starttls()
    await client.ehlo()


async def _sign_in(
    client: aiosmtplib.SMTP, inbox: Inbox, settings: EmailSettings, tokens: AccessTokens
) -> None:
    host = settings.smtp.host
    if not client.supports_extension("auth"):
        raise DeliveryDelayed(
            f"The mail server {host} takes no user name and password on this connection.",
            remedy="Choose TLS or STARTTLS, or leave the user name empty.",
        )
    try:
        if settings.auth == "oauth2":
            await _sign_in_by_token(client, inbox, settings, tokens)
        else:
            secret = inbox.secrets.get(SMTP_PASSWORD) or inbox.secrets.get(PASSWORD, "")
            await client.login(settings.smtp.username, secret)
    except aiosmtplib.SMTPAuthenticationError as error:
        said = words(error.code, error.message, host)
        raise DeliveryDelayed(
            f"Signing in to the mail server failed: {said}.", remedy=CHECK_SIGN_IN
        ) from error


async def _sign_in_by_token(
    client: aiosmtplib.SMTP, inbox: Inbox, settings: EmailSettings, tokens: AccessTokens
) -> None:
    if "xoauth2" not in client.server_auth_methods:
        raise DeliveryDelayed(
            f"The mail server {settings.smtp.host} takes no access tokens (XOAUTH2).",
            remedy="Sign in by password instead.",
        )
    username = settings.smtp.username
    try:
        await client.auth_xoauth2(username, await _token(inbox, settings, tokens))
    except aiosmtplib.SMTPAuthenticationError:
        # the token may have been withdrawn before its time
        tokens.forget(inbox)
        await client.auth_xoauth2(username, await _token(inbox, settings, tokens))


async def _token(inbox: Inbox, settings: EmailSettings, tokens: AccessTokens) -> str:
    try:
        return await tokens.token(inbox, settings)
    except (Invalid, Unavailable) as error:
        raise _waiting_for(error) from error


def _waiting_for(error: ParleyError) -> DeliveryDelayed:
    return DeliveryDelayed(str(error), remedy=error.remedy)
