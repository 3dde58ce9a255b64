from dataclasses import replace
from typing import Any

import pytest

from conversations.channels import Channel
from conversations.conversation import Priority, Ref
from conversations.people import Presence
from router.board import Board
from router.matching import Match
from tests.unit.router.making import NOW, after, queue, seat, waiting

BO = Ref(id="bo", name="Bo")


def board(*things: object, **settings: Any) -> Board:
    """Decisions are counted and not answered here, so a bound on offers would end each test early:
    that rule is tried in test_offers.py."""
    made = Board(**({"offers_at_once": 1000} | settings))
    made.put_queues([queue(), queue("sales")])
    for thing in things:
        if hasattr(thing, "user_id"):
            made.see_seat(thing)  # type: ignore[arg-type]
        else:
            made.see(thing)  # type: ignore[arg-type]
    return made


def pairs(made: Board, seconds: float = 0) -> list[tuple[str, str]]:
    found = []
    while (match := made.next_match(after(seconds))) is not None:
        found.append((match.conversation.id, match.agent.id))
    return found


def first(made: Board, seconds: float = 0) -> Match:
    match = made.next_match(after(seconds))
    assert match is not None
    return match


def test_the_longest_idle_agent_comes_first() -> None:
    made = board(seat("ana", 10), seat("bo", 60), seat("cy", 30))
    for number in (1, 2, 3, 4):
        made.see(waiting(number))
    assert pairs(made) == [("c1", "bo"), ("c2", "cy"), ("c3", "ana"), ("c4", "ana")]


def test_priority_comes_before_waiting_time_and_that_before_the_number() -> None:
    made = board(seat("ana"))
    made.see(waiting(1, queued_at=after(5)))
    made.see(waiting(4, queued_at=after(1)))
    made.see(waiting(3, queued_at=after(1)))
    made.see(waiting(2, queued_at=after(9), priority=Priority.URGENT))
    assert [conversation for conversation, _ in pairs(made, 10)] == ["c2", "c3", "c4"]


def test_across_queues_an_agent_gets_the_most_pressing_work() -> None:
    made = board(seat("ana", queue_ids=("support", "sales"), capacity=20))
    made.see(waiting(1, queued_at=after(2)))
    made.see(waiting(2, queued_at=after(1), queue=Ref(id="sales", name="Sales")))
    assert pairs(made, 5) == [("c2", "ana")]


@pytest.mark.parametrize(
    "changes",
    [
        {"presence": Presence.AWAY},
        {"presence": Presence.BUSY},
        {"presence": Presence.OFFLINE},
        {"vanished_at": NOW},
        {"load": 41},
        {"queue_ids": ("sales",)},
        {"skills": ("refunds",)},
    ],
)
def test_who_does_not_qualify_is_not_asked(changes: dict[str, Any]) -> None:
    skilled = waiting(1, skills=("billing", "refunds"))
    able: dict[str, Any] = {"skills": ("billing", "refunds", "spanish"), "load": 40}
    assert pairs(board(seat("ana", **able), skilled)) == [("c1", "ana")]
    assert pairs(board(seat("ana", **(able | changes)), skilled)) == []


def test_capacity_counts_by_the_weight_of_the_channel() -> None:
    made = board(seat("ana"))
    made.see(waiting(1, channel=Channel.WEBCHAT))
    made.see(waiting(2, channel=Channel.WEBCHAT))
    made.see(waiting(3, channel=Channel.VOICE, priority=Priority.LOW))
    made.see(waiting(4, channel=Channel.EMAIL, queued_at=after(1)))
    made.see(waiting(5, channel=Channel.WEBCHAT, queued_at=after(2)))
    assert [it for it, _ in pairs(made, 3)] == ["c1", "c2", "c4"]


CALL = waiting(1, channel=Channel.VOICE)


@pytest.mark.parametrize("capacity", [1, 30, 60, 120])
@pytest.mark.parametrize("load", [0, 6, 16, 18])
def test_a_call_comes_to_whoever_has_at_most_light_work(load: int, capacity: int) -> None:
    made = board(seat("ana", load=load, capacity=capacity), CALL)
    assert pairs(made) == [("c1", "ana")]


@pytest.mark.parametrize(
    ("load", "capacity"), [(20, 60), (24, 60), (20, 120), (60, 120), (19, 600), (0, 0)]
)
def test_a_call_does_not_come_beside_a_chat_or_to_who_takes_nothing(
    load: int, capacity: int
) -> None:
    made = board(seat("ana", load=load, capacity=capacity), CALL)
    assert pairs(made) == []
    why = made.why_waiting("c1", after(1))
    assert why is not None
    assert why.codes == {"no_room": 1}


@pytest.mark.parametrize(
    ("capacity", "beside"), [(30, []), (60, []), (83, []), (84, ["c3"]), (120, ["c3", "c4"])]
)
def test_beside_a_call_comes_what_the_capacity_has_left_and_never_a_second_one(
    capacity: int, beside: list[str]
) -> None:
    made = board(seat("ana", load=18, capacity=capacity), CALL)
    made.see(waiting(2, channel=Channel.VOICE, queued_at=after(1)))
    made.see(waiting(3, channel=Channel.EMAIL, queued_at=after(2), priority=Priority.HIGH))
    made.see(waiting(4, queued_at=after(3), priority=Priority.HIGH))
    made.see(replace(CALL, priority=Priority.URGENT, version=2))
    assert [it for it, _ in pairs(made, 5)] == ["c1", *beside]


