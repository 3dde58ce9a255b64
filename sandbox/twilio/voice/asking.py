"""Twilio's requests about calls: what to do next, and what has happened."""

from __future__ import annotations

import asyncio
import random
import uuid
from collections.abc import Collection, Coroutine, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from email.utils import format_datetime
from typing import Any

from sandbox.twilio.account import Account
from sandbox.twilio.faults import WebhookFaults
from sandbox.twilio.numbers import country, in_north_america
from sandbox.twilio.voice.document import (
    WRONG_TYPE,
    Complaint,
    DocumentError,
    Verbs,
    parse,
    read,
)
from sandbox.twilio.voice.leg import Leg
from sandbox.twilio.voice.source import Source
from sandbox.twilio.webhooks import HTTP_CONNECTION, Answer, Webhooks


def about(leg: Leg) -> dict[str, str]:
    """What every request about a call tells
    (https://www.twilio.com/docs/voice/twiml#request-parameters)."""
    form = {
        "CallSid": leg.sid,
        "AccountSid": leg.account.sid,
        "From": leg.from_,
        "To": leg.to,
        "Caller": leg.from_,
        "Called": leg.to,
        "CallStatus": leg.status.value,
        "ApiVersion": "2010-04-01",
        "Direction": leg.direction.value,
    }
    for names, number in ((("To", "Called"), leg.to), (("From", "Caller"), leg.from_)):
        if number.startswith("+"):
            for name in names:
                form[f"{name}Country"] = country(number)
                if in_north_america(number):
                    form |= {f"{name}City": "", f"{name}State": "", f"{name}Zip": ""}
    if leg.caller_name:
        form["CallerName"] = leg.caller_name
    if leg.forwarded_from:
        form["ForwardedFrom"] = leg.forwarded_from
    if leg.parent is not None:
        form["ParentCallSid"] = leg.parent.sid
    return form


def moment(at: datetime) -> str:
    """As Twilio writes moments in its requests: ``Mon, 02 Mar 2026 09:00:00 +0000``."""
    return format_datetime(at)


@dataclass(slots=True)
class Asking:
    """Makes the requests. What is told of one call or conference comes in order, unless the
    faults want it otherwise. ``complaints`` is what would be in Twilio's debugger."""

    webhooks: Webhooks
    faults: WebhookFaults
    complaints: list[Complaint] = field(default_factory=list)
    held: list[tuple[Account, str, str, dict[str, str]]] = field(default_factory=list)
    _played: set[str] = field(default_factory=set)
    _under_way: set[asyncio.Task[None]] = field(default_factory=set)
    _last: dict[str, asyncio.Task[None]] = field(default_factory=dict)

    async def document(
        self, leg: Leg, source: Source, allowed: Collection[str], *, fall_back: bool = True
    ) -> tuple[Verbs, Source]:
        """The verbs to carry out, and where they come from: the fallback, if the source fails and
        this is to ``fall_back``.

        Raises :class:`DocumentError` if there is none, or if it fails too.
        """
        try:
            return await self._read(leg, source, allowed), source
        except DocumentError as error:
            if not fall_back or not leg.fallback.known or leg.over.is_set():
                raise
            told = {"ErrorCode": str(error.code), "ErrorUrl": source.url}
            fallback = Source(
                url=leg.fallback.url,
                method=leg.fallback.method,
                params={**source.params, **told},
            )
            return await self._read(leg, fallback, allowed), fallback

    async def _read(self, leg: Leg, source: Source, allowed: Collection[str]) -> Verbs:
        try:
            if source.twiml:
                return parse(source.twiml, allowed)
            return read(await self.ask(leg, source), source.url, allowed)
        except DocumentError as error:
            complaint = Complaint(call_sid=leg.sid, code=error.code, why=error.why, url=source.url)
            self.complaints.append(complaint)
            raise

    async def ask(self, leg: Leg, source: Source) -> Answer:
        """Ask; the request goes on even if nobody waits for its answer any more.

        Faults that befall incoming texts befall this too: it is lost, or comes twice at once.
        """
        if self.faults.lose_incoming > 0:
            self.faults.lose_incoming -= 1
            return Answer(error=HTTP_CONNECTION)
        form, token = {**about(leg), **source.params}, str(uuid.uuid4())
        answers: list[Answer] = []

        async def call() -> None:
            answers.append(
                await self.webhooks.call(
                    leg.account, source.url, form, method=source.method, token=token
                )
            )

        asked = self._start(call())
        if self.faults.double_incoming:
            self._start(call())
        await asyncio.shield(asked)
        return answers[0]

    async def can_play(self, leg: Leg, url: str) -> bool:
        """Fetch a file that is to be played, once for all calls; complain if that fails."""
        if url in self._played:
            return True
        answer = await self.webhooks.call(leg.account, url, {}, method="GET")
        kind = answer.kind.partition(";")[0].strip().lower()
        error = answer.error or (0 if kind.startswith("audio/") else WRONG_TYPE)
        if error:
            why = f"a file to be played was {answer.status or 'not to be had'}, {kind or 'no type'}"
            self.complaints.append(Complaint(call_sid=leg.sid, code=error, why=why, url=url))
            return False
        self._played.add(url)
        return True

    def tell_action(self, leg: Leg, source: Source) -> None:
        """Ask where the answer does not matter any more: the call has gone on, or is over."""

        async def call() -> None:
            await self.webhooks.call(
                leg.account, source.url, {**about(leg), **source.params}, method=source.method
            )

        self._start(call())

    def tell(
        self, account: Account, line: str, url: str, method: str, form: Mapping[str, str]
    ) -> None:
        """Tell what has happened, after what was told of the same ``line`` before."""
        if self.faults.lose_statuses > 0:
            self.faults.lose_statuses -= 1
        elif self.faults.hold_statuses:
            self.held.append((account, url, method, dict(form)))
        else:
            for _ in range(2 if self.faults.double_statuses else 1):
                self._post(account, line, url, method, dict(form))

    def release(self, rng: random.Random) -> int:
        """Send what was held back, in any order and all at once; returns how many they were."""
        held, self.held = self.held, []
        rng.shuffle(held)
        for number, (account, url, method, form) in enumerate(held):
            self._post(account, f"released {number}", url, method, form)
        return len(held)

    async def settled(self) -> None:
        """Wait until no request is under way."""
        while self._under_way:
            await asyncio.wait(tuple(self._under_way))

    async def end(self) -> None:
        """Break all requests off."""
        tasks = tuple(self._under_way)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    def _post(
        self, account: Account, line: str, url: str, method: str, form: dict[str, str]
    ) -> None:
        before = self._last.get(line)

        async def call() -> None:
            if before is not None:
                await asyncio.wait((before,))
            await self.webhooks.call(account, url, form, method=method)

        self._last[line] = task = self._start(call())

        def forget(done: asyncio.Task[None]) -> None:
            if self._last.get(line) is done:
                del self._last[line]

        task.add_done_callback(forget)

    def _start(self, work: Coroutine[Any, Any, None]) -> asyncio.Task[None]:
        task = asyncio.create_task(work)
        self._under_way.add(task)
        task.add_done_callback(self._under_way.discard)
        return task
