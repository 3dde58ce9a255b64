"""A visitor's line to Parley: the ``/widget`` namespace, spoken by python-socketio's client."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any

import socketio
from socketio import exceptions

NAMESPACE = "/widget"
_ANSWER_S = 10.0
_AGAIN_S = 1.0
_BEGINS = {"reopened": "queued", "assigned": "active"}
"""Activities that change the state without saying so in their data."""
_PASSING = {"unavailable", "rate_limited", "conflict", "version_conflict"}


class Refused(Exception):
    """The server will not take a message, or not this visitor; ``code`` is its error code."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code


class Line:
    """Holds the entries that came (each once, by ``seq``); gives a message until it is taken.

    Reconnects by itself; ``token`` is the visitor's secret, with which they come back.
    """

    def __init__(self, url: str, inbox: str, token: str | None = None) -> None:
        self.token = token
        self.state = ""
        """The conversation's state, as far as the visitor is told."""
        self._url = url
        self._inbox = inbox
        self._conversation: str | None = None
        self._entries: dict[int, dict[str, Any]] = {}
        self._changed = asyncio.Condition()
        self._live = asyncio.Event()
        self._lost = asyncio.Event()
        self._client: Any = None

    @property
    def last_seq(self) -> int:
        """The newest entry's seq, 0 before the first."""
        return max(self._entries, default=0)

    async def open(self) -> None:
        """Connects and waits for the session. Raises :class:`Refused`."""
        client = socketio.AsyncClient(
            reconnection_delay=0.5, reconnection_delay_max=10, handle_sigint=False
        )
        client.on("session", self._on_session, namespace=NAMESPACE)
        client.on("entry", self._on_entry, namespace=NAMESPACE)
        client.on("disconnect", self._on_disconnect, namespace=NAMESPACE)
        self._client = client
        try:
            await client.connect(
                self._url, namespaces=[NAMESPACE], auth=self._auth, transports=["websocket"]
            )
            async with asyncio.timeout(_ANSWER_S):
                await self._live.wait()
        except (exceptions.ConnectionError, TimeoutError) as error:
            await self.close()
            raise Refused("unavailable", f"no session: {error}") from error

    async def close(self) -> None:
        """Leaves. The line may be opened again."""
        self._live.clear()
        if self._client is not None:
            await self._client.disconnect()
            self._client = None

    async def say(self, command: str, text: str) -> int:
        """Sends a message under the id ``command`` until it is acknowledged; returns its seq."""
        while True:
            await self._live.wait()
            answer = await self._call("message", {"id": command, "text": text})
            error = (answer or {}).get("error")
            if answer is not None and error is None:
                return int(answer["seq"])
            if error is not None and error["code"] not in _PASSING:
                raise Refused(error["code"], error["message"])
            await asyncio.sleep(float((error or {}).get("retry_after_s") or _AGAIN_S))

    async def tell(self, event: str, **payload: Any) -> None:
        """Sends what may be lost: typing, seen, page, prechat, rate."""
        if self._live.is_set():
            await self._call(event, payload)

    async def reply_after(self, seq: int, patience: float) -> dict[str, Any] | None:
        """The newest message to the visitor after ``seq``; None if none comes in ``patience`` s."""

        def newest() -> dict[str, Any] | None:
            replies = [
                entry
                for entry in self._entries.values()
                if entry["seq"] > seq
                and entry["kind"] == "message"
                and entry["direction"] == "out"
                and entry["author"]["type"] == "agent"
            ]
            return max(replies, key=lambda entry: int(entry["seq"]), default=None)

        await self._wait_until(lambda: newest() is not None, patience)
        return newest()

    async def resolved(self, patience: float) -> bool:
        """Waits for the conversation to be resolved, ``patience`` seconds at most."""
        await self._wait_until(lambda: self.state == "resolved", patience)
        return self.state == "resolved"

    async def _wait_until(self, condition: Callable[[], bool], patience: float) -> None:
        try:
            async with asyncio.timeout(patience), self._changed:
                await self._changed.wait_for(condition)
        except TimeoutError:
            return

    def _auth(self) -> dict[str, str]:
        known = {"visitor": self.token} if self.token else {}
        return {"inbox": self._inbox, **known}

    async def _call(self, event: str, payload: dict[str, Any]) -> dict[str, Any] | None:
        """The acknowledgement; None if there was none, or the line broke before it came."""
        call = asyncio.ensure_future(
            self._client.call(event, payload, namespace=NAMESPACE, timeout=_ANSWER_S)
        )
        lost = asyncio.ensure_future(self._lost.wait())
        try:
            await asyncio.wait({call, lost}, return_when=asyncio.FIRST_COMPLETED)
            answer = call.result() if call.done() else None
        except (exceptions.TimeoutError, exceptions.BadNamespaceError):
            return None
        finally:
            call.cancel()
            lost.cancel()
        return answer if isinstance(answer, dict) or answer is None else {}

    async def _on_session(self, session: dict[str, Any]) -> None:
        self.token = session["visitor"]["token"]
        conversation = session["conversation"]
        if conversation is not None:
            self._adopt(conversation["id"])
            self.state = conversation["state"]
        async with self._changed:
            self._entries.update({entry["seq"]: entry for entry in session["entries"]})
            self._changed.notify_all()
        self._lost.clear()
        self._live.set()

    async def _on_entry(self, entry: dict[str, Any]) -> None:
        self._adopt(entry["conversation"])
        if entry["activity"] == "state":
            self.state = str(entry["data"]["to"])
        elif entry["activity"] in _BEGINS:
            self.state = _BEGINS[entry["activity"]]
        async with self._changed:
            self._entries[entry["seq"]] = entry
            self._changed.notify_all()

    async def _on_disconnect(self, *_reason: Any) -> None:
        self._live.clear()
        self._lost.set()

    def _adopt(self, conversation: str) -> None:
        """Another conversation counts its seqs from the start."""
        if self._conversation not in (None, conversation):
            self._entries.clear()
            self.state = ""
        self._conversation = conversation
