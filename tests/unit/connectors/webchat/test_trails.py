"""The visible entry before is known from memory, or not at all: never wrongly."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime

from hypothesis import given
from hypothesis import strategies as st

from connectors.webchat import trails
from connectors.webchat.trails import Trails
from conversations.channels import Channel
from conversations.entries import Activity, Author, AuthorType, Direction, Entry, Kind

AT = datetime(2026, 3, 1, tzinfo=UTC)


def entry(seq: int, *, seen: bool = True, conversation: str = "c") -> Entry:
    return Entry(
        id=f"e{seq}",
        conversation_id=conversation,
        contact_id="p",
        inbox_id="i",
        channel=Channel.WEBCHAT,
        seq=seq,
        kind=Kind.MESSAGE if seen else Kind.ACTIVITY,
        direction=Direction.IN if seen else None,
        activity=None if seen else Activity.TAGGED,
        at=AT,
        author=Author(type=AuthorType.CONTACT, id="p", name="Visitor"),
    )


def noted(*commits: Sequence[Entry]) -> Trails:
    made = Trails()
    for commit in commits:
        made.note(commit)
    return made


def test_nothing_is_known_of_a_conversation_that_was_not_seen() -> None:
    assert Trails().before("c", 1) is None


def test_the_first_visible_entry_has_none_before() -> None:
    assert noted([entry(1, seen=False), entry(2)]).before("c", 2) == 0


def test_entries_that_visitors_do_not_see_are_skipped() -> None:
    known = noted([entry(1)], [entry(2, seen=False)], [entry(3, seen=False), entry(4)])
    assert known.before("c", 4) == 1


def test_what_was_before_the_process_began_is_not_guessed() -> None:
    known = noted([entry(8, seen=False), entry(9)])
    assert known.before("c", 9) is None
    known.note([entry(10)])
    assert known.before("c", 10) == 9


def test_after_a_hole_it_begins_anew() -> None:
    assert noted([entry(1)], [entry(3)]).before("c", 3) is None


def test_the_conversation_quiet_for_longest_is_forgotten() -> None:
    known = Trails()
    for number in range(trails.REMEMBERED + 1):
        known.note([entry(1, conversation=f"c{number}")])
    assert known.before("c0", 2) is None
    assert known.before("c1", 2) == 1


@given(
    seen=st.lists(st.booleans(), min_size=1, max_size=60),
    told=st.lists(st.integers(0, 59), max_size=80),
)
def test_whatever_comes_in_whatever_order_it_is_right_or_unknown(
    seen: list[bool], told: list[int]
) -> None:
    timeline = [entry(seq, seen=it) for seq, it in enumerate(seen, start=1)]
    known = Trails()
    for index in told:
        if index < len(timeline):
            known.note(timeline[index : index + 2])
    for asked in timeline:
        visible = [it.seq for it in timeline if it.kind is Kind.MESSAGE and it.seq < asked.seq]
        assert known.before("c", asked.seq) in (None, visible[-1] if visible else 0)
