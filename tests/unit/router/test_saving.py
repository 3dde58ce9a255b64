"""Room is kept for heavier work that stands before lighter work (:mod:`router.saving`)."""

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from conversations.channels import Channel
from conversations.conversation import Conversation, Priority, Ref, State
from conversations.people import Presence
from router.board import Board
from router.matching import requirement
from router.order import place
from tests.unit.router.making import NOW, after, queue, seat, waiting
from tests.unit.router.test_rules import board, pairs

QUEUES = ("support", "sales")
SALES = Ref(id="sales", name="Sales")
BOTH: dict[str, Any] = {"queue_ids": QUEUES}


def call(number: int, seconds: float = 0, **fields: Any) -> Conversation:
    return waiting(number, channel=Channel.VOICE, queued_at=after(seconds), **fields)


def chat(number: int, seconds: float = 0, **fields: Any) -> Conversation:
    return waiting(number, queued_at=after(seconds), **fields)


def mail(number: int, seconds: float = 0, **fields: Any) -> Conversation:
    return waiting(number, channel=Channel.EMAIL, queued_at=after(seconds), **fields)


def codes(made: Board, conversation_id: str) -> dict[str, int]:
    why = made.why_waiting(conversation_id, after(99))
    assert why is not None
    return why.codes


def test_the_agent_with_the_most_room_is_kept_for_an_older_call_and_the_others_work_on() -> None:
    made = board(seat("ana", 100, load=30), seat("bo", 1, load=24), call(1))
    for number in range(2, 20):
        made.see(mail(number, number))
    given = pairs(made, 60)
    assert {agent for _, agent in given} == {"ana"}
    assert len(given) == 5
    assert codes(made, "c19") == {"no_room": 1, "saved_for": 1}
    assert codes(made, "c1") == {"no_room": 2}
    made.see_seat(seat("bo", load=18, version=2))
    assert pairs(made, 60) == [("c1", "bo")]
    assert codes(made, "c19") == {"no_room": 2}


def test_what_stands_before_the_call_still_comes_to_the_agent_kept_for_it() -> None:
    made = board(seat("ana", load=24), call(1, 10), mail(2, 20))
    assert pairs(made, 60) == []
    made.see(mail(3, 5))
    made.see(mail(4, 30, priority=Priority.HIGH))
    assert pairs(made, 60) == [("c4", "ana"), ("c3", "ana")]


def test_a_second_call_keeps_nobody_twice() -> None:
    made = board(
        seat("ana", load=24, **BOTH),
        seat("bo", load=30, **BOTH),
        seat("cy", load=36, **BOTH),
        call(1),
        call(2, 1),
        call(3, 2, queue=SALES),
    )
    for number in range(4, 30):
        made.see(mail(number, number))
    assert {agent for _, agent in pairs(made, 60)} == {"cy"}
    assert codes(made, "c29") == {"no_room": 1, "saved_for": 2}


def test_lighter_work_in_between_keeps_an_agent_of_its_own() -> None:
    made = board(
        seat("ana", load=24), seat("bo", load=50), seat("cy", load=48), call(1), chat(2, 1)
    )
    for number in range(3, 10):
        made.see(mail(number, number))
    assert {agent for _, agent in pairs(made, 60)} == {"bo"}
    made.see_seat(seat("cy", load=40, version=2))
    assert pairs(made, 60) == [("c2", "cy")]


def test_work_with_earlier_places_takes_the_agent_over() -> None:
    made = board(seat("ana", load=50), chat(1, 20), mail(2, 30))
    assert pairs(made, 60) == []
    made.see(call(3, 10))
    made.see(mail(4, 15))
    assert pairs(made, 60) == []
    assert codes(made, "c4") == {"saved_for": 1}
    made.see_seat(seat("ana", load=20, version=2))
    assert pairs(made, 60) == []
    made.see_seat(seat("bo", load=48))
    made.see(mail(5, 25))
    assert pairs(made, 60) == [("c4", "bo")]
    assert codes(made, "c5") == {"saved_for": 2}
    made.see_seat(seat("ana", load=0, version=3))
    assert pairs(made, 60) == [("c3", "ana")]


