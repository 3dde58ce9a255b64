"""Marks of ours are read back, and nothing else is taken for one."""

from __future__ import annotations

import uuid

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from connectors.email.signing import LOCAL_PART, Mark, Marks

MARKS = Marks(b"k" * 32)
CONVERSATION = uuid.UUID(int=7).hex
MESSAGE_ID = MARKS.message_id(CONVERSATION, 12, "shop.example")
ADDRESS = MARKS.plus_address("support@shop.example", CONVERSATION) or ""


def test_marks_are_read_back_whatever_a_server_did_to_their_letters() -> None:
    for written in (MESSAGE_ID, f"<{MESSAGE_ID}>", MESSAGE_ID.upper()):
        assert MARKS.read_message_id(written) == Mark(CONVERSATION, 12)
    for written in (ADDRESS, ADDRESS.upper()):
        assert MARKS.read_plus_address(written) == Mark(CONVERSATION)
    assert Marks(b"o" * 32).read_message_id(MESSAGE_ID) is None


def test_an_address_without_room_gets_no_mark() -> None:
    assert len(ADDRESS.partition("@")[0]) <= LOCAL_PART
    assert MARKS.plus_address(f"{'a' * 30}@shop.example", CONVERSATION) is None


@given(place=st.integers(min_value=0, max_value=49), char=st.characters())
@example(place=0, char="\ud800")
@example(place=27, char="\u0661")
@example(place=40, char="\ud800")
def test_a_changed_mark_is_none(place: int, char: str) -> None:
    for read, written in (
        (MARKS.read_message_id, MESSAGE_ID.partition("@")[0]),
        (MARKS.read_plus_address, ADDRESS.partition("@")[0].partition("+")[2]),
    ):
        at = place % len(written)
        changed = written[:at] + char + written[at + 1 :]
        if changed.lower() == written:
            continue
        as_address = f"support+{changed}@shop.example"
        mark = read(f"{changed}@shop.example" if read == MARKS.read_message_id else as_address)
        assert mark is None


@pytest.mark.parametrize("wrong", ["", "@", "+@", "..@x", "a.1.b", "<>", f"{'a' * 26}.-1.b@x"])
def test_what_is_no_mark_at_all_is_none(wrong: str) -> None:
    assert MARKS.read_message_id(wrong) is None
    assert MARKS.read_plus_address(wrong) is None
