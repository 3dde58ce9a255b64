"""A supervisor listens, whispers and barges."""

from __future__ import annotations

import pytest

from conversations.calls.call import CallState
from conversations.calls.commands import Monitor
from conversations.calls.leg import Listening
from conversations.commands import Assign
from conversations.entries import Activity
from conversations.errors import Conflict, Forbidden
from conversations.people import Role
from tests.running.call_house import CallHouse


async def test_listens_whispers_barges_and_leaves(house: CallHouse) -> None:
    caller = await house.call()
    ana = await house.agent("ana")
    heard = await ana.takes()
    sue = await house.agent("sue", role=Role.SUPERVISOR, presence=None)

    await sue.does(Monitor, mode=Listening.LISTEN)
    listening = await sue.picks_up()
    await house.until(listening.in_conference)
    await house.quiet()
    listening.say("Nobody hears me.")
    caller.say("Where is my order?")
    await listening.until_hears("Where is my order?")

    await sue.does(Monitor, mode=Listening.WHISPER)
    listening.say("Look at the second page.")
    await heard.until_hears("Look at the second page.")

    await sue.does(Monitor, mode=Listening.BARGE)
    listening.say("Good day to both.")
    await caller.until_hears("Good day to both.")

    await sue.does(Monitor, mode=Listening.LISTEN)
    listening.say("I am quiet again.")
    await sue.does(Monitor, mode=None)
    await listening.until_ended()
    await house.quiet()
    assert caller.talking()
    assert house.state() is CallState.TALKING
    for secret in ("Nobody hears me.", "Look at the second page.", "I am quiet again."):
        assert secret not in caller.heard
    assert not {"Nobody hears me.", "I am quiet again."} & set(heard.heard)
    entries = await house.entries()
    told = [it.data["mode"] for it in entries if it.activity is Activity.CALL_MONITOR]
    assert told[:4] == ["listen", "whisper", "barge", "listen"]
    assert len([one for one in house.requests("POST") if "Participants" in one]) >= 4
    assert (await house.stores.seats.seat("sue")).load == 0


async def test_who_whispered_listens_and_then_barges_is_heard_by_all(house: CallHouse) -> None:
    caller = await house.call()
    ana = await house.agent("ana")
    await ana.takes()
    sue = await house.agent("sue", role=Role.SUPERVISOR, presence=None)
    await sue.does(Monitor, mode=Listening.WHISPER)
    listening = await sue.picks_up()
    await house.until(listening.in_conference)
    await house.quiet()
    await sue.does(Monitor, mode=Listening.LISTEN)
    await sue.does(Monitor, mode=Listening.BARGE)
    listening.say("Now to both of you.")
    await caller.until_hears("Now to both of you.")


async def test_takes_the_call_over_while_listening(house: CallHouse) -> None:
    caller = await house.call()
    ana = await house.agent("ana")
    heard = await ana.takes()
    sue = await house.agent("sue", role=Role.SUPERVISOR)
    await sue.does(Monitor, mode=Listening.WHISPER)
    listening = await sue.picks_up()
    await house.until(listening.in_conference)
    await house.quiet()
    await sue.execute(Assign, house.conversation, agent_id="sue")
    await heard.until_ended()
    await house.quiet()
    listening.say("I take it from here.")
    await caller.until_hears("I take it from here.")
    assert house.conversation.agent is not None
    assert house.conversation.agent.id == "sue"


async def test_only_a_supervisor_and_only_a_call(house: CallHouse) -> None:
    caller = await house.call()
    bo = await house.agent("bo", presence=None)
    sue = await house.agent("sue", role=Role.SUPERVISOR, presence=None)
    with pytest.raises(Forbidden):
        await bo.does(Monitor, mode=Listening.LISTEN)
    with pytest.raises(Conflict):
        await sue.does(Monitor, mode=Listening.LISTEN)  # nobody speaks yet
    caller.hang_up()
    await house.quiet()


async def test_a_supervisor_s_line_ends_with_the_call(house: CallHouse) -> None:
    caller = await house.call()
    ana = await house.agent("ana")
    await ana.takes()
    sue = await house.agent("sue", role=Role.SUPERVISOR, presence=None)
    await sue.does(Monitor, mode=Listening.LISTEN)
    listening = await sue.picks_up()
    await house.until(listening.in_conference)
    caller.hang_up()
    await listening.until_ended()
    await house.quiet()
    assert house.lines_up == []
