"""A call that is answered: from the ring to the wrap-up."""

from __future__ import annotations

from conversations.calls.call import CallState
from tests.running.call_house import OURS, THEIRS, CallHouse


async def test_an_agent_takes_a_call(house: CallHouse) -> None:
    caller = await house.call()
    assert house.state() is CallState.QUEUED
    ana = await house.agent("ana")
    heard = await ana.takes()
    caller.say("Where is my order?")
    heard.say("On its way.")
    await caller.until_hears("On its way.")
    await heard.until_hears("Where is my order?")
    await house.advance(60)
    caller.hang_up()
    await house.until(house.is_(CallState.WRAP_UP))
    await heard.until_ended()
    await house.quiet()
    assert house.lines_up == []
    await house.advance(61)
    assert house.state() is CallState.ENDED
    assert not house.conversation.is_open
    assert await house.events() == [
        "queued",
        "connecting",
        "answered",
        "contact_hung_up",
        "wrapped_up",
    ]
    card = await house.card()
    assert (card["ours"], card["theirs"]) == (OURS, THEIRS)
    assert (card["outcome"], card["talk_s"], card["state"]) == ("answered", 60.0, "ended")
    assert card["agents"] == [{"id": "ana", "name": "Ana"}]
    assert len(house.requests("POST")) == 3  # dialled, moved into the room, let go
