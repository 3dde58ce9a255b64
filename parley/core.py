"""The services over the domain, wired to their repositories: the same in every role."""

from __future__ import annotations

from dataclasses import dataclass

from conversations.bus import EventBus
from conversations.calls.desk import CallDesk
from conversations.clock import Clock
from conversations.deliveries import Deliveries
from conversations.desk import Desk
from conversations.intake import Intake, Observe
from conversations.locks import KeyedLocks
from conversations.retries import JournalRetries
from conversations.scheduling import Scheduling
from conversations.starting import Starting
from conversations.visitor import ContactDesk
from conversations.workbench import Workbench
from storage.stores import Stores


@dataclass(frozen=True, slots=True, kw_only=True)
class Core:
    """What connectors, console, router and workers share in one process."""

    clock: Clock
    stores: Stores
    bus: EventBus
    elsewhere: EventBus
    """What other processes have committed, as far as this one follows them. Its events have no
    ``before`` and no entries, and nobody outside is told of them: whoever committed has done so."""
    workbench: Workbench
    intake: Intake
    desk: Desk
    starting: Starting
    contact_desk: ContactDesk
    calls: CallDesk
    scheduling: Scheduling
    deliveries: Deliveries
    retries: JournalRetries


def build_core(stores: Stores, clock: Clock, observe: Observe | None = None) -> Core:
    """Wire the services; ``observe`` is told of each message that comes in."""
    bus = EventBus()
    changes = KeyedLocks()
    workbench = Workbench(stores.conversations, bus, clock, locks=changes)
    intake = Intake(
        journal=stores.journal,
        conversations=stores.conversations,
        contacts=stores.contacts,
        places=stores.places,
        bus=bus,
        clock=clock,
        observe=observe,
        changes=changes,
    )
    desk = Desk(
        workbench=workbench,
        conversations=stores.conversations,
        places=stores.places,
        seats=stores.seats,
    )
    return Core(
        clock=clock,
        stores=stores,
        bus=bus,
        elsewhere=EventBus(),
        workbench=workbench,
        intake=intake,
        desk=desk,
        starting=Starting(
            conversations=stores.conversations,
            contacts=stores.contacts,
            places=stores.places,
            bus=bus,
            clock=clock,
        ),
        calls=CallDesk(workbench, stores.conversations),
        scheduling=Scheduling(
            schedule=stores.scheduled,
            conversations=stores.conversations,
            desk=desk,
            bus=bus,
            clock=clock,
        ),
        contact_desk=ContactDesk(
            workbench=workbench,
            conversations=stores.conversations,
            contacts=stores.contacts,
            bus=bus,
        ),
        deliveries=Deliveries(
            outbox=stores.outbox,
            conversations=stores.conversations,
            workbench=workbench,
            clock=clock,
        ),
        retries=JournalRetries(journal=stores.journal, intake=intake, clock=clock),
    )
