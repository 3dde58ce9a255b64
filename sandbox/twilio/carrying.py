"""What becomes of a message once it is taken: its life, and who is told of it."""

from __future__ import annotations

import random
import uuid
from dataclasses import dataclass, field

import aiohttp

from sandbox.twilio.account import Account
from sandbox.twilio.faults import Faults
from sandbox.twilio.handsets import Handsets
from sandbox.twilio.message import Media, Message, Status
from sandbox.twilio.outgoing import choose_sender, segments_of
from sandbox.twilio.timing import Background, Now, Pace, Sleep
from sandbox.twilio.webhooks import HTTP_RETRIEVAL, Webhooks

MEDIA_BYTES = 5 * 1024 * 1024
"""As much as all media of a message may have together."""
TOO_LARGE, WRONG_TYPE = 11751, 12300
_SILENT = frozenset({Status.ACCEPTED, Status.QUEUED})
"""What the answer to the request itself says."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Fetched:
    """A file that was asked for at an address of ours; ``status`` 0: there was no answer."""

    url: str
    status: int
    content_type: str = ""
    size: int = 0


@dataclass(slots=True, kw_only=True)
class Carrying:
    """Takes messages through their statuses at the given pace, and tells of each."""

    faults: Faults
    handsets: Handsets
    webhooks: Webhooks
    background: Background
    pace: Pace
    now: Now
    sleep: Sleep
    fetched: list[Fetched] = field(default_factory=list)
    held: list[tuple[Account, str, str, dict[str, str]]] = field(default_factory=list)

    def begin(self, account: Account, message: Message) -> None:
        """Carry a message that was taken."""
        self.background.start(self._carry(account, message), f"message {message.sid}")

    async def _carry(self, account: Account, message: Message) -> None:
        if message.status is Status.ACCEPTED:
            await self.sleep(self.pace.accepted)
            service = account.services[str(message.service_sid)]
            message.sender = choose_sender(account, service, message.to)
            message.segments = segments_of(message.body, bool(message.media_urls))
            self._move(account, message, Status.QUEUED, tell=True)
        await self.sleep(self.pace.queued)
        self._move(account, message, Status.SENDING)
        error = await self._fetch_media(message)
        await self.sleep(self.pace.sending)
        error = error or self.faults.carrier.refusals.get(message.to, 0)
        if error:
            self._move(account, message, Status.FAILED, error)
            return
        message.sent = self.now()
        self._move(account, message, Status.SENT)
        if message.to in self.faults.carrier.no_receipts:
            self.handsets.of(message.to).ring(message)
            return
        await self.sleep(self.pace.sent)
        fate = self.faults.carrier.fates.get(message.to, 0)
        if fate:
            self._move(account, message, Status.UNDELIVERED, fate)
            return
        self.handsets.of(message.to).ring(message)
        self._move(account, message, Status.DELIVERED)

    def _move(
        self,
        account: Account,
        message: Message,
        status: Status,
        error: int | None = None,
        *,
        tell: bool = False,
    ) -> None:
        message.status, message.error_code, message.updated = status, error, self.now()
        message.statuses.append(status)
        if message.status_callback and (tell or status not in _SILENT):
            self._tell(account, message)

    def _tell(self, account: Account, message: Message) -> None:
        faults = self.faults.webhooks
        if faults.lose_statuses > 0:
            faults.lose_statuses -= 1
            return
        form = _status_form(message, self.now().strftime("%y%m%d%H%M"))
        url, method = message.status_callback, message.status_callback_method
        if faults.hold_statuses:
            self.held.append((account, url, method, form))
            return
        self._call(account, url, method, form)

    def _call(self, account: Account, url: str, method: str, form: dict[str, str]) -> None:
        token = str(uuid.uuid4())

        async def call() -> None:
            await self.webhooks.call(account, url, form, method=method, token=token)

        for _ in range(2 if self.faults.webhooks.double_statuses else 1):
            self.background.start(call(), f"status of {form['MessageSid']}")

    def release(self, rng: random.Random) -> int:
        """Send the held callbacks in any order; returns how many they were."""
        held, self.held = self.held, []
        rng.shuffle(held)
        for account, url, method, form in held:
            self._call(account, url, method, form)
        return len(held)

    async def _fetch_media(self, message: Message) -> int:
        """Fetch what is to go along; returns Twilio's code if that fails, else 0."""
        if not message.media_urls:
            return 0
        left = MEDIA_BYTES
        limit = aiohttp.ClientTimeout(total=self.webhooks.limit_s)
        async with aiohttp.ClientSession(timeout=limit) as session:
            for url in message.media_urls:
                try:
                    async with session.get(url) as response:
                        data = await response.read()
                        status, kind = response.status, response.content_type
                except (aiohttp.ClientError, TimeoutError):
                    self.fetched.append(Fetched(url=url, status=0))
                    return HTTP_RETRIEVAL
                self.fetched.append(
                    Fetched(url=url, status=status, content_type=kind, size=len(data))
                )
                left -= len(data)
                if status != 200:
                    return HTTP_RETRIEVAL
                if left < 0:
                    return TOO_LARGE
                if kind == "application/octet-stream":
                    return WRONG_TYPE
                media = Media(content_type=kind, data=data, created=self.now())
                message.media[media.sid] = media
        return 0


def _status_form(message: Message, done: str) -> dict[str, str]:
    """https://www.twilio.com/docs/messaging/guides/track-outbound-message-status."""
    form = {
        "SmsSid": message.sid,
        "SmsStatus": message.status.value,
        "MessageStatus": message.status.value,
        "To": message.to,
        "MessageSid": message.sid,
        "AccountSid": message.account_sid,
        "From": message.sender or "",
        "ApiVersion": "2010-04-01",
    }
    if message.service_sid:
        form["MessagingServiceSid"] = message.service_sid
    if message.error_code is not None:
        form["ErrorCode"] = str(message.error_code)
    if message.status in (Status.DELIVERED, Status.UNDELIVERED):
        form["RawDlrDoneDate"] = done
    return form
