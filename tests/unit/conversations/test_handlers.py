from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from conversations import handlers
from conversations.change import Change
from conversations.commands import CorrectTag, Label, Note, Reply, Resend, Resolve, Snooze
from conversations.conversation import Ref, State
from conversations.entries import (
    Activity,
    Author,
    AuthorType,
    Delivery,
    DeliveryState,
    Direction,
    Entry,
    Kind,
    Tag,
    TagKind,
)
from conversations.errors import IllegalTransition, Invalid

from .making import ANA, BO, NOW, conversation


def _reply(text: str = "Hello!", *, resolve: bool = False) -> Reply:
    return Reply(id="cmd", conversation_id="conv", text=text, resolve=resolve)


VERA = Author(type=AuthorType.CONTACT, id="c1", name="Vera")


def _entry(change: Change, **fields: object) -> Entry:
    return replace(change.add(Kind.MESSAGE, ANA), **fields)  # type: ignore[arg-type] # test data


def test_a_reply_is_queued_for_delivery_in_the_same_outcome() -> None:
    change = Change.of(conversation(State.ACTIVE, waiting_since=NOW, unread=2), NOW)
    handlers.reply(change, _reply(), ANA)
    outcome = change.finish()
    entry = outcome.entries[0]
    assert entry.command_id == "cmd"
    assert entry.delivery == Delivery(state=DeliveryState.QUEUED, at=NOW)
    assert [item.id for item in outcome.outbox] == [entry.id]
    assert outcome.after.first_response_at == NOW
    assert outcome.after.waiting_since is None
    assert outcome.after.unread == 0


def test_only_the_first_reply_stops_the_response_clock() -> None:
    early = NOW - timedelta(minutes=1)
    change = Change.of(conversation(State.ACTIVE, first_response_at=early), NOW)
    handlers.reply(change, _reply(), ANA)
    assert change.finish().after.first_response_at == early


@pytest.mark.parametrize("state", [State.QUEUED, State.OFFERED, State.SNOOZED])
def test_whoever_answers_a_conversation_that_nobody_has_takes_it(state: State) -> None:
    change = Change.of(conversation(state), NOW)
    handlers.reply(change, _reply(), BO)
    outcome = change.finish(any_presence=True)
    assert outcome.after.state is State.ACTIVE
    assert outcome.after.agent == Ref(id="bo", name="Bo")
    assert outcome.claims[0].user_id == "bo"


def test_answering_somebody_elses_conversation_does_not_take_it() -> None:
    change = Change.of(conversation(State.ACTIVE), NOW)
    handlers.reply(change, _reply(), BO)
    assert change.finish().after.agent == Ref(id="ana", name="Ana")


def test_reply_and_resolve_is_one_outcome_and_frees_the_seat() -> None:
    change = Change.of(conversation(State.ACTIVE), NOW)
    handlers.reply(change, _reply(resolve=True), ANA)
    outcome = change.finish()
    assert outcome.after.state is State.RESOLVED
    assert outcome.after.last_agent == Ref(id="ana", name="Ana")
    assert outcome.releases


@pytest.mark.parametrize("text", ["", "  \n"])
def test_empty_replies_and_notes_are_refused(text: str) -> None:
    change = Change.of(conversation(State.ACTIVE), NOW)
    with pytest.raises(Invalid):
        handlers.reply(change, _reply(text), ANA)
    with pytest.raises(Invalid):
        handlers.note(change, Note(id="n", conversation_id="conv", text=text), ANA)


def test_a_closed_conversation_takes_notes_but_no_replies() -> None:
    change = Change.of(conversation(State.RESOLVED), NOW)
    with pytest.raises(Invalid, match="resolved"):
        handlers.reply(change, _reply(), ANA)
    handlers.note(change, Note(id="n", conversation_id="conv", text="Called back."), ANA)
    outcome = change.finish()
    assert outcome.entries[0].kind is Kind.NOTE
    assert not outcome.outbox


