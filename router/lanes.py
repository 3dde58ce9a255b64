"""Waiting work in lanes: all that the same people can take, in the order of its places."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import NamedTuple

from conversations.conversation import Conversation
from router.crews import Crew, Taker
from router.heaps import STALE_AT_MOST, Heap, Tally
from router.order import Place, place


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


def standing(conversation: Conversation, before: Waiting | None, ask_again: timedelta) -> Waiting:
    """Return how a conversation stands now, with what is remembered of this wait.

    It is the same wait as long as ``queued_at`` is the same. After an offer that was let go, and
    when nothing is known of when others declined, the pause before they are asked again begins.
    """
    entered_at = conversation.queued_at or conversation.created_at
    passed: frozenset[str] = frozenset()
    rest_until = before.rest_until if before is not None else None
    if before is not None and before.conversation.queued_at == conversation.queued_at:
        entered_at, passed = before.entered_at, before.passed
        old = before.conversation.queue
        if old is not None and old != conversation.queue:
            entered_at, passed = conversation.changed_at, passed | {old.id}
    if before is None or _was_let_go(before.conversation, conversation):
        rest_until = conversation.changed_at + ask_again
    return Waiting(
        conversation,
        entered_at=entered_at,
        passed=passed,
        rest_until=rest_until if conversation.declined_by else None,
    )


def _was_let_go(before: Conversation, after: Conversation) -> bool:
    offer_ended = before.offer is not None and after.offer is None
    return offer_ended or before.declined_by != after.declined_by


class GivenUp(NamedTuple):
    """How often an agent kept room in vain, and until when they are left alone with it."""

    times: int
    until: datetime


class Lane:
    """Work that the same people can take. ``declined`` are left alone for now (a short-lived lane
    beside the crew's main one, whose ``declined`` is empty)."""

    __slots__ = (
        "_heap",
        "_serial",
        "count",
        "crew",
        "declined",
        "given_up",
        "held_back",
        "parked",
        "ready_at",
        "saver",
    )

    def __init__(self, crew: Crew, declined: frozenset[str], tally: Tally) -> None:
        self.crew = crew
        self.declined = declined
        self.count = 0
        self.ready_at: Place | None = None
        """The place with which it stands among the ready lanes; None while parked or empty."""
        self.parked = False
        """Whether nobody could take its head when it was looked at last."""
        self.held_back = False
        """While parked: whether somebody had room then, and was passed over."""
        self.saver: Taker | None = None
        """Who keeps room free for its head (:mod:`router.saving`)."""
        self.given_up: dict[str, GivenUp] = {}
        """Who kept room for its head in vain."""
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
