"""Being called by Twilio: what is taken for genuine, how soon it is answered, and what is counted.

Twilio waits 15 seconds for an answer and does not call again, except at the fallback address. What
it did not sign gets 403 and leaves no trace but a counter. Storing goes on behind an answer where
the answer does not depend on it.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections import Counter
from collections.abc import Awaitable, Callable, Coroutine
from dataclasses import dataclass
from typing import Any, Generic, Protocol, TypeVar
from urllib.parse import parse_qsl

from aiohttp import web
from multidict import MultiDict

from connectors.base import House
from connectors.twilio_account.account import tokens
from connectors.twilio_account.signature import HEADER, is_genuine
from conversations.channels import Channel
from conversations.errors import NotFound, ParleyError, Unavailable, UnknownEvent
from conversations.places import Inbox
from conversations.tasks import end

_log = logging.getLogger(__name__)

MAX_BODY = 64 * 1024
IN_HAND = 1000
"""What may be under way behind answers; beyond that nothing is taken until there is room."""
PATIENCE_S = 0.5
"""For so long an answer waits for the database where it can be given without."""
RETRY_AFTER_S = 5

Handler = Callable[[web.Request], Awaitable[web.Response]]


class NotGenuine(ParleyError):
    """A webhook that Twilio did not send. It leaves no trace but a counter."""

    code = "not_genuine"


class OfAnAccount(Protocol):
    """Settings of an inbox that belongs to an account."""

    @property
    def account_sid(self) -> str:
        """The account's SID."""
        ...


S = TypeVar("S", bound=OfAnAccount)
T = TypeVar("T")
SettingsOf = Callable[[str, dict[str, Any]], S]
"""From an inbox's id and settings to its model; may read files. Raises Invalid."""


@dataclass(frozen=True, slots=True)
class Told(Generic[S]):
    """A genuine webhook."""

    inbox: Inbox
    settings: S
    form: MultiDict[str]


