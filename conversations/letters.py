"""What a mail has beside its words: subject, copies, formatting, and what it quotes.

A letter stands in ``entry.data["mail"]`` as plain data, that of our own messages and that of the
customer's alike; the keys are named in :class:`Letter` and in ``docs/email.md``.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from conversations.channels import Channel
from conversations.conversation import Conversation
from conversations.entries import Entry
from conversations.errors import Invalid

MAIL = "mail"
"""The key of an entry's ``data`` under which its letter lies."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """How an agent's words go out by mail. Empty fields have the conversation's own values.

    ``html`` is safe already (allowlisted where it came in); its inline images are
    ``<img data-file="…">`` with ids of the message's attachments, named in ``inline`` as well.
    ``quote`` is the ``seq`` of the message that is quoted below; ``forward`` hands that message on
    whole, with its files. ``to``, ``cc`` and ``bcc`` are bare addresses, lower-cased.
    """

    subject: str = ""
    to: tuple[str, ...] = ()
    cc: tuple[str, ...] = ()
    bcc: tuple[str, ...] = ()
    html: str = ""
    inline: tuple[str, ...] = ()
    quote: int | None = None
    forward: bool = False


def letter_data(letter: Letter) -> dict[str, Any]:
    """A letter as plain data, for an entry's ``data``."""
    return {
        "subject": letter.subject,
        "to": _addresses(letter.to),
        "cc": _addresses(letter.cc),
        "bcc": _addresses(letter.bcc),
        "html": letter.html,
        "parts": {file_id: {"inline": True} for file_id in letter.inline},
        "quote": letter.quote,
        "forward": letter.forward,
    }


def letter_from(mail: Mapping[str, Any]) -> Letter:
    """A letter from its plain data."""
    parts: Mapping[str, Mapping[str, Any]] = mail.get("parts", {})
    return Letter(
        subject=mail.get("subject", ""),
        to=_plain(mail.get("to", ())),
        cc=_plain(mail.get("cc", ())),
        bcc=_plain(mail.get("bcc", ())),
        html=mail.get("html", ""),
        inline=tuple(file_id for file_id, part in parts.items() if part.get("inline")),
        quote=mail.get("quote"),
        forward=mail.get("forward", False),
    )


def letter_of(entry: Entry) -> Letter | None:
    """The letter of one of our messages, None if it has none."""
    mail = entry.data.get(MAIL)
    return letter_from(mail) if mail is not None else None


def refuse_elsewhere(letter: Letter | None, conversation: Conversation) -> None:
    """Raise Invalid if a conversation that is no mail is to be answered by a letter."""
    if letter is not None and conversation.channel is not Channel.EMAIL:
        raise Invalid(
            f"Conversation #{conversation.number} is no mail: it has no subject and no copies.",
            remedy="Send the words alone.",
        )


def _addresses(given: Sequence[str]) -> list[dict[str, str]]:
    return [{"address": address, "name": ""} for address in given]


def _plain(given: Sequence[Mapping[str, str]]) -> tuple[str, ...]:
    return tuple(each["address"] for each in given)
