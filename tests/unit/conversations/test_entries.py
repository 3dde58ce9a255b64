from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from conversations.channels import Channel
from conversations.entries import (
    SYSTEM,
    DeliveryState,
    Entry,
    Kind,
    Tag,
    TagKind,
    advances,
    effective_tags,
)

from .making import NOW

States = st.sampled_from(list(DeliveryState))


@given(st.lists(States))
def test_receipts_in_any_order_never_move_a_delivery_back(receipts: list[DeliveryState]) -> None:
    state = DeliveryState.QUEUED
    passed = [state]
    for receipt in receipts:
        if advances(state, receipt):
            state = receipt
            passed.append(state)
    assert len(passed) == len(set(passed))
    if DeliveryState.READ in receipts:
        assert state is DeliveryState.READ


@given(st.permutations([DeliveryState.SENT, DeliveryState.DELIVERED, DeliveryState.READ]))
def test_the_end_does_not_depend_on_the_order_of_receipts(order: list[DeliveryState]) -> None:
    state = DeliveryState.SENDING
    for receipt in order:
        state = receipt if advances(state, receipt) else state
    assert state is DeliveryState.READ


@given(States)
def test_the_same_receipt_twice_changes_nothing(state: DeliveryState) -> None:
    assert not advances(state, state)


def test_a_persons_tag_stands_above_the_machines_of_its_kind_only() -> None:
    machine = (
        Tag(kind=TagKind.SENTIMENT, value="negative", score=-0.5, source="machine:lexicon"),
        Tag(kind=TagKind.LANGUAGE, value="de", source="machine:eldc"),
    )
    person = Tag(kind=TagKind.SENTIMENT, value="neutral", source="person:ana")
    entry = Entry(
        id="e",
        conversation_id="c",
        contact_id="p",
        inbox_id="i",
        channel=Channel.WEBCHAT,
        seq=1,
        kind=Kind.MESSAGE,
        at=NOW,
        author=SYSTEM,
        tags=machine,
        corrected=(person,),
    )
    assert effective_tags(entry) == (machine[1], person)
