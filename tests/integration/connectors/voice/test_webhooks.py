"""What Twilio calls: only what it has signed counts, and it is answered quickly."""

from __future__ import annotations

import asyncio
import wave
from collections import Counter
from collections.abc import AsyncIterator
from io import BytesIO

import pytest

from connectors.voice.paths import HOLD_MUSIC, PLACES
from conversations.calls.call import CallOutcome, CallState
from conversations.calls.leg import LegState
from conversations.channels import Channel
from conversations.clock import ManualClock
from storage import Stores
from tests.running.dialogue_office import (
    OURS,
    THEIRS,
    DialogueOffice,
    begun,
    dialogue_office,
    sid,
    tags,
)
from tests.running.http import reading_session

OF_THE_DIALOGUE = (
    "",
    "again",
    "menu",
    "line",
    "wait",
    "waiting",
    "left",
    "voicemail/done",
    "joined",
    "after",
    "tones",
    "status",
)


@pytest.fixture
async def office(stores: Stores, clock: ManualClock) -> AsyncIterator[DialogueOffice]:
    async with dialogue_office(stores, clock) as office:
        yield office


async def test_what_is_not_signed_leaves_no_trace_but_a_counter(office: DialogueOffice) -> None:
    form = office.form(sid(), CallStatus="ringing")
    wrong = [
        await office.ask(office.url(place), form, token)
        for place in OF_THE_DIALOGUE
        for token in ("", "0" * 32)
    ]
    wrong += [
        await office.ask(office.url() + "x", form),
        await office.ask(office.url(), {**form, "AccountSid": "AC" + "0" * 32}),
        await office.ask(office.url(), {**form, "CallerName": "x" * 70_000}),
        await office.ask(office.url(), form, **{"Content-Type": "application/json"}),
    ]
    assert {status for status, _ in wrong} == {403}
    assert {body for _, body in wrong} == {""}
    assert await office.maybe_conversation() is None
    assert await office.stores.journal.find(office.inbox.id, form["CallSid"]) is None
    assert office.webhooks == Counter(refused=len(wrong))
    assert set(OF_THE_DIALOGUE) - {""} <= set(PLACES)


async def test_another_channels_inbox_is_none_of_these(office: DialogueOffice) -> None:
    await office.set(channel=Channel.SMS)
    assert (await office.ask(office.url(), office.form(sid())))[0] == 403


async def test_a_call_that_begins_is_in_the_journal_once(office: DialogueOffice) -> None:
    form = office.form(sid(), CallStatus="ringing")
    again = {**form, "ErrorCode": "11200", "ErrorUrl": office.url()}
    answers = await asyncio.gather(*(office.ask(office.url(), it) for it in (form, again, form)))
    assert {tuple(tags(document)) for _, document in answers} == {("Say", "Enqueue")}
    await office.settled()
    record = await office.stores.journal.find(office.inbox.id, form["CallSid"])
    assert record is not None
    assert record.payload == {"form": form}
    assert await office.events() == ["queued"]
    call = await office.the_call()
    assert (call.ours, call.theirs) == (OURS, THEIRS)
    contact = await office.stores.contacts.get((await office.conversation()).contact.id)
    assert [it.verified_by for it in contact.identities] == ["twilio"]


async def test_what_is_unknown_is_named_and_ends_the_call(
    office: DialogueOffice, caplog: pytest.LogCaptureFixture
) -> None:
    call_sid = await begun(office)
    form = office.form(call_sid)
    hang_up = [
        await office.ask(office.url(), office.form("CA1")),
        await office.ask(office.url(), {**form, "Direction": "outbound-api"}),
        await office.ask(office.url("left"), {**form, "QueueResult": "teleported"}),
        await office.ask(office.url("joined"), form),
        await office.ask(office.url("after"), form),
        await office.ask(office.url("tones", d="1<2"), form),
    ]
    assert [status for status, _ in hang_up] == [200] * len(hang_up)
    assert [tags(document) for _, document in hang_up] == [["Hangup"]] * len(hang_up)
    status = office.url("status")
    assert (await office.ask(status, {**form, "CallStatus": "dreaming"}))[0] == 204
    assert "unknown status of a call: “dreaming”" in caplog.text
    assert "unknown way: “teleported”" in caplog.text
    assert office.webhooks["unknown"] == 7
    assert await office.events() == ["queued"]


async def test_the_end_of_the_line_may_be_told_in_any_way(office: DialogueOffice) -> None:
    call_sid = await begun(office)
    form = office.form(call_sid)
    for status in ("initiated", "ringing", "in-progress"):
        await office.ask(office.url("status"), {**form, "CallStatus": status})
    left = {**form, "QueueResult": "hangup", "QueueTime": "12", "CallStatus": "completed"}
    _, document = await office.ask(office.url("left"), left)
    assert tags(document) == []
    for _ in range(2):
        told = {**form, "CallStatus": "completed", "CallDuration": "12"}
        assert (await office.ask(office.url("status"), told))[0] == 204
    await office.settled()
    assert await office.events() == ["queued", "abandoned"]
    leg = (await office.the_call()).contact
    assert leg is not None
    assert leg.state is LegState.OUT


