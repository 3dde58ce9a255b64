"""``<Dial>`` (https://www.twilio.com/docs/voice/twiml/dial)."""

from __future__ import annotations

import asyncio
import xml.etree.ElementTree as ET

from sandbox.twilio.voice.document import words
from sandbox.twilio.voice.source import Source
from sandbox.twilio.voice.stage import Stage, verb
from sandbox.twilio.voice.verbs.dial_conference import dial_conference
from sandbox.twilio.voice.verbs.dial_parties import dial_parties
from sandbox.twilio.voice.verbs.dial_queue import dial_queue

Result = dict[str, str]


@verb("Dial")
async def dial(stage: Stage, element: ET.Element) -> Source | None:
    """Connect the leg with others, and take the end to the action, if there is one."""
    nouns = list(element)
    if not nouns:  # a number may stand in it without a noun
        noun = ET.Element("Number")
        noun.text = words(element)
        nouns = [noun]
    result: Result = {}
    try:
        if nouns[0].tag == "Conference":
            await dial_conference(stage, element, nouns[0], result)
        elif nouns[0].tag == "Queue":
            await dial_queue(stage, element, nouns[0], result)
        else:
            await dial_parties(stage, element, nouns, result)
    except asyncio.CancelledError:
        action = stage.after(element, result)
        if action is not None and stage.leg.parting == "hangup":
            stage.exchange.asking.tell_action(stage.leg, action)
        raise
    finally:
        stage.leg.hearing = None
    return stage.after(element, result)
