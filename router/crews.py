"""Agents who can take one kind of work, longest idle first.

A **crew** is everybody in one queue who has certain skills and could have room for one weight of
channel. Its pools are heaps over ``idle_since`` with lazy deletion: an agent who is given work,
goes away or fills up stays in the heap and is put right when they come to its top; only an agent
who gains room costs a push. So a decision touches the top of two heaps, however many there are.
"""

from __future__ import annotations

from collections.abc import Collection, Container, Mapping
from datetime import datetime
from functools import lru_cache
from heapq import heapify, heappop, heappush, heapreplace
from typing import NamedTuple

from conversations.channels import FULL_CAPACITY, fits
from conversations.people import Presence, Seat
from router.heaps import STALE_AT_MOST, Tally, near_top
from router.order import Place


class CrewKey(NamedTuple):
    """What kind of work: a queue, the skills it needs, and how much of an agent it takes."""

    queue_id: str
    skills: frozenset[str]
    weight: int


@lru_cache(maxsize=1024)
def primary(language: str) -> str:
    """Return the primary subtag (RFC 5646, section 2.2.1), so that ``de-AT`` meets ``de``."""
    return language.replace("_", "-").split("-", 1)[0].lower()


class Taker:
    """An agent as the board sees them: the stored seat and what has been decided since."""

    __slots__ = (
        "crews",
        "idle_since",
        "languages",
        "load",
        "offers",
        "offers_at_once",
        "present",
        "saves_for",
        "seat",
        "skills",
        "user_id",
    )

    def __init__(self, seat: Seat, offers: Collection[str], offers_at_once: int) -> None:
        self.user_id = seat.user_id
        self.offers = offers
        """Conversations offered to them, without calls; kept by :class:`router.offers.Offers`."""
        self.offers_at_once = offers_at_once
        self.crews: dict[CrewKey, Crew] = {}
        self.saves_for: tuple[Place, int] | None = None
        """Place and weight of what they keep room for (:mod:`router.saving`)."""
        self.take_abilities(seat)
        self.update(seat)

    def take_abilities(self, seat: Seat) -> None:
        """Take over skills and languages."""
        self.skills = frozenset(seat.skills)
        self.languages = frozenset(primary(language) for language in seat.languages)

    def update(self, seat: Seat) -> None:
        """Take over a newer stored seat, but for its abilities."""
        self.seat = seat
        self.load = seat.load
        self.idle_since = seat.idle_since
        self.present = seat.presence is Presence.AVAILABLE and seat.vanished_at is None

    def has_room_for(self, weight: int) -> bool:
        """Whether the agent is there, connected, and may be offered so many units more now."""
        return (
            self.present
            and fits(weight, self.load, self.seat.capacity)
            and not self.has_offers_enough(weight)
        )

    def has_offers_enough(self, weight: int) -> bool:
        """Whether they are to read and answer what they are offered before something of
        ``weight`` comes. A call never waits for that."""
        return len(self.offers) >= self.offers_at_once and weight < FULL_CAPACITY

    def is_kept_from(self, at: Place, weight: int) -> bool:
        """Whether they keep their room for something heavier than ``weight`` that stands before
        ``at``. A call may find room beside work that leaves none for a chat: it is let through."""
        saves_for = self.saves_for
        return saves_for is not None and weight < saves_for[1] and saves_for[0] < at

    def reserve(self, weight: int, now: datetime) -> None:
        """Count work that has been decided on but not stored yet."""
        self.load += weight
        self.idle_since = max(now, self.idle_since)


