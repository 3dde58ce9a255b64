"""All repositories of one database, made together."""

from __future__ import annotations

from dataclasses import dataclass

from conversations.clock import Clock
from conversations.places import CannedAnswer, Team, WatchTerms
from storage import places
from storage.client import Client, Database, open_database
from storage.contacts import ContactRepository
from storage.conversations import ConversationRepository
from storage.counters import Numbers
from storage.group_commit import GroupCommit
from storage.journal import JournalRepository
from storage.leases import Leases
from storage.outbox import OutboxRepository
from storage.places import InboxRepository, PlaceCache, QueueRepository
from storage.schema import migrate
from storage.seats import SeatRepository
from storage.secrets import Cipher
from storage.settings import SettingsRepository


@dataclass(frozen=True, slots=True, kw_only=True)
class Stores:
    """The repositories. ``places`` reads inboxes and queues from a cache of two seconds."""

    db: Database
    commits: GroupCommit
    conversations: ConversationRepository
    contacts: ContactRepository
    journal: JournalRepository
    outbox: OutboxRepository
    seats: SeatRepository
    places: PlaceCache
    teams: SettingsRepository[Team]
    queues: QueueRepository
    inboxes: InboxRepository
    canned_answers: SettingsRepository[CannedAnswer]
    watch_lists: SettingsRepository[WatchTerms]
    leases: Leases

    async def close(self) -> None:
        """Write what waits to be written. The client is closed by who opened it."""
        await self.commits.close()
        await self.journal.close()


async def open_stores(
    client: Client, database_name: str, *, cipher: Cipher, clock: Clock
) -> Stores:
    """Migrate the database and return its repositories. Raises Unavailable and TooNew."""
    db = open_database(client, database_name)
    await migrate(db, clock)
    commits = GroupCommit(client, db)
    cache = PlaceCache(db, cipher)
    return Stores(
        db=db,
        commits=commits,
        conversations=ConversationRepository(db, commits, Numbers(db)),
        contacts=ContactRepository(db),
        journal=JournalRepository(db),
        outbox=OutboxRepository(db),
        seats=SeatRepository(db),
        places=cache,
        teams=places.teams(db),
        queues=cache.queues,
        inboxes=cache.inboxes,
        canned_answers=places.canned_answers(db),
        watch_lists=places.watch_lists(db),
        leases=Leases(db, clock),
    )