@pytest.mark.parametrize(
    "leaving",
    [
        call(1, state=State.ABANDONED, version=2),
        call(1, state=State.SNOOZED, snoozed_until=after(900), version=2),
        call(1, priority=Priority.LOW, version=2),
        call(1, queue=SALES, version=2),
        call(1, skills=("billing",), version=2),
    ],
)
def test_an_agent_is_let_go_when_the_call_is_gone(leaving: Conversation) -> None:
    made = board(seat("ana", load=24), call(1), mail(2, 10))
    assert pairs(made, 60) == []
    made.see(leaving)
    assert pairs(made, 60) == [("c2", "ana")]


def test_an_agent_is_let_go_when_somebody_else_takes_the_call() -> None:
    made = board(seat("ana", load=24), call(1), mail(2, 10))
    assert pairs(made, 60) == []
    made.see_seat(seat("bo"))
    assert pairs(made, 60) == [("c1", "bo"), ("c2", "ana")]


@pytest.mark.parametrize(
    "changes",
    [
        {"presence": Presence.AWAY},
        {"vanished_at": NOW},
        {"capacity": 0},
        {"queue_ids": ("sales",)},
        {"skills": ()},
    ],
)
def test_who_cannot_serve_it_any_more_hands_the_keeping_on(changes: dict[str, Any]) -> None:
    able: dict[str, Any] = {"skills": ("billing",), "load": 24}
    made = board(
        seat("ana", **able),
        seat("bo", skills=("billing",), load=30),
        call(1, skills=("billing",)),
        mail(2, 10),
    )
    assert pairs(made, 60) == [("c2", "bo")]
    made.see_seat(seat("ana", **(able | changes), version=2))
    made.see(mail(3, 20))
    given = [agent for _, agent in pairs(made, 60)]
    assert "bo" not in given
    made.see_seat(seat("bo", skills=("billing",), version=2))
    assert ("c1", "bo") in pairs(made, 60)


def test_who_loses_the_seat_is_kept_for_nothing() -> None:
    made = board(seat("ana", load=24), seat("bo", load=30), call(1), mail(2, 10))
    assert pairs(made, 60) == [("c2", "bo")]
    made.forget_seat("ana")
    made.see(mail(3, 20))
    assert pairs(made, 60) == []
    assert codes(made, "c3") == {"saved_for": 1}


def test_what_was_kept_back_comes_out_when_the_agent_can_no_longer_serve_the_call() -> None:
    able = seat("ana", load=24, skills=("billing",))
    made = board(able, call(1, skills=("billing",)), mail(2, 10))
    assert pairs(made, 60) == []
    made.see_seat(seat("ana", load=24, version=2))
    assert pairs(made, 60) == [("c2", "ana")]


def test_nobody_is_kept_for_what_they_cannot_take() -> None:
    made = board(
        seat("ana", load=24), call(1, queue=SALES), call(2, skills=("billing",)), mail(3, 10)
    )
    assert pairs(made, 60) == [("c3", "ana")]


def test_who_takes_no_work_at_all_is_not_the_one_who_is_kept() -> None:
    made = board(seat("nil", capacity=0), seat("ana", load=24), seat("bo", load=30), call(1))
    made.see(mail(2, 10))
    assert pairs(made, 60) == [("c2", "bo")]


def test_whoever_has_least_to_finish_is_kept_for_a_call_whatever_their_capacity() -> None:
    made = board(seat("ana", load=40, capacity=120), seat("bo", load=24, capacity=30), call(1))
    made.see(mail(2, 10))
    assert pairs(made, 60) == [("c2", "ana")]
    assert codes(made, "c1") == {"no_room": 2}
    made.see_seat(seat("bo", load=18, capacity=30, version=2))
    assert pairs(made, 60) == [("c1", "bo")]


