"""What contacts themselves do to their conversation beside writing: read, rate, end, introduce."""

from __future__ import annotations

from dataclasses import replace

from conversations.change import Change
from conversations.contacts import Contact
from conversations.conversation import Ref, State
from conversations.entries import (
    Activity,
    Author,
    AuthorType,
    Delivery,
    DeliveryState,
    advances,
)
from conversations.errors import DuplicateEntry, Invalid, NotFound, VersionConflict
from conversations.events import ContactChanged
from conversations.handlers import close
from conversations.outcome import EntryFold
from conversations.ports import Bus, ContactStore, ConversationStore
from conversations.workbench import Decide, Workbench


class ContactDesk:
    """Carries out what contacts do. The connector has checked that it is their conversation."""

    def __init__(
        self,
        *,
        workbench: Workbench,
        conversations: ConversationStore,
        contacts: ContactStore,
        bus: Bus,
    ) -> None:
        self._workbench = workbench
        self._conversations = conversations
        self._contacts = contacts
        self._bus = bus

    async def contact(self, contact_id: str) -> Contact:
        """Return what is known of a contact, or raise NotFound."""
        return await self._contacts.get(contact_id)

    async def seen(self, conversation_id: str, up_to_seq: int) -> None:
        """The contact has read all our messages up to ``up_to_seq``."""

        async def decide(change: Change) -> bool:
            unread = await self._conversations.unread_outbound(
                conversation_id, min(up_to_seq, change.it.seq)
            )
            targets = [
                entry.seq
                for entry in unread
                if entry.delivery and advances(entry.delivery.state, DeliveryState.READ)
            ]
            if not targets:
                return False
            record_delivery(change, targets, Delivery(state=DeliveryState.READ, at=change.now))
            return True

        await self._workbench.change(conversation_id, decide)

    async def delivered(self, conversation_id: str, seq: int, delivery: Delivery) -> None:
        """A channel tells how far one of our messages has come; what it says late or twice changes
        nothing. Raises NotFound if there is no such message."""

        async def decide(change: Change) -> bool:
            entry = await self._conversations.entry(conversation_id, seq)
            if entry is None or entry.delivery is None:
                raise NotFound("There is no such message of ours.")
            if not advances(entry.delivery.state, delivery.state):
                return False
            record_delivery(change, [seq], delivery)
            return True

        await self._workbench.change(conversation_id, decide)

    async def rate(self, conversation_id: str, command_id: str, score: int, comment: str) -> None:
        """The contact rates the conversation from 1 (bad) to 5 (good), once per command id."""
        if not 1 <= score <= 5:
            raise Invalid("A rating is a number from 1 to 5.")

        async def decide(change: Change) -> bool:
            change.note_activity(
                Activity.RATING,
                {"score": score, "comment": comment[:2000]},
                author=_contact(change),
                command_id=command_id,
            )
            return True

        await self._once(conversation_id, decide)

    async def end(self, conversation_id: str, command_id: str) -> None:
        """The contact ends the conversation."""

        async def decide(change: Change) -> bool:
            if change.it.state is State.RESOLVED:
                return False
            close(change, "ended_by_contact", _contact(change), command_id)
            return True

        await self._once(conversation_id, decide)

    async def introduce(
        self,
        contact_id: str,
        *,
        name: str | None,
        email: str | None,
        attributes: dict[str, str],
    ) -> None:
        """The contact says who they are. What they claim is kept as claimed: it verifies nothing
        and joins nobody."""
        for _ in range(5):
            contact = await self._contacts.get(contact_id)
            changed = replace(
                contact,
                name=name or contact.name,
                email=email or contact.email,
                attributes={**contact.attributes, **attributes},
            )
            if changed == contact:
                return
            try:
                stored = await self._contacts.update(changed)
            except VersionConflict:
                continue
            await self._bus.publish(ContactChanged(contact=stored))
            return

    async def introduce_in(self, conversation_id: str, name: str) -> None:
        """Show the contact's new name in an open conversation and its list."""

        async def decide(change: Change) -> bool:
            if change.it.contact.name == name:
                return False
            change.note_activity(
                Activity.CONTACT, {"changes": {"name": name}}, author=_contact(change)
            )
            change.set(contact=Ref(id=change.it.contact.id, name=name))
            return True

        await self._workbench.change(conversation_id, decide)

    async def _once(self, conversation_id: str, decide: Decide) -> None:
        try:
            await self._workbench.change(conversation_id, decide)
        except DuplicateEntry:
            return


def record_delivery(change: Change, targets: list[int], delivery: Delivery) -> None:
    """Tell how far messages have come, and fold it into them."""
    data: dict[str, object] = {"targets": targets, "state": delivery.state}
    if delivery.error:
        data["error"] = delivery.error
    change.note_activity(Activity.DELIVERY, data)
    for seq in targets:
        change.fold(EntryFold(seq=seq, delivery=delivery))


def _contact(change: Change) -> Author:
    return Author(type=AuthorType.CONTACT, id=change.it.contact.id, name=change.it.contact.name)
