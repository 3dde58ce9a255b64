"""Messages and other changes of their conversation, in one process, take turns."""

from __future__ import annotations

import asyncio

from conversations.bus import EventBus
from conversations.change import Change
from conversations.channels import Channel
from conversations.clock import new_id
from conversations.errors import VersionConflict
from conversations.intake import Intake
from conversations.locks import KeyedLocks
from conversations.outcome import Outcome
from conversations.people import SYSTEM_SCOPE
from conversations.workbench import Workbench
from storage.conversations import ConversationRepository
from tests.integration.storage.conftest import House, tame

TIMES = 15


class Counting(ConversationRepository):
    """Counts what was decided on a state that was not the newest."""

    refused = 0

    async def commit(self, outcome: Outcome) -> None:
        try:
            await super().commit(outcome)
        except VersionConflict:
            self.refused += 1
            raise


async def test_nothing_is_decided_in_vain(house: House) -> None:
    conversation = await house.say("ada")
    stores, bus, locks = house.stores, EventBus(), KeyedLocks()
    counting = Counting(stores.db, stores.commits, stores.conversations._numbers)
    workbench = Workbench(counting, bus, house.clock, locks=locks)
    intake = Intake(
        journal=stores.journal,
        conversations=counting,
        contacts=stores.contacts,
        places=stores.places,
        bus=bus,
        clock=house.clock,
        changes=locks,
    )
    intake.register(Channel.WEBCHAT, tame)

    async def change(number: int) -> None:
        async def decide(change: Change) -> bool:
            change.set(labels=(*change.it.labels, f"l{number}"))
            return True

        await workbench.change(conversation.id, decide)

    async def say(number: int) -> None:
        payload = {"visitor": "ada", "text": f"m{number}", "sent_at": house.clock.now()}
        await intake.accept(house.inbox, new_id(), payload)

    await asyncio.gather(*(it for n in range(TIMES) for it in (say(n), change(n))))
    stored = await counting.get(conversation.id, SYSTEM_SCOPE)
    assert stored.unread == conversation.unread + TIMES
    assert sorted(stored.labels) == sorted(f"l{n}" for n in range(TIMES))
    assert counting.refused == 0
