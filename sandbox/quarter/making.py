"""Makes the quarter's conversations."""

from __future__ import annotations

import random
from collections.abc import Iterator

from sandbox.quarter.calendar import Plan, moments
from sandbox.quarter.conversation import Conversation, Form
from sandbox.quarter.words import LANGUAGES, load
from sandbox.quarter.writing import first_message, later_messages

_CHANNELS = {"webchat": 50, "email": 32, "sms": 18}
_FORMS = {  # bare, wrapped, sloppy
    "webchat": (30, 45, 25),
    "email": (0, 92, 8),
    "sms": (45, 10, 45),
}
_SECOND = {"webchat": 0.08, "email": 0.3, "sms": 0.0}
"""How often a first message has a second sentence about its matter."""
_ANNOYANCE = {
    "late_parcel": 0.6,
    "refund_missing": 0.65,
    "wrong_invoice": 0.5,
    "app_crash": 0.55,
    "damaged_item": 0.5,
    "opening_hours": 0.05,
    "change_address": 0.15,
}
_USUAL_ANNOYANCE = 0.35


def conversations(plan: Plan | None = None) -> Iterator[Conversation]:
    """Yield the conversations of a quarter in the order in which they begin."""
    plan = plan or Plan()
    rng = random.Random(plan.seed)
    by_language = load()
    languages, shares = list(LANGUAGES), list(LANGUAGES.values())
    for at, matter in moments(plan, rng):
        language = rng.choices(languages, shares)[0]
        channel = rng.choices(list(_CHANNELS), list(_CHANNELS.values()))[0]
        form = rng.choices(list(Form), _FORMS[channel])[0]
        words = by_language[language]
        if matter is None:
            sentence = said = rng.choice(words.beside)
            annoyance = 0.0
        else:
            sentence, other = rng.sample(words.matters[matter], 2)
            said = f"{sentence} {other}" if rng.random() < _SECOND[channel] else sentence
            annoyance = _ANNOYANCE.get(matter, _USUAL_ANNOYANCE)
        yield Conversation(
            at=at,
            channel=channel,
            language=language,
            text=first_message(said, form, channel, matter is not None, words, rng),
            matter=matter,
            sentence=sentence,
            form=form,
            then=later_messages(words, annoyance, rng),
        )
