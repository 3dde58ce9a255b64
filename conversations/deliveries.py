"""The delivery worker: hands queued messages to their channels and records how far they came.

Outbound is at least once and never blindly twice: an attempt whose end is unknown (a lease that
ran out, an answer that never came) is repeated only on channels where the receiver tells copies
apart (``Carrier.tells_copies_apart``); on the others it waits as ``unknown``.
"""

from __future__ import annotations

import asyncio
import logging
from collections import defaultdict
from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import timedelta

from conversations.change import Change
from conversations.clock import Clock, new_id
from conversations.entries import Delivery, DeliveryState, Direction, Entry, Kind
from conversations.errors import (
    DeliveryDelayed,
    DeliveryRefused,
    DeliveryUnknown,
    NotFound,
    ParleyError,
)
from conversations.events import Committed, Event
from conversations.locks import KeyedLocks
from conversations.outbox import USUAL, OutboxItem, OutboxState
from conversations.people import SYSTEM_SCOPE
from conversations.ports import Carrier, ConversationStore, Outbox
from conversations.tasks import end
from conversations.visitor import record_delivery
from conversations.workbench import Workbench

_log = logging.getLogger(__name__)

LEASE_S = 60.0
LOOK_UPS = 5
"""How often a channel is asked what became of a message, over about ten minutes."""
LONGEST_WISH_S = 3600.0
"""For so long at most a channel can ask to be left alone (``DeliveryDelayed.retry_after_s``)."""
NEVER = timedelta(days=36_500)
RENEWALS = 3
"""How often in its time a lease is renewed while a message is being sent."""
BATCH = 32

Work = Callable[[OutboxItem], Awaitable[None]]
IN_HAND = 8 * BATCH
"""Messages that one worker has in hand at most; while a slow channel has some of them, the others
go on."""


