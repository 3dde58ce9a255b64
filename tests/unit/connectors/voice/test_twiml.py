"""Every answer to a call is TwiML that Twilio knows, whatever is set."""

from __future__ import annotations

import xml.etree.ElementTree as ET
from collections.abc import Collection
from datetime import UTC, datetime

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from connectors.voice import twiml
from connectors.voice.paths import Spot
from connectors.voice.prompts import Said
from connectors.voice.settings import VoiceSettings, read
from sandbox.twilio.voice.document import parse
from sandbox.twilio.voice.grammar import MUSIC_VERBS, QUEUE_VERBS, VERBS
from tests.unit.connectors.voice.making import LANGUAGES, SETTINGS, SITE, answers

MOMENTS = st.datetimes(datetime(2026, 1, 1), datetime(2026, 12, 31), timezones=st.just(UTC))
MAX_SAY = 4096
"""https://www.twilio.com/docs/voice/twiml/say"""


def verbs(document: str, allowed: Collection[str] = VERBS) -> list[ET.Element]:
    found = list(parse(document, allowed))
    for each in found:
        for element in each.iter():
            if element.tag == "Say":
                assert 0 < len(element.text or "") <= MAX_SAY
            if element.tag == "Play" and not element.get("digits"):
                assert (element.text or "").startswith(f"{SITE}/")
            for name in ("action", "waitUrl", "recordingStatusCallback", "statusCallback"):
                assert not element.get(name) or element.get(name, "").startswith(f"{SITE}/hooks/")
    return found


def tags(found: list[ET.Element]) -> list[str]:
    return [element.tag for each in found for element in each.iter()]


@settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    given=SETTINGS,
    language=st.sampled_from(LANGUAGES),
    now=MOMENTS,
    position=st.none() | st.integers(1, 500),
    wait_s=st.none() | st.floats(0, 20_000),
    rounds=st.integers(0, 300),
    flags=st.tuples(st.booleans(), st.booleans()),
)
def test_every_answer_is_known_to_twilio(
    given: VoiceSettings,
    language: str,
    now: datetime,
    position: int | None,
    wait_s: float | None,
    rounds: int,
    flags: tuple[bool, bool],
) -> None:
    made = answers(given, language)
    callback, loose = flags
    if given.menu is not None:
        first = made.prompts.greeting() + made.prompts.not_understood()
        assert tags(verbs(made.menu(rounds % 6, rounds, first)))[-1] in ("Say", "Play")
        for option in given.menu.options:
            verbs(made.menu(1, 1, made.prompts.option(option)))
    assert tags(verbs(made.enqueue("line", Spot(), made.prompts.greeting())))[-1] == "Enqueue"
    spot = Spot(queue_id="q1", rounds=rounds, loose=loose, call_id="c1", conversation_id="v1")
    waits = made.wait(spot, position=position, wait_s=wait_s, callback=callback)
    waited = verbs(waits, QUEUE_VERBS)
    assert (waited[-1].tag == "Redirect") is loose
    assert tags(waited).count("Play") >= 1
    assert ("Gather" in tags(waited)) is callback
    verbs(made.wait_again(spot), QUEUE_VERBS)
    verbs(made.callback_taken(), QUEUE_VERBS)
    verbs(twiml.leave(), QUEUE_VERBS)
    recorded = verbs(made.voicemail(spot))
    assert tags(recorded)[-1] == "Redirect"
    assert [it.get("maxLength") for it in recorded if it.tag == "Record"] == [
        str(given.voicemail.longest_s)
    ]
    verbs(made.voicemail_taken())
    closed = tags(verbs(made.closed(now, voicemail=callback)))
    assert closed[-1] == ("Redirect" if callback else "Hangup")
    assert ("Record" in closed) is callback
    room = verbs(made.room("call", "conversation"))
    assert tags(room) == ["Dial", "Conference"]
    troubled = verbs(made.trouble(rounds, f"{SITE}/hooks/voice/key"), QUEUE_VERBS)
    assert tags(troubled)[-1] == ("Redirect" if rounds < twiml.TROUBLE_ROUNDS else "Hangup")
    verbs(made.trouble_ends())
    verbs(made.goodbye())
    verbs(twiml.hang_up())
    verbs(twiml.reject())
    verbs(twiml.nothing())
    verbs(twiml.tones("12*#w"), MUSIC_VERBS)


