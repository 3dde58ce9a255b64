"""Visitors who send signed messages, and an agent's socket on which these arrive.

A message counts when its sender has the answer and the agent's socket has the event; its latency
ends with the later of the two.
"""

from __future__ import annotations

import asyncio
import gc
import itertools
import json
import random
import time
import uuid
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from typing import Any

import aiohttp
import socketio

from benchmarks.mix_server import signature
from benchmarks.parley_server import EMAIL, PASSWORD

NAMESPACE = "/console"
ARRIVAL_S = 20.0
SENTENCES = (
    "Hello, where is my order number {}? It should have come on Monday.",
    "Thank you very much, order {} arrived today and I am happy with it!",
    "Sifarişim {} hələ gəlməyib, zəhmət olmasa yoxlayın.",
    "Die Lampe aus Bestellung {} ist leider kaputt angekommen, was nun?",
    "Siparişim {} nerede, üç gündür bekliyorum ve kimse cevap vermiyor.",
    "سفارش {} هنوز نرسیده است، لطفا پیگیری کنید.",
)

_numbers = itertools.count(10_000)


class Site:
    """One server under load: its visitors' connections and the agent's socket."""

    def __init__(self, http: aiohttp.ClientSession, url: str, path: str, visitors: int) -> None:
        self._http = http
        self._url = url
        self._path = path
        # with a session of its own: cookies are kept there, and cost time on every request
        self._socket = socketio.AsyncClient(reconnection=False, handle_sigint=False)
        self._socket.on("entry", self._entry, namespace=NAMESPACE)
        self._awaited: dict[str, asyncio.Future[None]] = {}
        self._seq = [0] * visitors
        self.visitors = visitors

    async def listen(self, *, sign_in: bool) -> None:
        """Connect the agent's socket, as a real user where there are users."""
        headers = await signed_in(self._url) if sign_in else {}
        await self._socket.connect(
            self._url, namespaces=[NAMESPACE], transports=["websocket"], headers=headers
        )

    async def open_all(self) -> None:
        """Send a first message of every visitor, and let the agent open each conversation."""
        for visitor in range(self.visitors):
            answer = await self._post(visitor, f"First message {next(_numbers)}")
            opened = await self._socket.call(
                "open", {"conversation": answer["conversation"]}, namespace=NAMESPACE
            )
            if "error" in opened:
                raise RuntimeError(f"the agent cannot open a conversation: {opened['error']}")

    async def leave(self) -> None:
        """Disconnect the agent."""
        await self._socket.disconnect()

    async def send(self, visitor: int) -> None:
        """Send one message, and return when it is answered and has arrived."""
        number = next(_numbers)
        text = SENTENCES[number % len(SENTENCES)].format(number)
        arrival = self._awaited[text] = asyncio.get_running_loop().create_future()
        try:
            await self._post(visitor, text)
            async with asyncio.timeout(ARRIVAL_S):
                await arrival
        finally:
            del self._awaited[text]

    async def saturate(self, seconds: float) -> float:
        """All visitors send one message after the other; return messages a second."""
        end = time.perf_counter() + seconds

        async def one(visitor: int) -> int:
            sent = 0
            while time.perf_counter() < end:
                await self.send(visitor)
                sent += 1
            return sent

        with quiet_memory():
            begun = time.perf_counter()
            counts = await asyncio.gather(*(one(it) for it in range(self.visitors)))
            return sum(counts) / (time.perf_counter() - begun)

    async def trickle(self, rate: float, seconds: float, dice: random.Random) -> list[float]:
        """Messages arrive at ``rate`` a second, at random moments and whatever the server does;
        return each one's latency in seconds, from the moment that it was due."""
        moments: list[float] = []
        at = 0.0
        while (at := at + dice.expovariate(rate)) < seconds:
            moments.append(at)

        async def one(number: int, due: float) -> float:
            await asyncio.sleep(max(0.0, due - time.perf_counter()))
            await self.send(number % self.visitors)
            return time.perf_counter() - due

        with quiet_memory():
            begun = time.perf_counter()
            return list(await asyncio.gather(*(one(i, begun + it) for i, it in enumerate(moments))))

    async def _post(self, visitor: int, text: str) -> dict[str, Any]:
        self._seq[visitor] += 1
        message = {
            "id": str(uuid.uuid4()),
            "visitor": f"c{visitor}",
            "seq": self._seq[visitor],
            "text": text,
        }
        body = json.dumps(message).encode()
        headers = {"X-Signature": signature(body), "Content-Type": "application/json"}
        async with self._http.post(self._url + self._path, data=body, headers=headers) as answer:
            if answer.status != 200:
                raise RuntimeError(f"{self._path}: {answer.status} {await answer.text()}")
            told: dict[str, Any] = await answer.json()
            return told

    async def _entry(self, data: dict[str, Any]) -> None:
        arrival = self._awaited.get(data["text"])
        if arrival is not None and not arrival.done():
            arrival.set_result(None)


async def signed_in(url: str) -> dict[str, str]:
    """Sign the agent in; returns the headers for the socket's handshake."""
    body = {"email": EMAIL, "password": PASSWORD}
    async with (
        aiohttp.ClientSession() as http,
        http.post(f"{url}/api/v1/session", json=body) as answer,
    ):
        answer.raise_for_status()
        return {"Cookie": "; ".join(f"{it.key}={it.value}" for it in answer.cookies.values())}


@asynccontextmanager
async def site(url: str, path: str, *, visitors: int, sign_in: bool) -> AsyncIterator[Site]:
    """A site with its agent listening; for a signed-in one all conversations are open."""
    connector = aiohttp.TCPConnector(limit=0)
    jar = aiohttp.DummyCookieJar()
    async with aiohttp.ClientSession(connector=connector, cookie_jar=jar) as http:
        made = Site(http, url, path, visitors)
        await made.listen(sign_in=sign_in)
        try:
            if sign_in:
                await made.open_all()
            yield made
        finally:
            await made.leave()


@contextmanager
def quiet_memory() -> Iterator[None]:
    """Keep the garbage collector of the measuring process out of what it measures."""
    gc.collect()
    gc.disable()
    try:
        yield
    finally:
        gc.enable()
