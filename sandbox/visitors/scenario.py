"""Conversations as data: ``scripts/<language>.toml``, one table per scenario.

A scenario has ``id``, ``page`` (where the visitor stands, relative to the shop), optional
``rating`` (the scores that such a visitor gives) and ``turns``, played in order. A turn may have:

``after = "reply"``   waits for an agent's message first; without one, asks once and then leaves
``say = [...]``       one of these is written
``heard = [...]``     with ``otherwise``: ``say`` only if the reply holds one of these words
``otherwise = [...]`` what is written if it does not
``pause_s = [a, b]``  thinks that long before writing, in seconds
``page = "..."``      walks on to another page of the shop
``drop = true``       loses the connection and comes back, as after a reload
``leave = true``      goes away without a word
"""

from __future__ import annotations

import random
import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

SCRIPTS = Path(__file__).parent / "scripts"

_TURN_KEYS = {"after", "say", "heard", "otherwise", "pause_s", "page", "drop", "leave"}


class ScenarioError(ValueError):
    """A script is not as it should be; the message names the file, the scenario and the reason."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Turn:
    """One step of a conversation; see the module for the meaning of each part."""

    after_reply: bool = False
    say: tuple[str, ...] = ()
    heard: tuple[str, ...] = ()
    otherwise: tuple[str, ...] = ()
    pause_s: tuple[float, float] | None = None
    page: str = ""
    drop: bool = False
    leave: bool = False

    def words(self, rng: random.Random, reply: str) -> str:
        """What the visitor writes in answer to ``reply``; "" for nothing."""
        understood = not self.heard or any(word in reply.casefold() for word in self.heard)
        variants = self.say if understood else self.otherwise
        return rng.choice(variants) if variants else ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Scenario:
    """A believable matter that somebody writes about."""

    id: str
    language: str
    people: tuple[str, ...]
    """Names of visitors who speak the language."""
    unanswered: tuple[str, ...]
    """What such a visitor asks when nobody answers."""
    turns: tuple[Turn, ...]
    page: str = "index.html"
    rating: tuple[int, ...] = ()
    """Scores from 1 to 5 that such a visitor gives; empty: none."""


def load_scenarios(folder: Path = SCRIPTS) -> tuple[Scenario, ...]:
    """Every scenario of every language. Raises :class:`ScenarioError`."""
    return tuple(
        scenario for path in sorted(folder.glob("*.toml")) for scenario in _load_language(path)
    )


def _load_language(path: Path) -> list[Scenario]:
    try:
        table = tomllib.loads(path.read_text(encoding="utf-8"))
        return [
            Scenario(
                id=raw["id"],
                language=table["language"],
                people=tuple(table["people"]),
                unanswered=tuple(table["unanswered"]),
                turns=tuple(_turn(turn) for turn in raw["turns"]),
                page=raw.get("page", "index.html"),
                rating=tuple(raw.get("rating", ())),
            )
            for raw in table["scenario"]
        ]
    except tomllib.TOMLDecodeError as error:
        raise ScenarioError(f"{path.name} is not TOML: {error}") from error
    except KeyError as error:
        raise ScenarioError(f"{path.name} lacks {error}") from error
    except ValueError as error:
        raise ScenarioError(f"{path.name}: {error}") from error


def _turn(raw: dict[str, Any]) -> Turn:
    unknown = raw.keys() - _TURN_KEYS
    if unknown:
        raise ValueError(f"a turn has unknown parts: {', '.join(sorted(unknown))}")
    if raw.get("after", "reply") != "reply":
        raise ValueError(f"a turn can only come after a reply, not after {raw['after']!r}")
    pause = raw.get("pause_s")
    return Turn(
        after_reply="after" in raw,
        say=tuple(raw.get("say", ())),
        heard=tuple(word.casefold() for word in raw.get("heard", ())),
        otherwise=tuple(raw.get("otherwise", ())),
        pause_s=(float(pause[0]), float(pause[1])) if pause else None,
        page=raw.get("page", ""),
        drop=bool(raw.get("drop", False)),
        leave=bool(raw.get("leave", False)),
    )
