"""How one sentence becomes many different messages."""

from __future__ import annotations

import random

from sandbox.quarter.conversation import Form
from sandbox.quarter.words import Words

_LETTERS_A_SLIP = 28  # about one slip in as many letters


def first_message(
    said: str, form: Form, channel: str, ordered: bool, words: Words, rng: random.Random
) -> str:
    """Return a message that says `said`; `ordered` if it may name an order's number."""
    if form is Form.SLOPPY:
        return _sloppy(said, rng)
    if form is Form.BARE:
        return said
    parts = [said]
    if ordered and rng.random() < 0.45:
        parts.append(rng.choice(words.orders).format(order=_order(rng)))
    if channel == "email":
        return "\n".join([rng.choice(words.openers), *parts, rng.choice(words.closers)])
    if rng.random() < 0.75 or len(parts) == 1:
        parts.insert(0, rng.choice(words.openers))
    if rng.random() < 0.3:
        parts.append(rng.choice(words.closers))
    return " ".join(parts)


def later_messages(words: Words, annoyance: float, rng: random.Random) -> tuple[str, ...]:
    """Return up to three messages; `annoyance` from 0 to 1 is how likely they are annoyed."""
    count = rng.choices((0, 1, 2, 3), (4, 3, 2, 1))[0]
    return tuple(_later(words, annoyance, rng) for _ in range(count))


def _later(words: Words, annoyance: float, rng: random.Random) -> str:
    lot = rng.random()
    if lot < 0.35:
        return rng.choice(words.plain)
    return rng.choice(words.annoyed if rng.random() < annoyance else words.pleased)


def _order(rng: random.Random) -> str:
    return str(rng.randrange(10_000, 99_999))


def _sloppy(text: str, rng: random.Random) -> str:
    letters = list(text.lower().rstrip(".!"))
    for _ in range(max(1, len(letters) // _LETTERS_A_SLIP)):
        place = rng.randrange(1, len(letters))
        match rng.randrange(3):
            case 0:
                letters[place - 1], letters[place] = letters[place], letters[place - 1]
            case 1 if len(letters) > 8:
                del letters[place]
            case _:
                letters.insert(place, letters[place])
    return "".join(letters)
