"""One call of a simulated agent: by the console's orders. What is said is the callers' business."""

from __future__ import annotations

import asyncio
import random
import uuid
from collections.abc import Mapping
from typing import Any

from sandbox.agents.phrases import Phrasebook
from sandbox.agents.pulse import Pulse
from sandbox.agents.timeline import Caller, Timeline

VOICE = "voice"
_TO_COME = {"ringing", "menu", "queued", "offered", "connecting"}
_SPEAKING = {"talking", "on_hold", "transferring"}
_WRAP_UP = "wrap_up"
_LOOKS_UP = 0.3
"""The share of calls in which the caller is put on hold for a while."""
_CALLS_BACK = 0.6
"""The share of messages whose callers are called back."""
_NOTES = ("Settled.", "Sent the link.", "A spare part goes out today.", "")


class Telephone:
    """Talks until the caller takes leave, hangs up if the caller does not, and writes down what it
    was about. A message is listened to, and its caller perhaps called back."""

    def __init__(
        self,
        agent: Caller,
        conversation: dict[str, Any],
        books: Mapping[str, Phrasebook],
        *,
        rng: random.Random,
        pulse: Pulse,
    ) -> None:
        self._agent = agent
        self._timeline = Timeline(agent, conversation)
        self._books = books
        self._rng = rng
        self._pulse = pulse

    def hear(self, entry: dict[str, Any]) -> None:
        """Takes in a pushed entry."""
        self._timeline.hear(entry)

    async def catch_up(self) -> None:
        """Reads what has been missed."""
        await self._timeline.catch_up()

    async def serve(self) -> None:
        """Deals with it to its end, then leaves it."""
        timeline = self._timeline
        await timeline.open()
        if self._state not in _TO_COME | _SPEAKING | {_WRAP_UP} and not timeline.is_over:
            await self._hear_message()
        await timeline.until(
            lambda: self._state not in _TO_COME or timeline.is_over, self._pulse.reached
        )
        if self._state in _SPEAKING:
            await self._talk()
        if self._state == _WRAP_UP:
            await self._wrap_up()
        if not timeline.is_over:
            await self._agent.resolve(timeline.id)
        await timeline.close()

    @property
    def _card(self) -> dict[str, Any]:
        """The newest call as its card shows it."""
        for _, entry in sorted(self._timeline.entries.items(), reverse=True):
            data = entry.get("data") or {}
            if entry["kind"] == "call":
                return dict(data)
            if entry["activity"] == "call":
                return dict(data["card"])
        return {}

    @property
    def _state(self) -> str:
        return str(self._card.get("state", ""))

    def _is_done(self) -> bool:
        return self._state not in _SPEAKING or self._timeline.is_over

    async def _talk(self) -> None:
        clock = asyncio.get_running_loop().time
        until = clock() + self._pulse.longest_call
        if self._rng.random() < _LOOKS_UP:
            await self._look_up()
        while not self._is_done():
            pause = until - clock()
            if self._has_taken_leave():
                pause = min(pause, self._pulse.some(self._rng, self._pulse.put_down))
            if not await self._goes_on(pause):
                await self._order("hang_up")
                await self._timeline.until(self._is_done, self._pulse.reached)
                return

    async def _goes_on(self, seconds: float) -> bool:
        """Whether anything more is said, or the call ends, within so long."""
        last = self._words()
        return await self._timeline.until(lambda: self._is_done() or self._words() != last, seconds)

    async def _look_up(self) -> None:
        """Puts the caller on hold for a while, unless they say goodbye already."""
        after = self._pulse.some(self._rng, self._pulse.look_up)
        if await self._timeline.until(lambda: self._is_done() or self._has_taken_leave(), after):
            return
        if await self._order("hold"):
            await self._timeline.until(self._is_done, self._pulse.some(self._rng, self._pulse.hold))
            await self._order("resume")

    async def _wrap_up(self) -> None:
        await asyncio.sleep(self._pulse.some(self._rng, self._pulse.wrap_up))
        plan = (self._timeline.shown.get("call") or {}).get("plan") or {}
        known = plan.get("dispositions") or [""]
        await self._order(
            "wrap_up",
            disposition=self._rng.choice(known),
            note=self._rng.choice(_NOTES),
            resolve=True,
        )
        await self._timeline.until(lambda: self._timeline.is_over, self._pulse.farewell)

    async def _hear_message(self) -> None:
        """Nobody is on the line: there is a message, or somebody to be called back."""
        await asyncio.sleep(self._pulse.some(self._rng, self._pulse.listen))
        before = self._card
        # A withheld number cannot be called.
        if not before.get("theirs") or self._rng.random() >= _CALLS_BACK:
            return
        if await self._order("call_back"):
            await self._timeline.until(
                lambda: self._card["call"] != before["call"], self._pulse.reached
            )

    def _words(self) -> tuple[int, str, str]:
        """Who said what last, as it was written down."""
        for seq, entry in sorted(self._timeline.entries.items(), reverse=True):
            if seq > self._timeline.began and entry["text"]:
                return seq, str(entry["direction"]), str(entry["text"])
        return 0, "", ""

    def _has_taken_leave(self) -> bool:
        """Whether the last words are the caller's, and thanks or goodbye."""
        _, direction, text = self._words()
        return direction == "in" and any(book.is_thanks(text) for book in self._books.values())

    async def _order(self, action: str, **more: Any) -> bool:
        """Asks something of the call; whether it is done. Without an answer the line was cut, and
        the same id counts once."""
        order = str(uuid.uuid4())
        for _ in range(3):
            answer = await self._agent.call(
                "call", id=order, conversation=self._timeline.id, action=action, **more
            )
            if answer:
                return "error" not in answer
            await asyncio.sleep(1)
        return False
