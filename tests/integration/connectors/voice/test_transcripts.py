"""What is said in a call, as text on the timeline."""

from __future__ import annotations

from conversations.calls.call import CallState, Taping
from conversations.calls.commands import HangUp, TapeCall
from conversations.entries import Direction, Kind
from sandbox.twilio.faults import Trouble
from tests.running.call_house import CallHouse


async def said(house: CallHouse) -> list[tuple[str, str]]:
    return [
        (entry.direction.value if entry.direction else "", entry.text)
        for entry in await house.entries()
        if entry.kind is Kind.MESSAGE and entry.data.get("spoken")
    ]


async def test_a_call_is_written_down(house: CallHouse) -> None:
    await house.change(transcribe=True, speech_language="de-DE")
    house.twilio.faults.webhooks.double_statuses = True
    caller = await house.call()
    ana = await house.agent("ana")
    heard = await ana.takes()
    await house.quiet()
    (transcription,) = house.twilio.voice.exchange.transcriptions.all.values()
    assert transcription.language == "de-DE"
    caller.say("Wo ist mein Paket?")
    await house.quiet()
    heard.say("Unterwegs.")
    await house.quiet()
    assert await said(house) == [
        (Direction.IN.value, "Wo ist mein Paket?"),
        (Direction.OUT.value, "Unterwegs."),
    ]
    entry = next(one for one in await house.entries() if one.text == "Unterwegs.")
    assert entry.author.name == "Ana"
    assert entry.data["confidence"] == 0.95
    assert entry.delivery is None
    await ana.does(HangUp)
    assert transcription.status == "stopped"


async def test_what_is_said_while_the_recording_pauses_is_not_written_down_either(
    house: CallHouse,
) -> None:
    await house.change(transcribe=True, recording="always")
    caller = await house.call()
    ana = await house.agent("ana")
    await ana.takes()
    await house.quiet()
    caller.say("I want to pay.")
    await house.quiet()
    await ana.does(TapeCall, wish=Taping.PAUSED)
    caller.say("4111 1111 1111 1111")
    await house.quiet()
    (first,) = house.twilio.voice.exchange.transcriptions.all.values()
    assert first.status == "stopped"
    await ana.does(TapeCall, wish=Taping.ON)
    caller.say("That was it.")
    await house.quiet()
    assert [text for _, text in await said(house)] == ["I want to pay.", "That was it."]


async def test_without_the_setting_nothing_is_written_down(house: CallHouse) -> None:
    caller = await house.call()
    ana = await house.agent("ana")
    await ana.takes()
    caller.say("Hello?")
    await house.quiet()
    assert await said(house) == []
    assert house.requests("Transcriptions") == []


async def test_a_transcript_that_twilio_refuses_does_not_end_the_call(house: CallHouse) -> None:
    await house.change(transcribe=True)
    house.twilio.faults.api.add(Trouble(method="POST", path="/Transcriptions.json", status=400))
    caller = await house.call()
    ana = await house.agent("ana")
    await ana.takes()
    await house.quiet()
    assert house.state() is CallState.TALKING
    assert caller.talking()
    assert (await house.events())[-1] == "problem"
    assert len(house.requests("Transcriptions")) == 1


async def test_a_transcript_without_an_answer_is_begun_once(house: CallHouse) -> None:
    """They cannot be listed: the one that may run is stopped by its name."""
    await house.change(transcribe=True)
    trouble = Trouble(method="POST", path="/Transcriptions.json", drop_after=True)
    house.twilio.faults.api.add(trouble)
    caller = await house.call()
    ana = await house.agent("ana")
    await ana.takes()
    await house.advance(3)
    caller.say("Hello?")
    await house.quiet()
    assert await said(house) == [("in", "Hello?")]
    kept = house.twilio.voice.exchange.transcriptions.all.values()
    assert [it.status for it in kept] == ["stopped", "in-progress"]