def test_the_last_agent_comes_before_the_longest_idle() -> None:
    made = board(seat("ana", 100), seat("bo", 1), waiting(1, last_agent=BO))
    match = first(made)
    assert match.agent == BO
    assert "last_agent" in match.reasons


def test_a_last_agent_who_is_full_is_not_waited_for() -> None:
    made = board(seat("ana", 100), seat("bo", 1, load=60), waiting(1, last_agent=BO))
    assert first(made).agent.id == "ana"


def test_an_agent_of_the_language_comes_before_one_who_waits_longer() -> None:
    made = board(
        seat("ana", 100, languages=("en",)),
        seat("bo", 1, languages=("de-AT", "en")),
        waiting(1, language="de"),
        waiting(2, language="tr"),
    )
    match = first(made)
    assert match.agent.id == "bo"
    assert "language=de" in match.reasons
    assert first(made).agent.id == "ana"


def test_a_language_asked_for_later_finds_those_who_joined_before_and_after() -> None:
    made = board(seat("ana", 9, languages=("en",)), waiting(1))
    made.see_seat(seat("bo", 1, languages=("fa",), capacity=20))
    made.see(waiting(2, language="fa"))
    made.see_seat(seat("cy", 0, languages=("fa",)))
    made.see(waiting(3, language="fa"))
    assert pairs(made) == [("c1", "ana"), ("c2", "bo"), ("c3", "cy")]


def test_who_declined_is_asked_only_after_the_others_and_a_pause() -> None:
    declined = waiting(1, declined_by=("ana",))
    made = board(seat("ana", 100), seat("bo", 1), declined)
    assert first(made).agent.id == "bo"
    made = board(seat("ana", 100), declined, ask_again_s=20)
    assert made.next_match(after(1)) is None
    why = made.why_waiting("c1", after(1))
    assert why is not None
    assert why.codes == {"declined": 1}
    assert why.asked_again_at == after(20)
    assert made.due(after(20)) == []
    match = first(made, 20)
    assert match.agent.id == "ana"
    assert "asked_again" in match.reasons


def test_somebody_new_is_asked_during_the_pause() -> None:
    made = board(seat("ana", 100), waiting(1, declined_by=("ana",)))
    assert made.next_match(after(1)) is None
    made.see_seat(seat("bo"))
    assert first(made, 2).agent.id == "bo"


def test_the_pause_holds_up_no_other_work() -> None:
    made = board(seat("ana", 100), waiting(1, declined_by=("ana",)), waiting(2))
    assert pairs(made) == [("c2", "ana")]


def test_reasons_stand_in_the_order_in_which_they_count() -> None:
    made = board(
        seat("bo", 42, languages=("de",), skills=("billing",)),
        waiting(1, priority=Priority.HIGH, skills=("billing",), language="de", last_agent=BO),
    )
    assert first(made, 12).reasons == (
        "queue=Support",
        "priority=high",
        "skill=billing",
        "last_agent",
        "language=de",
        "idle_s=54",
        "waited_s=12",
    )


def test_a_decision_says_who_else_was_looked_at_and_what_ruled_them_out() -> None:
    made = board(
        seat("ana", 5),
        seat("bo", 50),
        seat("cy", presence=Presence.AWAY),
        seat("di", load=60),
        seat("ed", skills=()),
        seat("flo", vanished_at=NOW),
    )
    for user in ("ana", "bo", "cy", "di", "flo"):
        known = made.seat(user)
        assert known is not None
        made.see_seat(replace(known, skills=("billing",), version=2))
    made.see(waiting(1, skills=("billing",)))
    match = first(made)
    assert match.total_candidates == 6
    told = {it["agent"]: it.get("ruled_out") or it["rank"] for it in match.candidates}
    assert told == {
        "bo": 1,
        "ana": 2,
        "cy": "away",
        "di": "no_room",
        "ed": "skill=billing",
        "flo": "disconnected",
    }


def test_at_most_twenty_candidates_are_listed_the_next_in_line_among_them() -> None:
    made = board(*(seat(f"a{n:03}", idle_s=n) for n in range(300)), waiting(1))
    match = first(made)
    assert match.total_candidates == 300
    assert len(match.candidates) <= 20
    ranked = [it["agent"] for it in match.candidates if it.get("rank", 99) <= 4]
    assert ranked == ["a299", "a298", "a297", "a296"]


def test_why_waiting_counts_what_keeps_agents_from_it() -> None:
    made = board(
        seat("ana", load=60), seat("bo", presence=Presence.AWAY), waiting(1), waiting(2, queue=None)
    )
    made.see(waiting(3, queue=Ref(id="sales", name="Sales")))
    why = made.why_waiting("c1", after(7))
    assert why is not None
    assert (why.codes, why.waited_s) == ({"no_room": 1, "away": 1}, 7)
    nobody, no_queue = made.why_waiting("c3", NOW), made.why_waiting("c2", NOW)
    assert nobody is not None and no_queue is not None
    assert (nobody.codes, no_queue.codes) == ({"nobody": 0}, {"no_queue": 0})
    assert made.why_waiting("c9", NOW) is None
