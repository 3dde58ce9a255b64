"""A tiny Parley that speaks the wire contract and keeps everything in memory.

Only what simulated people (and the widget, in a browser) need: conversations by visitor, entries
with seqs that also count what visitors never see, messages and replies counted once by their id,
offers to every agent who says that they are available.
"""

from __future__ import annotations

import asyncio
import contextlib
import itertools
import json
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any

import socketio
from aiohttp import web

Json = dict[str, Any]
PASSWORD = "correct horse"
AT = "2026-03-02T10:00:00.000Z"


@dataclass
class Talk:
    """One visitor's conversation."""

    id: str
    token: str
    entries: list[Json] = field(default_factory=list)
    commands: dict[str, int] = field(default_factory=dict)
    state: str = "queued"
    agent: str | None = None
    agent_id: str = "a1"
    seq: int = 0


class FakeParley:
    """Runs on a free loopback port; tests look at ``talks`` and speak for agents."""

    def __init__(self) -> None:
        self.url = ""
        self.talks: dict[str, Talk] = {}
        """By visitor token."""
        self.received: list[tuple[str, Any]] = []
        """Every socket call of a visitor: its event and payload."""
        self.resolved: list[str] = []
        self.online = True
        """What visitors are told."""
        self.lose_acknowledgements = 0
        """So many next messages are stored, and the line is cut instead of an answer."""
        self.drop_entries = 0
        """So many next entries are not pushed, as if the push had been lost."""
        self.files: dict[str, Json] = {}
        """Uploaded files by id, as attachments."""
        self.sockets: dict[str, str] = {}
        """Connected visitors: socket → token."""
        self.agents: set[str] = set()
        self.changed = asyncio.Condition()
        self.io = socketio.AsyncServer(async_mode="aiohttp", cors_allowed_origins="*")
        self.app = web.Application()
        self.io.attach(self.app)
        self.app.router.add_post("/api/v1/session", self._sign_in)
        self.app.router.add_post("/api/v1/conversations/{id}/resolve", self._resolve)
        self.app.router.add_get("/api/v1/conversations/{id}", self._show)
        self._runner: web.AppRunner
        self._tokens = itertools.count(1)
        self._visitor_events()
        self._console_events()

    @contextlib.asynccontextmanager
    async def running(self, port: int = 0) -> AsyncIterator[FakeParley]:
        runner = self._runner = web.AppRunner(self.app, access_log=None, shutdown_timeout=0.1)
        await runner.setup()
        site = web.TCPSite(runner, "127.0.0.1", port)
        await site.start()
        self.url = f"http://127.0.0.1:{runner.addresses[0][1]}"
        try:
            yield self
        finally:
            await self.io.shutdown()
            await runner.cleanup()

    async def until(self, condition: Callable[[], bool], deadline: float = 5.0) -> None:
        """Waits for something to be true; every event of the wire looks again."""
        async with asyncio.timeout(deadline), self.changed:
            await self.changed.wait_for(condition)

    async def reply(self, talk: Talk, text: str, attachments: list[Json] | None = None) -> int:
        """An agent's message."""
        author = {"type": "agent", "id": "a1", "name": talk.agent or "Ada"}
        return await self._append(
            talk, "message", author=author, direction="out", text=text, attachments=attachments
        )

    async def assign(self, talk: Talk, name: str) -> None:
        talk.state, talk.agent = "active", name
        await self._activity(talk, "assigned", agent={"id": "a1", "name": name}, reason="")

    async def hand_over(self, talk: Talk) -> None:
        """A colleague gives it to the agent who is there: nothing is offered."""
        (sid,) = self.agents
        await self.assign(talk, "Ada")
        talk.agent_id = sid
        await self.io.emit("conversation", self._summary(talk), to=sid, namespace="/console")

    async def finish(self, talk: Talk) -> None:
        before, talk.state = talk.state, "resolved"
        await self._activity(talk, "state", **{"from": before, "to": "resolved"})

    async def hidden(self, talk: Talk) -> None:
        """An entry that visitors never see takes a seq all the same."""
        talk.seq += 1

    async def cut(self) -> None:
        """Breaks every line without a goodbye, as a network does."""
        for handler in list(self._runner.server.connections if self._runner.server else ()):
            if handler.transport is not None:
                handler.transport.abort()
        await self.until(lambda: not self.sockets)

    async def tell(self, talk: Talk, event: str, payload: Json) -> None:
        """Pushes ``event`` to every tab of the visitor."""
        for sid, token in list(self.sockets.items()):
            if token == talk.token:
                await self.io.emit(event, payload, to=sid, namespace="/widget")

    # The visitors' namespace

    def _visitor_events(self) -> None:
        async def connect(sid: str, _environ: Json, auth: Json) -> None:
            if auth["inbox"] != "shop":
                raise socketio.exceptions.ConnectionRefusedError(
                    {"code": "forbidden", "message": "This key is not known."}
                )
            token = auth.get("visitor") or f"token-{next(self._tokens)}"
            self.sockets[sid] = token
            asyncio.get_running_loop().call_soon(
                lambda: self.io.start_background_task(self._session, sid, token)
            )

        async def disconnect(sid: str, *_reason: Any) -> None:
            self.sockets.pop(sid, None)
            await self._notify()

        self.io.on("connect", connect, namespace="/widget")
        self.io.on("disconnect", disconnect, namespace="/widget")
        self._on("message", self._message)
        self._on("catch_up", self._catch_up)
        self._on("rate", self._rate)
        self._on("end", self._end)
        for event in ("typing", "seen", "page", "prechat"):
            self._on(event, self._nothing)

    def _on(self, event: str, handle: Callable[[str, Json], Awaitable[Json | None]]) -> None:
        async def handler(sid: str, payload: Json) -> Json | None:
            self.received.append((event, payload))
            answer = await handle(sid, payload)
            await self._notify()
            return answer

        self.io.on(event, handler, namespace="/widget")

    async def _session(self, sid: str, token: str) -> None:
        talk = self.talks.get(token)
        session = {
            "visitor": {"id": f"v-{token}", "token": token},
            "conversation": self._summary(talk) if talk else None,
            "entries": talk.entries if talk else [],
            "presence": {"online": self.online, "position": 1, "expected_wait_s": 40},
            "greeting": "Hello!",
        }
        await self.io.emit("session", session, to=sid, namespace="/widget")
        await self._notify()

    async def _message(self, sid: str, payload: Json) -> Json | None:
        token = self.sockets[sid]
        talk = self.talks.setdefault(token, Talk(id=f"c-{token}", token=token))
        seq = talk.commands.get(payload["id"])
        if seq is None:
            files = [self.files[one] for one in payload.get("attachments", [])]
            author = {"type": "contact", "id": None, "name": ""}
            seq = await self._append(
                talk,
                "message",
                author=author,
                direction="in",
                text=payload["text"],
                command=payload["id"],
                attachments=files,
            )
            talk.commands[payload["id"]] = seq
            await self.hidden(talk)  # as a tag would
            if talk.state == "resolved":
                talk.state, talk.agent = "queued", None
                await self._activity(talk, "reopened")
            if talk.state == "queued" and self.agents:
                await self._offer(talk)
        if self.lose_acknowledgements > 0:
            self.lose_acknowledgements -= 1
            await self.io.start_background_task(self.cut)
            return None
        return {"seq": seq}

    async def _catch_up(self, sid: str, payload: Json) -> Json:
        talk = self.talks[self.sockets[sid]]
        return {"entries": [one for one in talk.entries if one["seq"] > payload["after"]]}

    async def _rate(self, sid: str, payload: Json) -> Json:
        talk = self.talks[self.sockets[sid]]
        await self._activity(talk, "rating", score=payload["score"], comment="")
        return {"seq": talk.seq}

    async def _end(self, sid: str, _payload: Json) -> Json:
        talk = self.talks[self.sockets[sid]]
        await self.finish(talk)
        return {"seq": talk.seq}

    async def _nothing(self, _sid: str, _payload: Json) -> Json:
        return {}

    # The agents' namespace

    def _console_events(self) -> None:
        async def connect(sid: str, environ: Json) -> None:
            if "session=" not in environ.get("HTTP_COOKIE", ""):
                raise socketio.exceptions.ConnectionRefusedError("unauthenticated")
            hello = {"agent": {"id": sid, "name": "Ada"}, "offers": []}
            self.io.start_background_task(
                self.io.emit, "hello", hello, to=sid, namespace="/console"
            )

        async def presence(sid: str, payload: Json) -> Json:
            if payload["state"] == "available":
                self.agents.add(sid)
            await self._notify()
            for talk in self.talks.values():
                if talk.state == "queued":
                    await self._offer(talk)
            return {}

        async def accept(_sid: str, payload: Json) -> Json:
            talk = self._by_id(payload["offer"].removeprefix("o-"))
            if talk.state != "queued":
                return {"error": {"code": "offer_gone", "message": "Taken.", "remedy": ""}}
            await self.assign(talk, "Ada")
            return {"conversation": self._summary(talk)}

        async def open_(_sid: str, payload: Json) -> Json:
            talk = self._by_id(payload["conversation"])
            entries = [one for one in talk.entries if one["seq"] > payload.get("after", 0)]
            return {"conversation": self._summary(talk), "entries": entries, "has_more": False}

        async def reply(_sid: str, payload: Json) -> Json:
            talk = self._by_id(payload["conversation"])
            if payload["id"] not in talk.commands:
                talk.commands[payload["id"]] = await self.reply(talk, payload["text"])
            return {"seq": talk.commands[payload["id"]]}

        async def others(_event: str, _sid: str, _payload: Json) -> Json:
            return {}

        async def disconnect(sid: str, *_reason: Any) -> None:
            self.agents.discard(sid)
            await self._notify()

        for event, handler in {
            "connect": connect,
            "disconnect": disconnect,
            "presence": presence,
            "accept": accept,
            "open": open_,
            "reply": reply,
            "*": others,
        }.items():
            self.io.on(event, handler, namespace="/console")

    async def _offer(self, talk: Talk) -> None:
        offer = {"id": f"o-{talk.id}", "conversation": self._summary(talk), "reasons": []}
        await self.io.emit("offer", offer, namespace="/console")

    async def _sign_in(self, request: web.Request) -> web.Response:
        if (await request.json())["password"] != PASSWORD:
            return web.json_response({"code": "unauthenticated"}, status=401)
        response = web.json_response({"csrf": "csrf-1"})
        response.set_cookie("session", "s-1", httponly=True)
        return response

    async def _resolve(self, request: web.Request) -> web.Response:
        if request.headers.get("X-CSRF-Token") != "csrf-1" or "session" not in request.cookies:
            return web.json_response({"code": "forbidden"}, status=403)
        talk = self._by_id(request.match_info["id"])
        await self.finish(talk)
        self.resolved.append(talk.id)
        await self._notify()
        return web.json_response({"seq": talk.seq})

    async def _show(self, request: web.Request) -> web.Response:
        return web.json_response(self._summary(self._by_id(request.match_info["id"])))

    # What both see

    def _by_id(self, conversation: str) -> Talk:
        return next(talk for talk in self.talks.values() if talk.id == conversation)

    def _summary(self, talk: Talk) -> Json:
        agent = {"id": talk.agent_id, "name": talk.agent} if talk.agent else None
        return {"id": talk.id, "state": talk.state, "agent": agent, "rated": False}

    async def _activity(self, talk: Talk, name: str, **data: Any) -> None:
        await self._append(
            talk,
            "activity",
            author={"type": "system", "id": None, "name": ""},
            name=name,
            data=data,
        )

    async def _append(
        self,
        talk: Talk,
        kind: str,
        *,
        author: Json,
        direction: str | None = None,
        text: str = "",
        command: str | None = None,
        name: str | None = None,
        data: Json | None = None,
        attachments: list[Json] | None = None,
    ) -> int:
        talk.seq += 1
        entry = {
            "id": f"{talk.id}-{talk.seq}",
            "conversation": talk.id,
            "seq": talk.seq,
            "kind": kind,
            "at": AT,
            "author": author,
            "direction": direction,
            "text": text,
            "attachments": attachments or [],
            "delivery": None,
            "activity": name,
            "data": data or {},
            "command": command,
        }
        talk.entries.append(json.loads(json.dumps(entry)))
        if self.drop_entries > 0:
            self.drop_entries -= 1
        else:
            await self.tell(talk, "entry", entry)
            await self.io.emit("entry", entry, namespace="/console")
        await self._notify()
        return talk.seq

    async def _notify(self) -> None:
        async with self.changed:
            self.changed.notify_all()
