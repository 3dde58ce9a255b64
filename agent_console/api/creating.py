"""Creating things so that a repeated call creates once."""

from __future__ import annotations

from typing import Protocol, TypeVar

from agent_console.ports import Kept
from conversations.errors import Conflict, NotFound


class HasId(Protocol):
    """A thing with an id."""

    @property
    def id(self) -> str:
        """What it is called by."""
        ...


T = TypeVar("T", bound=HasId)


async def add_once(store: Kept[T], thing: T) -> tuple[T, bool]:
    """Store a new thing; return it and whether it is new.

    Its id comes from the caller's Idempotency-Key (:meth:`agent_console.routing.Call.fresh_id`),
    so the same call again finds the first one's thing. Any other conflict is raised.
    """
    try:
        return await store.add(thing), True
    except Conflict:
        try:
            return await store.get(thing.id), False
        except NotFound:
            pass
        raise
