"""Channels and what each can do."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Channel(StrEnum):
    """A way by which customers reach the team."""

    WEBCHAT = "webchat"
    EMAIL = "email"
    SMS = "sms"
    VOICE = "voice"
    XMPP = "xmpp"
    X = "x"


FULL_CAPACITY = 60
"""Units of one fully loaded agent: divisible by three chats and ten mails."""

WEIGHT: dict[Channel, int] = {
    Channel.VOICE: FULL_CAPACITY,
    Channel.WEBCHAT: FULL_CAPACITY // 3,
    Channel.XMPP: FULL_CAPACITY // 3,
    Channel.SMS: FULL_CAPACITY // 6,
    Channel.X: FULL_CAPACITY // 6,
    Channel.EMAIL: FULL_CAPACITY // 10,
}
"""How much of an agent one conversation takes: a call fills, a chat a third, a mail a tenth."""

BESIDE_A_CALL = 18
"""The most units of other work beside which a call is taken: three mails, or a text and a mail;
never a chat, for nobody can type to one customer while they talk to another."""


def most_beside(weight: int, capacity: int) -> int:
    """Return the largest load with which somebody of ``capacity`` takes on ``weight`` more, all in
    units; below zero if they never do.

    A call interrupts light work, so what it needs is not room but that the rest is light, however
    large the capacity: everybody with a capacity gets one call at a time, and nobody two.
    """
    if weight < FULL_CAPACITY:
        return capacity - weight
    return BESIDE_A_CALL if capacity > 0 else -1


def fits(weight: int, load: int, capacity: int) -> bool:
    """Whether somebody who has ``load`` of ``capacity`` may be given ``weight`` more."""
    return load <= most_beside(weight, capacity)


@dataclass(frozen=True, slots=True, kw_only=True)
class Capabilities:
    """What a channel can carry. Sizes are bytes, lengths are characters."""

    text_length: int
    attachments: int = 0
    attachment_size: int = 0
    rich_text: bool = False
    typing: bool = False
    read_receipts: bool = False
    delivery_states: frozenset[str] = frozenset({"sent"})
    reply_window_hours: int | None = None
    threads: bool = False
