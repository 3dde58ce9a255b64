"""All repositories of one database, made together."""

from __future__ import annotations

from dataclasses import dataclass

from conversations.clock import Clock
from conversations.places import CannedAnswer, Team, WatchTerms
from storage import places
from storage.access import (
    AuditRepository,
    DraftRepository,
    SessionRepository,
    TokenRepository,
    UserRepository,
)
from storage.alarms import AlarmRepository
from storage.alerts import AlertRepository
from storage.call_counts import CallCounter
from storage.client import Client, Database, open_database, translated
from storage.connections import ConnectionRepository
from storage.consents import ConsentRepository
from storage.contact_reads import ContactReads
from storage.contacts import ContactRepository
from storage.conversations import ConversationRepository
from storage.corrections import CorrectionRepository
from storage.counters import Numbers
from storage.cursors import CursorRepository
from storage.figures import QueueFigureReads
from storage.files import GridFileStore
from storage.group_commit import GroupCommit
from storage.insight_days import InsightDayRepository
from storage.insights import InsightRepository
from storage.intents import IntentRepository, IntentTrialRepository
from storage.journal import JournalRepository
from storage.leases import Leases
from storage.lists import ConversationLists
from storage.model_heads import TuneRepository
from storage.outbox import OutboxRepository
from storage.phones import PhoneRepository
from storage.places import InboxRepository, PlaceCache, QueueRepository
from storage.retags import RetagRepository
from storage.router_reads import RouterReads
from storage.scheduled import ScheduledRepository
from storage.schema import migrate
from storage.search import SearchRepository
from storage.seats import SeatRepository
from storage.secrets import Cipher
from storage.settings import SettingsRepository
from storage.tallies import TallyRepository
from storage.timelines import TimelineReads
from storage.topics import TopicRepository
from storage.windows import Windows


@dataclass(frozen=True, slots=True, kw_only=True)
class Stores:
    """The repositories. ``places`` reads inboxes and queues from a cache of two seconds."""

    db: Database
    commits: GroupCommit
    conversations: ConversationRepository
    contacts: ContactRepository
    journal: JournalRepository
    outbox: OutboxRepository
    scheduled: ScheduledRepository
    seats: SeatRepository
    places: PlaceCache
    teams: SettingsRepository[Team]
    queues: QueueRepository
    inboxes: InboxRepository
    canned_answers: SettingsRepository[CannedAnswer]
    watch_lists: SettingsRepository[WatchTerms]
    intents: IntentRepository
    intent_trials: IntentTrialRepository
    retags: RetagRepository
    tunes: TuneRepository
    users: UserRepository
    sessions: SessionRepository
    tokens: TokenRepository
    drafts: DraftRepository
    audit: AuditRepository
    leases: Leases
    lists: ConversationLists
    timelines: TimelineReads
    contact_reads: ContactReads
    search: SearchRepository
    router_reads: RouterReads
    figures: QueueFigureReads
    files: GridFileStore
    cursors: CursorRepository
    connections: ConnectionRepository
    tallies: TallyRepository
    alarms: AlarmRepository
    alerts: AlertRepository
    corrections: CorrectionRepository
    consents: ConsentRepository
    phones: PhoneRepository
    call_counts: CallCounter
    insights: InsightRepository
    insight_days: InsightDayRepository
    topics: TopicRepository

    async def ping(self) -> None:
        """Return if the database answers, else raise Unavailable."""
        with translated():
            await self.db.client.admin.command("ping")

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
    windows = Windows(clock)
    conversations = ConversationRepository(db, commits, Numbers(db))
    contacts = ContactRepository(db)
    seats = SeatRepository(db)
    return Stores(
        db=db,
        commits=commits,
        conversations=conversations,
        contacts=contacts,
        journal=JournalRepository(db),
        outbox=OutboxRepository(db),
        scheduled=ScheduledRepository(db),
        seats=seats,
        places=cache,
        teams=places.teams(db),
        queues=cache.queues,
        inboxes=cache.inboxes,
        canned_answers=places.canned_answers(db),
        watch_lists=places.watch_lists(db),
        intents=IntentRepository(db),
        intent_trials=IntentTrialRepository(db),
        retags=RetagRepository(db, windows, clock),
        tunes=TuneRepository(db, windows),
        users=UserRepository(db, cipher),
        sessions=SessionRepository(db),
        tokens=TokenRepository(db),
        drafts=DraftRepository(db),
        audit=AuditRepository(db, windows),
        leases=Leases(db, clock),
        lists=ConversationLists(db, windows, conversations, cache),
        timelines=TimelineReads(db, windows, conversations),
        contact_reads=ContactReads(db, windows, contacts),
        search=SearchRepository(db, windows, conversations),
        router_reads=RouterReads(db, windows, seats, cache.queues),
        figures=QueueFigureReads(db, windows),
        files=GridFileStore(db),
        cursors=CursorRepository(db),
        connections=ConnectionRepository(db),
        tallies=TallyRepository(db, clock),
        alarms=AlarmRepository(db),
        alerts=AlertRepository(db, windows),
        corrections=CorrectionRepository(db, windows),
        consents=ConsentRepository(db),
        phones=PhoneRepository(db),
        call_counts=CallCounter(db, windows, cache, clock),
        insights=InsightRepository(db, windows, cache, clock),
        insight_days=InsightDayRepository(db, clock),
        topics=TopicRepository(db, clock),
    )
