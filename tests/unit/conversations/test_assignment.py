from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from conversations import assignment
from conversations.change import Change
from conversations.conversation import Ref, State
from conversations.entries import Activity
from conversations.errors import IllegalTransition, Invalid, OfferGone
from conversations.outcome import SeatClaim, SeatRelease

from .making import ANA, BO, NOW, QUEUE, conversation, offer


def test_an_offer_takes_the_agents_capacity() -> None:
    change = Change.of(conversation(), NOW)
    assignment.offer(change, offer())
    outcome = change.finish()
    assert outcome.after.state is State.OFFERED
    assert outcome.claims == (SeatClaim(user_id="ana", weight=20, at=NOW),)
    assert outcome.entries[0].data["reasons"] == ["queue=Support"]


def test_accepting_keeps_the_claim_and_makes_the_agent_theirs() -> None:
    change = Change.of(conversation(State.OFFERED, declined_by=("bo",)), NOW)
    assignment.accept(change, "offer-ana", ANA, "cmd")
    outcome = change.finish()
    assert outcome.after.agent == Ref(id="ana", name="Ana")
    assert outcome.after.offer is None
    assert outcome.after.declined_by == ()
    assert not outcome.claims
    assert not outcome.releases


def test_nobody_else_and_nothing_late_can_accept() -> None:
    change = Change.of(conversation(State.OFFERED), NOW)
    with pytest.raises(OfferGone):
        assignment.accept(change, "offer-ana", BO, "cmd")
    with pytest.raises(OfferGone):
        assignment.accept(change, "another", ANA, "cmd")
    late = Change.of(conversation(State.OFFERED), NOW + timedelta(seconds=20))
    with pytest.raises(OfferGone):
        assignment.accept(late, "offer-ana", ANA, "cmd")


@pytest.mark.parametrize("outcome_name", ["declined", "timed_out"])
def test_a_let_go_offer_returns_to_the_old_place_without_that_agent(outcome_name: str) -> None:
    change = Change.of(conversation(State.OFFERED), NOW + timedelta(seconds=5))
    assignment.end_offer(change, "offer-ana", outcome_name, author=ANA, reason="lunch")
    outcome = change.finish()
    assert outcome.after.state is State.QUEUED
    assert outcome.after.queued_at == NOW
    assert outcome.after.declined_by == ("ana",)
    assert outcome.releases == (SeatRelease(user_id="ana", weight=20),)


def test_assigning_moves_the_seat_from_one_agent_to_the_other() -> None:
    change = Change.of(conversation(State.ACTIVE), NOW)
    assignment.assign(change, Ref(id="bo", name="Bo"), ANA, "cmd")
    outcome = change.finish(any_presence=True)
    assert outcome.releases == (SeatRelease(user_id="ana", weight=20),)
    assert outcome.claims[0].user_id == "bo"
    assert outcome.claims[0].any_presence


def test_assigning_withdraws_a_standing_offer() -> None:
    change = Change.of(conversation(State.OFFERED), NOW)
    assignment.assign(change, Ref(id="bo", name="Bo"), BO, "cmd")
    outcome = change.finish()
    assert [entry.activity for entry in outcome.entries] == [
        Activity.OFFER_ENDED,
        Activity.ASSIGNED,
    ]
    assert outcome.after.holder == "bo"


def test_giving_back_remembers_who_had_it() -> None:
    change = Change.of(conversation(State.ACTIVE), NOW + timedelta(minutes=1))
    assignment.assign(change, None, ANA, "cmd")
    after = change.finish().after
    assert after.state is State.QUEUED
    assert after.last_agent == Ref(id="ana", name="Ana")


def test_transfer_changes_queue_and_skills_and_counts() -> None:
    billing = replace(QUEUE, id="q2", name="Billing", skills=("billing",))
    change = Change.of(conversation(State.ACTIVE), NOW)
    assignment.transfer(change, billing, None, ANA, "cmd", "an invoice")
    after = change.finish().after
    assert after.queue == Ref(id="q2", name="Billing")
    assert after.skills == ("billing",)
    assert after.transfers == 1
    assert after.state is State.QUEUED


@pytest.mark.parametrize("state", [State.RESOLVED, State.ABANDONED])
def test_closed_conversations_are_neither_assigned_nor_transferred(state: State) -> None:
    change = Change.of(conversation(state), NOW)
    with pytest.raises(Invalid):
        assignment.assign(change, Ref(id="bo", name="Bo"), ANA, "cmd")
    with pytest.raises(Invalid):
        assignment.transfer(change, QUEUE, None, ANA, "cmd", "")


def test_a_vanished_agents_conversation_keeps_its_place() -> None:
    change = Change.of(conversation(State.ACTIVE), NOW + timedelta(minutes=9))
    assignment.return_to_queue(change, "agent_vanished", keep_place=True)
    assert change.finish().after.queued_at == NOW


def test_a_woken_conversation_queues_anew() -> None:
    later = NOW + timedelta(days=2)
    change = Change.of(conversation(State.SNOOZED), later)
    assignment.return_to_queue(change, "snooze_over", keep_place=False)
    assert change.finish().after.queued_at == later


def test_an_offer_cannot_be_made_of_what_somebody_has() -> None:
    change = Change.of(conversation(State.ACTIVE), NOW)
    with pytest.raises(IllegalTransition):
        assignment.offer(change, offer("bo"))


def test_reopening_an_open_conversation_is_refused() -> None:
    change = Change.of(conversation(State.ACTIVE), NOW)
    with pytest.raises(Invalid):
        assignment.reopen(change, ANA, "cmd")
