"""One process tells another over Redis that it has changed a call."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace

import pytest
from redis.asyncio import Redis

from conversations.bus import EventBus
from conversations.calls.call import Call, CallState
from conversations.channels import Channel
from conversations.clock import SystemClock, new_id
from conversations.conversation import Conversation, Ref, State
from conversations.entries import Direction
from conversations.errors import NotFound, Unavailable
from conversations.events import Committed, Event
from conversations.people import Scope
from conversations.tasks import end
from parley.call_news import CallNews
from tests.running import asking

pytestmark = pytest.mark.peers

NOW = SystemClock().now()
DEADLINE_S = 8.0


def called(state: CallState = CallState.QUEUED) -> Conversation:
    """A conversation with a call."""
    call = Call(
        id=new_id(),
        seq=2,
        direction=Direction.IN,
        ours="+15550100200",
        theirs="+12025550143",
        state=state,
        since=NOW,
        started_at=NOW,
    )
    return Conversation(
        id=new_id(),
        number=1,
        inbox=Ref(id="i1", name="Calls"),
        channel=Channel.VOICE,
        contact=Ref(id="c1", name="A customer"),
        thread="+12025550143",
        address="+12025550143",
        state=State.QUEUED,
        queue=Ref(id="q1", name="Calls"),
        created_at=NOW,
        changed_at=NOW,
        call=call,
    )


class Heard:
    """A process that listens: what is in its store, and what it has heard."""

    def __init__(self, *stored: Conversation) -> None:
        self.stored = {each.id: each for each in stored}
        self.away: set[str] = set()
        self.bus = EventBus()
        self.bus.subscribe(Committed, self._on_event)
        self._events: asyncio.Queue[Conversation] = asyncio.Queue()

    async def get(self, conversation_id: str, scope: Scope) -> Conversation:
        if conversation_id in self.away:
            raise Unavailable("The database is away.")
        if conversation_id not in self.stored:
            raise NotFound("No such conversation.")
        return self.stored[conversation_id]

    async def _on_event(self, event: Event) -> None:
        assert isinstance(event, Committed)
        assert event.before is None
        assert event.entries == ()
        self._events.put_nowait(event.conversation)

    @property
    def has_news(self) -> bool:
        return not self._events.empty()

    async def next(self) -> Conversation:
        async with asyncio.timeout(DEADLINE_S):
            return await self._events.get()


@asynccontextmanager
async def process(
    redis_url: str, heard: Heard | None = None, database: str = "one"
) -> AsyncIterator[CallNews]:
    """A process that tells, and listens if it is given something to listen with."""
    news = CallNews(redis_url, database)
    jobs = [asyncio.create_task(news.tell())]
    if heard is not None:
        jobs.append(asyncio.create_task(news.listen(heard, heard.bus)))
        await subscribed(redis_url, f"parley:{database}:calls")
    try:
        yield news
    finally:
        for job in jobs:
            await end(job)
        await news.close()


async def subscribed(redis_url: str, channel: str) -> None:
    """Wait until somebody listens there."""
    redis = Redis.from_url(redis_url, decode_responses=True)

    async def so() -> bool:
        return bool(dict(await redis.pubsub_numsub(channel))[channel])

    try:
        await asking.until(so, DEADLINE_S)
    finally:
        await redis.aclose()


async def tell(news: CallNews, conversation: Conversation) -> None:
    await news.on_event(Committed(conversation=conversation, before=None, entries=()))


async def test_another_process_hears_of_a_call_as_it_stands_now(redis_url: str) -> None:
    known = called()
    newer = replace(known, version=7)
    heard = Heard(newer)
    async with process(redis_url, heard), process(redis_url) as web:
        await tell(web, known)
        assert await heard.next() == newer


async def test_only_what_still_needs_somebody_is_told(redis_url: str) -> None:
    over, without, last = called(CallState.ENDED), replace(called(), call=None), called()
    heard = Heard(over, without, last)
    async with process(redis_url, heard), process(redis_url) as web:
        for each in (over, without, last):
            await tell(web, each)
        assert await heard.next() == last


async def test_nobody_hears_of_what_they_have_told_themselves(redis_url: str) -> None:
    own, other = called(), called()
    heard = Heard(own, other)
    async with process(redis_url, heard) as connectors, process(redis_url) as web:
        await tell(connectors, own)
        await tell(web, other)
        assert await heard.next() == other


async def test_parleys_that_share_a_redis_are_kept_apart(redis_url: str) -> None:
    theirs, ours = called(), called()
    heard = Heard(theirs, ours)
    async with (
        process(redis_url, heard),
        process(redis_url, database="two") as stranger,
        process(redis_url) as web,
    ):
        await tell(stranger, theirs)
        await tell(web, ours)
        assert await heard.next() == ours


async def test_what_cannot_be_read_keeps_nobody_from_hearing_more(redis_url: str) -> None:
    gone, away, there = called(), called(), called()
    heard = Heard(there)
    heard.away = {away.id}
    async with process(redis_url, heard), process(redis_url) as web:
        for each in (gone, away, there):
            await tell(web, each)
        assert await heard.next() == there


async def test_a_lost_connection_is_made_again(redis_url: str) -> None:
    first, second = called(), called()
    heard = Heard(first, second)
    async with process(redis_url, heard), process(redis_url) as web:
        await tell(web, first)
        assert await heard.next() == first
        operator = Redis.from_url(redis_url)
        for kind in ("pubsub", "normal"):
            await operator.client_kill_filter(_type=kind, skipme=True)
        await operator.aclose()

        async def told() -> bool:
            await tell(web, second)  # what was told meanwhile is lost
            return heard.has_news

        await asking.until(told, DEADLINE_S)
        assert await heard.next() == second


async def test_without_redis_nothing_waits(caplog: pytest.LogCaptureFixture) -> None:
    """The change is found out by asking the database."""
    async with process("redis://127.0.0.1:1/0") as web:
        await tell(web, called())

        async def said() -> bool:
            return "Redis cannot be reached" in caplog.text

        await asking.until(said, DEADLINE_S)
        for _ in range(3000):
            await tell(web, called())