async def test_a_call_of_which_only_the_end_was_told_is_on_a_timeline(
    office: DialogueOffice,
) -> None:
    form = office.form(sid(), CallStatus="completed", CallDuration="60")
    assert (await office.ask(office.url("status"), form))[0] == 204
    await office.settled()
    assert (await office.the_call()).outcome is CallOutcome.ABANDONED_MENU
    other = office.form(sid(), CallStatus="busy", From="+12025550199")  # we turned it away
    assert (await office.ask(office.url("status"), other))[0] == 204
    ours = office.form(sid(), CallStatus="completed", Direction="outbound-api", From="+12025550188")
    assert (await office.ask(office.url("status"), ours))[0] == 204
    await office.settled()
    assert await office.maybe_conversation("+12025550199") is None
    assert await office.maybe_conversation("+12025550188") is None


async def test_a_choice_whose_process_died_is_told_by_the_waiting(office: DialogueOffice) -> None:
    await office.change(
        menu={"options": [{"digit": "1", "queue_id": office.other_queue.id}]},
        waiting={"callback": True},
    )
    form = office.form(sid(), CallStatus="ringing")
    await office.ask(office.url(), form)
    await office.settled()
    assert (await office.the_call()).state is CallState.MENU
    waits = {**form, "CallStatus": "in-progress", "QueueTime": "30"}
    _, document = await office.ask(office.url("wait", q=office.other_queue.id, n=0), waits)
    assert "press 1" in document
    await office.settled()
    call = await office.the_call()
    assert call.state is CallState.QUEUED
    assert (await office.conversation()).queue.name == "Orders"  # type: ignore[union-attr]
    assert f"conversation={(await office.conversation()).id}" in document


async def test_a_callback_is_not_promised_when_an_agent_has_just_taken_the_call(
    office: DialogueOffice,
) -> None:
    await office.change(waiting={"callback": True})
    call_sid = await begun(office)
    call, conversation = await office.the_call(), await office.conversation()
    await office.house.calls.line(conversation.id, call.id, "contact", LegState.OUT)
    form = {**office.form(call_sid), "Digits": "1"}
    _, document = await office.ask(office.url("waiting"), form)
    assert tags(document) == ["Redirect"]
    _, document = await office.ask(
        office.url("left"), {**office.form(call_sid), "QueueResult": "leave"}
    )
    assert tags(document) == ["Enqueue"]  # without a word: it goes on


async def test_into_the_room_and_back(office: DialogueOffice) -> None:
    call_sid = await begun(office)
    call, conversation = await office.the_call(), await office.conversation()
    named = {"call": call.id, "conversation": conversation.id}
    _, document = await office.ask(office.url("joined", **named), office.form(call_sid))
    assert f">call-{call.id}</Conference>" in document
    _, document = await office.ask(office.url("line", q="", **named), office.form(call_sid))
    assert tags(document) == ["Enqueue"]
    assert f"conversation={conversation.id}" in document
    _, document = await office.ask(office.url("after", **named), office.form(call_sid))
    assert tags(document) == ["Enqueue"]  # it is wanted back in its queue
    other = {**named, "call": "another"}
    _, document = await office.ask(office.url("after", **other), office.form(call_sid))
    assert tags(document) == ["Hangup"]
    await office.house.calls.line(conversation.id, call.id, "contact", LegState.OUT)
    _, document = await office.ask(office.url("after", **named), office.form(call_sid))
    assert tags(document) == ["Hangup"]
    _, document = await office.ask(office.url("tones", d="12#"), office.form(call_sid))
    assert '<Play digits="12#"' in document


async def test_the_music_is_for_everybody(office: DialogueOffice) -> None:
    site = office.house.public_url
    async with reading_session() as session:
        for query, seconds in (("", 20), ("?s=30", 30)):
            async with session.get(f"{site}{HOLD_MUSIC}{query}") as answer:
                assert answer.status == 200
                assert answer.content_type == "audio/wav"
                assert "max-age" in answer.headers["Cache-Control"]
                with wave.open(BytesIO(await answer.read())) as file:
                    assert file.getnframes() == seconds * 8000
        for query in ("?s=0", "?s=121", "?s=x", "?s=-5"):
            async with session.get(f"{site}{HOLD_MUSIC}{query}") as answer:
                assert answer.status == 404


async def test_what_failed_is_tried_again_where_it_was(office: DialogueOffice) -> None:
    form = {**office.form(sid()), "ErrorCode": "11200"}
    again = office.url("again")
    wait = office.url("wait", q="q1", n=3)
    _, document = await office.ask(again, {**form, "ErrorUrl": wait})
    assert tags(document) == ["Say", "Pause", "Redirect"]
    assert "/wait?q=q1&amp;n=3&amp;again=1</Redirect>" in document
    _, document = await office.ask(again, {**form, "ErrorUrl": f"{wait}&again=5"})
    assert "again=6</Redirect>" in document
    _, document = await office.ask(again, {**form, "ErrorUrl": f"{wait}&again=6"})
    assert tags(document) == ["Say", "Hangup"]
    for elsewhere in ("https://evil.example/", again, "http://[", ""):
        _, document = await office.ask(again, {**form, "ErrorUrl": elsewhere})
        assert f"{office.inbox.public_key}?again=1</Redirect>" in document
