"""Servers to measure intake against: ``python -m benchmarks.mix_server``.

``floor``: checks a signature, inserts one journal document, emits one event.
``bare``: the work that any careful server has to do for an inbound message, written by hand with
nothing around it: the signature, one journal document, one contact read, and in one transaction one
conversation update and one entry, all ``j=true``; then one event.
"""

from __future__ import annotations

import argparse
import asyncio
import hashlib
import hmac
import json
import uuid
from datetime import UTC, datetime
from typing import Any

import socketio
from aiohttp import web
from pymongo import AsyncMongoClient

SECRET = b"benchmark"
CONVERSATIONS = 64


def signature(body: bytes) -> str:
    """The signature that senders put in the header ``X-Signature``."""
    return hmac.new(SECRET, body, hashlib.sha256).hexdigest()


class Mix:
    """The two handlers over one database."""

    def __init__(self, client: AsyncMongoClient[dict[str, Any]], database: str) -> None:
        self._client = client
        self._db = client[database]
        self.sockets = socketio.AsyncServer(async_mode="aiohttp")
        self.sockets.on("connect", self._connect, namespace="/console")

    async def prepare(self) -> None:
        """Make the documents and indexes that the handlers need."""
        await self._db.journal.create_index([("inbox_id", 1), ("external_id", 1)], unique=True)
        await self._db.entries.create_index([("conversation_id", 1), ("seq", 1)], unique=True)
        for number in range(CONVERSATIONS):
            await self._db.contacts.insert_one({"_id": f"c{number}", "name": "Visitor"})
            await self._db.conversations.insert_one({"_id": f"c{number}", "seq": 0})

    async def _connect(self, sid: str, environ: dict[str, Any], auth: Any = None) -> None:
        await self.sockets.enter_room(sid, "agent", namespace="/console")

    async def _checked(self, request: web.Request) -> dict[str, Any]:
        body = await request.read()
        if not hmac.compare_digest(signature(body), request.headers.get("X-Signature", "")):
            raise web.HTTPForbidden
        payload: dict[str, Any] = json.loads(body)
        return payload

    async def _journal(self, payload: dict[str, Any]) -> None:
        await self._db.journal.insert_one(
            {
                "_id": uuid.uuid4().hex,
                "inbox_id": "i",
                "external_id": payload["id"],
                "payload": payload,
                "received_at": datetime.now(UTC),
                "state": "pending",
            }
        )

    async def floor(self, request: web.Request) -> web.Response:
        """One insert and one emit."""
        payload = await self._checked(request)
        await self._journal(payload)
        await self._emit(payload, 0)
        return web.json_response({"seq": 0})

    async def bare(self, request: web.Request) -> web.Response:
        """The bare mix."""
        payload = await self._checked(request)
        await self._journal(payload)
        who = payload["visitor"]
        contact = await self._db.contacts.find_one({"_id": who})
        assert contact is not None
        async with self._client.start_session() as session:
            seq = await session.with_transaction(lambda s: self._append(s, who, payload))
        await self._emit(payload, seq)
        return web.json_response({"seq": seq})

    async def _append(self, session: Any, who: str, payload: dict[str, Any]) -> int:
        now = datetime.now(UTC)
        await self._db.conversations.update_one(
            {"_id": who},
            {"$inc": {"seq": 1, "version": 1}, "$set": {"changed_at": now}},
            session=session,
        )
        seq = int(payload["seq"])
        await self._db.entries.insert_one(
            {
                "_id": uuid.uuid4().hex,
                "conversation_id": who,
                "seq": seq,
                "at": now,
                "kind": "message",
                "text": payload["text"],
                "external_id": payload["id"],
            },
            session=session,
        )
        return seq

    async def _emit(self, payload: dict[str, Any], seq: int) -> None:
        entry = {"seq": seq, "text": payload["text"], "conversation": payload["visitor"]}
        await self.sockets.emit("entry", entry, room="agent", namespace="/console")


async def _serve(uri: str, database: str, port: int) -> None:
    client: AsyncMongoClient[dict[str, Any]] = AsyncMongoClient(uri, w="majority", journal=True)
    mix = Mix(client, database)
    await mix.prepare()
    app = web.Application()
    mix.sockets.attach(app)
    app.router.add_post("/floor", mix.floor)
    app.router.add_post("/bare", mix.bare)
    app.router.add_get("/readyz", _ready)
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", port).start()
    await asyncio.Event().wait()


async def _ready(request: web.Request) -> web.Response:
    return web.Response(text="ready")


if __name__ == "__main__":
    options = argparse.ArgumentParser()
    options.add_argument("--uri", required=True)
    options.add_argument("--port", type=int, required=True)
    options.add_argument("--data", help="not used: it keeps nothing outside the database")
    given = options.parse_args()
    asyncio.run(_serve(given.uri, "mix", given.port))
