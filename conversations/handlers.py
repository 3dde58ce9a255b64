"""What each command does to a conversation: pure functions from state to Outcome."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from conversations.assignment import assign
from conversations.change import Change
from conversations.commands import (
    CorrectTag,
    Label,
    Note,
    Reply,
    Resend,
    Resolve,
    SetPriority,
    Snooze,
)
from conversations.conversation import Conversation, LastMessage, Ref, State
from conversations.corrections import Correction
from conversations.entries import (
    Activity,
    Author,
    AuthorType,
    Delivery,
    DeliveryState,
    Direction,
    Entry,
    Kind,
    Tag,
    TagKind,
    effective_tags,
)
from conversations.errors import Invalid
from conversations.impressions import fold_anew, settle, with_changed
from conversations.letters import MAIL, letter_data, letter_of, refuse_elsewhere
from conversations.mood import is_customers, newest_of
from conversations.outcome import EntryFold
from conversations.receive import PREVIEW_LENGTH, joined

TAKEN_BY_REPLY = frozenset({State.QUEUED, State.OFFERED, State.SNOOZED})
"""Whoever answers a conversation that nobody has, has it."""

RESENDABLE = frozenset({DeliveryState.FAILED, DeliveryState.UNKNOWN})

SENTIMENTS = ("positive", "neutral", "negative")


def reply(change: Change, command: Reply, author: Author) -> None:
    """Add an outbound message with its outbox item; the first one stops the response clock."""
    if command.is_empty:
        raise Invalid("The reply is empty.", remedy="Write something or attach a file.")
    if not change.it.is_open:
        raise Invalid(
            f"Conversation #{change.it.number} is {change.it.state}.",
            remedy="Reopen it before you answer.",
        )
    answers = _answers(change.it, command)
    entry = change.add(
        Kind.MESSAGE,
        author,
        direction=Direction.OUT,
        text=command.text,
        attachments=command.attachments,
        delivery=Delivery(state=DeliveryState.QUEUED, at=change.now),
        command_id=command.id,
        data=_with_letter(change, command),
    )
    change.deliver(entry)
    if author.type is AuthorType.BOT:
        return  # what goes out by itself answers nobody
    preview = command.text or ", ".join(item.name for item in command.attachments)
    change.set(
        last_message=LastMessage(
            seq=entry.seq, text=preview[:PREVIEW_LENGTH], at=change.now, author=author.type
        ),
    )
    if author.type is AuthorType.AGENT:
        change.set(first_response_at=change.it.first_response_at or change.now)
    if not answers:
        return
    change.set(waiting_since=None, unread=0)
    if command.resolve:
        close(change, "", author)
    elif (
        author.type is AuthorType.AGENT
        and change.it.state in TAKEN_BY_REPLY
        and command.written_at is None
    ):
        take(change, author, "replied")


def _with_letter(change: Change, command: Reply) -> dict[str, object]:
    """The entry's data of a reply by mail; whoever is written to takes part from now on."""
    letter = command.letter
    if letter is None:
        return {}
    refuse_elsewhere(letter, change.it)
    change.set(
        participants=joined(change.it, [*letter.to, *letter.cc, *letter.bcc]),
        subject=change.it.subject or letter.subject,
    )
    return {MAIL: letter_data(letter)}


def _answers(it: Conversation, command: Reply) -> bool:
    """Whether a reply was written after the contact's last words."""
    written, last = command.written_at, it.last_message
    if written is None:
        return True
    if it.waiting_since is not None and it.waiting_since > written:
        return False
    return last is None or last.author != AuthorType.CONTACT or last.at <= written


def take(change: Change, author: Author, reason: str) -> None:
    """Give the conversation to the one who acts on it."""
    assign(change, Ref(id=author.id or "", name=author.name), author, None, reason=reason)


def note(change: Change, command: Note, author: Author) -> None:
    """Add a note that only the team sees."""
    if not command.text.strip() and not command.attachments:
        raise Invalid("The note is empty.", remedy="Write something or attach a file.")
    change.add(
        Kind.NOTE,
        author,
        text=command.text,
        attachments=command.attachments,
        command_id=command.id,
        data={"mentions": list(command.mentions)} if command.mentions else {},
    )


def resolve(change: Change, command: Resolve, author: Author) -> None:
    """Close the matter; the agent's capacity is free again."""
    close(change, command.reason, author, command.id)


def close(change: Change, reason: str, author: Author, command_id: str | None = None) -> None:
    """Move to ``resolved``; an offer still out is withdrawn by it."""
    _state(change, State.RESOLVED, author, command_id, reason)
    change.set(
        offer=None,
        last_agent=change.it.agent or change.it.last_agent,
        resolved_at=change.now,
        waiting_since=None,
        snoozed_until=None,
        unread=0,
    )


def pend(change: Change, command_id: str, author: Author) -> None:
    """Wait for the contact."""
    _state(change, State.PENDING, author, command_id, "")


