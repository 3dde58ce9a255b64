"""A visitor's side of web chat, which reconnects and catches up as the widget does."""

from __future__ import annotations

import asyncio
import uuid
from dataclasses import dataclass, field

from tests.running.line import FAILURES, Line, Payload

ANSWER_DEADLINE_S = 5.0
RETRY_S = 0.05


@dataclass
class Visitor:
    """One browser of a visitor. ``run`` keeps it connected until it is cancelled."""

    url: str
    key: str
    token: str | None = None
    address: str = "198.51.100.200"
    entries: dict[int, Payload] = field(default_factory=dict)
    """What the visitor sees, by ``seq``."""
    connections: int = 0
    copies: int = 0
    """How often something arrived that was there already, and was ignored."""
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

    async def say(self, text: str, message_id: str | None = None) -> int:
        """Send until it is acknowledged, under one id; returns the ``seq``."""
        message = {"id": message_id or str(uuid.uuid4()), "text": text}
        while True:
            answer = await self.try_call("message", message)
            if answer is not None and "seq" in answer:
                return int(answer["seq"])
            error = (answer or {}).get("error") or {}
            await asyncio.sleep(float(error.get("retry_after_s", RETRY_S)))

    async def try_call(self, event: str, payload: Payload) -> Payload | None:
        """Call once; None if the connection failed."""
        line = self._line
        if line is None:
            return None
        try:
            return await line.call(event, payload, ANSWER_DEADLINE_S)
        except FAILURES:
            return None

    async def fresh(self) -> list[Payload]:
        """Everything that the server shows this visitor, read anew."""
        while True:
            answer = await self.try_call("catch_up", {"after": 0})
            if answer is not None and "entries" in answer:
                entries: list[Payload] = answer["entries"]
                return entries
            await asyncio.sleep(RETRY_S)

    async def until_known(self, within_s: float = 10.0) -> None:
        """Wait until the server has said who this visitor is."""
        async with asyncio.timeout(within_s), self._news:
            await self._news.wait_for(lambda: self.token is not None)

    async def until_sees(self, *texts: str, within_s: float = 15.0) -> None:
        """Wait until messages with these texts have arrived."""
        async with asyncio.timeout(within_s), self._news:
            await self._news.wait_for(lambda: set(texts) <= set(self.texts()))

    def texts(self) -> list[str]:
        """The messages' texts in the order of the timeline."""
        shown = [self.entries[seq] for seq in sorted(self.entries)]
        return [entry["text"] for entry in shown if entry["kind"] == "message"]

    async def _connected(self) -> Line:
        arrived: asyncio.Queue[tuple[str, Payload]] = asyncio.Queue()
        line = Line("/widget", lambda event, payload: arrived.put_nowait((event, payload)))
        self._reader = asyncio.create_task(self._read(line, arrived))
        auth = {"inbox": self.key} | ({"visitor": self.token} if self.token else {})
        self._line = line
        await line.connect(
            self.url, headers={"Origin": self.url, "X-Forwarded-For": self.address}, auth=auth
        )
        self.connections += 1
        return line

    async def _read(self, line: Line, arrived: asyncio.Queue[tuple[str, Payload]]) -> None:
        while True:
            event, payload = await arrived.get()
            if event == "session":
                self.token = payload["visitor"]["token"]
                await self._take(payload["entries"])
            elif event == "entry":
                if payload.get("prev") not in (0, *self.entries):
                    last = max(self.entries, default=0)
                    answer = await self.try_call("catch_up", {"after": last})
                    await self._take((answer or {}).get("entries", []))
                await self._take([payload])

    async def _take(self, entries: list[Payload]) -> None:
        async with self._news:
            for entry in entries:
                self.copies += entry["seq"] in self.entries
                self.entries.setdefault(entry["seq"], entry)
            self._news.notify_all()

    async def _hang_up(self) -> None:
        line, self._line = self._line, None
        if self._reader is not None:
            self._reader.cancel()
            await asyncio.gather(self._reader, return_exceptions=True)
        if line is not None:
            await line.close()
