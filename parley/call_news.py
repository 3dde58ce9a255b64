"""Telling the process that leads the calls, over Redis, that another one has changed a call.

It would find that out by itself within a second (:mod:`parley.change_feed`), which is long for
somebody with a phone at the ear: it takes an agent's word at the web process, and Twilio's that
the agent has picked up, until both are on the line. So this only makes it sooner. What is lost here
costs no more than that second.
"""

from __future__ import annotations

import asyncio
import logging
from typing import Protocol

from redis.asyncio import Redis
from redis.exceptions import RedisError

from conversations.bus import EventBus
from conversations.clock import new_id
from conversations.conversation import Conversation
from conversations.errors import NotFound, ParleyError
from conversations.events import Committed, Event
from conversations.people import SYSTEM_SCOPE, Scope

_log = logging.getLogger(__name__)

WAITING = 1000
"""So many changes wait to be told; those beyond are found out by asking."""
AGAIN_S = 1.0
"""Between tries to reach Redis."""
PATIENCE_S = 5.0


class Threads(Protocol):
    """The conversations."""

    async def get(self, conversation_id: str, scope: Scope) -> Conversation:
        """Return it or raise NotFound."""
        ...


class CallNews:
    """What one process tells and hears. ``database`` keeps Parleys apart that share a Redis."""

    def __init__(self, redis_url: str, database: str) -> None:
        self._redis = Redis.from_url(
            redis_url,
            decode_responses=True,
            socket_connect_timeout=PATIENCE_S,
            health_check_interval=10,
        )
        self._channel = f"parley:{database}:calls"
        self._me = new_id()
        self._changed: asyncio.Queue[str] = asyncio.Queue(WAITING)
        self._silent = False

    async def on_event(self, event: Event) -> None:
        """Note that this process has changed a call."""
        if not isinstance(event, Committed):
            return
        call = event.conversation.call
        if call is not None and call.is_attended and not self._changed.full():
            self._changed.put_nowait(event.conversation.id)

    async def tell(self) -> None:
        """Go on telling the others until cancelled."""
        while True:
            conversation_id = await self._changed.get()
            try:
                await self._redis.publish(self._channel, f"{self._me} {conversation_id}")
            except (RedisError, OSError) as error:
                self._failed(error)
                await asyncio.sleep(AGAIN_S)
            else:
                self._silent = False

    async def listen(self, threads: Threads, elsewhere: EventBus) -> None:
        """Go on hearing of the others until cancelled."""
        while True:
            try:
                async with self._redis.pubsub(ignore_subscribe_messages=True) as heard:
                    await heard.subscribe(self._channel)
                    while True:
                        message = await heard.get_message(timeout=PATIENCE_S)
                        if message is not None:
                            await self._heard(str(message["data"]), threads, elsewhere)
            except (RedisError, OSError) as error:
                self._failed(error)
            await asyncio.sleep(AGAIN_S)

    async def close(self) -> None:
        """Let go of Redis."""
        await self._redis.aclose()

    async def _heard(self, told: str, threads: Threads, elsewhere: EventBus) -> None:
        who, _, conversation_id = told.partition(" ")
        if who == self._me or not conversation_id:
            return
        try:
            conversation = await threads.get(conversation_id, SYSTEM_SCOPE)
        except NotFound:
            return
        except ParleyError as error:
            _log.warning("a call that another process has changed cannot be read: %s", error)
            return
        await elsewhere.publish(Committed(conversation=conversation, before=None, entries=()))

    def _failed(self, error: Exception) -> None:
        if not self._silent:
            _log.warning("Redis cannot be reached; calls are led with a delay: %s", error)
        self._silent = True