def snooze(change: Change, command: Snooze, author: Author) -> None:
    """Put the matter away; the agent's capacity is free, and is asked for again on waking."""
    if command.until <= change.now:
        raise Invalid(
            "The time to snooze until has passed.", remedy="Choose a moment in the future."
        )
    _state(change, State.SNOOZED, author, command.id, "", until=command.until.isoformat())
    change.set(
        agent=None,
        last_agent=change.it.agent or change.it.last_agent,
        snoozed_until=command.until,
    )


def set_priority(change: Change, command: SetPriority, author: Author) -> None:
    """Change the priority; the queue is sorted by it. Who does not raise it has decided that it is
    not more pressing: then Parley does not raise it by itself."""
    change.note_activity(
        Activity.PRIORITY,
        {"from": change.it.priority, "to": command.priority},
        author=author,
        command_id=command.id,
    )
    raised = command.priority.rank < change.it.priority.rank
    change.set(priority=command.priority, priority_held=not raised)


def label(change: Change, command: Label, author: Author) -> None:
    """Put labels on and take labels off; each is at most 40 characters, trimmed."""
    added = tuple(dict.fromkeys(word.strip() for word in command.add if word.strip()))
    if any(len(word) > 40 for word in added):
        raise Invalid("A label is longer than 40 characters.", remedy="Shorten it.")
    kept = tuple(word for word in change.it.labels if word not in command.remove)
    change.note_activity(
        Activity.LABELS,
        {"added": list(added), "removed": list(command.remove)},
        author=author,
        command_id=command.id,
    )
    change.set(labels=kept + tuple(word for word in added if word not in kept))


def correct(
    change: Change,
    command: CorrectTag,
    author: Author,
    entry: Entry,
    messages: Sequence[Entry] = (),
) -> None:
    """Put a person's tag beside the machine's; it counts from now on. An empty value takes the
    person's tag back. ``messages`` are all that the customer wrote: mood and sentiment of the
    conversation follow at once."""
    value = command.value.strip()
    if value and command.kind is TagKind.SENTIMENT and value not in SENTIMENTS:
        raise Invalid(f"“{value}” is no sentiment.", remedy=f"Use one of {', '.join(SENTIMENTS)}.")
    corrected = tuple(tag for tag in entry.corrected if tag.kind is not command.kind)
    if value:
        tag = Tag(kind=command.kind, value=value, source=f"person:{author.id}", ref=command.ref)
        corrected = (*corrected, tag)
    elif corrected == entry.corrected:
        raise Invalid(f"Nobody has corrected the {command.kind} of this message.")
    change.note_activity(
        Activity.TAGGED,
        {
            "targets": [entry.seq],
            "tags": [tag_data(t) for t in corrected],
            "corrected": True,
            **({} if value else {"undone": command.kind}),
        },
        author=author,
        command_id=command.id,
    )
    change.fold(EntryFold(seq=entry.seq, corrected=corrected))
    change.keep_correction(_correction(change, command, author, entry))
    if is_customers(entry):
        fold_anew(change, with_changed(messages, [replace(entry, corrected=corrected)]))
        settle(change)


def _correction(change: Change, command: CorrectTag, author: Author, entry: Entry) -> Correction:
    machine = newest_of(command.kind, entry.tags)
    before = newest_of(command.kind, effective_tags(entry))
    language = newest_of(TagKind.LANGUAGE, effective_tags(entry))
    return Correction(
        id=command.id,
        conversation_id=entry.conversation_id,
        seq=entry.seq,
        kind=command.kind,
        before=before.value if before else None,
        after=command.value.strip() or None,
        machine=machine.value if machine else None,
        score=machine.score if machine else None,
        engine=machine.source.removeprefix("machine:") if machine else "",
        language=language.value if language else change.it.language,
        by_id=author.id or "",
        by_name=author.name,
        at=change.now,
    )


def resend(change: Change, command: Resend, author: Author, entry: Entry) -> None:
    """Send a failed message anew: a new entry, so that the failure stays on the record."""
    if entry.direction is not Direction.OUT or entry.delivery is None:
        raise Invalid("Only a message that we sent can be sent again.")
    if entry.delivery.state not in RESENDABLE:
        raise Invalid(
            f"That message is {entry.delivery.state}.",
            remedy="Only a message that failed, or may have, can be sent again.",
        )
    again = Reply(
        id=command.id,
        conversation_id=command.conversation_id,
        text=entry.text,
        attachments=entry.attachments,
        letter=letter_of(entry),
    )
    reply(change, again, author)


def tag_data(tag: Tag) -> dict[str, object]:
    """A tag as it stands in an activity's data."""
    data: dict[str, object] = {
        "kind": tag.kind,
        "value": tag.value,
        "score": tag.score,
        "source": tag.source,
    }
    return data if tag.ref is None else {**data, "ref": tag.ref}


def _state(
    change: Change, state: State, author: Author, command_id: str | None, reason: str, **data: str
) -> None:
    old = change.it.state
    change.to(state)
    change.note_activity(
        Activity.STATE,
        {"from": old, "to": state, "reason": reason, **data},
        author=author,
        command_id=command_id,
    )
