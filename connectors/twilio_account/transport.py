"""How the official client's requests travel, in place of the library's own transport: that one
ignores the time limit it is made with, keeps no word of Retry-After, and cannot tell a request
that never left from one that was not answered, which decides whether a text may be sent again.
"""

from __future__ import annotations

import asyncio
import base64
import json
import logging
import math
from urllib.parse import urlencode

import aiohttp
from twilio.http import AsyncHttpClient
from twilio.http.response import Response
from yarl import URL

from connectors.twilio_account.errors import Busy, NoAnswer, NotReached, Refused

_log = logging.getLogger(__name__)

TOTAL_S = 15.0
CONNECT_S = 5.0
KEEP_S = 10.0
"""For so long an idle connection is kept: short, for one that the other side has closed meanwhile
would take a request with it, and nobody could say whether it was read."""
MAX_ANSWER = 8 * 1024 * 1024


class Transport(AsyncHttpClient):  # type: ignore[misc]  # the library has no types
    """Carries one account's requests. Connections are opened at the first one."""

    def __init__(self, total_s: float = TOTAL_S) -> None:
        super().__init__(_log, True, None)
        self._total_s = total_s
        self._session: aiohttp.ClientSession | None = None

    async def request(
        self,
        method: str,
        url: str,
        params: dict[str, object] | None = None,
        data: dict[str, object] | None = None,
        headers: dict[str, str] | None = None,
        auth: tuple[str, str] | None = None,
        timeout: float | None = None,
        allow_redirects: bool = False,
    ) -> Response:
        """Make a request. Raises NotReached, NoAnswer, Busy, Refused."""
        target = url if not params else f"{url}?{urlencode(params, doseq=True)}"
        sent = dict(headers or {})
        if auth is not None:
            sent["Authorization"] = _basic(*auth)
        try:
            async with self._opened().request(
                method.upper(),
                URL(target, encoded=True),
                data=urlencode(data, doseq=True).encode() if data else None,
                headers=sent,
                allow_redirects=False,
            ) as response:
                body = await _limited(response)
        except (aiohttp.ClientConnectorError, aiohttp.ConnectionTimeoutError) as error:
            raise NotReached(f"Twilio cannot be reached: {_name(error)}") from None
        except (aiohttp.ClientError, TimeoutError, OSError) as error:
            raise NoAnswer(f"Twilio was asked and did not answer: {_name(error)}") from None
        if response.status in (429, 503):
            raise Busy(
                f"Twilio takes no more for now (HTTP {response.status}).",
                _seconds(response.headers.get("Retry-After")),
            )
        if response.status >= 500:
            raise NoAnswer(f"Twilio answered that it failed (HTTP {response.status}).")
        if response.status >= 400:
            # the library tells refusals of lists and of single things in different ways
            number, said = _problem(body)
            raise Refused(number, response.status, said)
        return Response(response.status, body, response.headers)

    async def close(self) -> None:
        """Close the connections."""
        session, self._session = self._session, None
        if session is not None:
            await session.close()

    def _opened(self) -> aiohttp.ClientSession:
        if self._session is None:
            self._session = aiohttp.ClientSession(
                connector=aiohttp.TCPConnector(keepalive_timeout=KEEP_S),
                cookie_jar=aiohttp.DummyCookieJar(),
                timeout=aiohttp.ClientTimeout(total=self._total_s, connect=CONNECT_S),
                trust_env=True,
            )
        return self._session


async def _limited(response: aiohttp.ClientResponse) -> str:
    body = bytearray()
    while chunk := await response.content.readany():
        body += chunk
        if len(body) > MAX_ANSWER:
            raise NoAnswer("Twilio's answer is too long to be one.")
    return body.decode("utf-8", "replace")


def _problem(body: str) -> tuple[int, str]:
    """Twilio's number of an error and its words, as far as they are told
    (https://www.twilio.com/docs/usage/twilios-response#response-formats-exceptions)."""
    try:
        told = json.loads(body)
    except ValueError:
        return 0, ""
    if not isinstance(told, dict):
        return 0, ""
    number = told.get("code")
    return number if isinstance(number, int) else 0, str(told.get("message") or "")


def _basic(user: str, password: str) -> str:
    return f"Basic {base64.b64encode(f'{user}:{password}'.encode()).decode()}"


def _seconds(given: str | None) -> float:
    """Retry-After in seconds (RFC 9110, 10.2.3); its form as a date is not Twilio's."""
    try:
        seconds = float(given or 0)
    except ValueError:
        return 0.0
    return seconds if math.isfinite(seconds) and seconds > 0 else 0.0


def _name(error: BaseException) -> str:
    timed_out = isinstance(error, asyncio.TimeoutError)
    return "it took too long." if timed_out else (str(error) or type(error).__name__)
