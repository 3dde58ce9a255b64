"""No more offers stand at one agent at the same time than they can read (:mod:`router.offers`)."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from conversations.channels import Channel
from conversations.conversation import Conversation, Offer, Ref, State
from conversations.people import Presence
from router.board import Board
from router.offers import Offers
from tests.unit.router.making import NOW, after, seat, waiting
from tests.unit.router.test_rules import board, pairs

ANA, BO = Ref(id="ana", name="Ana"), Ref(id="bo", name="Bo")


def mail(number: int, **fields: Any) -> Conversation:
    return waiting(
        number, **({"channel": Channel.EMAIL, "queued_at": after(number / 100)} | fields)
    )


def call(number: int, **fields: Any) -> Conversation:
    return mail(number, channel=Channel.VOICE, **fields)


def offered(it: Conversation, agent: Ref, version: int = 2) -> Conversation:
    made = Offer(id=f"o{it.id}", agent=agent, offered_at=NOW, expires_at=after(20))
    return replace(it, state=State.OFFERED, offer=made, version=version)


def three_at_once(*things: object) -> Board:
    return board(*things, offers_at_once=3)


def codes(made: Board, conversation_id: str) -> dict[str, int]:
    why = made.why_waiting(conversation_id, after(99))
    assert why is not None
    return why.codes


def test_three_stand_at_once_whatever_room_there_is_and_whoever_asks_is_told() -> None:
    made = three_at_once(seat("ana"), *(mail(number) for number in range(1, 9)))
    assert pairs(made, 9) == [("c1", "ana"), ("c2", "ana"), ("c3", "ana")]
    assert codes(made, "c4") == {"offers_full": 1}
    made.see_seat(seat("ana", load=60, version=2))
    assert codes(made, "c4") == {"no_room": 1}


def test_a_decision_tells_who_had_offers_enough() -> None:
    made = three_at_once(seat("ana", 9), *(mail(number) for number in range(1, 5)))
    assert len(pairs(made, 9)) == 3
    made.see_seat(seat("bo"))
    match = made.next_match(after(9))
    assert match is not None
    told = {it["agent"]: it.get("ruled_out") or it["rank"] for it in match.candidates}
    assert told == {"bo": 1, "ana": "offers_full"}


@pytest.mark.parametrize(
    "ending",
    [
        pytest.param({"state": State.ACTIVE, "agent": ANA}, id="accepted"),
        pytest.param({"state": State.QUEUED, "declined_by": ("ana",)}, id="declined or timed out"),
        pytest.param({"state": State.QUEUED}, id="withdrawn"),
        pytest.param({"state": State.ACTIVE, "agent": BO}, id="assigned to somebody else"),
        pytest.param({"state": State.SNOOZED, "snoozed_until": after(900)}, id="snoozed"),
        pytest.param({"state": State.RESOLVED}, id="resolved"),
    ],
)
def test_when_an_offer_ends_the_next_comes_though_the_seat_is_not_seen_again(
    ending: dict[str, Any],
) -> None:
    made = three_at_once(seat("ana"), *(mail(number) for number in range(1, 9)))
    for it in (mail(1), mail(2), mail(3)):
        assert made.next_match(after(9)) is not None
        made.see(offered(it, ANA))
    assert pairs(made, 9) == []
    made.see(mail(2, **ending, version=3))
    back = ending == {"state": State.QUEUED}
    assert pairs(made, 9) == [("c2" if back else "c4", "ana")]


def test_an_offer_that_another_process_makes_to_somebody_else_does_not_stand_here() -> None:
    made = three_at_once(seat("ana"), *(mail(number) for number in range(1, 9)))
    assert len(pairs(made, 9)) == 3
    made.see(offered(mail(1), BO))
    assert pairs(made, 9) == [("c4", "ana")]


def test_what_is_erased_stands_at_nobody() -> None:
    made = three_at_once(seat("ana"), *(mail(number) for number in range(1, 9)))
    assert len(pairs(made, 9)) == 3
    made.forget("c1")
    assert pairs(made, 9) == [("c4", "ana")]


def test_a_call_rings_beside_offers_and_they_come_beside_a_call() -> None:
    made = three_at_once(seat("ana", capacity=120), mail(1), mail(2), mail(3), mail(4))
    assert len(pairs(made, 9)) == 3
    made.see(call(5))
    assert pairs(made, 9) == [("c5", "ana")]
    made.see(offered(call(5), ANA))
    assert pairs(made, 9) == []
    made.see(mail(1, state=State.ACTIVE, agent=ANA, version=3))
    assert pairs(made, 9) == [("c4", "ana")]


def test_the_end_of_a_call_that_rang_makes_no_room_for_a_fourth() -> None:
    made = three_at_once(seat("ana", capacity=120), *(mail(number) for number in range(1, 5)))
    made.see(call(9))
    assert len(pairs(made, 9)) == 4
    made.see(call(9, state=State.ACTIVE, agent=ANA, version=3))
    assert pairs(made, 9) == []


def test_offers_seen_before_their_agents_seat_count() -> None:
    made = Board(offers_at_once=3)
    for number in (1, 2, 3):
        made.see(offered(mail(number), ANA))
    made.see(mail(4))
    made.see_seat(seat("ana", load=18))
    assert pairs(made, 9) == []
    made.see(mail(3, state=State.ACTIVE, agent=ANA, version=3))
    assert pairs(made, 9) == [("c4", "ana")]


def test_offers_outlive_a_seat_that_is_forgotten_and_comes_back() -> None:
    made = three_at_once(seat("ana"), *(mail(number) for number in range(1, 6)))
    assert len(pairs(made, 9)) == 3
    made.forget_seat("ana")
    made.see(mail(3, state=State.RESOLVED, version=3))
    made.see_seat(seat("ana", version=2))
    assert pairs(made, 9) == [("c4", "ana")]


def test_who_has_more_than_the_bound_is_asked_once_they_are_below_it() -> None:
    made = three_at_once(seat("ana", load=24), mail(9))
    made.see_seat(seat("ana", load=60, version=2))
    for number in (1, 2, 3, 4):
        made.see(offered(mail(number), ANA))
    made.see_seat(seat("ana", load=24, version=3))
    made.see(mail(1, state=State.ACTIVE, agent=ANA, version=3))
    assert codes(made, "c9") == {"offers_full": 1}
    assert pairs(made, 9) == []
    made.see(mail(2, state=State.ACTIVE, agent=ANA, version=3))
    assert pairs(made, 9) == [("c9", "ana")]


def test_who_is_away_when_an_offer_ends_is_asked_when_they_are_back() -> None:
    made = three_at_once(seat("ana"), *(mail(number) for number in range(1, 6)))
    assert len(pairs(made, 9)) == 3
    made.see_seat(seat("ana", load=18, presence=Presence.AWAY, version=2))
    made.see(mail(1, state=State.ACTIVE, agent=ANA, version=3))
    assert pairs(made, 9) == []
    made.see_seat(seat("ana", load=18, version=3))
    assert pairs(made, 9) == [("c4", "ana")]


def test_among_those_who_answer_the_longest_idle_comes_first() -> None:
    made = board(seat("ana", 9), seat("bo", 5), mail(1), mail(2), offers_at_once=1)
    for seconds, expected in ((10, ("c1", "ana")), (20, ("c2", "bo"))):
        match = made.next_match(after(seconds))
        assert match is not None
        assert (match.conversation.id, match.agent.id) == expected
    for number in (3, 4, 5):
        made.see(mail(number))
    assert pairs(made, 20) == []
    made.see(mail(2, state=State.ACTIVE, agent=BO, version=3))
    made.see(mail(1, state=State.ACTIVE, agent=ANA, version=3))
    assert pairs(made, 30) == [("c3", "ana"), ("c4", "bo")]


def test_a_last_agent_with_offers_enough_is_not_waited_for() -> None:
    made = board(seat("ana"), mail(1), mail(2, last_agent=ANA), offers_at_once=1)
    assert pairs(made, 9) == [("c1", "ana")]
    made.see_seat(seat("bo"))
    assert pairs(made, 9) == [("c2", "bo")]


def test_older_heavier_work_comes_before_lighter_to_whoever_has_answered() -> None:
    made = three_at_once(seat("ana"), mail(1), mail(2), mail(3))
    assert len(pairs(made, 9)) == 3
    made.see(waiting(5, queued_at=after(2)))
    made.see(mail(4, queued_at=after(3)))
    made.see_seat(seat("bo", load=50))
    # Bo has room for the mail alone; Ana is the one who is kept for the chat.
    assert pairs(made, 9) == [("c4", "bo")]
    made.see(mail(6, queued_at=after(4)))
    made.see_seat(seat("bo", load=60, version=2))
    made.see(mail(1, state=State.ACTIVE, agent=ANA, version=3))
    assert pairs(made, 9) == [("c5", "ana")]


def test_the_ledger_tells_who_has_come_below_the_bound() -> None:
    offers = Offers(2)
    at_ana = offers.at("ana")
    assert [offers.note(id, "ana") for id in ("c1", "c2", "c3", "c3")] == [None] * 4
    assert at_ana == {"c1", "c2", "c3"}
    assert offers.note("c3", None) is None
    assert offers.note("c2", "bo") == "ana"
    assert offers.note("c1", None) is None
    assert offers.note("c1", None) is None
    assert (at_ana, offers.at("bo")) == (set(), {"c2"})
