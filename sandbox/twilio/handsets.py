"""The phones of the people whom we write to."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field

from sandbox.twilio.message import Message


@dataclass(slots=True)
class Handset:
    """A phone, with what has come to it in order."""

    number: str
    messages: list[Message] = field(default_factory=list)
    _news: asyncio.Event = field(default_factory=asyncio.Event)

    def ring(self, message: Message) -> None:
        """Take a message in."""
        self.messages.append(message)
        self._news.set()

    async def more_than(self, count: int) -> list[Message]:
        """What has come after the first ``count`` messages, as soon as there is something."""
        while len(self.messages) <= count:
            self._news.clear()
            await self._news.wait()
        return self.messages[count:]


class Handsets:
    """Everybody's phone, by number; whoever is asked for has one."""

    def __init__(self) -> None:
        self._phones: dict[str, Handset] = {}

    def of(self, number: str) -> Handset:
        """The phone that has a number."""
        return self._phones.setdefault(number, Handset(number))
