"""Twilio's requests to us: forms, signed with the account's token.

The signature: https://www.twilio.com/docs/usage/security#validating-requests. What is waited for,
and what is tried again: https://www.twilio.com/docs/usage/webhooks/webhooks-connection-overrides.
"""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import urldefrag, urlencode

import aiohttp
from twilio.request_validator import RequestValidator

from sandbox.twilio.account import Account
from sandbox.twilio.faults import WebhookFaults

LIMIT_S = 15.0
"""How long Twilio waits for an answer."""
_BODY_LIMIT = 64 * 1024
"""Twilio takes no more of a TwiML answer."""

HTTP_RETRIEVAL, HTTP_CONNECTION, TOO_LARGE = 11200, 11205, 11750


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back. ``error`` is Twilio's code where it is none that can be worked with."""

    status: int = 0
    kind: str = ""
    body: bytes = b""
    error: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """One request that was made, for whoever wants to know."""

    url: str
    method: str
    form: Mapping[str, str]
    headers: Mapping[str, str]
    answer: Answer


@dataclass(slots=True)
class Webhooks:
    """Makes the requests, and keeps what became of each in ``calls``."""

    faults: WebhookFaults
    limit_s: float = LIMIT_S
    calls: list[Call] = field(default_factory=list)
    _session: aiohttp.ClientSession | None = None

    async def open(self) -> None:
        """Begin; in a running loop."""
        self._session = aiohttp.ClientSession(
            timeout=aiohttp.ClientTimeout(total=self.limit_s),
            headers={"User-Agent": "TwilioProxy/1.1"},
        )

    async def close(self) -> None:
        """End."""
        if self._session is not None:
            await self._session.close()
            self._session = None

    async def call(
        self,
        account: Account,
        url: str,
        form: Mapping[str, str],
        *,
        method: str = "POST",
        token: str = "",
    ) -> Answer:
        """Ask ``url``; a line that cannot be had is tried once more. Never raises.

        ``token`` is the same for every try of the same request, so that it can be known again.
        """
        bare = urldefrag(url).url  # a fragment has settings for Twilio, and is not sent
        if method == "GET" and form:
            bare += ("&" if "?" in bare else "?") + urlencode(form)
        signed = RequestValidator(self.faults.wrong_token or account.auth_token)
        headers = {
            "X-Twilio-Signature": signed.compute_signature(bare, {} if method == "GET" else form),
            "I-Twilio-Idempotency-Token": token or str(uuid.uuid4()),
            "X-Home-Region": "us1",
            "Accept": "*/*",
        }
        answer = Answer(error=HTTP_CONNECTION)
        for _ in range(2):
            answer = await self._try(bare, method, form, headers)
            self.calls.append(
                Call(url=bare, method=method, form=dict(form), headers=headers, answer=answer)
            )
            if answer.error != HTTP_CONNECTION:
                break
        return answer

    async def _try(
        self, url: str, method: str, form: Mapping[str, str], headers: Mapping[str, str]
    ) -> Answer:
        if self._session is None:
            raise RuntimeError("the sandbox is not running")
        body = None
        if method != "GET":
            headers = {
                **headers,
                "Content-Type": "application/x-www-form-urlencoded; charset=UTF-8",
            }
            body = urlencode(form).encode()
        try:
            async with self._session.request(method, url, data=body, headers=headers) as response:
                content = await response.read()
                kind, status = response.headers.get("Content-Type", ""), response.status
        except aiohttp.ClientConnectorError:
            return Answer(error=HTTP_CONNECTION)
        except (aiohttp.ClientError, TimeoutError, ValueError):
            return Answer(error=HTTP_RETRIEVAL)
        if status >= 400:
            return Answer(status, kind, content, HTTP_RETRIEVAL)
        # A file to be played may be larger than a document.
        large = len(content) > _BODY_LIMIT and not kind.startswith("audio/")
        return Answer(status, kind, content, TOO_LARGE if large else 0)
