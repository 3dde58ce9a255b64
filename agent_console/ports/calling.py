"""Calls, and the telephones that agents take them on."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from conversations.conversation import Conversation
from conversations.people import Scope
from conversations.phones import Phone, PhoneToken
from conversations.places import Inbox
from conversations.queries import CallCounts


class CallReads(Protocol):
    """Which calls are under way. Whoever asks has to look at the scope."""

    async def live_calls(self) -> Sequence[Conversation]:
        """Return the conversations with somebody on the line, or that are being wrapped up."""
        ...

    async def held_by(self, user_id: str) -> Sequence[Conversation]:
        """Return the conversations that take some of an agent's capacity: their own, and those in
        whose call they are."""
        ...


class CallCounter(Protocol):
    """Calls that wait for somebody."""

    async def waiting(self, scope: Scope) -> CallCounts:
        """Return how many in the queues of a scope."""
        ...


class Phones(Protocol):
    """On what each agent takes calls."""

    async def phone_of(self, user_id: str) -> Phone:
        """Return it; the browser unless they chose another."""
        ...

    async def choose(self, user_id: str, phone: Phone) -> None:
        """Keep a choice."""
        ...


class Tallies(Protocol):
    """Counts, for what may happen so often only."""

    async def take(self, key: str, limit: int, window_s: float) -> bool:
        """Count one; False if there were ``limit`` in this stretch of time already."""
        ...


class PhoneTokens(Protocol):
    """What lets a browser be a telephone of an inbox's account."""

    def token(self, inbox: Inbox, user_id: str) -> PhoneToken | None:
        """Return it for a user's browser; None if the inbox lacks what is needed."""
        ...
