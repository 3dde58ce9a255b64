"""Deciding what an inbound message does: it opens, continues, wakes or reopens a conversation."""

from __future__ import annotations

from datetime import datetime

from conversations.change import Change
from conversations.clock import new_id
from conversations.contacts import Contact
from conversations.conversation import Conversation, LastMessage, Ref, State
from conversations.entries import Activity, Author, AuthorType, Direction, Kind
from conversations.inbound import InboundMessage
from conversations.outcome import Outcome
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
        queued_at=now,
    )
    change = Change(None, fresh, now)
    change.note_activity(
        Activity.OPENED,
        {"inbox": {"id": inbox.id, "name": inbox.name}, "queue": _ref(fresh.queue)},
    )
    _append(change, message, contact)
    return change.finish()


def continue_with(
    conversation: Conversation, message: InboundMessage, *, contact: Contact | None, now: datetime
) -> Outcome:
    """Add a message to a conversation; a waiting one becomes active, a closed one is reopened."""
    change = Change.of(conversation, now)
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
    _append(change, message, contact)
    return change.finish()


def _append(change: Change, message: InboundMessage, contact: Contact | None) -> None:
    name = contact.name if contact else change.it.contact.name
    entry = change.add(
        Kind.MESSAGE,
        Author(type=AuthorType.CONTACT, id=change.it.contact.id, name=name),
        direction=Direction.IN,
        text=message.text,
        attachments=message.attachments,
        data=message.data,
        external_id=message.external_id,
    )
    preview = message.text or ", ".join(item.name for item in message.attachments)
    change.set(
        contact=Ref(id=change.it.contact.id, name=name),
        last_message=LastMessage(
            seq=entry.seq, text=preview[:PREVIEW_LENGTH], at=change.now, author="contact"
        ),
        waiting_since=change.it.waiting_since or change.now,
        unread=change.it.unread + 1,
    )


def _state(change: Change, state: State) -> None:
    change.note_activity(
        Activity.STATE, {"from": change.it.state, "to": state, "reason": "contact_wrote"}
    )
    change.to(state)


def _ref(ref: Ref | None) -> dict[str, str] | None:
    return {"id": ref.id, "name": ref.name} if ref else None