def test_what_people_write_cannot_become_a_verb() -> None:
    bad = '</Say><Dial>+15550100999</Dial><Say voice="x">&'
    made = answers(read({"greeting": {"text": bad}}))
    (said, _, queued) = verbs(made.enqueue("line", Spot(queue_id="q<1>&"), made.prompts.greeting()))
    assert said.text == bad
    assert "q=q%3C1%3E%26" in (queued.get("action") or "")


def test_the_room_begins_with_the_contact_and_ends_with_them() -> None:
    (dial,) = verbs(answers(read({})).room("c1", "v1"))
    assert dial.get("action") == f"{SITE}/hooks/voice/key/after?call=c1&conversation=v1"
    (room,) = dial
    assert room.text == "call-c1"
    assert room.attrib == {
        "participantLabel": "contact",
        "startConferenceOnEnter": "true",
        "endConferenceOnExit": "true",
        "beep": "false",
        "waitUrl": "",
        "statusCallback": f"{SITE}/hooks/voice/key/conference?call=c1&conversation=v1",
        "statusCallbackMethod": "POST",
        "statusCallbackEvent": "start end join leave mute hold",
    }


def test_a_round_of_waiting_lasts_as_long_as_is_set() -> None:
    made = answers(read({"waiting": {"every_s": 45}}))
    document = made.wait(Spot(rounds=3), position=None, wait_s=None, callback=False)
    assert [it.text for it in verbs(document)] == [f"{SITE}/hooks/voice/sounds/hold.wav?s=45"]
    spot = Spot(rounds=3, loose=True)
    document = made.wait(spot, position=None, wait_s=None, callback=False)
    assert [it.text for it in verbs(document)] == [
        f"{SITE}/hooks/voice/sounds/hold.wav?s=45",
        None,
        f"{SITE}/hooks/voice/key/wait?n=4&loose=1",
    ]


def test_a_menu_by_speech_tells_what_to_expect() -> None:
    menu = {
        "options": [
            {"digit": "1", "words": ["Rechnung", "Geld, Konto"]},
            {"digit": "2", "words": ["x" * 60] * 20},
        ],
        "speech": True,
    }
    (gather,) = verbs(answers(read({"menu": menu}), "de").menu(0, 0))
    assert gather.get("hints") == f"Rechnung, Geld  Konto, {'x' * 60}"
    assert gather.get("language") == "de-DE"
    assert gather.get("input") == "dtmf speech"
    menu["speech"] = False
    (gather,) = verbs(answers(read({"menu": menu}), "de").menu(0, 0))
    assert gather.get("input") == "dtmf"
    assert "hints" not in gather.attrib


@pytest.mark.parametrize("wrong", ["", "12a", "1 2", "1" * 41, "<"])
def test_tones_are_keys(wrong: str) -> None:
    with pytest.raises(ValueError, match="keys of a telephone"):
        twiml.tones(wrong)


def test_without_a_menu_none_can_be_offered() -> None:
    with pytest.raises(ValueError, match="no menu"):
        answers(read({})).menu(0, 0)


def test_words_are_said_as_they_are_set() -> None:
    made = answers(read({"voice": "Polly.Vicki-Neural", "greeting": {"text": "Grüß Gott"}}), "de")
    (said,) = made.prompts.greeting()
    assert said == Said(text="Grüß Gott", language="de-DE", voice="Polly.Vicki-Neural")
    (element, *_) = verbs(made.enqueue("line", Spot(), (said,)))
    assert element.attrib == {"language": "de-DE", "voice": "Polly.Vicki-Neural"}
