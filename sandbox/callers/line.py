"""What somebody at the phone takes in: where the call is, and when that changes."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from sandbox.twilio.voice.bridge import Bridge
from sandbox.twilio.voice.exchange import Exchange
from sandbox.twilio.voice.leg import Ear, Kind, Leg
from sandbox.twilio.voice.person import Person
from sandbox.twilio.voice.waiting import first_of


class Spot(StrEnum):
    """What the call is at, as the person on it can tell."""

    LINE = "line"
    """Something is said or played, or nothing is."""
    MENU = "menu"
    """A key or a word is asked for."""
    QUEUE = "queue"
    OFFER = "offer"
    """A key is asked for while one waits in a queue."""
    BEEP = "beep"
    """What is said now is recorded."""
    TALK = "talk"
    ENDED = "ended"


@dataclass(frozen=True, slots=True)
class Place:
    """Where the call is. ``ear`` tells one question from the next."""

    spot: Spot
    ear: Ear | None = None


def place_of(person: Person) -> Place:
    """Where a person's call is now."""
    leg = person.leg
    if person.ended():
        return Place(Spot.ENDED)
    if person.talking():
        return Place(Spot.TALK)
    if leg.ear is not None and leg.floor is None:
        if leg.queue:
            return Place(Spot.OFFER, leg.ear)
        beeped = bool(leg.heard) and leg.heard[-1].kind is Kind.BEEP
        return Place(Spot.BEEP if beeped else Spot.MENU, leg.ear)
    return Place(Spot.QUEUE if leg.queue else Spot.LINE)


def partner_of(person: Person) -> Leg | None:
    """The first of those whom a person could hear speak; None for nobody."""
    floor, mine = person.leg.floor, person.participant
    if mine is not None:
        room = mine.conference
        return next((one.leg for one in room.participants.values() if room.hears(one, mine)), None)
    if isinstance(floor, Bridge):
        return floor.far if floor.near is person.leg else floor.near
    return None


async def within(exchange: Exchange, condition: Callable[[], object], seconds: float) -> bool:
    """Wait until something holds; False if it does not within so long on the sandbox's clock."""

    async def told() -> None:
        await exchange.bell.until(condition, None)

    async def timer() -> None:
        await exchange.sleep(seconds)

    await first_of(told(), timer())
    return bool(condition())
