"""What people write texts about, as data: ``scripts/<language>.toml``, one table per errand.

A file has ``language``, ``number`` (how its people's numbers look: each ``#`` is any digit) and
``unanswered`` (what they ask when nobody answers). An errand has ``id`` and ``turns``, played in
order. A turn may have:

``after = "reply"``   waits for an answer by a person first; without one, asks once and then leaves
``say = [...]``       one of these is written; ``{order}`` stands for an order number
``photo = true``      with a photo
``pause_s = [a, b]``  thinks that long before, in seconds
``off = true``        then the phone is switched off: nothing reaches it any more
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

SCRIPTS = Path(__file__).parent / "scripts"
_KEYS = {"after", "say", "photo", "pause_s", "off"}


class ErrandError(ValueError):
    """A script is not as it should be; the message names the file and the reason."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Turn:
    """One step; see the module for the meaning of each part."""

    say: tuple[str, ...]
    after_reply: bool = False
    photo: bool = False
    pause_s: tuple[float, float] | None = None
    off: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Errand:
    """Something that somebody writes about. ``number`` is how the writer's number looks."""

    id: str
    language: str
    number: str
    unanswered: tuple[str, ...]
    turns: tuple[Turn, ...]


def load_errands(folder: Path = SCRIPTS) -> tuple[Errand, ...]:
    """Every errand of every language. Raises :class:`ErrandError`."""
    return tuple(errand for path in sorted(folder.glob("*.toml")) for errand in _load(path))


def _load(path: Path) -> list[Errand]:
    try:
        table = tomllib.loads(path.read_text(encoding="utf-8"))
        return [
            Errand(
                id=raw["id"],
                language=table["language"],
                number=table["number"],
                unanswered=tuple(table["unanswered"]),
                turns=tuple(_turn(turn) for turn in raw["turns"]),
            )
            for raw in table["errand"]
        ]
    except tomllib.TOMLDecodeError as error:
        raise ErrandError(f"{path.name} is not TOML: {error}") from error
    except KeyError as error:
        raise ErrandError(f"{path.name} lacks {error}") from error
    except ValueError as error:
        raise ErrandError(f"{path.name}: {error}") from error


def _turn(raw: dict[str, Any]) -> Turn:
    unknown = raw.keys() - _KEYS
    if unknown:
        raise ValueError(f"a turn has unknown parts: {', '.join(sorted(unknown))}")
    if raw.get("after", "reply") != "reply":
        raise ValueError(f"a turn can only come after a reply, not after {raw['after']!r}")
    pause = raw.get("pause_s")
    return Turn(
        say=tuple(raw["say"]),
        after_reply="after" in raw,
        photo=bool(raw.get("photo", False)),
        pause_s=(float(pause[0]), float(pause[1])) if pause else None,
        off=bool(raw.get("off", False)),
    )