def test_resolving_twice_is_named_as_illegal() -> None:
    change = Change.of(conversation(State.RESOLVED), NOW)
    change.it = replace(change.it, state=State.ABANDONED)
    with pytest.raises(IllegalTransition):
        handlers.resolve(change, Resolve(id="r", conversation_id="conv"), ANA)


def test_snoozing_needs_the_future_and_frees_the_seat() -> None:
    change = Change.of(conversation(State.ACTIVE), NOW)
    with pytest.raises(Invalid):
        handlers.snooze(change, Snooze(id="s", conversation_id="conv", until=NOW), ANA)
    until = NOW + timedelta(hours=1)
    handlers.snooze(change, Snooze(id="s", conversation_id="conv", until=until), ANA)
    outcome = change.finish()
    assert outcome.after.snoozed_until == until
    assert outcome.after.last_agent == Ref(id="ana", name="Ana")
    assert outcome.releases


def test_labels_are_trimmed_unique_and_short() -> None:
    change = Change.of(conversation(State.ACTIVE, labels=("old", "kept")), NOW)
    words = Label(id="l", conversation_id="conv", add=(" vip ", "vip", "", "kept"), remove=("old",))
    handlers.label(change, words, ANA)
    assert change.finish().after.labels == ("kept", "vip")
    with pytest.raises(Invalid):
        handlers.label(change, Label(id="l", conversation_id="conv", add=("x" * 41,)), ANA)


def test_a_correction_is_folded_beside_the_machines_tag() -> None:
    change = Change.of(conversation(State.ACTIVE, sentiment="negative"), NOW)
    entry = _entry(
        change,
        author=VERA,
        direction=Direction.IN,
        tags=(Tag(kind=TagKind.SENTIMENT, value="negative", score=-0.9),),
    )
    command = CorrectTag(
        id="t", conversation_id="conv", seq=entry.seq, kind=TagKind.SENTIMENT, value="neutral"
    )
    handlers.correct(change, command, ANA, entry)
    outcome = change.finish()
    assert outcome.folds[0].tags is None, "the machine's tags are not touched"
    assert outcome.folds[0].corrected == (
        Tag(kind=TagKind.SENTIMENT, value="neutral", source="person:ana"),
    )
    assert outcome.after.sentiment == "neutral"


def test_a_sentiment_that_does_not_exist_is_refused() -> None:
    change = Change.of(conversation(State.ACTIVE), NOW)
    command = CorrectTag(
        id="t", conversation_id="conv", seq=1, kind=TagKind.SENTIMENT, value="grumpy"
    )
    with pytest.raises(Invalid, match="grumpy"):
        handlers.correct(change, command, ANA, _entry(change))


@pytest.mark.parametrize("state", [s for s in DeliveryState if s is not DeliveryState.FAILED])
def test_only_failed_messages_are_sent_again(state: DeliveryState) -> None:
    change = Change.of(conversation(State.ACTIVE), NOW)
    entry = _entry(change, direction=Direction.OUT, delivery=Delivery(state=state, at=NOW))
    with pytest.raises(Invalid):
        handlers.resend(change, Resend(id="r", conversation_id="conv", seq=4), ANA, entry)


def test_sending_again_is_a_new_entry_and_leaves_the_failure_on_record() -> None:
    change = Change.of(conversation(State.ACTIVE), NOW)
    failed = _entry(
        change,
        direction=Direction.OUT,
        text="Hello",
        delivery=Delivery(state=DeliveryState.FAILED, at=NOW, error="no such user"),
    )
    handlers.resend(change, Resend(id="r", conversation_id="conv", seq=failed.seq), ANA, failed)
    outcome = change.finish()
    assert outcome.entries[-1].text == "Hello"
    assert outcome.entries[-1].seq > failed.seq
    assert len(outcome.outbox) == 1
    assert not outcome.folds
    assert all(entry.activity is not Activity.DELIVERY for entry in outcome.entries)
