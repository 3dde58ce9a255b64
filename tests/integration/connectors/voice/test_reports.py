"""What is reported of lines, rooms, recordings and transcripts, when it is nonsense or not ours."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from connectors.voice.legs import Legs
from connectors.voice.paths import room_name
from connectors.voice.transcripts import Transcripts
from conversations.calls.call import CallState
from conversations.calls.leg import LegState, Party
from conversations.errors import NotFound, UnknownEvent
from tests.running.call_house import CallHouse


async def connected(house: CallHouse) -> dict[str, str]:
    await house.call()
    ana = await house.agent("ana")
    await ana.takes()
    leg = house.leg(Party.AGENT)
    return {"conversation": house.conversation.id, "call": house.the_call.id, "leg": leg.id}


async def tell(house: CallHouse, place: str, form: Mapping[str, str], query: object) -> None:
    opened = house.process.opened
    legs = Legs(house.process.house, opened.switchboard.trunks)
    reports = {
        "leg": legs.status,
        "conference": legs.conference,
        "recording": opened.switchboard.recordings.told,
        "transcript": Transcripts(house.process.house).heard,
    }
    settings = opened.switchboard.trunks
    trunk = await settings.of(house.inbox.id)
    assert isinstance(query, dict)
    await reports[place](house.inbox, trunk.settings, form, query)


async def test_a_status_of_nobody(house: CallHouse) -> None:
    query = await connected(house)
    sid = house.leg(Party.AGENT).sid or ""
    good = {"CallSid": sid, "CallStatus": "completed"}
    for form, asked in (
        ({**good, "CallStatus": "levitating"}, query),
        ({**good, "CallSid": "CA" + "0" * 32}, query),
        (good, {**query, "leg": "nobody"}),
        (good, {**query, "conversation": ""}),
    ):
        with pytest.raises(UnknownEvent):
            await tell(house, "leg", form, asked)
    with pytest.raises(NotFound):
        await tell(house, "leg", good, {**query, "conversation": "none"})
    await tell(house, "leg", good, {**query, "call": "an older one"})  # not told of this call
    assert house.state() is CallState.TALKING
    assert house.leg(Party.AGENT).state is LegState.IN


async def test_an_event_of_another_room(house: CallHouse) -> None:
    query = await connected(house)
    name = room_name(house.the_call.id)
    sid = house.leg(Party.AGENT).sid or ""
    event = {"StatusCallbackEvent": "participant-leave", "ConferenceSid": "CF1", "CallSid": sid}
    for form in ({**event, "FriendlyName": "call-other"}, {**event, "StatusCallbackEvent": "song"}):
        with pytest.raises(UnknownEvent):
            await tell(house, "conference", {"FriendlyName": name, **form}, query)
    for let_be in ("conference-start", "participant-mute", "participant-speech-start"):
        form = {**event, "FriendlyName": name, "StatusCallbackEvent": let_be}
        await tell(house, "conference", form, query)
    stranger = {**event, "FriendlyName": name, "CallSid": "CA" + "1" * 32}
    await tell(house, "conference", stranger, query)
    assert house.state() is CallState.TALKING


async def test_a_contact_who_left_the_room_but_not_the_line(house: CallHouse) -> None:
    """As when they are brought back to the queue: whatever reason is given."""
    query = await connected(house)
    contact = house.leg(Party.CONTACT)
    form = {
        "FriendlyName": room_name(house.the_call.id),
        "StatusCallbackEvent": "participant-leave",
        "ReasonParticipantLeft": "participant_hung_up",
        "ParticipantLabel": "contact",
        "CallSid": contact.sid or "",
    }
    await tell(house, "conference", form, query)
    assert house.leg(Party.CONTACT).is_up


async def test_whoever_is_let_in_early_has_not_answered(house: CallHouse) -> None:
    ana = await house.agent("ana")
    await ana.dials()
    await ana.picks_up()
    ringing = await house.twilio.phone(house.the_call.theirs).ringing()
    await house.quiet()
    form = {
        "FriendlyName": room_name(house.the_call.id),
        "StatusCallbackEvent": "participant-join",
        "ConferenceSid": house.the_call.conference_sid or "",
        "ParticipantLabel": house.leg(Party.CONTACT).id,
        "CallSid": ringing.call_sid,
    }
    query = {"conversation": house.conversation.id, "call": house.the_call.id}
    await tell(house, "conference", form, query)
    assert house.state() is CallState.CONNECTING
    left = {**form, "StatusCallbackEvent": "participant-leave"}
    await tell(house, "conference", left, query)
    assert not house.leg(Party.CONTACT).is_over
    ringing.answer()
    await house.until(house.is_(CallState.TALKING))


async def test_a_recording_of_nobody(house: CallHouse) -> None:
    query = await connected(house)
    good = {"RecordingStatus": "completed", "RecordingSid": "RE1", "CallSid": "CA" + "2" * 32}
    with pytest.raises(UnknownEvent, match="no call"):
        await tell(house, "recording", good, {})
    with pytest.raises(UnknownEvent, match="no call"):
        await tell(house, "recording", good, {**query, "seq": "9999"})
    with pytest.raises(UnknownEvent, match="unknown status"):
        await tell(house, "recording", {**good, "RecordingStatus": "melted"}, query)
    await tell(house, "recording", {**good, "RecordingStatus": "absent"}, query)
    assert (await house.card())["recordings"] == []


async def test_a_transcript_of_nobody(house: CallHouse) -> None:
    query = await connected(house)
    good = {
        "TranscriptionEvent": "transcription-content",
        "TranscriptionSid": "GT1",
        "SequenceId": "2",
        "Track": "inbound_track",
        "TranscriptionData": '{"transcript": "Hello", "confidence": 0.9}',
        "Final": "true",
    }
    before = len(await house.entries())
    for wrong in (
        {"TranscriptionEvent": "transcription-sung"},
        {"Track": "soundtrack"},
        {"TranscriptionData": "not JSON"},
        {"TranscriptionData": '["Hello"]'},
        {"SequenceId": ""},
    ):
        with pytest.raises(UnknownEvent):
            await tell(house, "transcript", {**good, **wrong}, query)
    for nothing in (
        {"Final": "false"},
        {"TranscriptionData": '{"transcript": "  "}'},
        {"TranscriptionEvent": "transcription-started"},
        {"TranscriptionEvent": "transcription-error"},
    ):
        await tell(house, "transcript", {**good, **nothing}, query)
    assert len(await house.entries()) == before
    await tell(house, "transcript", good, query)
    await tell(house, "transcript", good, query)
    assert len(await house.entries()) == before + 1
