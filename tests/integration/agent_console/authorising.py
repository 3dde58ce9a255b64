"""Who asks in the tests of authorisation, and the things that they ask for."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from conversations.alerts import Alert, AlertKind
from conversations.clock import new_id
from conversations.commands import Reply
from conversations.inbound import JournalRecord
from conversations.intents import Intent
from conversations.people import SYSTEM_SCOPE as WHOLE
from conversations.people import Actor, Role
from conversations.places import CannedAnswer, WatchTerms
from conversations.retags import Retag
from tests.integration.agent_console.conftest import Company
from tests.integration.agent_console.mailing import SOURCE, stored_file
from tests.integration.agent_console.telephoning import Line, telephone
from tests.running.seeding import insight_into, seed, topic

NOBODY, AGENT, OTHER, SUPERVISOR, ADMIN = "nobody", "agnes", "bert", "sue", "ada"
"""``bert`` works in another team than everything that is asked for; ``sue`` and ``agnes`` in it."""
ROLE = {AGENT: Role.AGENT, OTHER: Role.AGENT, SUPERVISOR: Role.SUPERVISOR, ADMIN: Role.ADMIN}
REFUSED = r"(?i)refused|connect"


@dataclass
class World:
    """The ids of things in the team Shop."""

    conversation: str
    contact: str
    offer: str
    user: str
    team: str
    queue: str
    inbox: str
    canned: str
    watch: str
    intent: str
    retag: str
    alert: str
    quarantined: str
    file: str
    scheduled: str
    mailbox: str
    letter: str
    letter_seq: int
    call: str
    recording: str
    line: str
    topic: str


async def build_world(company: Company) -> World:
    """One of everything in the team Shop."""
    conversation = await company.say("Shop", "v1", "hello there")
    offer = await company.offer(await company.say("Shop", "v2"), "agnes")
    shop, now = company.teams["Shop"], company.clock.now()
    canned = await company.stores.canned_answers.add(
        CannedAnswer(
            id=new_id(), shortcut="hi", title="", text="x", team_id=shop.id, created_at=now
        )
    )
    watch = await company.stores.watch_lists.add(
        WatchTerms(id=new_id(), name="w", terms=("x",), team_id=shop.id, created_at=now)
    )
    intent = await company.stores.intents.add(
        Intent(id=new_id(), name="i", examples=("x", "y", "z"), team_id=shop.id, created_at=now)
    )
    queue_id = company.queues["Shop"].id
    alert = Alert(id=new_id(), kind=AlertKind.MOOD_WORSENED, at=now, queue_id=queue_id)
    await company.stores.alerts.add(alert)
    today = now.date()
    retag = await company.stores.retags.add(
        Retag(
            id=new_id(),
            first=today,
            until=today + timedelta(days=1),
            engine="lexicon",
            created_at=now,
        )
    )
    parcels = topic(new_id(), "late parcels", now)
    found = insight_into(conversation, topic_id=parcels.id, keywords=("late parcel",))
    await seed(company.stores, [found], [parcels])
    inbox = company.inboxes["Shop"]
    record = JournalRecord(
        id=new_id(),
        inbox_id=inbox.id,
        channel=inbox.channel,
        external_id=new_id(),
        payload={"nonsense": True},
        received_at=now,
        next_try_at=now,
    )
    await company.stores.journal.record(record)
    await company.stores.journal.failed(
        inbox.id, record.external_id, "nonsense", now, permanent=True
    )
    mailbox = company.inboxes["Shop mail"]
    source = await stored_file(company.stores, "source", SOURCE)
    mail = {"html": "<p>hello</p>", "source": source.id}
    letter = await company.intake.accept(mailbox, new_id(), {"text": "hello", "mail": mail})
    await company.intake.accept(mailbox, "newsletter", {"filed": "list"})
    line = await telephone(company)
    call = await (await Line.rings(company, line)).waits()
    recording = await stored_file(company.stores, "recording", b"ID3\x03 not much to hear")
    await call.recorded(recording.id)
    return World(
        conversation=conversation.id,
        contact=conversation.contact.id,
        offer=offer.id,
        user=company.users["agnes"].id,
        team=shop.id,
        queue=company.queues["Shop"].id,
        inbox=inbox.id,
        canned=canned.id,
        watch=watch.id,
        intent=intent.id,
        retag=retag.id,
        alert=alert.id,
        quarantined=record.id,
        file=new_id(),
        scheduled=await _scheduled(company, conversation.id),
        mailbox=mailbox.id,
        letter=letter.conversation_id,
        letter_seq=letter.seq,
        call=call.conversation_id,
        recording=recording.id,
        line=line.id,
        topic=parcels.id,
    )


async def _scheduled(company: Company, conversation_id: str) -> str:
    """A reply of agnes that is to go out tomorrow."""
    author = Actor(user_id=company.users["agnes"].id, name="agnes", role=Role.AGENT, scope=WHOLE)
    reply = Reply(id=new_id(), conversation_id=conversation_id, text="tomorrow")
    tomorrow = company.clock.now() + timedelta(days=1)
    return (await company.services.scheduling.plan(author, reply, tomorrow)).id
