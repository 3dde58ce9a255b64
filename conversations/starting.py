"""Writing to somebody first: a conversation that our own message opens."""

from __future__ import annotations

import re
from datetime import datetime

from conversations.calls.call import CallPlan
from conversations.calls.commands import DialOut
from conversations.calls.following import dial_out
from conversations.change import Change
from conversations.channels import Channel
from conversations.clock import Clock, new_id
from conversations.commands import Reply, Start
from conversations.contacts import Contact, Identity
from conversations.conversation import Conversation, Ref, State
from conversations.desk import DeskResult
from conversations.entries import Activity, Author, AuthorType
from conversations.errors import Conflict, DuplicateEntry, Invalid, NotFound
from conversations.events import Committed
from conversations.handlers import reply
from conversations.inbound import InboundMessage
from conversations.people import Actor, Permission
from conversations.places import Inbox, Queue
from conversations.ports import Bus, ContactStore, ConversationStore, Places

MAY_BEGIN = frozenset({Channel.EMAIL, Channel.SMS})
"""Channels on which we may write first."""
_NUMBER = re.compile(r"\+[1-9][0-9]{6,14}")
"""E.164; whoever asks has made it so."""


class Starting:
    """Opens conversations for agents."""

    def __init__(
        self,
        *,
        conversations: ConversationStore,
        contacts: ContactStore,
        places: Places,
        bus: Bus,
        clock: Clock,
    ) -> None:
        self._conversations = conversations
        self._contacts = contacts
        self._places = places
        self._bus = bus
        self._clock = clock

    async def start(self, actor: Actor, command: Start) -> DeskResult:
        """Open the conversation, or return what the command's id has come to before.

        It is the actor's at once and takes of their capacity. Raises NotFound (also for an inbox
        out of scope), Forbidden, Invalid, ClaimLost.
        """
        actor.require(Permission.CONVERSATIONS_WORK)
        known = await self._conversations.entry_by_command(command.id)
        if known is not None:
            return await self._repeated(actor, known.conversation_id, known.seq)
        inbox = await self._places.inbox(command.inbox_id)
        if not actor.scope.covers(queue_id=inbox.queue_id):
            raise NotFound("There is no such inbox.")
        _check(inbox, command)
        change, author = await self._opened(actor, inbox, command)
        reply(
            change,
            Reply(
                id=command.id,
                conversation_id=change.it.id,
                text=command.text,
                attachments=command.attachments,
                letter=command.letter if inbox.channel is Channel.EMAIL else None,
            ),
            author,
        )
        return await self._commit(actor, change, command.id)

    async def dial(self, actor: Actor, command: DialOut) -> DeskResult:
        """Call somebody: the actor's phone rings first. Raises as :meth:`start` does."""
        actor.require(Permission.CONVERSATIONS_WORK)
        known = await self._conversations.entry_by_command(command.id)
        if known is not None:
            return await self._repeated(actor, known.conversation_id, known.seq)
        inbox = await self._places.inbox(command.inbox_id)
        if not actor.scope.covers(queue_id=inbox.queue_id):
            raise NotFound("There is no such inbox.")
        _check_line(inbox, command)
        change, _ = await self._opened(actor, inbox, command)
        ours = str(inbox.settings.get("number", ""))
        dial_out(change, command.id, ours, command.address, CallPlan.of(inbox.settings))
        return await self._commit(actor, change, command.id)

    async def _opened(
        self, actor: Actor, inbox: Inbox, command: Start | DialOut
    ) -> tuple[Change, Author]:
        thread = await self._thread(inbox, command)
        now = self._clock.now()
        contact = await self._contacts.resolve(_introduced(inbox, command, self._clock), now)
        queue = await self._places.queue(inbox.queue_id)
        number = await self._conversations.next_number()
        author = Author(type=AuthorType.AGENT, id=actor.user_id, name=actor.name)
        fresh = _fresh(inbox, queue, contact, number, command, author, now, thread)
        change = Change(None, fresh, now)
        change.note_activity(
            Activity.OPENED,
            {
                "inbox": {"id": inbox.id, "name": inbox.name},
                "queue": {"id": queue.id, "name": queue.name},
            },
            author=author,
        )
        return change, author

    async def _commit(self, actor: Actor, change: Change, command_id: str) -> DeskResult:
        outcome = change.finish(any_presence=True)
        try:
            await self._conversations.commit(outcome)
        except DuplicateEntry:
            known = await self._conversations.entry_by_command(command_id)
            if known is None:
                raise
            return await self._repeated(actor, known.conversation_id, known.seq)
        await self._bus.publish(
            Committed(conversation=outcome.after, before=None, entries=outcome.entries)
        )
        entry = next(it for it in outcome.entries if it.command_id == command_id)
        return DeskResult(seq=entry.seq, conversation=outcome.after)

    async def _thread(self, inbox: Inbox, command: Start | DialOut) -> str | None:
        """The thread that answers will come in by, where that is the address; None if the new
        conversation has one of its own. Raises Conflict if it is open already."""
        if inbox.channel not in (Channel.SMS, Channel.VOICE):
            return None
        known = await self._conversations.newest_in_thread(inbox.id, command.address)
        if known is not None and known.is_open:
            raise Conflict(
                f"Conversation {known.number} with {command.address} is open.",
                remedy="Go on there.",
            )
        return command.address

    async def _repeated(self, actor: Actor, conversation_id: str, seq: int) -> DeskResult:
        conversation = await self._conversations.get(conversation_id, actor.scope)
        return DeskResult(seq=seq, conversation=conversation, repeated=True)


