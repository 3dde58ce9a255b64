"""What people call about, as data: ``scripts/<language>.toml``, one table per errand.

A file has ``language``, ``number`` (how its people's numbers look: each ``#`` is any digit),
``message`` (what they say after a beep that they did not expect), ``short`` (the talk of those who
did not mean to talk) and ``called`` (the talk of somebody who is called without having asked for
it). An errand has:

``id``                ``press``, the key for the menu, and what it comes to by ``aim``:
``aim = "talk"``      wants to talk to somebody
``aim = "menu"``      hangs up in the menu
``aim = "queue"``     hangs up after a short while in the queue
``aim = "callback"``  presses a key in the queue, hangs up, and answers when called back
``aim = "message"``   leaves a message after the beep
``say = [...]``       says one of these to the menu, and presses only if that is not understood
``talk = [...]``      both sides, in order: ``{ caller = [...] }`` or ``{ agent = [...] }``; one of
                      the sentences is said, and ``{order}`` stands for an order number
``message = [...]``   sentences, all of which are said after the beep
``patience_s = [a, b]`` waits so long to be spoken to, in seconds
``until = "agent"``   leaves it to the agent to hang up
``number = "..."``    calls from such a number instead of the file's
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any

SCRIPTS = Path(__file__).parent / "scripts"
_KEYS = {"id", "press", "aim", "say", "talk", "message", "patience_s", "until", "number"}


class ErrandError(ValueError):
    """A script is not as it should be; the message names the file and the reason."""


class Aim(StrEnum):
    """What somebody calls for."""

    TALK = "talk"
    MENU = "menu"
    QUEUE = "queue"
    CALLBACK = "callback"
    MESSAGE = "message"


class Side(StrEnum):
    """Who speaks."""

    CALLER = "caller"
    AGENT = "agent"


@dataclass(frozen=True, slots=True)
class Line:
    """A sentence of a talk, with other ways to say it."""

    side: Side
    say: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Errand:
    """Something that somebody calls about; see the module for the meaning of each part."""

    id: str
    language: str
    number: str
    aim: Aim = Aim.TALK
    press: str = ""
    say: tuple[str, ...] = ()
    talk: tuple[Line, ...] = ()
    message: tuple[str, ...] = ()
    patience_s: tuple[float, float] | None = None
    waits_for_agent: bool = False
    """Whether the agent is to hang up."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Errands:
    """The errands of a language, and what its people say who are called."""

    language: str
    number: str
    called: Errand
    errands: tuple[Errand, ...]


def load_errands(folder: Path = SCRIPTS) -> tuple[Errands, ...]:
    """Every language's errands. Raises :class:`ErrandError`."""
    return tuple(_load(path) for path in sorted(folder.glob("*.toml")))


def _load(path: Path) -> Errands:
    try:
        table = tomllib.loads(path.read_text(encoding="utf-8"))
        language, number = table["language"], table["number"]
        message, short = tuple(table["message"]), _talk(table["short"])
        called = Errand(id="called", language=language, number=number, talk=_talk(table["called"]))
        errands = tuple(_errand(raw, language, number, message, short) for raw in table["errand"])
    except tomllib.TOMLDecodeError as error:
        raise ErrandError(f"{path.name} is not TOML: {error}") from error
    except KeyError as error:
        raise ErrandError(f"{path.name} lacks {error}") from error
    except ValueError as error:
        raise ErrandError(f"{path.name}: {error}") from error
    return Errands(language=language, number=number, called=called, errands=errands)


def _errand(
    raw: dict[str, Any],
    language: str,
    number: str,
    message: tuple[str, ...],
    short: tuple[Line, ...],
) -> Errand:
    unknown = raw.keys() - _KEYS
    if unknown:
        raise ValueError(f"an errand has unknown parts: {', '.join(sorted(unknown))}")
    patience = raw.get("patience_s")
    return Errand(
        id=raw["id"],
        language=language,
        number=raw.get("number", number),
        aim=Aim(raw.get("aim", "talk")),
        press=raw["press"],
        say=tuple(raw.get("say", ())),
        talk=_talk(raw["talk"]) if "talk" in raw else short,
        message=tuple(raw.get("message", message)),
        patience_s=(float(patience[0]), float(patience[1])) if patience else None,
        waits_for_agent=Side(raw.get("until", "caller")) is Side.AGENT,
    )


def _talk(raw: list[dict[str, list[str]]]) -> tuple[Line, ...]:
    lines = []
    for turn in raw:
        if len(turn) != 1:
            raise ValueError(f"a turn has one side, not {len(turn)}")
        ((side, say),) = turn.items()
        lines.append(Line(Side(side), tuple(say)))
    return tuple(lines)
