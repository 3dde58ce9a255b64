"""A conversation of the made-up quarter."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class Form(StrEnum):
    """How the first message is written."""

    BARE = "bare"
    """The sentence as it is."""
    WRAPPED = "wrapped"
    """With a greeting, an order's number, a closing, or some of them."""
    SLOPPY = "sloppy"
    """In small letters, with slips of the fingers."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Conversation:
    """What a customer wrote, and what it is about.

    Attributes:
        at: When it began (UTC).
        channel: `webchat`, `email` or `sms`.
        language: ISO 639-1 code.
        text: The first message.
        matter: Key of `MATTERS`, None for a message that is about none of them.
        sentence: The sentence that `text` was made of; `text` may have a second one, too.
        form: How `text` was made of it.
        then: What the customer wrote later, in order.
    """

    at: datetime
    channel: str
    language: str
    text: str
    matter: str | None
    sentence: str
    form: Form
    then: tuple[str, ...] = ()
