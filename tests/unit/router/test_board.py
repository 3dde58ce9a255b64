from dataclasses import replace

from conversations.calls.call import CallState
from conversations.channels import Channel
from conversations.conversation import Offer, Priority, Ref, State
from conversations.people import Presence
from router.board import Board
from router.timers import Kind
from tests.unit.router.making import NOW, after, call_in, calling, queue, seat, waiting


def board() -> Board:
    made = Board(grace_s=60)
    made.put_queues([queue(overflow_queue_id="all", overflow_after_s=30), queue("all")])
    return made


def offered(version: int = 2) -> Offer:
    return Offer(
        id=f"o{version}", agent=Ref(id="ana", name="Ana"), offered_at=NOW, expires_at=after(20)
    )


def test_an_older_version_is_ignored() -> None:
    made = board()
    assert made.see(waiting(1, version=5))
    assert not made.see(waiting(1, version=4, priority=Priority.URGENT))
    assert not made.see(waiting(1, version=5))
    assert made.see(waiting(1, version=5), force=True)
    made.see_seat(seat("ana", version=3))
    assert not made.see_seat(seat("ana", version=2, load=60))
    assert made.next_match(NOW) is not None


def test_a_late_event_does_not_bring_back_what_has_left() -> None:
    made = board()
    made.see_seat(seat("ana"))
    made.see(waiting(1, version=3, state=State.RESOLVED))
    made.see(waiting(1, version=2))
    assert made.next_match(NOW) is None
    made.see(waiting(1, version=4))
    assert made.next_match(NOW) is not None


def test_a_decision_counts_as_made_until_the_store_has_answered() -> None:
    made = board()
    made.see_seat(seat("ana", capacity=20))
    made.see(waiting(1))
    made.see(waiting(2))
    assert made.next_match(NOW) is not None
    assert made.next_match(NOW) is None
    made.see_seat(seat("ana", capacity=20), force=True)
    made.see(waiting(1), force=True)
    match = made.next_match(NOW)
    assert match is not None
    assert match.conversation.id == "c1"


def test_a_conversation_that_changes_while_it_waits_is_served_as_it_is_now() -> None:
    made = board()
    made.see(waiting(1))
    made.see(waiting(2, queued_at=after(1)))
    made.see(waiting(2, queued_at=after(1), version=2, priority=Priority.HIGH))
    made.see(waiting(1, version=2, subject="Order 7"))
    made.see_seat(seat("ana"))
    first, second = made.next_match(after(2)), made.next_match(after(2))
    assert first is not None and second is not None
    assert (first.conversation.id, second.conversation.subject) == ("c2", "Order 7")


def test_parked_work_goes_to_the_agent_who_comes_free() -> None:
    made = board()
    made.see_seat(seat("ana", load=60))
    made.see_seat(seat("bo", presence=Presence.AWAY))
    made.see(waiting(1))
    assert made.next_match(NOW) is None
    made.see_seat(seat("ana", load=40, version=2))
    made.see(waiting(2))
    match = made.next_match(NOW)
    assert match is not None
    assert match.conversation.id == "c1"
    assert made.next_match(NOW) is None
    made.see_seat(seat("bo", version=2))
    assert made.next_match(NOW) is not None


def test_an_agent_who_changes_queue_or_skill_is_matched_anew() -> None:
    made = board()
    made.see(waiting(1, skills=("billing",)))
    made.see_seat(seat("ana"))
    assert made.next_match(NOW) is None
    made.see_seat(seat("ana", version=2, skills=("billing",)))
    assert made.next_match(NOW) is not None
    made.see_seat(seat("ana", version=3, queue_ids=("all",), skills=("billing",)))
    made.see(waiting(2, skills=("billing",)))
    assert made.next_match(NOW) is None


def test_an_agent_without_a_seat_is_forgotten() -> None:
    made = board()
    made.see_seat(seat("ana"))
    made.see(waiting(1))
    made.forget_seat("ana")
    assert made.next_match(NOW) is None


