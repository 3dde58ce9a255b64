"""Deciding what an inbound message does: it opens, continues, wakes or reopens a conversation."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from conversations.calls.arriving import arrive
from conversations.change import Change
from conversations.clock import new_id
from conversations.contacts import Contact
from conversations.conversation import PARTICIPANTS, Conversation, LastMessage, Ref, State
from conversations.entries import (
    NATURE,
    Activity,
    Author,
    AuthorType,
    Delivery,
    DeliveryState,
    Direction,
    Entry,
    Kind,
)
from conversations.inbound import InboundMessage, Nature
from conversations.outcome import EntryFold, Outcome
from conversations.places import Inbox, Queue

PREVIEW_LENGTH = 160


def reopens(conversation: Conversation, inbox: Inbox, now: datetime) -> bool:
    """Whether a message now belongs to this closed conversation rather than to a new one."""
    if conversation.is_open or conversation.resolved_at is None:
        return False
    return (now - conversation.resolved_at).total_seconds() <= inbox.reopen_window_s


def open_with(
    message: InboundMessage,
    *,
    contact: Contact,
    inbox: Inbox,
    queue: Queue,
    number: int,
    now: datetime,
) -> Outcome:
    """Open a conversation with its first message."""
    fresh = Conversation(
        id=new_id(),
        number=number,
        inbox=Ref(id=inbox.id, name=inbox.name),
        channel=message.channel,
        contact=Ref(id=contact.id, name=contact.name),
        thread=message.thread,
        address=message.sender.address,
        state=State.QUEUED,
        priority=queue.priority,
        queue=Ref(id=queue.id, name=queue.name),
        skills=queue.skills,
        subject=message.subject,
        language=message.language_hint or contact.language,
        created_at=now,
        changed_at=now,
        queued_at=None if message.call else now,
    )
    change = Change(None, fresh, now)
    change.note_activity(
        Activity.OPENED,
        {"inbox": {"id": inbox.id, "name": inbox.name}, "queue": _ref(fresh.queue)},
    )
    _take_in(change, message, _contact(contact.id, contact.name))
    return change.finish()


def continue_with(
    conversation: Conversation, message: InboundMessage, *, writer: Contact | None, now: datetime
) -> Outcome:
    """Add a message to a conversation; a waiting one becomes active, a closed one is reopened.

    ``writer`` is who wrote, if it was somebody else than the conversation's contact.
    """
    change = Change.of(conversation, now)
    if message.call is not None:  # it changes the state when it has reached its queue
        arrive(change, message.call, _author(conversation, writer), inbox_id=message.inbox_id)
        return change.finish()
    if not conversation.is_open:
        change.note_activity(Activity.REOPENED, {"queue": _ref(conversation.queue)})
        change.to(
            State.QUEUED,
            agent=None,
            offer=None,
            declined_by=(),
            queued_at=now,
            resolved_at=None,
            first_response_at=None,
            reopens=conversation.reopens + 1,
        )
    elif conversation.state is State.PENDING:
        _state(change, State.ACTIVE)
    elif conversation.state is State.SNOOZED:
        _state(change, State.QUEUED)
        change.set(agent=None, queued_at=now, snoozed_until=None, declined_by=())
    _take_in(change, message, _author(conversation, writer))
    return change.finish()


def attend(conversation: Conversation, message: InboundMessage, *, now: datetime) -> Outcome:
    """Add what a machine wrote: it opens, wakes and reopens nothing, and makes no contact.

    A report of failures turns the messages it names ``failed``, and the conversation unread, for
    somebody should look.
    """
    change = Change.of(conversation, now)
    _append(change, message, _machine(conversation, message))
    for failure in message.failures:
        delivery = Delivery(state=DeliveryState.FAILED, at=now, error=failure.reason)
        change.note_activity(
            Activity.DELIVERY,
            {"targets": [failure.seq], "state": delivery.state, "error": failure.reason},
        )
        change.fold(EntryFold(seq=failure.seq, delivery=delivery))
    if message.failures:
        change.set(unread=change.it.unread + 1)
    return change.finish()


def _take_in(change: Change, message: InboundMessage, author: Author) -> None:
    if message.call is not None:
        arrive(change, message.call, author, inbox_id=message.inbox_id)
        return
    entry = _append(change, message, author)
    preview = message.text or ", ".join(item.name for item in message.attachments)
    others = () if message.home else (message.sender.address, *message.participants)
    change.set(
        last_message=LastMessage(
            seq=entry.seq, text=preview[:PREVIEW_LENGTH], at=change.now, author="contact"
        ),
        waiting_since=change.it.waiting_since or change.now,
        unread=change.it.unread + 1,
        participants=joined(change.it, others),
    )


def joined(conversation: Conversation, others: Sequence[str]) -> tuple[str, ...]:
    """Who takes part beside the contact, with ``others`` added; as many as are kept."""
    known = [*conversation.participants, *others]
    return tuple(dict.fromkeys(it for it in known if it != conversation.address))[:PARTICIPANTS]


def _append(change: Change, message: InboundMessage, author: Author) -> Entry:
    return change.add(
        Kind.MESSAGE,
        author,
        direction=Direction.IN,
        text=message.text,
        attachments=message.attachments,
        data=_data(message),
        external_id=message.external_id,
        inbox_id=message.inbox_id,
        channel=message.channel,
    )


def _data(message: InboundMessage) -> dict[str, Any]:
    if message.nature is Nature.MESSAGE:
        return message.data
    return {**message.data, NATURE: message.nature.value}


def _author(conversation: Conversation, writer: Contact | None) -> Author:
    if writer is not None:
        return _contact(writer.id, writer.name)
    return _contact(conversation.contact.id, conversation.contact.name)


def _machine(conversation: Conversation, message: InboundMessage) -> Author:
    if message.sender.address == conversation.address:
        return _author(conversation, None)
    return Author(type=AuthorType.SYSTEM, name=message.sender_name or message.sender.address)


def _contact(contact_id: str, name: str) -> Author:
    return Author(type=AuthorType.CONTACT, id=contact_id, name=name)


def _state(change: Change, state: State) -> None:
    change.note_activity(
        Activity.STATE, {"from": change.it.state, "to": state, "reason": "contact_wrote"}
    )
    change.to(state)


def _ref(ref: Ref | None) -> dict[str, str] | None:
    return {"id": ref.id, "name": ref.name} if ref else None
