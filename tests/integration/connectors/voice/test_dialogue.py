"""Callers and the dialogue: what they hear, what they press, and what stands on the timeline."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import datetime
from functools import partial
from typing import Any

import pytest

from connectors.base import House
from conversations.calls.call import CallOutcome, CallState
from conversations.clock import ManualClock
from conversations.conversation import State
from sandbox.twilio import Person
from storage import Stores
from tests.running.dialogue_office import THEIRS, DialogueOffice, dialogue_office

MENU: dict[str, str | int] = {"try": 0, "round": 0}
SHUT = {"timezone": "Europe/Berlin", "days": {"tue": [["09:00", "17:00"]]}}  # it is Monday


@pytest.fixture
async def office(stores: Stores, clock: ManualClock) -> AsyncIterator[DialogueOffice]:
    async with dialogue_office(stores, clock) as office:
        yield office
        await office.settled()
        assert office.twilio.complaints == []


async def listening(caller: Person) -> None:
    await caller.until(lambda: caller.leg.ear)


def heard_out(caller: Person, ear: object) -> bool:
    """Whether the menu that was listened to is over."""
    return caller.leg.ear is not ear or caller.ended()


def music_heard(caller: Person, times: int) -> bool:
    return sum("hold.wav" in it for it in caller.heard) >= times


def menu(office: DialogueOffice, **more: Any) -> dict[str, Any]:
    return {
        "options": [
            {"digit": "1", "words": ["orders"], "queue_id": office.other_queue.id},
            {"digit": "2", "does": "voicemail"},
            {"digit": "3", "does": "say", "say": {"text": "We are in Main Street."}},
            {"digit": "9", "does": "repeat"},
            {"digit": "5", "queue_id": "nobody"},
        ],
        "speech": True,
        **more,
    }


async def test_a_caller_waits_with_music(office: DialogueOffice) -> None:
    await office.change(greeting={"text": "Welcome to the shop."})
    caller = await office.call()
    await caller.until(caller.in_queue)
    await caller.until_hears("hold.wav?s=30")
    await office.settled()
    assert caller.heard[0] == "Welcome to the shop."
    assert caller.heard[1].startswith("Please hold the line.")
    conversation = await office.conversation()
    assert conversation.state is State.QUEUED
    assert conversation.waits_for_agent
    call = await office.the_call()
    assert call.state is CallState.QUEUED
    assert call.contact is not None
    assert call.contact.sid == caller.call_sid
    await office.time.advance(30)
    await office.time.advance(30)
    assert caller.heard.count("Welcome to the shop.") == 1
    assert sum(it.startswith("Please hold") for it in caller.heard) == 1
    caller.hang_up()
    await caller.until_ended()
    await office.settled()
    call = await office.the_call()
    assert (call.state, call.outcome) == (CallState.ABANDONED, CallOutcome.ABANDONED_QUEUE)
    assert (await office.conversation()).state is State.ABANDONED
    assert await office.events() == ["queued", "abandoned"]


class Standing:
    """What the router would say."""

    def position(self, conversation_id: str) -> int:
        return 2

    def expected_wait_s(self, conversation_id: str, now: datetime) -> float:
        return 130.0


async def test_place_and_wait_are_told_each_round(stores: Stores, clock: ManualClock) -> None:
    def wrap(house: House) -> House:
        standing: Any = Standing()
        return replace(house, standing=standing)

    async with dialogue_office(stores, clock, wrap=wrap) as office:
        caller = await office.call()
        told = "You are number 2 in line. The wait is about 3 minutes."
        await caller.until_hears(told)
        await office.time.advance(1)
        await caller.until_hears(told)
        caller.hang_up()
        await caller.until_ended()
        await office.settled()


async def test_a_key_leads_to_another_queue(office: DialogueOffice) -> None:
    await office.change(menu=menu(office))
    caller = await office.call()
    await listening(caller)
    await office.settled()
    assert (await office.the_call()).state is CallState.MENU
    assert not (await office.conversation()).waits_for_agent
    caller.press("1")
    await caller.until(caller.in_queue)
    await office.settled()
    conversation = await office.conversation()
    assert conversation.queue is not None
    assert conversation.queue.id == office.other_queue.id
    (queued,) = [it.data for it in await office.entries(conversation) if "chosen" in it.data]
    assert (queued["queue"], queued["chosen"]) == ("Orders", "orders")


async def test_words_do_what_keys_do(office: DialogueOffice) -> None:
    await office.change(menu=menu(office))
    caller = await office.call()
    await listening(caller)
    caller.say("It is about my orders, please")
    await caller.until(caller.in_queue)
    await office.settled()
    assert (await office.conversation()).queue.name == "Orders"  # type: ignore[union-attr]


async def test_a_queue_that_is_no_more_is_the_inboxs_own(office: DialogueOffice) -> None:
    await office.change(menu=menu(office))
    caller = await office.call()
    await listening(caller)
    caller.press("5")
    await caller.until(caller.in_queue)
    await office.settled()
    assert (await office.conversation()).queue.name == "Calls"  # type: ignore[union-attr]


async def test_silence_and_wrong_keys_lead_to_the_queue_in_the_end(
    office: DialogueOffice,
) -> None:
    await office.change(menu=menu(office, tries=3))
    caller = await office.call()
    await listening(caller)
    caller.press("7")
    await caller.until_hears("did not understand")
    await listening(caller)
    await office.time.advance(6)
    await listening(caller)
    await office.time.advance(6)
    await caller.until(caller.in_queue)
    await office.settled()
    assert caller.heard.count("Sorry, I did not understand that.") == 1
    assert await office.events() == ["menu", "queued"]


async def test_the_menu_can_be_heard_again_but_not_for_ever(office: DialogueOffice) -> None:
    await office.change(menu=menu(office))
    caller = await office.call()
    for n in range(10):
        await listening(caller)
        ear = caller.leg.ear
        caller.press("3" if n else "9")
        await caller.until(partial(heard_out, caller, ear))
    await caller.until_ended()
    await office.settled()
    assert caller.heard.count("We are in Main Street.") == 9
    call = await office.the_call()
    assert call.outcome is CallOutcome.CLOSED
    assert (await office.conversation()).state is State.RESOLVED


async def test_who_hangs_up_in_the_menu_has_abandoned_it(office: DialogueOffice) -> None:
    await office.change(menu=menu(office))
    caller = await office.call()
    await listening(caller)
    caller.hang_up()
    await caller.until_ended()
    await office.settled()
    assert (await office.the_call()).outcome is CallOutcome.ABANDONED_MENU


async def test_a_message_is_left_and_waits_to_be_heard(office: DialogueOffice) -> None:
    await office.change(menu=menu(office))
    caller = await office.call()
    await listening(caller)
    caller.press("2")
    await caller.until_hears("after the tone")
    await listening(caller)
    caller.say("Please call me about my order.")
    caller.press("#")
    await caller.until_hears("Thank you for your message.")
    await caller.until_ended()
    await office.settled()
    call = await office.the_call()
    assert (call.state, call.outcome) == (CallState.ENDED, CallOutcome.VOICEMAIL)
    conversation = await office.conversation()
    assert conversation.state is State.QUEUED
    assert conversation.waits_for_agent
    told = await office.events()
    # when the recording itself is told of does not matter
    assert [it for it in told if it != "recorded"] == ["menu", "voicemail", "message_left"]


async def test_who_hangs_up_while_speaking_has_left_a_message(office: DialogueOffice) -> None:
    await office.change(menu=menu(office))
    caller = await office.call()
    await listening(caller)
    caller.press("2")
    await caller.until_hears("after the tone")
    await listening(caller)
    caller.say("It is broken.")
    caller.hang_up()
    await caller.until_ended()
    await office.settled()
    assert (await office.the_call()).outcome is CallOutcome.VOICEMAIL


async def test_who_says_nothing_has_left_no_message(office: DialogueOffice) -> None:
    await office.change(hours=SHUT)
    caller = await office.call()
    await caller.until_hears("after the tone")
    await listening(caller)
    await office.time.advance(8)
    await caller.until_ended()
    await office.settled()
    assert caller.heard[-1] == "Thank you for calling. Goodbye."
    assert (await office.conversation()).state is State.ABANDONED


async def test_out_of_hours_somebody_says_when_to_call(office: DialogueOffice) -> None:
    await office.change(hours=SHUT, closed={"then": "hang_up"})
    caller = await office.call()
    await caller.until_ended()
    await office.settled()
    assert "We are here again tomorrow at 9 AM." in caller.heard[0]
    call = await office.the_call()
    assert (call.state, call.outcome) == (CallState.ENDED, CallOutcome.CLOSED)
    assert (await office.conversation()).state is State.RESOLVED


async def test_a_voicemail_that_is_off_is_not_offered_out_of_hours(
    office: DialogueOffice,
) -> None:
    await office.change(hours=SHUT, voicemail={"on": False})
    caller = await office.call()
    await caller.until_ended()
    assert not any("message" in it for it in caller.heard)


async def test_a_callback_keeps_the_place(office: DialogueOffice) -> None:
    await office.change(waiting={"callback": True})
    caller = await office.call()
    await caller.until_hears("To be called back")
    await listening(caller)
    queued_at = (await office.conversation()).queued_at
    caller.press("4")  # no such offer
    await office.time.advance(1)
    await listening(caller)
    assert caller.in_queue()
    caller.press("1")
    await caller.until_ended()
    await office.settled()
    assert "You keep your place in line" in caller.heard[-1]
    conversation, call = await office.conversation(), await office.the_call()
    assert (call.state, call.callback_to) == (CallState.CALLBACK, THEIRS)
    assert conversation.state is State.QUEUED
    assert conversation.queued_at == queued_at
    assert conversation.waits_for_agent


async def test_who_withholds_the_number_is_not_offered_a_callback(
    office: DialogueOffice,
) -> None:
    await office.change(waiting={"callback": True})
    caller = await office.call("+266696687")
    await caller.until_hears("hold.wav")
    await office.settled()
    assert not any("called back" in it for it in caller.heard)
    thread = f"withheld-{caller.call_sid}"
    assert (await office.the_call(thread)).theirs == ""
    assert (await office.conversation(thread)).contact.name == "Withheld number"
    other = await office.call("+266696687")
    await other.until(other.in_queue)
    await office.settled()
    await office.conversation(f"withheld-{other.call_sid}")


async def test_who_has_waited_too_long_may_leave_a_message(office: DialogueOffice) -> None:
    await office.change(waiting={"longest_s": 60})
    caller = await office.call()
    await caller.until_hears("hold.wav")
    for _ in range(70):
        if caller.in_queue():
            await office.time.advance(1)
            await office.twilio.settled()
    await caller.until_hears("after the tone")
    await office.settled()
    assert (await office.the_call()).state is CallState.VOICEMAIL
    caller.hang_up()
    await caller.until_ended()


async def test_a_queue_of_twilios_that_is_full_is_done_without(office: DialogueOffice) -> None:
    account = office.twilio.account
    name = f"parley-{office.inbox.id}"
    office.twilio.voice.exchange.queues.open(account, name, 0)
    await office.change(waiting={"callback": True, "longest_s": 60})
    caller = await office.call()
    await caller.until_hears("To be called back")
    assert not caller.in_queue()
    await office.settled()
    assert (await office.the_call()).state is CallState.QUEUED
    for rounds in range(1, 3):
        await caller.until(partial(music_heard, caller, rounds))
        await office.time.advance(1)  # no key was pressed
        await office.time.advance(1)
    await caller.until_hears("after the tone")
    await office.settled()
    assert (await office.the_call()).state is CallState.VOICEMAIL


async def test_every_webhook_twice_changes_nothing(office: DialogueOffice) -> None:
    await office.change(menu=menu(office), waiting={"callback": True})
    office.twilio.faults.webhooks.double_incoming = True
    office.twilio.faults.webhooks.double_statuses = True
    caller = await office.call()
    await listening(caller)
    caller.press("1")
    await caller.until_hears("To be called back")
    await listening(caller)
    caller.press("1")
    await caller.until_hears("You keep your place in line")
    await caller.until_ended()
    await office.settled()
    assert await office.events() == ["menu", "queued", "callback"]
    assert len(await office.cards()) == 1


async def test_two_who_call_from_one_number_have_a_conversation_each(
    office: DialogueOffice,
) -> None:
    first = await office.call()
    await first.until(first.in_queue)
    await office.settled()
    second = await office.call()
    await second.until(second.in_queue)
    await office.settled()
    call = await office.the_call(f"{THEIRS}#{second.call_sid}")
    assert call.state is CallState.QUEUED
    assert (await office.the_call()).contact.sid == first.call_sid  # type: ignore[union-attr]


async def test_an_inbox_that_is_switched_off_is_busy(office: DialogueOffice) -> None:
    await office.set(enabled=False)
    caller = await office.call()
    assert await caller.until_ended() == "busy"
    await office.settled()
    assert await office.maybe_conversation() is None
    assert office.webhooks["switched_off"] == 1


async def test_what_gets_lost_on_its_way_is_asked_for_again(office: DialogueOffice) -> None:
    await office.change(menu=menu(office))
    office.twilio.faults.webhooks.lose_incoming = 1
    caller = await office.call()
    await caller.until_hears("something is wrong on our side")
    await office.time.advance(10)
    await listening(caller)
    office.twilio.faults.webhooks.lose_incoming = 1
    caller.press("1")
    await caller.until_hears("something is wrong on our side")
    await office.time.advance(10)
    await caller.until(lambda: caller.leg.ear)  # the key was lost: the menu is offered again
    caller.press("1")
    await caller.until(caller.in_queue)
    await office.settled()
    assert await office.events() == ["menu", "queued"]
    complaints, office.twilio.complaints[:] = list(office.twilio.complaints), []
    assert [it.url for it in complaints] == [office.url(), office.url("menu", **MENU)]
