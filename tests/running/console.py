"""A console that reconnects, catches up and folds, as the web app does."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field

from tests.running.browser import Browser
from tests.running.folding import FoldedLists, FoldedTimeline
from tests.running.line import FAILURES, Line, Payload

ANSWER_DEADLINE_S = 5.0
RETRY_S = 0.05
Accept = Callable[[], bool]


@dataclass
class Console:
    """One tab of an agent. ``run`` keeps it connected; ``timelines`` are the opened ones."""

    browser: Browser
    lists: FoldedLists = field(default_factory=FoldedLists)
    timelines: dict[str, FoldedTimeline] = field(default_factory=dict)
    heard: Counter[str] = field(default_factory=Counter)
    """How many events of each name have come."""
    connections: int = 0
    _cursor: str | None = None
    _line: Line | None = None
    _reader: asyncio.Task[None] | None = None
    _news: asyncio.Condition = field(default_factory=asyncio.Condition)

    async def run(self) -> None:
        """Stay connected; come back whenever the connection ends."""
        try:
            while True:
                try:
                    line = await self._connected()
                    await line.gone.wait()
                except FAILURES:
                    await asyncio.sleep(RETRY_S)
                await self._hang_up()
        finally:
            await self._hang_up()

    async def follow(self, conversation: str) -> None:
        """Open a conversation and keep it open over reconnects."""
        self.timelines.setdefault(conversation, FoldedTimeline())
        await self._open(conversation)

    async def until(self, accept: Accept, within_s: float = 10.0) -> None:
        """Wait until something is true of what has been folded."""
        async with asyncio.timeout(within_s), self._news:
            await self._news.wait_for(accept)

    async def next_news(self, within_s: float) -> None:
        """Wait until anything arrives, at most so long."""
        heard = self.heard.total()
        with suppress(TimeoutError):
            await self.until(lambda: self.heard.total() > heard, within_s)

    async def accept_next(self, within_s: float = 10.0) -> str:
        """Take the next offer, open its conversation and return its id."""
        await self.until(lambda: bool(self.lists.offers), within_s)
        offer = next(iter(self.lists.offers.values()))
        taken = await self.insist("accept", {"offer": offer["id"]})
        assert "error" not in taken, taken
        await self.until(lambda: offer["id"] not in self.lists.offers)
        await self.follow(offer["conversation"]["id"])
        return str(offer["conversation"]["id"])

    async def insist(self, event: str, payload: Payload) -> Payload:
        """Call until it is answered without the connection failing; for calls with an id."""
        while True:
            answer = await self.try_call(event, payload)
            if answer is not None:
                return answer
            await asyncio.sleep(RETRY_S)

    async def try_call(self, event: str, payload: Payload) -> Payload | None:
        """Call once; None if the connection failed."""
        line = self._line
        if line is None:
            return None
        try:
            return await line.call(event, payload, ANSWER_DEADLINE_S)
        except FAILURES:
            return None

    async def _connected(self) -> Line:
        arrived: asyncio.Queue[tuple[str, Payload]] = asyncio.Queue()
        self._reader = asyncio.create_task(self._read(arrived))
        self._line = await self.browser.line(lambda name, data: arrived.put_nowait((name, data)))
        self.connections += 1
        return self._line

    async def _read(self, arrived: asyncio.Queue[tuple[str, Payload]]) -> None:
        while True:
            event, payload = await arrived.get()
            if event == "hello":
                await self._come_back(payload)
            async with self._news:
                self.heard[event] += 1
                self.lists.hear(event, payload)
                if event == "entry" and payload["conversation"] in self.timelines:
                    self.timelines[payload["conversation"]].apply([payload])
                self._news.notify_all()
            await self._fill_holes()

    async def _fill_holes(self) -> None:
        for conversation, timeline in self.timelines.items():
            if timeline.has_hole:
                await self._open(conversation)

    async def _come_back(self, hello: Payload) -> None:
        """Ask for what was missed: lists since the cursor, timelines after what is known."""
        if self._cursor is not None:
            missed = await self.try_call("catch_up", {"changed_since": self._cursor})
            for shape in (missed or {}).get("conversations", []):
                self.lists.hear("conversation", shape)
        self._cursor = self._cursor or hello["cursor"]
        for conversation in self.timelines:
            await self._open(conversation)

    async def _open(self, conversation: str) -> None:
        timeline, more = self.timelines[conversation], True
        while more:
            call = {"conversation": conversation, "after": timeline.last}
            answer = await self.try_call("open", call)
            if answer is None:
                return  # the next connection asks again
            assert "error" not in answer, answer
            async with self._news:
                timeline.apply(answer["entries"])
                self.lists.hear("conversation", answer["conversation"])
                self._news.notify_all()
            more = answer["has_more"]

    async def _hang_up(self) -> None:
        line, self._line = self._line, None
        if self._reader is not None:
            self._reader.cancel()
            await asyncio.gather(self._reader, return_exceptions=True)
        if line is not None:
            await line.close()
