from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from conversations.conversation import Ref, State
from conversations.entries import Activity, Direction, Kind, is_for_reading
from conversations.inbound import Nature
from conversations.outcome import Outcome
from conversations.receive import attend, continue_with, open_with, reopens

from .making import CONTACT, INBOX, NOW, QUEUE, conversation, message


def _kinds(outcome: Outcome) -> list[str]:
    return [entry.activity or entry.kind for entry in outcome.entries]


def test_a_first_message_opens_a_queued_conversation() -> None:
    outcome = open_with(
        message("Where is my lamp?"),
        contact=CONTACT,
        inbox=INBOX,
        queue=QUEUE,
        number=9,
        now=NOW,
    )
    after = outcome.after
    assert outcome.before is None
    assert _kinds(outcome) == [Activity.OPENED, Kind.MESSAGE]
    assert [entry.seq for entry in outcome.entries] == [1, 2]
    assert (after.state, after.seq, after.version, after.unread) == (State.QUEUED, 2, 1, 1)
    assert after.waiting_since == NOW
    assert after.last_message is not None
    assert after.last_message.text == "Where is my lamp?"
    assert outcome.entries[1].direction is Direction.IN
    assert not outcome.claims


def test_a_further_message_keeps_the_agent_and_the_first_moment_of_waiting() -> None:
    before = conversation(State.ACTIVE, waiting_since=NOW, unread=2)
    outcome = continue_with(before, message(), writer=None, now=NOW + timedelta(minutes=5))
    assert _kinds(outcome) == [Kind.MESSAGE]
    assert outcome.after.waiting_since == NOW
    assert outcome.after.unread == 3
    assert not outcome.claims
    assert not outcome.releases


def test_a_message_makes_a_pending_conversation_active_for_its_agent() -> None:
    outcome = continue_with(conversation(State.PENDING), message(), writer=None, now=NOW)
    assert outcome.after.state is State.ACTIVE
    assert outcome.after.agent == Ref(id="ana", name="Ana")
    assert not outcome.claims, "a pending conversation has kept its seat"


def test_a_message_wakes_a_snoozed_conversation_into_its_queue() -> None:
    before = conversation(State.SNOOZED, snoozed_until=NOW + timedelta(days=1))
    outcome = continue_with(before, message(), writer=None, now=NOW)
    assert outcome.after.state is State.QUEUED
    assert outcome.after.snoozed_until is None


def test_a_message_reopens_within_the_window_and_the_clock_starts_again() -> None:
    before = conversation(State.RESOLVED, first_response_at=NOW, last_agent=Ref(id="a", name="A"))
    outcome = continue_with(before, message(), writer=None, now=NOW + timedelta(hours=1))
    assert _kinds(outcome) == [Activity.REOPENED, Kind.MESSAGE]
    assert outcome.after.state is State.QUEUED
    assert outcome.after.reopens == 1
    assert outcome.after.first_response_at is None
    assert outcome.after.last_agent == Ref(id="a", name="A")


@pytest.mark.parametrize("nature", [Nature.AUTOMATIC, Nature.REPORT])
def test_what_a_machine_wrote_sets_nothing_going_and_is_not_read_for_moods(nature: Nature) -> None:
    before = conversation(State.SNOOZED, snoozed_until=NOW + timedelta(days=1))
    heard = replace(message("STOP"), nature=nature, data={"sms": {"keyword": "stop"}})
    outcome = attend(before, heard, now=NOW)
    (entry,) = outcome.entries
    assert entry.data == {"sms": {"keyword": "stop"}, "nature": nature.value}
    assert not is_for_reading(entry)
    assert outcome.after.state is State.SNOOZED
    assert outcome.after.unread == before.unread


@pytest.mark.parametrize(("text", "read"), [("Where is it?", True), (" \n", False), ("", False)])
def test_what_a_person_wrote_is_read_if_it_says_something(text: str, read: bool) -> None:
    outcome = continue_with(conversation(), message(text), writer=None, now=NOW)
    (entry,) = outcome.entries
    assert is_for_reading(entry) is read


@pytest.mark.parametrize(("hours", "expected"), [(0, True), (24, True), (25, False)])
def test_the_window_for_reopening_ends(hours: int, expected: bool) -> None:
    assert reopens(conversation(State.RESOLVED), INBOX, NOW + timedelta(hours=hours)) is expected


def test_an_open_conversation_is_never_reopened() -> None:
    assert not reopens(conversation(State.ACTIVE), INBOX, NOW)