def test_what_falls_due_does_so_at_its_moment_and_only_if_it_still_holds() -> None:
    made = board()
    made.put_queues([queue()])
    made.see(waiting(1, state=State.OFFERED, offer=offered(), version=2))
    made.see(waiting(2, state=State.OFFERED, offer=offered(3), version=2))
    made.see(waiting(3, state=State.SNOOZED, snoozed_until=after(30)))
    made.see_seat(seat("ana", vanished_at=NOW))
    made.see(waiting(2, state=State.ACTIVE, version=3))
    assert made.timers.next_at() == after(20)
    assert made.due(after(19.999)) == []
    assert [(it.kind, it.id) for it in made.due(after(20))] == [(Kind.OFFER, "c1")]
    assert [(it.kind, it.id) for it in made.due(after(30))] == [(Kind.WAKE, "c3")]
    assert [(it.kind, it.id) for it in made.due(after(60))] == [(Kind.GONE, "ana")]
    made.see_seat(seat("ana", vanished_at=after(61), version=2))
    made.see_seat(seat("ana", version=3))
    assert made.due(after(500)) == []


def test_work_overflows_after_its_time_and_not_back_to_where_it_came_from() -> None:
    made = board()
    made.put_queues(
        [
            queue(overflow_queue_id="all", overflow_after_s=30),
            queue("all", overflow_queue_id="support", overflow_after_s=10),
        ]
    )
    made.see(waiting(1))
    assert made.due(after(29)) == []
    assert [it.kind for it in made.due(after(30))] == [Kind.OVERFLOW]
    moved = waiting(1, queue=Ref(id="all", name="All"), changed_at=after(30), version=2)
    made.see(moved)
    assert made.due(after(1000)) == []
    again = replace(moved, queued_at=after(2000), changed_at=after(2000), version=3)
    made.see(again)
    assert [it.kind for it in made.due(after(2010))] == [Kind.OVERFLOW]


def test_a_new_overflow_rule_holds_for_what_waits_already() -> None:
    made = board()
    made.put_queues([queue(), queue("all")])
    made.see(waiting(1))
    made.put_queues([queue(overflow_queue_id="all", overflow_after_s=5), queue("all")])
    assert [it.id for it in made.due(after(5))] == ["c1"]


def test_kinds_of_work_that_nobody_asks_for_any_more_are_forgotten() -> None:
    made = board()
    made.see_seat(seat("ana", capacity=10_000_000, skills=tuple(f"s{n}" for n in range(3000))))
    for number in range(3000):
        made.see(waiting(number, skills=(f"s{number}",)))
        assert made.next_match(NOW) is not None
        made.see(waiting(number, skills=(f"s{number}",), state=State.ACTIVE, version=2))
    assert made.kinds_of_work <= 1025


def test_a_caller_is_offered_and_overflows_only_once_they_wait_for_an_agent() -> None:
    made = board()
    made.see_seat(seat("ana"))
    menu = calling(1, CallState.MENU, queued_at=None)
    made.see(menu)
    assert made.next_match(after(10)) is None
    assert made.why_waiting("c1", after(10)) is None
    assert made.due(after(50)) == []
    made.see_seat(seat("ana", load=60, version=2))
    call = call_in(menu, CallState.QUEUED)
    queued = replace(menu, call=call, queued_at=after(50), changed_at=after(50), version=2)
    made.see(queued)
    assert made.next_match(after(50)) is None
    assert made.why_waiting("c1", after(50)) is not None
    assert made.due(after(79)) == []
    assert [(it.kind, it.id) for it in made.due(after(80))] == [(Kind.OVERFLOW, "c1")]
    made.see_seat(seat("ana", version=3))
    leaving_a_message = call_in(queued, CallState.VOICEMAIL)
    made.see(replace(queued, call=leaving_a_message, version=3))
    assert made.next_match(after(90)) is None
    left = call_in(queued, CallState.ENDED)
    made.see(replace(queued, call=left, version=4))
    match = made.next_match(after(99))
    assert match is not None
    assert match.reasons[-1] == "waited_s=49"


def test_nobody_keeps_room_for_a_caller_who_is_leaving_a_message_now() -> None:
    made = board()
    made.see_seat(seat("ana", load=24))
    queued = calling(1, CallState.QUEUED)
    made.see(queued)
    made.see(waiting(2, channel=Channel.EMAIL, queued_at=after(5)))
    assert made.next_match(after(9)) is None
    made.see(replace(queued, call=call_in(queued, CallState.VOICEMAIL), version=2))
    match = made.next_match(after(9))
    assert match is not None
    assert match.conversation.id == "c2"
