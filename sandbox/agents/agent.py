"""One simulated agent at the console: signs in by REST, works over the ``/console`` namespace."""

from __future__ import annotations

import asyncio
import logging
import random
import uuid
from collections.abc import Mapping
from typing import Any

import aiohttp
import socketio
from yarl import URL

from sandbox.agents.desk import Desk
from sandbox.agents.phrases import Phrasebook
from sandbox.agents.pulse import Pulse
from sandbox.agents.telephone import VOICE, Telephone

NAMESPACE = "/console"
_ANSWER_S = 10.0

_log = logging.getLogger(__name__)


class SignInFailed(Exception):
    """The server does not let this agent in; the message says why."""


class Agent:
    """Works until cancelled: accepts what is offered and holds each conversation at its desk."""

    def __init__(
        self,
        url: str,
        email: str,
        password: str,
        books: Mapping[str, Phrasebook],
        *,
        rng: random.Random,
        pulse: Pulse | None = None,
    ) -> None:
        self.email = email
        self.resolved = 0
        """How many conversations this agent has brought to an end."""
        self._url = url.rstrip("/")
        self._password = password
        self._books = books
        self._rng = rng
        self._pulse = pulse or Pulse()
        self._desks: dict[str, Desk | Telephone] = {}
        self._taking: set[str] = set()
        """Conversations of offers that are being accepted."""
        self._tasks: asyncio.TaskGroup
        self._socket: Any = None
        self._http: aiohttp.ClientSession
        self._csrf = ""
        self._me = ""
        """The agent's own id."""

    async def work(self) -> None:
        """Signs in, goes available and serves until cancelled. Raises :class:`SignInFailed`."""
        # A loopback demo is reached by address, and cookies of an address are "unsafe" to aiohttp.
        jar = aiohttp.CookieJar(unsafe=True)
        async with aiohttp.ClientSession(cookie_jar=jar) as http:
            self._http = http
            await self._sign_in()
            socket = socketio.AsyncClient(
                http_session=http, reconnection_delay_max=10, handle_sigint=False
            )
            self._socket = socket
            socket.on("hello", self._on_hello, namespace=NAMESPACE)
            socket.on("offer", self._on_offer, namespace=NAMESPACE)
            socket.on("conversation", self._on_conversation, namespace=NAMESPACE)
            socket.on("entry", self._on_entry, namespace=NAMESPACE)
            try:
                async with asyncio.TaskGroup() as self._tasks:
                    await socket.connect(
                        self._url,
                        namespaces=[NAMESPACE],
                        headers=self._cookie(),
                        transports=["websocket"],
                    )
                    await asyncio.get_running_loop().create_future()  # until cancelled
            finally:
                await socket.disconnect()

    async def call(self, event: str, **payload: Any) -> dict[str, Any]:
        """A socket call; the answer may hold ``error``. Empty where no answer came."""
        try:
            answer = await self._socket.call(event, payload, namespace=NAMESPACE, timeout=_ANSWER_S)
        except (socketio.exceptions.TimeoutError, socketio.exceptions.BadNamespaceError):
            return {}
        return answer if isinstance(answer, dict) else {}

    async def resolve(self, conversation: str) -> None:
        """Ends a conversation by REST."""
        path = f"{self._url}/api/v1/conversations/{conversation}/resolve"
        headers = {"X-CSRF-Token": self._csrf}
        body = {"id": str(uuid.uuid4())}
        async with self._http.post(path, json=body, headers=headers) as answer:
            if answer.status < 300:
                self.resolved += 1
            else:
                _log.info("%s could not resolve: %s", self.email, await answer.text())

    async def _sign_in(self) -> None:
        body = {"email": self.email, "password": self._password}
        async with self._http.post(f"{self._url}/api/v1/session", json=body) as answer:
            if answer.status >= 300:
                raise SignInFailed(f"{self.email}: {answer.status} {await answer.text()}")
            self._csrf = (await answer.json())["csrf"]

    def _cookie(self) -> dict[str, str]:
        cookies = self._http.cookie_jar.filter_cookies(URL(self._url))
        return {"Cookie": "; ".join(f"{name}={one.value}" for name, one in cookies.items())}

    async def _on_hello(self, hello: dict[str, Any]) -> None:
        """Comes on every connect: says that we are here, and takes what is held out already."""
        self._me = hello["agent"]["id"]
        self._tasks.create_task(self._begin(hello.get("offers", [])))

    async def _begin(self, offers: list[dict[str, Any]]) -> None:
        await self.call("presence", state="available")
        for desk in self._desks.values():
            await desk.catch_up()
        for offer in offers:
            await self._on_offer(offer)

    async def _on_offer(self, offer: dict[str, Any]) -> None:
        self._tasks.create_task(self._take(offer))

    async def _take(self, offer: dict[str, Any]) -> None:
        await asyncio.sleep(self._pulse.deciding(self._rng))
        conversation = offer["conversation"]
        self._taking.add(conversation["id"])
        try:
            answer = await self.call("accept", offer=offer["id"])
        finally:
            self._taking.discard(conversation["id"])
        if "conversation" in answer:  # else somebody else has it, or it has been withdrawn
            await self._serve(conversation)

    async def _serve(self, conversation: dict[str, Any]) -> None:
        if conversation["id"] in self._desks:
            return
        place = Telephone if conversation.get("channel") == VOICE else Desk
        desk = place(self, conversation, self._books, rng=self._rng, pulse=self._pulse)
        self._desks[conversation["id"]] = desk
        try:
            await desk.serve()
        except Exception:
            # One conversation that goes wrong must not end the agent's other ones.
            _log.exception("%s broke off conversation %s", self.email, conversation["id"])
        finally:
            del self._desks[conversation["id"]]

    async def _on_conversation(self, conversation: dict[str, Any]) -> None:
        """Comes with every change: what a colleague has handed over was never offered."""
        known = self._taking | self._desks.keys()
        if self._is_mine(conversation) and conversation["id"] not in known:
            self._tasks.create_task(self._adopt(conversation["id"]))

    async def _adopt(self, conversation: str) -> None:
        # What was pushed may be older than what has become of it.
        url = f"{self._url}/api/v1/conversations/{conversation}"
        async with self._http.get(url) as answer:
            now = await answer.json() if answer.status == 200 else {}
        if now and self._is_mine(now):
            await self._serve(now)

    def _is_mine(self, conversation: dict[str, Any]) -> bool:
        holder = conversation.get("agent") or {}
        return conversation["state"] == "active" and holder.get("id") == self._me

    async def _on_entry(self, entry: dict[str, Any]) -> None:
        desk = self._desks.get(entry["conversation"])
        if desk is not None:
            desk.hear(entry)
