"""What somebody in a conference hears alone: wait music, hold music, announcements."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from sandbox.twilio.voice.document import DocumentError
from sandbox.twilio.voice.grammar import MUSIC_VERBS
from sandbox.twilio.voice.leg import Kind, Sound
from sandbox.twilio.voice.source import Source
from sandbox.twilio.voice.stage import Stage, play_through

if TYPE_CHECKING:
    from sandbox.twilio.voice.exchange import Exchange
    from sandbox.twilio.voice.leg import Leg
    from sandbox.twilio.voice.participant import Participant

TWILIOS_OWN = "Twilio's music"


def wait_music(participant: Participant) -> asyncio.Task[None] | None:
    """What is heard until the conference begins."""
    return _music(participant, participant.seating.wait, {})


def hold_music(participant: Participant, source: Source | None) -> asyncio.Task[None] | None:
    """What is heard while on hold."""
    return _music(participant, source, {"ConferenceSid": participant.conference.sid})


def _music(
    participant: Participant, source: Source | None, more: dict[str, str]
) -> asyncio.Task[None] | None:
    exchange, leg = participant.exchange, participant.leg
    if source is None:
        exchange.play(leg, Sound(Kind.MUSIC, TWILIOS_OWN))
        return None
    if not source.known:
        exchange.play(leg, Sound(Kind.SILENCE))
        return None
    told = Source(url=source.url, method=source.method, params={**source.params, **more})
    task = asyncio.create_task(rounds(exchange, leg, told), name=f"music for {leg.sid}")
    return exchange.conferences.keep(task)


async def rounds(exchange: Exchange, leg: Leg, source: Source) -> None:
    """Ask for the music and play it, over and over; Twilio's own if it cannot be had."""
    try:
        while True:
            begun = exchange.now()
            await once(exchange, leg, source)
            passed = (exchange.now() - begun).total_seconds()
            await exchange.sleep(max(0.0, exchange.pace.round - passed))
    except DocumentError:
        exchange.play(leg, Sound(Kind.MUSIC, TWILIOS_OWN))


async def once(exchange: Exchange, leg: Leg, source: Source) -> None:
    """Play what an address answers; raises :class:`DocumentError`."""
    await play_through(Stage(exchange, leg, allowed=MUSIC_VERBS, falls_back=False), source)


def announce(participant: Participant, source: Source) -> asyncio.Task[None]:
    """Play something once."""

    async def work() -> None:
        conference = participant.conference
        told = {"ConferenceSid": conference.sid}
        try:
            await once(
                participant.exchange,
                participant.leg,
                Source(url=source.url, method=source.method, params=told),
            )
        except DocumentError:
            conference.tell("announcement-fail", participant, {"AnnounceUrl": source.url})
        else:
            conference.tell("announcement-end", participant, {"AnnounceUrl": source.url})

    return asyncio.create_task(work(), name=f"announcement to {participant.sid}")