class Deliveries:
    """Works off the outbox. Several may run at once; leases keep them apart."""

    def __init__(
        self,
        *,
        outbox: Outbox,
        conversations: ConversationStore,
        workbench: Workbench,
        clock: Clock,
        poll_s: float = 1.0,
    ) -> None:
        self._outbox = outbox
        self._conversations = conversations
        self._workbench = workbench
        self._clock = clock
        self._poll_s = poll_s
        self._carriers: dict[str, Carrier] = {}
        self._owner = new_id()
        self._work = asyncio.Event()
        self._rounds: dict[asyncio.Task[None], set[str]] = {}
        self._turns = KeyedLocks()
        self.sent = 0
        self.failed = 0

    def register(self, carrier: Carrier) -> None:
        """Deliver messages of the carrier's channel through it."""
        self._carriers[carrier.channel] = carrier

    async def on_event(self, event: Event) -> None:
        """Wake up when a message was queued in this process; others are found by polling."""
        if isinstance(event, Committed) and any(_is_outbound(e) for e in event.entries):
            self._work.set()

    async def run(self) -> None:
        """Work until cancelled."""
        try:
            while True:
                try:
                    busy = await self._begin()
                except Exception:
                    _log.exception("delivery round failed; trying again")
                    busy = False
                if not busy:
                    with suppress(TimeoutError):
                        await asyncio.wait_for(self._work.wait(), self._poll_s)
                while sum(map(len, self._rounds.values())) >= IN_HAND:
                    await asyncio.wait(self._rounds, timeout=self._poll_s)
        finally:
            for under_way in list(self._rounds):
                await end(under_way, 1.0)

    async def step(self) -> bool:
        """Do one round to its end; return whether there was anything to do."""
        busy = await self._begin()
        await asyncio.gather(*self._rounds)
        return busy

    async def _begin(self) -> bool:
        """Take what is due into hand. It is not waited for: what one channel takes long for (a mail
        of 25 MB) must not hold up what another one would take at once."""
        self._work.clear()
        now = self._clock.now()
        for item in await self._outbox.expired(now, BATCH):
            await self._unknown(item, "The process that sent this ended before it knew the result.")
        doubtful = await self._outbox.claim(
            self._owner, now, LEASE_S, BATCH, state=OutboxState.UNKNOWN
        )
        items = await self._outbox.claim(self._owner, now, LEASE_S, BATCH)
        for some, work in ((doubtful, self._look_up), (items, self._deliver)):
            if not some:
                continue
            in_hand = {item.id for item in some}
            under_way = asyncio.create_task(self._round(some, in_hand, work))
            self._rounds[under_way] = in_hand
            under_way.add_done_callback(self._rounds.pop)
        return bool(items or doubtful)

    async def _round(self, items: Sequence[OutboxItem], in_hand: set[str], work: Work) -> None:
        by_conversation: dict[str, list[OutboxItem]] = defaultdict(list)
        for item in items:
            by_conversation[item.conversation_id].append(item)
        keeping = asyncio.create_task(self._keep(in_hand))
        try:
            await asyncio.gather(
                *(self._in_order(group, in_hand, work) for group in by_conversation.values())
            )
        finally:
            await end(keeping, 1.0)

    async def _keep(self, in_hand: set[str]) -> None:
        """Renew the leases of what is still being sent: a large mail over a slow line takes long,
        and must not look as if its sender had died."""
        while True:
            await asyncio.sleep(LEASE_S / RENEWALS)
            until = self._clock.now() + timedelta(seconds=LEASE_S)
            try:
                await self._outbox.renew(self._owner, sorted(in_hand), until)
            except ParleyError as error:
                _log.warning("leases of the outbox were not renewed: %s", error)

    async def _in_order(self, items: Sequence[OutboxItem], in_hand: set[str], work: Work) -> None:
        # fair: what was taken into hand later waits for what an earlier round still has
        async with self._turns.holding(items[0].conversation_id):
            for item in sorted(items, key=lambda each: each.seq):
                try:
                    await work(item)
                except Exception:
                    _log.exception(
                        "delivery failed", extra={"entry": item.id, "inbox": item.inbox_id}
                    )
                in_hand.discard(item.id)

    async def _deliver(self, item: OutboxItem) -> None:
        carrier = self._carriers.get(item.channel)
        try:
            if carrier is None:
                raise DeliveryDelayed(f"No connector for {item.channel} is running.")
            conversation = await self._conversations.get(item.conversation_id, SYSTEM_SCOPE)
            entry = await self._conversations.entry(item.conversation_id, item.seq)
            if entry is None:
                raise NotFound(f"Entry {item.seq} of conversation {item.conversation_id} is gone.")
            delivery = await carrier.send(conversation, entry)
        except DeliveryUnknown as error:
            await self._unknown(item, _told(error))
        except (DeliveryRefused, NotFound) as error:
            await self._failed(item, _told(error))
        except Exception as error:
            await self._delayed(item, error)
        else:
            self.sent += 1
            await self._record(item, delivery)
            await self._outbox.settle(replace(item, state=OutboxState.DONE, error=None))

    async def _look_up(self, item: OutboxItem) -> None:
        """Ask the channel what became of a message whose end is unknown."""
        carrier = self._carriers.get(item.channel)
        entry = await self._conversations.entry(item.conversation_id, item.seq)
        if carrier is None or entry is None:
            await self._settle_unknown(item, item.error or "")
            return
        try:
            conversation = await self._conversations.get(item.conversation_id, SYSTEM_SCOPE)
            found = await carrier.look_up(conversation, entry)
        except Exception as error:
            if not isinstance(error, ParleyError):
                _log.error("looking a message up failed", exc_info=error)
            await self._settle_unknown(item, _told(error))
            return
        if found is None:  # the channel has never had it: nothing is sent twice by sending it
            # it counts as an attempt, or a channel that fails each time would be tried for ever
            again = replace(item, attempts=item.attempts + 1, look_ups=0, due_at=self._clock.now())
            if again.attempts >= carrier.patience.attempts:
                await self._failed(again, f"{item.error or ''} It has not arrived.".lstrip())
                return
            await self._outbox.settle(replace(again, state=OutboxState.QUEUED))
            return
        await self._record(item, found)
        state = OutboxState.DEAD if found.state is DeliveryState.FAILED else OutboxState.DONE
        await self._outbox.settle(replace(item, state=state, error=found.error))

    async def _settle_unknown(self, item: OutboxItem, sentence: str) -> None:
        """Look again later, a few times; then only a person can decide."""
        looks = item.look_ups + 1
        wait = USUAL.back_off(4 + looks) if looks <= LOOK_UPS else NEVER
        await self._outbox.settle(
            replace(
                item,
                state=OutboxState.UNKNOWN,
                error=sentence,
                look_ups=looks,
                due_at=self._clock.now() + wait,
            )
        )

    async def _delayed(self, item: OutboxItem, error: Exception) -> None:
        if not isinstance(error, ParleyError):
            _log.error("carrier failed", exc_info=error, extra={"entry": item.id})
        attempts = item.attempts + 1
        sentence = _told(error)
        carrier = self._carriers.get(item.channel)
        patience = carrier.patience if carrier else USUAL
        if attempts >= patience.attempts:
            await self._failed(item, f"{sentence} (given up after {attempts} attempts)")
            return
        if attempts == 1:
            # its author should know; the tries after it are told of by their end
            await self._record(
                item,
                Delivery(
                    state=DeliveryState.SENDING,
                    at=self._clock.now(),
                    error=f"{sentence} It is tried again.",
                    attempts=1,
                ),
            )
        wait = patience.back_off(attempts)
        if isinstance(error, DeliveryDelayed):
            wait = max(wait, timedelta(seconds=min(error.retry_after_s, LONGEST_WISH_S)))
        await self._outbox.settle(
            replace(
                item,
                state=OutboxState.QUEUED,
                attempts=attempts,
                due_at=self._clock.now() + wait,
                error=sentence,
            )
        )

    async def _failed(self, item: OutboxItem, sentence: str) -> None:
        self.failed += 1
        now = self._clock.now()
        await self._record(
            item,
            Delivery(
                state=DeliveryState.FAILED, at=now, error=sentence, attempts=item.attempts + 1
            ),
        )
        await self._outbox.settle(replace(item, state=OutboxState.DEAD, error=sentence))

    async def _unknown(self, item: OutboxItem, sentence: str) -> None:
        carrier = self._carriers.get(item.channel)
        if carrier is not None and carrier.tells_copies_apart:
            await self._delayed(item, DeliveryDelayed(sentence))
            return
        now = self._clock.now()
        await self._record(item, Delivery(state=DeliveryState.UNKNOWN, at=now, error=sentence))
        await self._settle_unknown(item, sentence)

    async def _record(self, item: OutboxItem, delivery: Delivery) -> None:
        async def decide(change: Change) -> bool:
            record_delivery(change, [item.seq], delivery)
            return True

        await self._workbench.change(item.conversation_id, decide)


def _is_outbound(entry: Entry) -> bool:
    return entry.kind is Kind.MESSAGE and entry.direction is Direction.OUT


def _told(error: Exception) -> str:
    """What went wrong and what to do about it, for the agent."""
    sentence = str(error) or type(error).__name__
    remedy = error.remedy if isinstance(error, ParleyError) else ""
    return f"{sentence} {remedy}".rstrip()
