"""The addresses that Twilio calls."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlencode

PREFIX = "/hooks/voice/"
HOLD_MUSIC = f"{PREFIX}sounds/hold.wav"
"""Our own music; with ``?s=30`` so many seconds of it."""

PLACES = (
    "again",
    "menu",
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
