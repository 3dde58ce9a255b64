"""Access tokens by which an agent's browser signs in to Twilio as a telephone."""

from __future__ import annotations

from datetime import timedelta
from urllib.parse import urlsplit

from twilio.jwt.access_token import AccessToken
from twilio.jwt.access_token.grants import VoiceGrant

from connectors.twilio_account.account import API_KEY_SECRET, TWILIO
from conversations.clock import Clock
from conversations.phones import PhoneToken, client_name
from conversations.places import Inbox

LIFETIME = timedelta(hours=1)
"""A browser asks for the next one in time; Twilio takes at most 24 hours."""
_OWN = ".twilio.com"


class VoiceTokens:
    """Makes them. The server holds the secret; a token lets nobody do more than be called."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock

    def token(self, inbox: Inbox, user_id: str) -> PhoneToken | None:
        """The token of a user's browser for the account of an inbox; None if account or API key
        are missing (an auth token cannot sign one).

        An account that is not at Twilio is a simulation: there is nothing to sign in to.
        """
        settings, identity = inbox.settings, client_name(user_id)
        if not settings.get("account_sid"):
            return None
        host = urlsplit(str(settings.get("api_base") or TWILIO)).hostname or ""
        if not host.endswith(_OWN):
            return PhoneToken(kind="simulated", identity=identity)
        secret = inbox.secrets.get(API_KEY_SECRET)
        if not secret or not settings.get("api_key_sid"):
            return None
        begins = self._clock.now().replace(microsecond=0)
        token = AccessToken(
            settings["account_sid"],
            settings["api_key_sid"],
            secret,
            grants=[VoiceGrant(incoming_allow=True)],
            identity=identity,
            nbf=int(begins.timestamp()),
            valid_until=int((begins + LIFETIME).timestamp()),
            region=_region(host),
        )
        return PhoneToken(
            kind="twilio",
            identity=identity,
            token=str(token.to_jwt()),
            expires_at=begins + LIFETIME,
        )


def _region(host: str) -> str | None:
    """The region of ``api.<edge>.<region>.twilio.com``; None for the usual one."""
    parts = host.removesuffix(_OWN).split(".")
    return parts[2] if len(parts) == 3 else None