def test_whoever_has_most_room_is_kept_for_a_chat() -> None:
    made = board(seat("ana", load=105, capacity=120), seat("bo", load=18, capacity=30), chat(1))
    made.see(mail(2, 10))
    assert pairs(made, 60) == [("c2", "bo")]


def test_who_keeps_room_for_a_chat_takes_a_call_in_between() -> None:
    made = board(seat("ana", load=12, capacity=20), chat(1), mail(2, 10), call(3, 20))
    assert pairs(made, 60) == [("c3", "ana")]
    made.see_seat(seat("ana", load=12, capacity=20, version=2))
    assert pairs(made, 60) == []
    assert codes(made, "c2") == {"saved_for": 1}
    made.see_seat(seat("ana", capacity=20, version=3))
    assert pairs(made, 60) == [("c1", "ana")]


def test_who_declined_is_not_kept_for_it_during_the_pause() -> None:
    made = board(seat("ana", load=24), seat("bo", load=30), call(1, declined_by=("ana",)))
    for number in range(2, 10):
        made.see(mail(number, number))
    assert {agent for _, agent in pairs(made, 9)} == {"ana"}


def test_the_last_agent_is_kept_too() -> None:
    made = board(seat("ana", load=24), call(1), mail(2, 10, last_agent=Ref(id="ana", name="Ana")))
    assert pairs(made, 60) == []


def test_work_with_a_newer_place_is_looked_at_again_when_it_comes_to_stand_before() -> None:
    made = board(seat("ana", load=24), call(1, 5), mail(2, 10), mail(3, 11))
    assert pairs(made, 60) == []
    made.see(mail(3, 11, priority=Priority.URGENT, version=2))
    assert pairs(made, 60) == [("c3", "ana")]


def test_the_keeping_follows_the_first_call_in_line() -> None:
    made = board(seat("ana", load=24), call(1, 10), mail(2, 20))
    assert pairs(made, 60) == []
    made.see(call(3, 5))
    made.see(mail(4, 7))
    assert pairs(made, 60) == []
    assert codes(made, "c4") == {"saved_for": 1}


def test_who_does_not_get_on_gives_up_and_keeps_longer_the_next_time() -> None:
    made = board(seat("ana", load=24), call(1), keep_room_s=100)
    looks = [(50, False), (149, False), (150, True), (249, True), (250, False), (449, False)]
    looks += [(450, True), (649, True), (650, False)]
    for number, (seconds, is_given) in enumerate(looks, 2):
        made.see(mail(number, number))
        assert made.due(after(seconds)) == []
        made.see_seat(seat("ana", load=24, version=number))
        assert bool(pairs(made, seconds)) is is_given, seconds


def test_who_gets_on_goes_on_keeping_room() -> None:
    made = board(seat("ana", load=40), call(1), mail(2, 10), keep_room_s=100)
    assert pairs(made, 20) == []
    made.see_seat(seat("ana", load=20, version=2))
    assert made.due(after(120)) == []
    assert pairs(made, 120) == []
    made.due(after(219))
    assert pairs(made, 219) == []
    made.due(after(220))
    assert pairs(made, 220) == [("c2", "ana")]


def test_who_gives_up_makes_way_for_another() -> None:
    made = board(seat("ana", load=24), seat("bo", load=48), call(1), keep_room_s=100)
    made.see(mail(2, 10))
    assert pairs(made, 20) == [("c2", "bo")]
    made.due(after(120))
    for number in range(3, 20):
        made.see(mail(number, number))
    assert {agent for _, agent in pairs(made, 120)} == {"ana"}
    assert codes(made, "c19") == {"no_room": 1, "saved_for": 1}
    made.see_seat(seat("bo", version=2))
    assert pairs(made, 130)[0] == ("c1", "bo")


