"""The store in memory, with the same conditions as the real one: versions, claims, unique ids.

Every call gives way to other tasks first, so that racing tasks interleave as over a wire.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from conversations.alerts import Alert
from conversations.channels import fits
from conversations.clock import Clock
from conversations.conversation import Conversation, State
from conversations.corrections import Correction
from conversations.entries import DeliveryState, Direction, Entry
from conversations.errors import ClaimLost, DuplicateEntry, NotFound, VersionConflict
from conversations.mood import is_customers
from conversations.outcome import Decision, EntryFold, Outcome
from conversations.people import Presence, Scope, Seat
from conversations.places import Inbox, Queue
from router.presence import PresenceChange

CHUNK = 500


class MemoryStore:
    """Conversations, seats, queues and the presence log of one installation."""

    def __init__(self) -> None:
        self.conversations: dict[str, Conversation] = {}
        self.timelines: dict[str, list[Entry]] = {}
        self.decisions: list[Decision] = []
        self.alerts: dict[str, Alert] = {}
        self.corrections: list[Correction] = []
        self.seats_by_id: dict[str, Seat] = {}
        self.queues_by_id: dict[str, Queue] = {}
        self.presence_log: list[PresenceChange] = []
        self.commits = 0
        self.fail_with: Exception | None = None
        """Raised by every call while it is set: the database is away."""

    # Setting up

    def put(self, *things: Conversation | Seat | Queue) -> None:
        for thing in things:
            if isinstance(thing, Conversation):
                self.conversations[thing.id] = thing
                self.timelines.setdefault(thing.id, [])
            elif isinstance(thing, Seat):
                self.seats_by_id[thing.user_id] = thing
            else:
                self.queues_by_id[thing.id] = thing

    # ConversationStore

    async def get(self, conversation_id: str, scope: Scope) -> Conversation:
        await self._give_way()
        found = self.conversations.get(conversation_id)
        if found is None or not scope.covers(
            queue_id=found.queue.id if found.queue else None,
            agent_ids=frozenset(ref.id for ref in (found.agent, found.last_agent) if ref),
        ):
            raise NotFound("There is no such conversation.")
        return found

    async def newest_in_thread(self, inbox_id: str, thread: str) -> Conversation | None:
        await self._give_way()
        found = [
            it
            for it in self.conversations.values()
            if it.inbox.id == inbox_id and it.thread == thread
        ]
        return max(found, key=lambda it: (it.is_open, it.changed_at), default=None)

    async def commit(self, outcome: Outcome) -> None:
        await self._give_way()
        before, after = outcome.before, outcome.after
        stored = self.conversations.get(after.id)
        if before is None:
            if stored is not None or self._thread_taken(after):
                raise VersionConflict("The conversation was opened by somebody else.")
        elif stored is None or stored.version != before.version:
            raise VersionConflict("The conversation has changed since it was read.")
        self._check_entries(outcome)
        seats = dict(self.seats_by_id)
        for release in outcome.releases:
            seat = seats[release.user_id]
            seats[seat.user_id] = replace(
                seat, load=seat.load - release.weight, version=seat.version + 1
            )
        for claim in outcome.claims:
            taken = seats.get(claim.user_id)
            if (
                taken is None
                or not fits(claim.weight, taken.load, taken.capacity)
                or (taken.presence is not Presence.AVAILABLE and not claim.any_presence)
            ):
                raise ClaimLost("The agent is not available or has no capacity left.")
            seats[taken.user_id] = replace(
                taken,
                load=taken.load + claim.weight,
                idle_since=claim.at,
                version=taken.version + 1,
            )
        self.seats_by_id = seats
        self.conversations[after.id] = after
        self.timelines.setdefault(after.id, []).extend(outcome.entries)
        for fold in outcome.folds:
            self._fold(after.id, fold)
        self.alerts.update({it.id: it for it in outcome.alerts if it.id not in self.alerts})
        self.corrections += outcome.corrections
        if outcome.decision is not None:
            self.decisions.append(outcome.decision)
        self.commits += 1

    async def next_number(self) -> int:
        await self._give_way()
        return max((it.number for it in self.conversations.values()), default=0) + 1

    async def entry(self, conversation_id: str, seq: int) -> Entry | None:
        await self._give_way()
        return next((e for e in self.timelines.get(conversation_id, ()) if e.seq == seq), None)

    async def entry_by_external_id(self, inbox_id: str, external_id: str) -> Entry | None:
        await self._give_way()
        return next(
            (e for e in self._entries() if e.inbox_id == inbox_id and e.external_id == external_id),
            None,
        )

    async def entry_by_command(self, command_id: str) -> Entry | None:
        await self._give_way()
        return next((e for e in self._entries() if e.command_id == command_id), None)

    async def customers_messages(self, conversation_id: str) -> Sequence[Entry]:
        await self._give_way()
        return [e for e in self.timelines.get(conversation_id, ()) if is_customers(e)]

    async def unread_outbound(self, conversation_id: str, up_to_seq: int) -> Sequence[Entry]:
        await self._give_way()
        done = {DeliveryState.READ, DeliveryState.FAILED}
        return [
            e
            for e in self.timelines.get(conversation_id, ())
            if e.seq <= up_to_seq
            and e.direction is Direction.OUT
            and e.delivery is not None
            and e.delivery.state not in done
        ]

    # Places

    async def queue(self, queue_id: str) -> Queue:
        await self._give_way()
        if queue_id not in self.queues_by_id:
            raise NotFound("There is no such queue.")
        return self.queues_by_id[queue_id]

    async def inbox(self, inbox_id: str) -> Inbox:
        raise NotFound(f"There is no inbox {inbox_id}.")

    # Seats and SeatStore

    async def seat(self, user_id: str) -> Seat:
        await self._give_way()
        if user_id not in self.seats_by_id:
            raise NotFound("There is no such agent.")
        return self.seats_by_id[user_id]

    async def store_presence(self, seat: Seat) -> Seat:
        await self._give_way()
        stored = self.seats_by_id[seat.user_id]
        if stored.version != seat.version:
            raise VersionConflict("The agent's seat has changed since it was read.")
        changed = replace(
            stored,
            presence=seat.presence,
            reason=seat.reason,
            since=seat.since,
            last_seen=seat.last_seen,
            vanished_at=seat.vanished_at,
            version=stored.version + 1,
        )
        self.seats_by_id[seat.user_id] = changed
        return changed

    async def seen(self, user_ids: Sequence[str], now: datetime) -> None:
        await self._give_way()
        for user_id in user_ids:
            seat = self.seats_by_id[user_id]
            self.seats_by_id[user_id] = replace(seat, last_seen=now)

    # RouterStore

    async def live(self, states: Sequence[State]) -> AsyncIterator[Sequence[Conversation]]:
        found = [it for it in self.conversations.values() if it.state in states]
        for start in range(0, len(found), CHUNK):
            await self._give_way()
            yield found[start : start + CHUNK]

    async def held_by(self, user_id: str) -> Sequence[Conversation]:
        await self._give_way()
        return [it for it in self.conversations.values() if user_id in it.holders]

    async def seats(self) -> Sequence[Seat]:
        await self._give_way()
        return list(self.seats_by_id.values())

    async def queues(self) -> Sequence[Queue]:
        await self._give_way()
        return list(self.queues_by_id.values())

    # PresenceLog

    async def add_presence(self, user_id: str, at: datetime, change: Mapping[str, Any]) -> None:
        await self._give_way()
        self.presence_log.append(
            PresenceChange(
                user_id=user_id,
                at=at,
                before=Presence(change["before"]),
                after=Presence(change["after"]),
                reason=change["reason"],
            )
        )

    # Inside

    async def _give_way(self) -> None:
        await asyncio.sleep(0)
        if self.fail_with is not None:
            raise self.fail_with

    def _fold(self, conversation_id: str, fold: EntryFold) -> None:
        """Fold tags and corrections; nothing in memory asks for the rest."""
        timeline = self.timelines[conversation_id]
        for place, entry in enumerate(timeline):
            if entry.seq == fold.seq:
                tags = entry.tags if fold.tags is None else fold.tags
                corrected = entry.corrected if fold.corrected is None else fold.corrected
                timeline[place] = replace(entry, tags=tags, corrected=corrected)

    def _entries(self) -> list[Entry]:
        return [entry for timeline in self.timelines.values() for entry in timeline]

    def _thread_taken(self, opened: Conversation) -> bool:
        return any(
            it.is_open and (it.inbox.id, it.thread) == (opened.inbox.id, opened.thread)
            for it in self.conversations.values()
        )

    def _check_entries(self, outcome: Outcome) -> None:
        known = {e.seq for e in self.timelines.get(outcome.after.id, ())}
        if any(entry.seq in known for entry in outcome.entries):
            raise VersionConflict("The conversation has changed since it was read.")
        wanted = {e.command_id for e in outcome.entries if e.command_id}
        wanted_external = {e.external_id for e in outcome.entries if e.external_id}
        if not wanted and not wanted_external:
            return
        for entry in self._entries():
            if entry.command_id in wanted or entry.external_id in wanted_external:
                raise DuplicateEntry("This is on the timeline already.")


class MemoryLease:
    """One lease that several holders ask for; it runs out by the clock, as the stored one does."""

    def __init__(self) -> None:
        self.owner: str | None = None
        self.until: datetime | None = None
        self.fence = 0


class MemoryLeaseHolder:
    """One process's side of a :class:`MemoryLease`."""

    def __init__(self, lease: MemoryLease, owner: str, clock: Clock, ttl_s: float = 6.0) -> None:
        self.ttl_s = ttl_s
        self._lease = lease
        self._owner = owner
        self._clock = clock
        self.cut_off = False

    async def hold(self) -> bool:
        await asyncio.sleep(0)
        now = self._clock.now()
        lease = self._lease
        free = lease.until is None or lease.until <= now
        if self.cut_off or not (lease.owner == self._owner or free):
            return False
        if lease.owner != self._owner:
            lease.fence += 1
        lease.owner, lease.until = self._owner, now + timedelta(seconds=self.ttl_s)
        return True

    async def release(self) -> None:
        if self._lease.owner == self._owner:
            self._lease.owner = self._lease.until = None
