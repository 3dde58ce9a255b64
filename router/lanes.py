"""Waiting work in the order in which it is served: priority, then waiting time, then number."""

from __future__ import annotations

from datetime import datetime

from conversations.conversation import Conversation, Priority
from router.crews import Crew
from router.heaps import STALE_AT_MOST, Heap, Tally

RANK: dict[Priority, int] = {priority: priority.rank for priority in Priority}

Place = tuple[int, datetime, int]
"""Priority rank, waiting since, number: the smaller is served first."""


def place(conversation: Conversation) -> Place:
    """Return where a conversation stands among all that wait."""
    since = conversation.queued_at or conversation.created_at
    return (RANK[conversation.priority], since, conversation.number)


class Waiting:
    """One conversation in one lane. It leaves by losing its lane; the heap is put right later."""

    __slots__ = ("conversation", "entered_at", "lane", "passed", "place", "rest_until")

    def __init__(
        self,
        conversation: Conversation,
        *,
        entered_at: datetime,
        passed: frozenset[str],
        rest_until: datetime | None,
    ) -> None:
        self.conversation = conversation
        self.place = place(conversation)
        self.entered_at = entered_at
        """Since when it waits in this queue; overflow counts from here."""
        self.passed = passed
        """Queues that it overflowed from during this wait; it does not go back to them."""
        self.rest_until = rest_until
        """Until when those who declined are left alone with it."""
        self.lane: Lane | None = None


class Lane:
    """Work that the same people can take. ``declined`` are left alone for now (a short-lived lane
    beside the crew's main one, whose ``declined`` is empty)."""

    __slots__ = ("_heap", "_serial", "count", "crew", "declined", "ready_at")

    def __init__(self, crew: Crew, declined: frozenset[str], tally: Tally) -> None:
        self.crew = crew
        self.declined = declined
        self.count = 0
        self.ready_at: Place | None = None
        """The place with which it stands among the ready lanes; None while parked or empty."""
        self._serial = 0
        self._heap: Heap[tuple[Place, int, Waiting]] = Heap(tally)

    def add(self, waiting: Waiting) -> None:
        """Let a conversation wait here."""
        self._serial += 1
        self.count += 1
        waiting.lane = self
        self._heap.push((waiting.place, self._serial, waiting))
        if len(self._heap) > 2 * self.count + STALE_AT_MOST:
            self._heap.sweep(lambda entry: entry[2].lane is self)

    def remove(self, waiting: Waiting) -> None:
        """Take a conversation out."""
        waiting.lane = None
        self.count -= 1

    def head(self) -> Waiting | None:
        """Return the conversation to be served next."""
        while len(self._heap):
            waiting = self._heap.top()[2]
            if waiting.lane is self:
                return waiting
            self._heap.pop()
        return None