def test_giving_up_is_forgotten_with_the_call() -> None:
    made = board(seat("ana", load=24), call(1), mail(2, 10), keep_room_s=100)
    assert pairs(made, 20) == []
    made.due(after(120))
    made.see(call(1, state=State.ABANDONED, version=2))
    made.see(call(3, 1))
    assert pairs(made, 120) == []


def test_a_decision_tells_who_was_passed_over_for_older_work() -> None:
    made = board(seat("ana", 100, load=24), seat("bo", load=30), call(1), mail(2, 10))
    made.put_queues([queue()])
    match = made.next_match(after(60))
    assert match is not None
    told = {it["agent"]: it.get("ruled_out") or it["rank"] for it in match.candidates}
    assert told == {"bo": 1, "ana": "saved_for"}


AGENTS = ("ana", "bo", "cy")
CHANNELS = (Channel.EMAIL, Channel.SMS, Channel.WEBCHAT, Channel.VOICE)
seconds = st.integers(0, 30)
moves = st.lists(
    st.one_of(
        st.tuples(st.just("arrive"), st.sampled_from(CHANNELS), seconds, st.sampled_from(QUEUES)),
        st.tuples(st.just("leave"), st.integers(0, 9)),
        st.tuples(st.just("wait"), st.sampled_from([60, 700])),
        st.tuples(st.just("press"), st.integers(0, 9), st.sampled_from(Priority)),
        st.tuples(
            st.just("seat"),
            st.sampled_from(AGENTS),
            st.sampled_from([0, 6, 18, 20, 40, 50, 54, 60, 78]),
            st.sampled_from([0, 40, 60, 120]),
            st.sampled_from([QUEUES[:1], QUEUES]),
            st.sampled_from([Presence.AVAILABLE, Presence.AVAILABLE, Presence.AWAY]),
        ),
    ),
    min_size=5,
    max_size=40,
)


@settings(max_examples=500, deadline=None)
@given(moves)
def test_whatever_happens_nobody_is_overlooked_and_room_is_kept_once(
    happens: list[tuple[Any, ...]],
) -> None:
    made, queued = (
        board(seat("ana", load=60, **BOTH), seat("bo", load=24), offers_at_once=2),
        dict[str, Conversation](),
    )
    now = 60
    for version, (what, *details) in enumerate(happens, 2):
        if what == "arrive":
            channel, since, in_queue = details
            it = waiting(version, channel=channel, queued_at=after(since), version=version)
            queued[it.id] = replace(it, queue=Ref(id=in_queue, name=in_queue.title()))
            made.see(queued[it.id])
        elif what == "seat":
            who, load, capacity, queues, presence = details
            made.see_seat(
                seat(
                    who,
                    load=load,
                    capacity=capacity,
                    queue_ids=queues,
                    presence=presence,
                    version=version,
                )
            )
        elif what == "wait":
            now += details[0]
            assert made.due(after(now)) == []
        elif queued:
            it = list(queued.values())[details[0] % len(queued)]
            if what == "leave":
                made.see(replace(queued.pop(it.id), state=State.RESOLVED, version=version))
            else:
                queued[it.id] = replace(it, priority=details[1], version=version)
                made.see(queued[it.id])
        while given := pairs(made, now):
            for conversation_id, _ in given:
                it = queued.pop(conversation_id)
                made.see(replace(it, state=State.ACTIVE, version=version))
        for left in queued.values():
            assert "free" not in codes(made, left.id), left
        _assert_room_is_kept_once(made, queued)


def _assert_room_is_kept_once(made: Board, queued: dict[str, Conversation]) -> None:
    """From what stands last of all, no more agents are kept than there are heavier kinds."""
    for it in queued.values():
        kinds = {requirement(o) for o in queued.values() if place(o) < place(it)}
        heavier = {kind for kind in kinds if kind is not None and kind.weight > it.weight}
        assert codes(made, it.id).get("saved_for", 0) <= len(heavier)
