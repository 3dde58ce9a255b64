"""Carrying out documents, verb by verb."""

from __future__ import annotations

import xml.etree.ElementTree as ET
from collections.abc import Awaitable, Callable, Collection, Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from sandbox.twilio.voice.document import Verbs
from sandbox.twilio.voice.grammar import VERBS
from sandbox.twilio.voice.leg import Leg
from sandbox.twilio.voice.source import Callback, Source

if TYPE_CHECKING:
    from sandbox.twilio.voice.exchange import Exchange


def _nothing() -> Mapping[str, str]:
    return {}


@dataclass(slots=True)
class Stage:
    """A leg, and the document that it is at. ``told`` is what each request tells beside the
    usual; ``falls_back``: what cannot be had is asked of the call's fallback address."""

    exchange: Exchange
    leg: Leg
    allowed: Collection[str] = VERBS
    told: Callable[[], Mapping[str, str]] = _nothing
    falls_back: bool = True
    here: Source = field(default_factory=Source)

    def after(self, verb: ET.Element, params: Mapping[str, str]) -> Source | None:
        """The verb's ``action``, if it has one."""
        action = verb.get("action")
        if action is None:
            return None
        return self.here.follow(action, verb.get("method", "POST"), params)

    def callback(
        self, verb: ET.Element, name: str, events: Collection[str], *, suffix: str = "Event"
    ) -> Callback:
        """What a verb says about whom to tell: ``name`` and the attributes that begin so."""
        url = verb.get(name, "")
        wanted = verb.get(name + suffix)
        return Callback(
            url=self.here.follow(url, "POST", {}).url if url else "",
            method=verb.get(f"{name}Method", "POST"),
            events=frozenset(wanted.split() if wanted is not None else events),
        )


Verb = Callable[[Stage, ET.Element], Awaitable[Source | None]]
"""Returns where to go on, if not at the next verb."""

HANDLERS: dict[str, Verb] = {}
_KEEPS_RINGING = ("Reject",)


def verb(name: str) -> Callable[[Verb], Verb]:
    """Say which verb a function carries out."""

    def enter(function: Verb) -> Verb:
        HANDLERS[name] = function
        return function

    return enter


async def play_through(stage: Stage, source: Source) -> None:
    """Carry out a document, and those that it leads to; raises what ends the call."""
    following: Source | None = source
    while following is not None:
        asked = replace(following, params={**stage.told(), **following.params})
        verbs, stage.here = await stage.exchange.asking.document(
            stage.leg, asked, stage.allowed, fall_back=stage.falls_back
        )
        if not len(verbs):
            stage.exchange.answer(stage.leg)
        following = await carry_out(stage, verbs)


async def carry_out(stage: Stage, verbs: Verbs) -> Source | None:
    """Do one verb after the other; returns where one of them leads."""
    for element in verbs:
        on_bridge = element.get("answerOnBridge") == "true"
        if element.tag not in _KEEPS_RINGING and not on_bridge:
            stage.exchange.answer(stage.leg)
        following = await HANDLERS[element.tag](stage, element)
        if following is not None:
            return following
    return None


def truth(element: ET.Element, name: str, default: bool = False) -> bool:
    """An attribute that is ``true`` or ``false``."""
    value = element.get(name)
    return default if value is None else value == "true"


def number(element: ET.Element, name: str, default: int) -> int:
    """An attribute that is a whole number."""
    return int(element.get(name, default))