class Pool:
    """Agents by how long they have been idle. Every decision passes here several times, so it works
    on the bare list; it counts its work in the tally like :class:`router.heaps.Heap`."""

    __slots__ = ("_heap", "_keys", "_tally", "_weight")

    def __init__(self, weight: int, tally: Tally) -> None:
        self._weight = weight
        self._tally = tally
        self._keys: dict[str, datetime] = {}
        self._heap: list[tuple[datetime, str]] = []

    def __len__(self) -> int:
        return len(self._keys)

    def members(self) -> list[str]:
        """Return the ids of all who are in, some of whom may have become full or gone."""
        return list(self._keys)

    def join(self, taker: Taker) -> bool:
        """Let an agent in who has room; False if they are in already."""
        user_id, idle_since = taker.user_id, taker.idle_since
        key = self._keys.get(user_id)
        if key is not None and key <= idle_since:
            return False
        self._keys[user_id] = idle_since
        self._tally.count += 1
        heappush(self._heap, (idle_since, user_id))
        if len(self._heap) > 2 * len(self._keys) + STALE_AT_MOST:
            self._sweep()
        return key is None

    def leave(self, user_id: str) -> None:
        """Forget an agent; the entry in the heap is dropped when it comes up."""
        self._keys.pop(user_id, None)

    def first(self, takers: Mapping[str, Taker], avoid: Container[str], at: Place) -> Taker | None:
        """Return the longest idle agent with room, not in ``avoid`` and not kept from work that
        stands at ``at``, or None.

        Costs O(log n) for each one avoided: the few who declined this conversation, and those who
        keep room for older work, at most one for each kind of it.
        """
        heap, keys, weight = self._heap, self._keys, self._weight
        avoided: list[tuple[datetime, str]] = []
        found: Taker | None = None
        while found is None and heap:
            self._tally.count += 1
            key, user_id = heap[0]
            if keys.get(user_id) != key:
                heappop(heap)
                continue
            taker = takers[user_id]
            if not taker.has_room_for(weight):
                heappop(heap)
                del keys[user_id]
            elif taker.idle_since > key:
                keys[user_id] = taker.idle_since
                heapreplace(heap, (taker.idle_since, user_id))
            elif user_id in avoid or taker.is_kept_from(at, weight):
                avoided.append(heappop(heap))
            else:
                found = taker
        for entry in avoided:
            self._tally.count += 1
            heappush(heap, entry)
        return found

    def next_in_line(self, looks: int) -> list[str]:
        """Return who stands near the top, a few at most, without changing anything."""
        near = near_top(self._heap, looks, self._tally)
        return [user for key, user in near if self._keys.get(user) == key]

    def _sweep(self) -> None:
        self._tally.count += len(self._heap)
        self._heap = [(at, user) for user, at in self._keys.items()]
        heapify(self._heap)


class Crew:
    """Everybody for one kind of work: one pool of all, and one for each language asked for."""

    __slots__ = ("_speaking", "_tally", "everybody", "key")

    def __init__(self, key: CrewKey, tally: Tally) -> None:
        self.key = key
        self._tally = tally
        self.everybody = Pool(key.weight, tally)
        self._speaking: dict[str, Pool] = {}

    def join(self, taker: Taker) -> bool:
        """Let an agent into the pools they belong to; True if they are new to the crew."""
        new = self.everybody.join(taker)
        for language in taker.languages:
            pool = self._speaking.get(language)
            if pool is not None:
                pool.join(taker)
        return new

    def leave(self, taker: Taker) -> None:
        """Forget an agent whose queues, skills or languages change."""
        self.everybody.leave(taker.user_id)
        for pool in self._speaking.values():
            pool.leave(taker.user_id)

    def speaking(self, language: str, takers: Mapping[str, Taker]) -> Pool:
        """Return the pool of those who speak a language.

        The first time a language is asked for, the pool is made from the whole crew: once per
        crew and language, not per decision.
        """
        wanted = primary(language)
        pool = self._speaking.get(wanted)
        if pool is None:
            pool = self._speaking[wanted] = Pool(self.key.weight, self._tally)
            for user_id in self.everybody.members():
                if wanted in takers[user_id].languages:
                    pool.join(takers[user_id])
        return pool
