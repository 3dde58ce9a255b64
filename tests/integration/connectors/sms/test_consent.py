"""Who has written STOP is written to no more, until they write START."""

from __future__ import annotations

import pytest

from connectors.sms.keywords import STOP_WORDS
from conversations.clock import ManualClock
from conversations.consent import ConsentState
from conversations.entries import Activity, DeliveryState, Kind
from tests.running.text_office import OURS, THEIRS, TextOffice

ANSWER = f"Reach them in another way; they can write START to {OURS} to get texts again."


def cases(word: str) -> list[str]:
    return [word, word.lower(), word.title(), f"  {word.lower()}\n"]


async def state(office: TextOffice, address: str = THEIRS) -> ConsentState:
    return (await office.stores.consents.of(office.inbox.id, address)).state


@pytest.mark.timeout(30)
@pytest.mark.parametrize("word", sorted(STOP_WORDS))
async def test_every_word_in_every_case_stops_and_start_lifts_it(
    office: TextOffice, clock: ManualClock, word: str
) -> None:
    await office.text("Hello")
    conversation = await office.conversation()
    for written in cases(word):
        clock.advance(1)
        await office.text(written)
        assert await state(office) is ConsentState.OPTED_OUT
        seq = await office.answer(conversation, "One more thing")
        delivery = await office.delivery(conversation, seq)
        assert delivery.state is DeliveryState.FAILED
        assert delivery.error == f"{THEIRS} has opted out of texts from this inbox. {ANSWER}"
        clock.advance(1)
        await office.text("Start")
        assert await state(office) is ConsentState.OPTED_IN
    seq = await office.answer(conversation, "Welcome back")
    await office.settled()
    assert (await office.delivery(conversation, seq)).state is DeliveryState.DELIVERED
    told = await office.told(conversation, Activity.CONSENT)
    assert [it["state"] for it in told] == ["opted_out", "opted_in"] * 4
    assert told[0] == {"state": "opted_out", "source": "contact", "word": word}


async def test_stop_opens_no_conversation_and_wakes_none(
    office: TextOffice, clock: ManualClock
) -> None:
    await office.text("STOP")
    assert await office.maybe_conversation() is None
    assert await state(office) is ConsentState.OPTED_OUT
    clock.advance(1)
    await office.text("start")
    assert await office.maybe_conversation() is None
    assert await state(office) is ConsentState.OPTED_IN

    await office.text("Hello")
    before = await office.conversation()
    clock.advance(1)
    await office.text("quit")
    after = await office.conversation()
    assert (after.id, after.unread, after.state) == (before.id, before.unread, before.state)
    entries = await office.entries(after)
    [told] = [it for it in entries if it.activity is Activity.CONSENT]
    assert told.author.id == after.contact.id
    assert [it.text for it in entries if it.kind is Kind.MESSAGE] == ["Hello", "quit"]
    assert told.seq < entries[-1].seq  # nothing can be sent in between


@pytest.mark.parametrize("words", ["please stop calling", "STOP.", "The end", "un subscribe"])
async def test_a_sentence_is_no_word(office: TextOffice, words: str) -> None:
    await office.text(words)
    assert await state(office) is ConsentState.UNKNOWN
    assert await office.messages(await office.conversation()) == [words]


async def test_yes_is_an_answer_unless_they_had_opted_out(
    office: TextOffice, clock: ManualClock
) -> None:
    await office.text("Yes")
    conversation = await office.conversation()
    assert conversation.unread == 1
    assert await state(office) is ConsentState.UNKNOWN
    clock.advance(1)
    await office.text("stop")
    clock.advance(1)
    await office.text("YES")
    assert await state(office) is ConsentState.OPTED_IN
    assert (await office.conversation()).unread == 2


async def test_who_asks_for_help_is_heard(office: TextOffice) -> None:
    await office.text("HELP")
    conversation = await office.conversation()
    assert conversation.unread == 1
    # only Twilio has answered
    [said] = office.twilio.handset(THEIRS).messages
    assert said.direction == "outbound-reply"


async def test_what_twilio_refuses_is_taken_into_the_ledger(office: TextOffice) -> None:
    await office.text("Hello")
    conversation = await office.conversation()
    office.twilio.account.stopped.add((OURS, THEIRS))
    seq = await office.answer(conversation, "Are you there?")
    delivery = await office.delivery(conversation, seq)
    assert delivery.state is DeliveryState.FAILED
    assert "(Twilio 21610)" in (delivery.error or "")
    assert ANSWER in (delivery.error or "")
    assert await state(office) is ConsentState.OPTED_OUT
    [told] = await office.told(conversation, Activity.CONSENT)
    assert told == {"state": "opted_out", "source": "provider", "word": ""}
    asked = len(office.check.requests)
    await office.answer(conversation, "Hello?")
    assert len(office.check.requests) == asked  # Twilio is not even asked


async def test_a_late_stop_does_not_undo_a_start_after_it(
    office: TextOffice, clock: ManualClock
) -> None:
    lines = office.opened.lines
    await lines.step()
    await office.text("Hello")
    conversation = await office.conversation()
    clock.advance(60)
    office.twilio.faults.webhooks.lose_incoming = 1
    await office.text("STOP")
    clock.advance(60)
    await office.text("START")
    clock.advance(600)
    await lines.step()
    assert await state(office) is ConsentState.OPTED_IN
    told = await office.told(conversation, Activity.CONSENT)
    assert [it["state"] for it in told] == ["opted_in"]
    # but the word is on the timeline
    assert await office.messages(conversation) == ["Hello", "START", "STOP"]


async def test_each_inbox_has_its_own_word(office: TextOffice) -> None:
    await office.text("STOP")
    other = await office.stores.consents.of("another-inbox", THEIRS)
    assert other.state is ConsentState.UNKNOWN
