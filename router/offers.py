"""Offers that stand, and at whom: nobody can read ten of them in the time that an offer has."""

from __future__ import annotations


class Offers:
    """Which conversations are offered to whom, as far as is known: decided on, or seen.

    Kept apart from the agents, for an offer may be seen before the seat of its agent is, and
    outlives a seat that is forgotten and comes back. A call rings beside them and is not counted.
    """

    def __init__(self, at_once: int) -> None:
        self.at_once = at_once
        """At most so many are to stand at one agent."""
        self._standing: dict[str, set[str]] = {}
        self._agents: dict[str, str] = {}

    def at(self, user_id: str) -> set[str]:
        """Return what is offered to an agent: always the same set, which goes on being true."""
        return self._standing.setdefault(user_id, set())

    def note(self, conversation_id: str, user_id: str | None) -> str | None:
        """Note at whom a conversation's offer stands; None: at nobody (any more).

        Returns who was offered as much as they may be, and no longer is.
        """
        before = self._agents.get(conversation_id)
        if before == user_id:
            return None
        if user_id is None:
            del self._agents[conversation_id]
        else:
            self._agents[conversation_id] = user_id
            self.at(user_id).add(conversation_id)
        if before is None:
            return None
        standing = self._standing[before]
        standing.remove(conversation_id)
        return before if len(standing) == self.at_once - 1 else None
