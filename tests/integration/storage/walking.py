"""Every path of the repositories that asks the database, walked once.

What the analysis of texts asks is in `walking_intelligence`.
"""

from __future__ import annotations

from datetime import timedelta

from conversations import handlers
from conversations.access import ApiToken, AuditRecord, Draft, Session
from conversations.change import Change
from conversations.channels import Channel
from conversations.clock import new_id
from conversations.commands import Reply
from conversations.connections import Connection, ConnectionState
from conversations.consent import Consent
from conversations.contacts import Identity
from conversations.conversation import Category, Ref, State
from conversations.entries import Author, AuthorType, Delivery, DeliveryState, Tag, TagKind
from conversations.inbound import Filed, JournalRecord
from conversations.outbox import OutboxState
from conversations.outcome import EntryFold
from conversations.people import SYSTEM_SCOPE, Presence, Scope
from conversations.queries import ConversationFilter, Sort, ViewName
from conversations.scheduling import ScheduledReply
from tests.integration.storage.conftest import House
from tests.integration.storage.walking_intelligence import (
    walk_alerts,
    walk_insights,
    walk_teaching,
)


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
    """What is said, and how it is read and found again."""
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


async def walk_lists(house: House) -> None:
    """What the lists of conversations ask, by every view and order."""
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
    """What the worker asks: seats, outbox, journal, figures, what is scheduled, leases."""
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
    """Who may come in, and what they leave: sessions, tokens, drafts, the audit log."""
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
