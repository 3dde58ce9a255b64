"""What the quarter's customers write, as data.

`matters/<language>.toml` has first sentences by matter; `manners/<language>.toml` what stands
around them (`openers`, `closers`, `orders`), messages about no matter (`beside`), and what is
written later on (`pleased`, `annoyed`, `plain`). `answers.toml` is what they are answered.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

_HERE = Path(__file__).parent

LANGUAGES = {"en": 34, "de": 22, "tr": 14, "es": 10, "ru": 8, "fa": 7, "az": 5}
"""Percent of the conversations that are in a language."""

MATTERS = {
    "late_parcel": 19,
    "refund_missing": 13,
    "login_password": 11,
    "damaged_item": 10,
    "size_exchange": 9,
    "change_address": 8,
    "opening_hours": 7,
    "warranty_repair": 6,
    "wrong_invoice": 5,
    "voucher_rejected": 5,
    "app_crash": 4,
    "cancel_membership": 3,
}
"""Percent of the conversations with a matter that are about it, while nothing grows."""


@dataclass(frozen=True, slots=True)
class Words:
    """A language's sentences. `orders` have `{order}` where an order's number stands."""

    matters: Mapping[str, tuple[str, ...]]
    openers: tuple[str, ...]
    closers: tuple[str, ...]
    orders: tuple[str, ...]
    beside: tuple[str, ...]
    pleased: tuple[str, ...]
    annoyed: tuple[str, ...]
    plain: tuple[str, ...]


def load() -> dict[str, Words]:
    """Read all languages' sentences, by language."""
    return {language: _read(language) for language in LANGUAGES}


def load_answers() -> dict[str, tuple[str, ...]]:
    """Read what the shop's people answer, by language."""
    found = tomllib.loads((_HERE / "answers.toml").read_text(encoding="utf-8"))
    return {language: tuple(answers) for language, answers in found.items()}


def _read(language: str) -> Words:
    matters = tomllib.loads((_HERE / f"matters/{language}.toml").read_text(encoding="utf-8"))
    manners = tomllib.loads((_HERE / f"manners/{language}.toml").read_text(encoding="utf-8"))
    if set(matters) != set(MATTERS):
        raise ValueError(f"matters/{language}.toml: {sorted(set(matters) ^ set(MATTERS))}")
    return Words(
        matters={matter: tuple(sentences) for matter, sentences in matters.items()},
        **{kind: tuple(sentences) for kind, sentences in manners.items()},
    )
