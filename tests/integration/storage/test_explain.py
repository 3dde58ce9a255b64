"""Every query that the repositories send is served by an index.

The queries are not listed here by hand: all read and write paths are walked, what they send is
noted, and the server is asked to explain each shape of it.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from pymongo.monitoring import CommandFailedEvent, CommandListener, CommandStartedEvent

from conversations import handlers
from conversations.access import ApiToken, AuditRecord, Draft, Session
from conversations.alerts import Alert, AlertKind, AlertReach
from conversations.change import Change
from conversations.channels import Channel
from conversations.clock import ManualClock, new_id
from conversations.commands import Reply
from conversations.connections import Connection, ConnectionState
from conversations.consent import Consent
from conversations.contacts import Identity
from conversations.conversation import Category, Ref, State
from conversations.entries import (
    Activity,
    Author,
    AuthorType,
    Delivery,
    DeliveryState,
    Tag,
    TagKind,
)
from conversations.inbound import Filed, JournalRecord
from conversations.insights import NO_TOPIC, InsightFilter
from conversations.intents import Intent
from conversations.model_heads import ModelHead, TaggingState, Tune, TuneState
from conversations.outbox import OutboxState
from conversations.outcome import EntryFold
from conversations.people import SYSTEM_SCOPE, Presence, Scope
from conversations.queries import ConversationFilter, Sort, ViewName
from conversations.retags import Retag
from conversations.scheduling import ScheduledReply
from conversations.topics import TopicSearch
from storage import FernetCipher, connect, open_stores
from storage.client import Document
from storage.intents import Trial
from tests.conftest import MongoServer
from tests.integration.storage.conftest import NOW, House, build_house
from tests.running.seeding import insight_into, seed, topic

READ_WHOLE = {
    *("users", "teams", "queues", "inboxes", "canned_answers", "watch_lists"),
    *("seats", "api_tokens", "migrations", "connections", "topics", "intents"),
}
"""Small collections that are read as a whole, by an empty filter."""


class Queries(CommandListener):
    """Notes the filters of all commands."""

    def __init__(self) -> None:
        self.seen: list[tuple[str, Document, Document | None]] = []
        self.slow_ones: list[str] = []

    def started(self, event: CommandStartedEvent) -> None:
        command: Any = event.command
        match event.command_name:
            case "find":
                self._note(command["find"], command["filter"], command.get("sort"))
            case "update":
                for one in command["updates"]:
                    self._note(command["update"], one["q"], None)
            case "delete":
                for one in command["deletes"]:
                    self._note(command["delete"], one["q"], None)
            case "findAndModify" | "aggregate" | "count" | "distinct":
                self.slow_ones.append(event.command_name)  # not to be used on any path

    def succeeded(self, event: object) -> None:
        """Noted when it started."""

    def failed(self, event: CommandFailedEvent) -> None:
        """Noted when it started."""

    def _note(self, collection: str, query: Any, sort: Any) -> None:
        self.seen.append((collection, dict(query), dict(sort) if sort else None))


@pytest.fixture
def queries() -> Queries:
    return Queries()


@pytest.fixture
async def watched(mongo_uri: str, database_name: str, queries: Queries) -> AsyncIterator[House]:
    clock = ManualClock(NOW)
    async with connect(mongo_uri, event_listeners=[queries]) as client:
        stores = await open_stores(
            client, database_name, cipher=FernetCipher(b"k" * 32), clock=clock
        )
        yield await build_house(stores, clock)
        await stores.close()


async def test_every_query_is_served_by_an_index(
    watched: House, queries: Queries, mongo_server: MongoServer
) -> None:
    queries.seen.clear()
    await walk(watched)
    shapes: dict[str, tuple[str, Document, Document | None]] = {}
    for collection, query, sort in queries.seen:
        if not query and collection in READ_WHOLE:
            continue
        shapes.setdefault(f"{collection} {shape(query)} {sort}", (collection, query, sort))
    scans: list[str] = []
    for name, (collection, query, sort) in shapes.items():
        plan = await winning_plan(watched, collection, query, sort, mongo_server.embedded)
        stages = set(stages_of(plan))
        if "COLLSCAN" in stages or not stages & {"IXSCAN", "IDHACK", "EXPRESS_IXSCAN"}:
            scans.append(f"{name}: {stages}")
    assert scans == []
    assert queries.slow_ones == []
    assert len(shapes) > 75, sorted(shapes)


def shape(query: Any) -> Any:
    """The fields and operators of a filter without its values."""
    if not isinstance(query, dict):
        return "?"
    return {key: shape(value) if isinstance(value, dict) else "?" for key, value in query.items()}


async def winning_plan(
    house: House, collection: str, query: Document, sort: Document | None, embedded: bool
) -> Any:
    if embedded and "_id" in query:
        # The embedded server finds by _id and looks at the rest of the filter afterwards, but its
        # explain does not say so where there is a rest. (A real server is asked the whole.)
        query = {"_id": query["_id"]}
    find: Document = {"find": collection, "filter": query}
    if sort:
        find["sort"] = sort
    explained = await house.stores.db.command({"explain": find, "verbosity": "queryPlanner"})
    plan = explained["queryPlanner"]["winningPlan"]
    return plan.get("queryPlan", plan)


def stages_of(plan: Any) -> list[str]:
    if isinstance(plan, list):
        return [stage for part in plan for stage in stages_of(part)]
    if not isinstance(plan, dict):
        return []
    own = [plan["stage"]] if "stage" in plan else []
    if own and own[0].startswith("EXPRESS"):
        own = ["EXPRESS_IXSCAN"]
    return own + [stage for part in plan.values() for stage in stages_of(part)]


async def walk(house: House) -> None:
    """Go along every path that asks the database."""
    await walk_conversations(house)
    await walk_lists(house)
    await walk_worker_paths(house)
    await walk_lines(house)
    await walk_access(house)
    await walk_alerts(house)
    await walk_insights(house)
    await walk_teaching(house)


async def walk_conversations(house: House) -> None:
    stores, now = house.stores, house.clock.now()
    first = await house.say("ada", "the parcel is late")
    await house.say("ada", "really late", "twice")
    await house.say("ada", "really late", "twice")
    bot = Author(type=AuthorType.BOT, name="Greeter")
    change = Change.of(await stores.conversations.get(first.id, SYSTEM_SCOPE), now)
    handlers.reply(change, Reply(id="r1", conversation_id=first.id, text="sorry"), bot)
    replied = change.finish()
    await stores.conversations.commit(replied)
    change = Change.of(replied.after, now)
    tags = (Tag(kind=TagKind.LANGUAGE, value="en"),)
    change.fold(EntryFold(seq=2, tags=tags, corrected=tags))
    sent = Delivery(state=DeliveryState.SENT, at=now)
    change.fold(EntryFold(seq=replied.after.seq, delivery=sent))
    await stores.conversations.commit(change.finish())
    await stores.conversations.entry(first.id, 1)
    await stores.conversations.entry_by_command("r1")
    await stores.conversations.unread_outbound(first.id, replied.after.seq)
    await stores.conversations.decisions(first.id, SYSTEM_SCOPE)
    contact = await stores.contacts.get(first.contact.id)
    await stores.contacts.update(contact)
    await stores.timelines.page(first.id)
    await stores.timelines.page(first.id, after=1)
    scope = Scope(user_id="u", queue_ids=frozenset({house.queue.id}))
    await stores.timelines.of_contact(contact.id, scope)
    await stores.timelines.calls(first.id)
    await stores.timelines.untagged(now, 10)
    left = await stores.timelines.unsearched(now + timedelta(seconds=1), 10)
    await stores.search.index_entries(left)
    await stores.search.messages("late par", scope)
    await stores.search.messages("late ", scope)
    await stores.search.messages("par", scope)
    await stores.contact_reads.page("visit", scope)
    await stores.contact_reads.page("", scope)
    await stores.contact_reads.get_in_scope(contact.id, scope)


async def walk_insights(house: House) -> None:
    """What the figures ask, and what keeps them."""
    stores, now = house.stores, house.clock.now()
    told = await house.say("fay", "where is it")
    found = insight_into(
        told, -0.5, topic_id="t", keywords=("parcel",), watch=("w",), intents=("i",), worsened=True
    )
    await seed(stores, [found], [topic("t", "Parcels", now)])
    await stores.insights.messages(told.id, 0, told.seq, [1])
    known = await stores.insights.get_many([told.id])
    await stores.insights.put([replace(known[told.id], score=0.1, version=9)], known)
    assert await stores.insights.get(told.id) is not None
    some = Scope(user_id="u", queue_ids=frozenset({house.queue.id}))
    day = now.date()
    asked = InsightFilter(start=now - timedelta(days=28), end=now + timedelta(days=1))
    for scope in (SYSTEM_SCOPE, some):
        for one in (
            asked,
            replace(asked, topic_id="t"),
            replace(asked, topic_id=NO_TOPIC, label="negative"),
            replace(asked, keyword="parcel"),
            replace(asked, watch="w", language="en"),
            replace(asked, intent="i", channel=Channel.WEBCHAT),
            replace(asked, worsened=True),
            replace(asked, queue_id=house.queue.id),
        ):
            await stores.insights.page(one, scope)
        await stores.insight_days.between(day - timedelta(days=90), day, scope)
    await stores.insight_days.between(day, day + timedelta(days=1), SYSTEM_SCOPE)
    (stale,) = await stores.insight_days.stale(now + timedelta(days=1), 10)
    await stores.insight_days.remake(stale.day, stale.queue_id, stale.mark)
    await stores.topics.meant(day)
    await stores.topics.put_in({told.id: "u"})
    await stores.topics.grown("t", day)
    await stores.topics.name(replace(await stores.topics.get("t"), name="Late"))
    await stores.topics.keep_search(TopicSearch(), fence=1)
    await stores.topics.search()
    await stores.topics.wish()
    assert await stores.topics.wished()
    await stores.topics.granted()
    await stores.topics.keep([], ["t"])
    await stores.insights.remove([told.id])


async def walk_alerts(house: House) -> None:
    stores, now = house.stores, house.clock.now()
    alert = Alert(
        id="a", kind=AlertKind.WATCH, at=now, queue_id=house.queue.id, owner_id="u", number=1
    )
    first = await house.say("ivy", "the lamp is broken")
    change = Change.of(await stores.conversations.get(first.id, SYSTEM_SCOPE), now)
    change.raise_alert(alert)
    change.note_activity(Activity.LABELS, {"added": ["x"], "removed": []})
    await stores.conversations.commit(change.finish())
    queues = frozenset({house.queue.id})
    for scope in (Scope(user_id="u", queue_ids=queues), SYSTEM_SCOPE):
        for supervises in (True, False):
            reach = AlertReach(user_id="u", scope=scope, supervises=supervises)
            for only_open in (True, False):
                await stores.alerts.page(reach, only_open=only_open, cursor=None, limit=10)
            await stores.alerts.get("a", reach)
    await stores.alerts.finish(alert.done(Ref(id="u", name="U"), now))
    await stores.alerts.of_topic("t", 10)
    await stores.alerts.forget(now - timedelta(days=180))
    await stores.conversations.customers_messages(first.id)
    await stores.corrections.since(now)
    await stores.corrections.standing()
    await stores.corrections.count(now)


async def walk_teaching(house: House) -> None:
    """Re-taggings, tunings, intents and their trials."""
    stores, now = house.stores, house.clock.now()
    day = now.date()
    retags, tunes, trials = stores.retags, stores.tunes, stores.intent_trials
    for identity in ("r", "s"):
        await retags.add(Retag(id=identity, first=day, until=day, engine="lexicon", created_at=now))
    await retags.latest()
    assert await retags.next_open() is not None
    assert await retags.begin("r", 1, now) is not None
    assert await retags.list_work("r", 1, ["a", "b", "c"], 2)
    assert await retags.part("r", 2) == ["c"]
    changed = {("neutral", "negative"): 1}
    assert await retags.advance("r", 1, done=2, messages=3, changed=changed)
    await retags.finish("r", 1)
    await retags.cancel("s", now)
    await tunes.add(Tune(id="t", at=now))
    assert await tunes.next_open() is not None
    await tunes.latest()
    version = await tunes.next_version()
    await tunes.keep(
        ModelHead(version=version, weights=b"w", bias=b"b", model="m", tune_id="t", at=now),
        instead_of=0,
    )
    assert await tunes.made_by("t") == (version, True)
    assert await tunes.made_by("u") is None
    assert not await tunes.put(Tune(id="t", at=now), was=TuneState.RUNNING)
    assert await tunes.put(Tune(id="t", at=now, state=TuneState.DONE, version=version))
    assert await tunes.models_of([version]) == {version: "m"}
    await tunes.put_in_force(version)
    assert await tunes.head(await tunes.version()) is not None
    await tunes.say(TaggingState(engine="lexicon-1", ready=True, at=now))
    assert await tunes.tagging_state() is not None
    await stores.intents.add(Intent(id="i", name="i", examples=("a", "b", "c"), created_at=now))
    await stores.intents.update(await stores.intents.get("i"))
    await stores.intents.all()
    await stores.intents.remove("i")
    await trials.ask(Trial(id="q", text="x"), now)
    assert len(await trials.asked(now)) == 1
    await trials.answer("q", [])
    assert await trials.answered("q") == []
    await trials.forget("q")


async def walk_lists(house: House) -> None:
    lists = house.stores.lists
    scope = Scope(user_id="u", queue_ids=frozenset({house.queue.id}))
    for view in ViewName:
        for sort in Sort:
            for category in (None, Category.OPEN):
                for who in (scope, SYSTEM_SCOPE):
                    asked = ConversationFilter(view=view, sort=sort, category=category)
                    await lists.page(asked, who)
    await lists.page(ConversationFilter(contact_id="c"), scope)
    await lists.counts(scope)
    await house.stores.call_counts.waiting(scope)
    await lists.changed_since(house.clock.now(), scope, 10)
    await lists.offered_to("u")
    await lists.held(["u", "v"])


async def walk_worker_paths(house: House) -> None:
    stores, now = house.stores, house.clock.now()
    later = now + timedelta(hours=1)
    user = await house.agent("bo")
    await stores.seats.keep(user, ["other"], now)
    await stores.seats.set_presence(user.id, Presence.AVAILABLE, "", now)
    await stores.seats.seen([user.id], now)
    await stores.seats.vanished(user.id, now)
    await stores.seats.in_queue("other")
    await stores.seats.unseen_since(later)
    await stores.seats.store_presence(await stores.seats.seat(user.id))
    await stores.seats.correct_loads({user.id: 20})
    items = await stores.outbox.claim("w", later, 30, 10)
    await stores.outbox.settle(items[0])
    await stores.outbox.expired(later, 10)
    await stores.outbox.waiting(OutboxState.DEAD)
    await stores.outbox.get(items[0].id)
    await stores.journal.failed(house.inbox.id, "twice", "e", now, permanent=True)
    await stores.journal.due(later, 10)
    for record in await stores.journal.quarantined():
        await stores.journal.release(record.id, now)
    await stores.journal.flush()
    async for _ in stores.router_reads.waiting():
        pass
    await stores.router_reads.held_by(user.id)
    await stores.router_reads.due(State.SNOOZED, now)
    await stores.figures.figures(house.queue, now, later)
    planned = ScheduledReply(
        id="s",
        conversation_id="c",
        author=Ref(id=user.id, name="bo"),
        text="x",
        send_at=later,
        created_at=now,
    )
    await stores.scheduled.add(planned)
    await stores.scheduled.of_conversation("c")
    await stores.scheduled.claim("w", later, 30, 10)
    await stores.scheduled.settle(planned, "w")
    await stores.scheduled.take("s", "w", now, 30)
    await stores.scheduled.cancel("s", now)
    await stores.scheduled.done("s")
    lease = await stores.leases.acquire("router", "me", 5)
    assert lease is not None
    await stores.leases.renew(lease, 5)
    await stores.leases.release(lease)
    await stores.leases.acquire("router", "you", 5)


async def walk_lines(house: House) -> None:
    """What connectors ask for every message, every round, and every look at an alarm."""
    stores, now = house.stores, house.clock.now()
    later = now + timedelta(hours=1)
    inbox_id = house.inbox.id
    said = await house.say("eve", "by mail", "mid:1")
    await stores.journal.find(inbox_id, "mid:1")
    await stores.journal.known(inbox_id, ["mid:1", "mid:2"])
    record = JournalRecord(
        id=new_id(),
        inbox_id=inbox_id,
        channel=Channel.EMAIL,
        external_id="mid:2",
        payload={},
        received_at=now,
        next_try_at=now,
    )
    await stores.journal.record(record)
    await stores.journal.filed(inbox_id, "mid:2", Filed(reason="list"))
    assert await stores.journal.filed_records(later, 10)
    await stores.journal.unfile(inbox_id, "mid:2", now)
    identity = Identity(channel=Channel.WEBCHAT, address="eve")
    assert await stores.conversations.numbered(identity.key, said.number)
    await stores.conversations.entry_by_external_id(inbox_id, "mid:1")
    await stores.conversations.newest_in_thread(inbox_id, "eve")
    await stores.outbox.claim("w", later, 30, 10, state=OutboxState.UNKNOWN)
    await stores.outbox.renew("w", ["e"], later)
    await stores.alarms.set("unread", "c", now)
    await stores.alarms.move("unread", "c", now)
    assert await stores.alarms.due("unread", later, 10) == ["c"]
    await stores.alarms.clear("unread", "c")
    assert await stores.tallies.take("ack", 1, 3600)
    assert not await stores.tallies.take("ack", 1, 3600)
    await stores.cursors.keep(inbox_id, "imap:INBOX", {"last_uid": 1}, fence=1)
    await stores.cursors.load(inbox_id, "imap:INBOX")
    line = Connection(inbox_id=inbox_id, state=ConnectionState.CONNECTED, since=now)
    await stores.connections.report(line)
    await stores.connections.all()
    await stores.consents.record(Consent(inbox_id=inbox_id, address="+15005550006", at=now))
    await stores.consents.of(inbox_id, "+15005550006")


async def walk_access(house: House) -> None:
    stores, now = house.stores, house.clock.now()
    await stores.users.by_email("A@example.com")
    await stores.users.add(house.users[0])
    await stores.users.update(house.users[0])
    await stores.users.remove(house.users[0].id)
    await stores.inboxes.by_public_key(house.inbox.public_key)
    session = Session(id="s", user_id="u", csrf="c", created_at=now, expires_at=now)
    await stores.sessions.add(session)
    await stores.sessions.find("s", now)
    await stores.sessions.alive(["s"], now)
    await stores.sessions.remove_of_user("u")
    await stores.sessions.remove("s")
    token = ApiToken(id="t", name="t", user_id="u", hash="h", scopes=("read",), created_at=now)
    await stores.tokens.add(token)
    await stores.tokens.get("t")
    await stores.tokens.by_hash("h")
    await stores.tokens.used("t", now)
    await stores.tokens.remove("t")
    await stores.drafts.put(Draft(user_id="u", conversation_id="c", text="x", mode="reply", at=now))
    await stores.drafts.get("u", "c")
    await stores.drafts.remove("u", "c")
    record = AuditRecord(
        id=new_id(), at=now, actor_id=None, actor_name="x", action="a", object_kind="k"
    )
    await stores.audit.add(record)
    await stores.audit.page(None, 10)
    await stores.audit.presence_of("u", now, now)
