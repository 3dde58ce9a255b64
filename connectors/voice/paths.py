"""The addresses that Twilio calls."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from urllib.parse import urlencode

PREFIX = "/hooks/voice/"
HOLD_MUSIC = f"{PREFIX}sounds/hold.wav"
"""Our own music; with ``?s=30`` so many seconds of it."""

PLACES = (
    "again",
    "menu",
    "line",
    "wait",
    "waiting",
    "left",
    "voicemail/done",
    "recording",
    "joined",
    "after",
    "leg",
    "conference",
    "status",
    "transcript",
    "tones",
)
"""What follows an inbox's own address, ``/hooks/voice/{key}``, where calls begin."""


def path(public_key: str, place: str = "") -> str:
    """An address from this site's root; without a place, where calls begin."""
    if place and place not in PLACES:
        raise ValueError(f"{place} is no place of the connector's")
    return f"{PREFIX}{public_key}" + (f"/{place}" if place else "")


def room_name(call_id: str) -> str:
    """The name of a call's conference."""
    return f"call-{call_id}"


def line_name(inbox_id: str) -> str:
    """The name of the Twilio queue in which an inbox's callers hear music. Its order means nothing:
    who is next is decided by the router."""
    return f"parley-{inbox_id}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Spot:
    """Where a call is in the dialogue, as its addresses carry it along: the queue that it waits in
    (empty: the inbox's own), for how many rounds, whether outside of Twilio's queue (``loose``),
    and which call of which conversation it is, as soon as that is known."""

    queue_id: str = ""
    rounds: int = 0
    loose: bool = False
    call_id: str = ""
    conversation_id: str = ""

    @property
    def query(self) -> dict[str, str | int]:
        """As a query; what is not set is left out."""
        given: dict[str, str | int] = {"q": self.queue_id, "n": self.rounds}
        given |= {"call": self.call_id, "conversation": self.conversation_id}
        return given | ({"loose": 1} if self.loose else {})

    @classmethod
    def of(cls, query: Mapping[str, str]) -> Spot:
        """From a query."""
        return cls(
            queue_id=query.get("q", ""),
            rounds=number_in(query.get("n", "")),
            loose=query.get("loose") == "1",
            call_id=query.get("call", ""),
            conversation_id=query.get("conversation", ""),
        )

    @property
    def next(self) -> Spot:
        """One round later."""
        return replace(self, rounds=self.rounds + 1)

    @property
    def names_call(self) -> bool:
        """Whether it says which call it is."""
        return bool(self.call_id and self.conversation_id)


def number_in(given: str) -> int:
    """A whole number that is written in digits; 0 if it is none, or a silly one."""
    return int(given) if given.isascii() and given.isdecimal() and len(given) < 7 else 0


@dataclass(frozen=True, slots=True)
class Addresses:
    """An inbox's addresses as Twilio knows them: whole, and what is to come back in their query."""

    public_url: str
    public_key: str

    def __call__(self, place: str = "", **query: str | int) -> str:
        """One of PLACES; empty for where calls begin."""
        given = {name: value for name, value in query.items() if value != ""}
        asked = f"?{urlencode(given)}" if given else ""
        return f"{self.public_url}{path(self.public_key, place)}{asked}"

    def music(self, seconds: int = 0) -> str:
        """Our own music: the loop, or so many seconds of it."""
        return f"{self.public_url}{HOLD_MUSIC}" + (f"?s={seconds}" if seconds else "")
