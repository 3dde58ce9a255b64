"""The official client of an account, and what its exceptions mean."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from twilio.base.exceptions import TwilioException
from twilio.rest import Client
from twilio.rest.api.v2010.account import AccountContext

from connectors.twilio_account.account import Account
from connectors.twilio_account.errors import NoAnswer
from connectors.twilio_account.transport import Transport


class TwilioApi:
    """One account's API. Calls go inside ``asking()``; they use the client's ``…_async`` methods.

    What they raise: NotReached, NoAnswer, Busy, Refused (:mod:`connectors.twilio_account.errors`).
    """

    def __init__(self, account: Account, transport: Transport | None = None) -> None:
        self.account = account
        self._transport = transport or Transport()
        client = Client(
            account.user,
            account.password,
            account_sid=account.sid,
            http_client=self._transport,
            # not the process's own: only what the inbox's settings say (an empty one is ignored)
            environment={"TWILIO_EDGE": "", "TWILIO_REGION": ""},
        )
        client.api.base_url = account.api_base
        self.rest: AccountContext = client.api.v2010.accounts(account.sid)

    @contextmanager
    def asking(self) -> Iterator[None]:
        """Turn what the library makes of half an answer, or of a proxy's page, into NoAnswer; the
        rest is raised by the transport."""
        try:
            yield
        except (TwilioException, ValueError, KeyError, TypeError, AttributeError) as error:
            raise NoAnswer(f"Twilio's answer cannot be read ({type(error).__name__}).") from None

    async def close(self) -> None:
        """Close its connections."""
        await self._transport.close()


class TwilioApis:
    """The clients of this process, one for each account and way of signing in."""

    def __init__(self) -> None:
        self._apis: dict[Account, TwilioApi] = {}

    def of(self, account: Account) -> TwilioApi:
        """The account's client; must be called in a running loop."""
        api = self._apis.get(account)
        if api is None:
            api = self._apis[account] = TwilioApi(account)
        return api

    async def close(self) -> None:
        """Close all."""
        apis, self._apis = list(self._apis.values()), {}
        for each in apis:
            await each.close()
