"""Answers as mails: with an opening and a closing, and some of them formatted."""

from __future__ import annotations

import random
import re
from html import escape
from typing import Any

from sandbox.agents.phrases import Phrasebook

EMAIL = "email"
FORMATTED = 0.5
"""The share of mails that are written with formatting."""
_NUMBER = re.compile(r"GW-\d+|\d+ \w+")


def is_from_a_person(entry: dict[str, Any]) -> bool:
    """Whether a message wants an answer: reports, automatic answers and lists do not, nor does a
    text that is only a word to the network, such as STOP."""
    data = entry.get("data") or {}
    mail, sms = data.get("mail") or {}, data.get("sms") or {}
    is_mail = bool(mail.get("kind", "message") == "message")
    return is_mail and sms.get("keyword") not in ("stop", "start")


def letter(
    words: str, book: Phrasebook, *, name: str, quote: int, rng: random.Random
) -> dict[str, Any]:
    """What a ``reply`` to a mail holds: the text, and how it goes out. ``quote``: what is
    answered stands below."""
    opening, closing = book.opening.format(name=name), book.closing
    words = _without_greeting(words, book.opening.partition("{name}")[0].strip(" ,"))
    text = f"{opening}\n\n{words}\n\n{closing}"
    mail: dict[str, Any] = {"quote": quote}
    if rng.random() < FORMATTED:
        marked = _NUMBER.sub(lambda found: f"<b>{found[0]}</b>", escape(words, quote=False))
        mail["html"] = f"<p>{escape(opening)}</p><p>{marked}</p><p>{escape(closing)}</p>"
    return {"text": text, "mail": mail}


def _without_greeting(words: str, greeting: str) -> str:
    """Nobody says hello twice: the opening has done so."""
    rest = re.sub(rf"^{re.escape(greeting)}[!,.]\s+", "", words)
    return rest[:1].upper() + rest[1:]
