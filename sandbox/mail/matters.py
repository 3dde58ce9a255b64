"""What simulated customers write about, as data: ``matters/<language>.toml``.

A file has the language's customs (``people``, ``greetings``, ``closings``, ``phone``, ``wrote``,
``labels``, ``replies``, ``reminders``, ``thanks``, ``away``) and one table per matter:

``id``, ``subject``
``form``     how it comes: see :class:`Form`
``say``      its paragraphs; ``{order}`` stands for an order number
``then``     what is written back to the first answer, to the second, and so on
``quoted``   older words below it, or the mail that is passed on
``client``   the program that it is written with; without it, any
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parent / "matters"
_KEYS = {"id", "form", "subject", "say", "then", "quoted", "client"}


class MatterError(ValueError):
    """A file is not as it should be; the message names the file and the reason."""


class Form(StrEnum):
    """How a matter comes."""

    PLAIN = "plain"
    HTML = "html"
    PICTURE = "picture"
    """HTML with a picture among the words."""
    PHOTO = "photo"
    """A photo is attached."""
    PDF = "pdf"
    """A document is attached."""
    QUOTE = "quote"
    """Below an old exchange that is far longer."""
    FORWARD = "forward"
    """Somebody else's mail, passed on."""
    AWAY = "away"
    """Whoever writes it goes on holiday: a machine answers for them."""
    LOST = "lost"
    """From an address to which nothing can be delivered any more."""
    NEWSLETTER = "newsletter"
    """Not meant for anybody in particular."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Customs:
    """How mail is written in a language."""

    language: str
    people: tuple[str, ...]
    greetings: tuple[str, ...]
    closings: tuple[str, ...]
    phone: str
    """What a phone writes below a mail."""
    wrote: str
    """The line above quoted words, with ``{date}``, ``{name}`` and ``{address}``."""
    date: str
    """A moment in that line, for strftime; numbers only."""
    labels: Mapping[str, str]
    """``from``, ``sent``, ``to``, ``subject``, ``forwarded``: what Outlook and others write."""
    reply: str
    """What stands before the subject of an answer where that is not ``Re``."""
    reminders: tuple[str, ...]
    thanks: tuple[str, ...]
    away_subject: str
    away_text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Matter:
    """Something that a customer writes about."""

    id: str
    customs: Customs
    subject: str
    say: tuple[str, ...]
    form: Form = Form.PLAIN
    then: tuple[str, ...] = ()
    quoted: tuple[str, ...] = ()
    client: str = ""


def load_matters(folder: Path = FOLDER) -> tuple[Matter, ...]:
    """Every matter of every language. Raises :class:`MatterError`."""
    return tuple(matter for path in sorted(folder.glob("*.toml")) for matter in _load(path))


def _load(path: Path) -> list[Matter]:
    try:
        table = tomllib.loads(path.read_text(encoding="utf-8"))
        customs = _customs(table)
        return [_matter(raw, customs) for raw in table["matter"]]
    except tomllib.TOMLDecodeError as error:
        raise MatterError(f"{path.name} is not TOML: {error}") from error
    except KeyError as error:
        raise MatterError(f"{path.name} lacks {error}") from error
    except ValueError as error:
        raise MatterError(f"{path.name}: {error}") from error


def _customs(table: dict[str, Any]) -> Customs:
    return Customs(
        language=table["language"],
        people=tuple(table["people"]),
        greetings=tuple(table["greetings"]),
        closings=tuple(table["closings"]),
        phone=table["phone"],
        wrote=table["wrote"],
        date=table["date"],
        labels=table["labels"],
        reply=table["reply"],
        reminders=tuple(table["reminders"]),
        thanks=tuple(table["thanks"]),
        away_subject=table["away"]["subject"],
        away_text=table["away"]["text"],
    )


def _matter(raw: dict[str, Any], customs: Customs) -> Matter:
    unknown = raw.keys() - _KEYS
    if unknown:
        raise ValueError(f"a matter has unknown parts: {', '.join(sorted(unknown))}")
    return Matter(
        id=raw["id"],
        customs=customs,
        subject=raw["subject"],
        say=tuple(raw["say"]),
        form=Form(raw.get("form", "plain")),
        then=tuple(raw.get("then", ())),
        quoted=tuple(raw.get("quoted", ())),
        client=raw.get("client", ""),
    )