class Webhooks(Generic[S]):
    """What the webhooks of a channel have in common. ``what`` is what people call what they tell
    of ("texts")."""

    def __init__(
        self, house: House, channel: Channel, settings_of: SettingsOf[S], what: str
    ) -> None:
        self.house = house
        self._channel = channel
        self._settings_of = settings_of
        self._what = what
        self._tasks: set[asyncio.Task[Any]] = set()
        self._known: dict[str, Inbox] = {}
        self.counted: Counter[str] = Counter()
        self.last_at: dict[str, Any] = {}
        """When the last genuine webhook of an inbox came to this process."""

    @property
    def under_way(self) -> frozenset[asyncio.Task[Any]]:
        """What was begun by webhooks and is not done yet."""
        return frozenset(self._tasks)

    async def close(self) -> None:
        """Let what was begun come to its end, for a while."""
        if self._tasks:
            await asyncio.wait(self._tasks, timeout=5.0)
        await asyncio.gather(*(end(each, 1.0) for each in list(self._tasks)))

    async def genuine(self, request: web.Request) -> Told[S]:
        """The inbox, its settings and the form, if Twilio has signed it. Raises NotGenuine.

        While the database is slow or away, the inbox counts as it was known last.
        """
        signature = request.headers.get(HEADER, "")
        if not signature or request.content_type != "application/x-www-form-urlencoded":
            raise NotGenuine("There is no signature.")
        inbox = await self._inbox(request.match_info["key"])
        form = await form_of(request)
        url = f"{self.house.public_url}{request.raw_path}"
        if not is_genuine(url, form, signature, tokens(inbox.secrets)):
            raise NotGenuine("The signature is wrong.")
        settings = await asyncio.to_thread(self._settings_of, inbox.id, inbox.settings)
        if form.get("AccountSid", "") != settings.account_sid:
            raise NotGenuine("It is another account's.")
        self.last_at[inbox.id] = self.house.clock.now()
        return Told(inbox, settings, form)

    async def at_hand(self, public_key: str) -> Inbox | None:
        """An inbox as far as it can be told soon and without the database; None if it was never
        seen here. Raises NotGenuine if there is none."""
        if public_key not in self._known:
            looking = asyncio.create_task(self._look_up(public_key))
            looking.add_done_callback(_looked_at)
            with contextlib.suppress(Unavailable):
                await self.within_patience(looking)
        return self._known.get(public_key)

    def make_room(self) -> None:
        """Raise Unavailable while too much is under way."""
        if len(self._tasks) >= IN_HAND:
            raise Unavailable(f"Too many {self._what} are being taken in.")

    def begin(self, work: Coroutine[Any, Any, T]) -> asyncio.Task[T]:
        """Do something that goes on behind the answer."""
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._ended)
        return task

    async def within_patience(self, task: asyncio.Task[T], patience_s: float = PATIENCE_S) -> bool:
        """Wait for a while; whether it is done. Raises what it raised."""
        done, _pending = await asyncio.wait({task}, timeout=patience_s)
        if done:
            task.result()
        return bool(done)

    async def journalled(
        self, work: Callable[[asyncio.Event], Coroutine[Any, Any, Any]]
    ) -> asyncio.Task[Any]:
        """Begin to take a payload in, and wait until it is in the journal: ``work`` is given what
        it sets then. Raises what kept it from the journal."""
        safe = asyncio.Event()
        taking = self.begin(work(safe))
        waiting = asyncio.create_task(safe.wait())
        try:
            await asyncio.wait({taking, waiting}, return_when=asyncio.FIRST_COMPLETED)
        finally:
            waiting.cancel()
        if not safe.is_set():
            await taking
        return taking

    def answering(self, handler: Handler) -> Handler:
        """``handler``, with what it raises made into answers."""

        async def answer(request: web.Request) -> web.Response:
            try:
                return await handler(request)
            except NotGenuine:
                self.count("refused")
                return web.Response(status=403)
            except Unavailable:
                self.count("unavailable")
                return web.Response(status=503, headers={"Retry-After": str(RETRY_AFTER_S)})
            except UnknownEvent as error:
                self.count("unknown")
                _log.warning("%s", error, extra={"path": request.path})
                return web.Response(status=204)
            except ParleyError:
                self.count("failed")  # told where it happened
                return web.Response(status=204)

        return answer

    def count(self, outcome: str) -> None:
        """Count what became of a webhook, by a word of a short, fixed list."""
        self.counted[outcome] += 1
        self.house.note_webhook(self._channel, outcome)

    async def _inbox(self, key: str) -> Inbox:
        known = self._known.get(key)
        looking = asyncio.create_task(self._look_up(key))
        if known is None:
            return await looking
        looking.add_done_callback(_looked_at)
        try:
            return looking.result() if await self.within_patience(looking) else known
        except Unavailable:
            return known

    async def _look_up(self, key: str) -> Inbox:
        try:
            inbox = await self.house.inboxes.inbox_by_public_key(key)
        except NotFound:
            self._known.pop(key, None)
            raise NotGenuine("There is no such inbox.") from None
        if inbox.channel is not self._channel:
            raise NotGenuine("There is no such inbox.")
        self._known[key] = inbox
        return inbox

    def _ended(self, task: asyncio.Task[Any]) -> None:
        self._tasks.discard(task)
        if task.cancelled():
            return
        error = task.exception()
        if isinstance(error, ParleyError):
            _log.warning("a webhook for %s was not carried out: %s", self._what, error)
        elif error is not None:
            _log.error("a webhook for %s failed", self._what, exc_info=error)


def _looked_at(task: asyncio.Task[Any]) -> None:
    if not task.cancelled():
        task.exception()


async def form_of(request: web.Request) -> MultiDict[str]:
    """What was sent, which nobody has looked at yet. Raises NotGenuine on what Twilio never
    sends."""
    body = bytearray()
    while chunk := await request.content.readany():
        body += chunk
        if len(body) > MAX_BODY:
            raise NotGenuine("The body is longer than Twilio's are.")
    try:
        pairs = parse_qsl(body.decode("ascii"), keep_blank_values=True, errors="strict")
    except ValueError:
        raise NotGenuine("The body is no form.") from None
    return MultiDict(pairs)
