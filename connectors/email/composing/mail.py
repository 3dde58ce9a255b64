"""One mail, ready to be handed to a server, and what all mails of ours have in their headers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from email.utils import format_datetime

from connectors.email.composing.headers import (
    Folded,
    addresses,
    checked,
    message_ids,
    unstructured,
)
from connectors.email.composing.lineage import Lineage
from connectors.email.parsing.parsed import MailAddress
from connectors.email.settings import EmailSettings
from connectors.email.signing import Marks
from conversations.conversation import Conversation
from conversations.entries import AuthorType, Entry
from conversations.errors import DeliveryRefused
from conversations.places import Inbox

RECIPIENTS = 100
"""What every server takes at once (RFC 5321, 4.5.3.1.8)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Mail:
    """The envelope and the bytes. ``recipients`` has the blind copies too, each address once."""

    message_id: str
    sender: str
    recipients: tuple[str, ...]
    content: bytes = field(repr=False)

    @property
    def smtputf8(self) -> bool:
        """Whether an address needs a server that takes letters beyond ASCII (RFC 6531)."""
        return not all(it.isascii() for it in (self.sender, *self.recipients))


@dataclass(frozen=True, slots=True, kw_only=True)
class Sending:
    """What mails of one entry have in common."""

    conversation: Conversation
    entry: Entry
    inbox: Inbox
    settings: EmailSettings
    marks: Marks

    @property
    def ours(self) -> MailAddress:
        """As whom we write."""
        name = self.settings.sender_name or self.inbox.name
        return MailAddress(address=self.settings.address, name=name)

    def message_id(self, entry: Entry) -> str:
        """The Message-ID of one of our entries, without brackets: always the same one."""
        domain = self.settings.address.rpartition("@")[2]
        return self.marks.message_id(self.conversation.id, entry.seq, domain)


def headers(
    sending: Sending,
    *,
    subject: str,
    to: Sequence[MailAddress],
    cc: Sequence[MailAddress] = (),
    lineage: Lineage,
    automatic: str = "",
    language: str,
) -> list[tuple[str, Folded]]:
    """The header of a mail. ``automatic`` is the word for Auto-Submitted, for what no person
    wrote (RFC 3834, 5); Precedence is left out, as 3.1.8 there advises."""
    ours, settings = sending.ours, sending.settings
    marked = (
        sending.marks.plus_address(settings.address, sending.conversation.id)
        if settings.plus_addressing
        else None
    )
    made = [
        ("Date", Folded(format_datetime(sending.entry.at))),
        ("From", addresses("From", [ours])),
    ]
    if marked:
        reply_to = MailAddress(address=marked, name=ours.name)
        made.append(("Reply-To", addresses("Reply-To", [reply_to])))
    if to:
        made.append(("To", addresses("To", to)))
    if cc:
        made.append(("Cc", addresses("Cc", cc)))
    if not to and not cc:
        made.append(("To", Folded("undisclosed-recipients:;")))
    made.append(("Message-ID", message_ids([sending.message_id(sending.entry)])))
    if lineage.in_reply_to:
        made.append(("In-Reply-To", message_ids([lineage.in_reply_to])))
    if lineage.references:
        made.append(("References", message_ids(lineage.references)))
    made.append(("Subject", unstructured("Subject", subject)))
    made.append(("Content-Language", unstructured("Content-Language", language)))
    made.append(("X-Parley-Inbox", Folded(sending.marks.loop_id(sending.inbox.id))))
    if automatic:
        made.append(("Auto-Submitted", Folded(automatic)))
        made.append(("X-Auto-Response-Suppress", Folded("All")))
    return made


def automatic_word(entry: Entry) -> str:
    """``auto-replied`` for what a machine answered, else empty."""
    written_by_machine = entry.author.type in (AuthorType.BOT, AuthorType.SYSTEM)
    return "auto-replied" if written_by_machine else ""


def envelope(groups: Sequence[Sequence[str]]) -> tuple[str, ...]:
    """All recipients, each once; raises DeliveryRefused if there is none, or too many."""
    found = tuple(dict.fromkeys(checked(address) for group in groups for address in group))
    if not found:
        raise DeliveryRefused("The mail has no recipient.", remedy="Name one and send again.")
    if len(found) > RECIPIENTS:
        raise DeliveryRefused(
            f"The mail has {len(found)} recipients; at most {RECIPIENTS} can be.",
            remedy="Send it in several mails.",
        )
    return found
