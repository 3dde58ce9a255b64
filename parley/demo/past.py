"""The demo's past: what customers wrote in the thirteen weeks before its first start.

Each conversation is stored as one commit, closed as it is, and tagged afterwards like any backlog.
So the pages about topics and moods have something to say when they are opened for the first time.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import timedelta

from conversations.change import Change
from conversations.channels import Channel
from conversations.contacts import Identity
from conversations.conversation import LastMessage, Ref
from conversations.entries import Author, AuthorType, Delivery, DeliveryState, Direction, Kind
from conversations.handlers import close
from conversations.inbound import InboundMessage
from conversations.outcome import Outcome
from conversations.receive import open_with
from conversations.tasks import end
from parley.core import Core
from parley.demo.house import MAIL_INBOX, PEOPLE, SMS_INBOX
from sandbox.quarter import Lived, Plan, lived_through

_log = logging.getLogger(__name__)

WEEKS = 13
GROWS, GROWS_IN_WEEK = "late_parcel", 12
AT_ONCE = 50
"""Conversations that are stored together; the database groups their commits."""
_DONE = ("demo", "past")
CONTACTS = 400
"""So many customers wrote them."""
PREVIEW = 160
ANSWERING = tuple(person for person in PEOPLE if person.simulated)
_INBOXES = {"webchat": "demo-inbox-shop", "email": MAIL_INBOX, "sms": SMS_INBOX}
_ADDRESSES = {"webchat": "past-visitor-{}", "email": "customer{}@example.org", "sms": "+1555{:07}"}


@asynccontextmanager
async def remembering(core: Core, count: int) -> AsyncIterator[None]:
    """Store the past beside what goes on, for as long as this is entered."""
    task = asyncio.create_task(add_past(core, count), name="the demo's past")
    task.add_done_callback(_tell)
    try:
        yield
    finally:
        await end(task)


def _tell(task: asyncio.Task[None]) -> None:
    if not task.cancelled() and (error := task.exception()) is not None:
        _log.error("the demo's past is not whole; it is gone on with at the next start: %s", error)


async def add_past(core: Core, count: int) -> None:
    """Store the past unless it is there; what an interrupted start left out is added."""
    now = core.clock.now()
    monday = now.date() - timedelta(days=now.weekday() + 7 * (WEEKS - 1))
    plan = Plan(
        start=monday, count=count, growing=GROWS, growing_week=GROWS_IN_WEEK, holidays=frozenset()
    )
    if not count or await core.stores.cursors.load(*_DONE) is not None:
        return
    lived = await asyncio.to_thread(
        lambda: list(lived_through(plan, customers=CONTACTS, people=len(ANSWERING)))
    )
    past = [it for it in lived if it.told.at < now - timedelta(days=1)]
    for begin in range(0, len(past), AT_ONCE):
        numbers = range(begin, min(begin + AT_ONCE, len(past)))
        await asyncio.gather(*(_add(core, number, past[number]) for number in numbers))
    await core.stores.cursors.keep(*_DONE, {"conversations": len(past)}, fence=1)


async def _add(core: Core, number: int, lived: Lived) -> None:
    stores, told = core.stores, lived.told
    inbox = await stores.places.inbox(_INBOXES[told.channel])
    message = _message(number, lived, inbox.id)
    if await stores.conversations.entry_by_external_id(inbox.id, message.external_id):
        return
    opened = open_with(
        message,
        contact=await stores.contacts.resolve(message, told.at),
        inbox=inbox,
        queue=await stores.places.queue(inbox.queue_id),
        number=await stores.conversations.next_number(),
        now=told.at,
    )
    await stores.conversations.commit(_to_its_end(opened, lived))


def _message(number: int, lived: Lived, inbox_id: str) -> InboundMessage:
    told = lived.told
    channel = Channel(told.channel)
    address = _ADDRESSES[told.channel].format(lived.customer)
    return InboundMessage(
        inbox_id=inbox_id,
        channel=channel,
        external_id=f"past-{number}",
        thread=f"past-{number}",
        sender=Identity(channel=channel, address=address),
        sender_name=f"Customer {lived.customer + 1}",
        sent_at=told.at,
        text=told.text,
        language_hint=told.language,
    )


def _to_its_end(opened: Outcome, lived: Lived) -> Outcome:
    """Add the answer, what the customer wrote then, and the end, to one outcome."""
    person = ANSWERING[lived.answerer]
    agent = Author(type=AuthorType.AGENT, id=person.id, name=person.name)
    customer = next(it.author for it in opened.entries if it.kind is Kind.MESSAGE)
    change = Change(None, opened.after, lived.told.at)
    waits = iter(lived.waits_s)
    change.now += timedelta(seconds=next(waits))
    change.add(
        Kind.MESSAGE,
        agent,
        direction=Direction.OUT,
        text=lived.answer,
        delivery=Delivery(state=DeliveryState.DELIVERED, at=change.now),
    )
    change.set(first_response_at=change.now)
    for text in lived.told.then:
        change.now += timedelta(seconds=next(waits))
        entry = change.add(Kind.MESSAGE, customer, direction=Direction.IN, text=text)
        last = LastMessage(seq=entry.seq, text=text[:PREVIEW], at=change.now, author="contact")
        change.set(last_message=last)
    change.now += timedelta(seconds=next(waits))
    change.set(agent=Ref(id=person.id, name=person.name))
    close(change, "", agent)
    outcome = change.finish()
    return replace(
        outcome,
        after=replace(outcome.after, version=opened.after.version),
        entries=(*opened.entries, *outcome.entries),
        claims=(),
        releases=(),
    )