def _check(inbox: Inbox, command: Start) -> None:
    if inbox.channel not in MAY_BEGIN:
        raise Invalid(
            f"Nobody can be written to first from “{inbox.name}”.",
            remedy="Choose an inbox for mail or texts.",
        )
    is_number = _NUMBER.fullmatch(command.address) is not None
    if is_number is not (inbox.channel is Channel.SMS):
        raise Invalid(
            f"“{inbox.name}” cannot write to {command.address}.",
            remedy="Give a phone number with its country's code for a text, a mail address for a "
            "mail.",
        )
    if not inbox.enabled:
        raise Invalid(f"“{inbox.name}” is switched off.", remedy="Switch it on in the settings.")


def _check_line(inbox: Inbox, command: DialOut) -> None:
    if inbox.channel is not Channel.VOICE or not inbox.settings.get("number"):
        raise Invalid(
            f"Nobody can be called from “{inbox.name}”.",
            remedy="Choose an inbox for calls that has a number.",
        )
    if not _NUMBER.fullmatch(command.address):
        raise Invalid(
            f"“{command.address}” is no phone number.",
            remedy="Give a number with its country's code, like +49 30 1234567.",
        )
    if not inbox.enabled:
        raise Invalid(f"“{inbox.name}” is switched off.", remedy="Switch it on in the settings.")


def _introduced(inbox: Inbox, command: Start | DialOut, clock: Clock) -> InboundMessage:
    """What we know of the contact, in the form in which contacts introduce themselves."""
    return InboundMessage(
        inbox_id=inbox.id,
        channel=inbox.channel,
        external_id=command.id,
        thread="",
        sender=Identity(channel=inbox.channel, address=command.address),
        sent_at=clock.now(),
        sender_name=command.name,
        sender_email=command.address if inbox.channel is Channel.EMAIL else None,
    )


def _fresh(
    inbox: Inbox,
    queue: Queue,
    contact: Contact,
    number: int,
    command: Start | DialOut,
    author: Author,
    now: datetime,
    thread: str | None,
) -> Conversation:
    conversation_id = new_id()
    letter = command.letter if isinstance(command, Start) else None
    return Conversation(
        id=conversation_id,
        number=number,
        inbox=Ref(id=inbox.id, name=inbox.name),
        channel=inbox.channel,
        contact=Ref(id=contact.id, name=contact.name),
        thread=thread or f"ours:{conversation_id}",
        address=command.address,
        state=State.ACTIVE,
        priority=queue.priority,
        queue=Ref(id=queue.id, name=queue.name),
        agent=Ref(id=author.id or "", name=author.name),
        skills=queue.skills,
        subject=letter.subject if letter and thread is None else "",
        language=contact.language,
        created_at=now,
        changed_at=now,
    )
