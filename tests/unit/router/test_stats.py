import random
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from conversations.calls.call import CallState
from conversations.calls.leg import Leg, Party
from conversations.conversation import Conversation, Priority, Ref, State
from conversations.events import Committed, SeatChanged
from conversations.people import Presence
from router import ranking
from router.ranking import Ranking
from router.stats import Figures
from tests.unit.router.making import NOW, after, call_in, calling, queue, seat, waiting

ANA = Ref(id="ana", name="Ana")


def figures() -> Figures:
    made = Figures()
    made.put_queues([queue(target_s=60)])
    return made


def staffed() -> Figures:
    made = figures()
    made.apply(SeatChanged(seat=seat("ana")))
    return made


def commit(made: Figures, before: Conversation, **fields: object) -> Conversation:
    changed = replace(before, version=before.version + 1, **fields)  # type: ignore[arg-type]
    made.apply(Committed(conversation=changed, before=before, entries=()))
    return changed


def arrive(made: Figures, number: int, **fields: object) -> Conversation:
    fresh = waiting(number, **fields)
    made.apply(Committed(conversation=fresh, before=None, entries=()))
    return fresh


def test_waiting_work_is_counted_with_its_longest_wait_and_places_in_line() -> None:
    made = figures()
    first = arrive(made, 1, queued_at=after(5))
    arrive(made, 2, queued_at=after(7))
    arrive(made, 3, queued_at=after(9), priority=Priority.HIGH)
    stats = made.of("support", after(10))
    assert (stats.waiting, stats.longest_wait_since) == (3, after(5))
    assert [made.position(f"c{n}") for n in (1, 2, 3, 9)] == [2, 3, 1, None]
    commit(made, first, state=State.ACTIVE, agent=ANA, changed_at=after(10))
    stats = made.of("support", after(10))
    assert (stats.waiting, stats.active, stats.longest_wait_since) == (2, 1, after(7))
    assert made.position("c1") is None


def test_an_offered_conversation_still_waits() -> None:
    made = figures()
    commit(made, arrive(made, 1), state=State.OFFERED)
    stats = made.of("support", NOW)
    assert (stats.waiting, stats.offered, made.position("c1")) == (1, 1, 1)


def test_an_event_that_comes_twice_or_late_counts_once() -> None:
    made = figures()
    it = arrive(made, 1)
    done = commit(made, it, state=State.RESOLVED, first_response_at=after(10))
    made.apply(Committed(conversation=it, before=None, entries=()))
    stats = made.of("support", NOW)
    assert (stats.waiting, stats.active) == (0, 0)
    made.apply(Committed(conversation=done, before=it, entries=()))
    assert made.of("support", NOW).answered_or_lost == 1


def test_the_service_level_counts_first_responses_within_the_target_and_abandons() -> None:
    made = figures()
    for number, seconds in ((1, 59), (2, 60), (3, 61)):
        commit(made, arrive(made, number), state=State.ACTIVE, first_response_at=after(seconds))
    commit(made, arrive(made, 4), state=State.ABANDONED)
    stats = made.of("support", after(100))
    assert (stats.met, stats.answered_or_lost, stats.abandoned_today) == (2, 4, 1)
    tomorrow = made.of("support", after(86_400))
    assert (tomorrow.met, tomorrow.answered_or_lost, tomorrow.abandoned_today) == (0, 0, 0)


def test_the_expected_wait_follows_the_pace_at_which_work_is_handed_out() -> None:
    made = staffed()
    line = [arrive(made, number) for number in range(1, 8)]
    assert made.expected_wait_s("c5", NOW) is None
    for turn, it in enumerate(line[:4], 1):
        commit(made, it, state=State.ACTIVE, changed_at=after(turn * 30))
    assert made.expected_wait_s("c5", after(120)) == pytest.approx(30)
    assert made.expected_wait_s("c7", after(120)) == pytest.approx(90)
    assert made.of("support", after(120)).expected_wait_s == pytest.approx(120)
    # Nothing has been handed out for a while: the estimate does not stay rosy.
    assert made.expected_wait_s("c5", after(180)) == pytest.approx(60)


def test_where_nobody_has_to_wait_for_agents_the_usual_wait_is_expected() -> None:
    made = staffed()
    for number in (1, 2, 3):
        assert made.of("support", after(4)).expected_wait_s is None
        it = arrive(made, number)
        commit(made, it, state=State.ACTIVE, changed_at=after(4))
    assert made.of("support", after(500)).expected_wait_s == pytest.approx(4)
    arrive(made, 4, queued_at=after(500))
    assert made.expected_wait_s("c4", after(501)) == pytest.approx(3)
    # Whoever waits longer than is usual, or behind somebody, is told nothing that may be untrue.
    assert made.expected_wait_s("c4", after(505)) is None
    assert made.of("support", after(501)).expected_wait_s is None


def test_nothing_is_expected_while_nobody_is_at_work() -> None:
    made = staffed()
    line = [arrive(made, number) for number in range(1, 8)]
    for turn, it in enumerate(line[:4], 1):
        commit(made, it, state=State.ACTIVE, changed_at=after(turn * 30))
    made.apply(SeatChanged(seat=seat("ana", presence=Presence.BUSY, version=2)))
    assert made.expected_wait_s("c5", after(120)) == pytest.approx(30)
    made.apply(SeatChanged(seat=seat("ana", presence=Presence.AWAY, version=3)))
    assert made.expected_wait_s("c5", after(120)) is None
    assert made.of("support", after(120)).expected_wait_s is None


def test_the_pace_of_this_morning_is_not_the_pace_of_tonight() -> None:
    made = staffed()
    line = [arrive(made, number) for number in range(1, 20)]
    for turn, it in enumerate(line[:4], 1):
        commit(made, it, state=State.ACTIVE, changed_at=after(turn * 30))
    assert made.expected_wait_s("c5", after(120 + 3600)) == pytest.approx(3600)
    assert made.expected_wait_s("c5", after(121 + 3600)) is None
    for turn, it in enumerate(line[4:8], 1):
        assert made.expected_wait_s("c19", after(9000 + turn * 60)) is None
        commit(made, it, state=State.ACTIVE, changed_at=after(9000 + turn * 60))
    assert made.expected_wait_s("c9", after(9240)) == pytest.approx(60)


def test_a_caller_waits_from_the_moment_they_enter_the_queue() -> None:
    made = staffed()
    fresh = calling(1, CallState.MENU, queued_at=None)
    made.apply(Committed(conversation=fresh, before=None, entries=()))
    arrive(made, 2, queued_at=after(20))
    assert (made.of("support", after(30)).waiting, made.position("c1")) == (1, None)
    assert made.expected_wait_s("c1", after(30)) is None
    queued = commit(made, fresh, call=call_in(fresh, CallState.QUEUED), queued_at=after(30))
    stats = made.of("support", after(40))
    assert (stats.waiting, stats.longest_wait_since) == (2, after(20))
    assert made.position("c1") == 2
    commit(made, queued, call=call_in(queued, CallState.VOICEMAIL))
    assert (made.of("support", after(50)).waiting, made.position("c1")) == (1, None)


def test_a_caller_is_told_the_pace_at_which_calls_are_taken() -> None:
    made = staffed()
    line = [calling(number, CallState.QUEUED) for number in range(1, 9)]
    for it in line:
        made.apply(Committed(conversation=it, before=None, entries=()))
    for turn, it in enumerate(line[:4], 1):
        assert made.expected_wait_s("c8", after(turn * 90)) is None
        state = call_in(it, CallState.OFFERED)
        offered = commit(made, it, state=State.OFFERED, call=state)
        state = call_in(it, CallState.CONNECTING)
        commit(
            made, offered, state=State.ACTIVE, agent=ANA, call=state, changed_at=after(turn * 90)
        )
    assert made.expected_wait_s("c5", after(360)) == pytest.approx(90)
    assert made.expected_wait_s("c8", after(360)) == pytest.approx(360)


def test_only_a_caller_who_waited_for_the_queue_counts_as_abandoned() -> None:
    made = figures()
    menu = calling(1, CallState.MENU, queued_at=None)
    line = calling(2, CallState.QUEUED)
    for it in (menu, line):
        made.apply(Committed(conversation=it, before=None, entries=()))
        gone = call_in(it, CallState.ABANDONED)
        commit(made, it, state=State.ABANDONED, call=gone)
    stats = made.of("support", NOW)
    assert (stats.abandoned_today, stats.answered_or_lost) == (1, 1)


def test_agents_on_a_call_and_in_wrap_up_are_counted_in_each_of_their_queues() -> None:
    made = figures()
    made.apply(SeatChanged(seat=seat("ana", queue_ids=("support", "sales"))))
    it = calling(1, CallState.QUEUED)
    made.apply(Committed(conversation=it, before=None, entries=()))
    assert busy(made, "support") == (0, 0)
    talking = call_in(it, CallState.TALKING)
    it = commit(made, it, state=State.ACTIVE, agent=ANA, call=talking)
    assert busy(made, "support") == busy(made, "sales") == (1, 0)
    consulted = Leg(id="l", party=Party.CONSULTED, name="Bo", user_id="bo", since=NOW)
    both = call_in(it, CallState.TRANSFERRING, legs=(consulted,))
    it = commit(made, it, call=both)
    made.apply(SeatChanged(seat=seat("bo")))
    assert (busy(made, "support"), busy(made, "sales")) == ((2, 0), (1, 0))
    it = commit(made, it, call=call_in(it, CallState.WRAP_UP, legs=()))
    assert busy(made, "support") == busy(made, "sales") == (0, 1)
    # Whoever speaks again while another call is still to be written down is on a call.
    second = calling(2, CallState.CONNECTING, state=State.ACTIVE, agent=ANA)
    made.apply(Committed(conversation=second, before=None, entries=()))
    assert busy(made, "support") == (1, 0)
    made.apply(SeatChanged(seat=seat("ana", queue_ids=("sales",), version=2)))
    assert (busy(made, "support"), busy(made, "sales")) == ((0, 0), (1, 0))
    commit(made, second, state=State.RESOLVED, call=call_in(second, CallState.ENDED))
    commit(made, it, state=State.RESOLVED, call=call_in(it, CallState.ENDED))
    assert busy(made, "sales") == (0, 0)


def busy(made: Figures, queue_id: str) -> tuple[int, int]:
    stats = made.of(queue_id, NOW)
    return stats.on_call, stats.wrap_up


def test_agents_are_counted_by_presence_in_each_of_their_queues() -> None:
    made = figures()
    made.apply(SeatChanged(seat=seat("ana", queue_ids=("support", "sales"))))
    made.apply(SeatChanged(seat=seat("bo")))
    made.apply(SeatChanged(seat=seat("bo", presence=Presence.AWAY, version=2)))
    made.apply(SeatChanged(seat=seat("bo", version=1)))
    agents = made.of("support", NOW).agents
    assert (agents[Presence.AVAILABLE], agents[Presence.AWAY]) == (1, 1)
    assert made.of("sales", NOW).agents[Presence.AVAILABLE] == 1


def test_sentiment_is_the_mean_of_the_open_conversations() -> None:
    made = figures()
    assert made.of("support", NOW).sentiment is None
    arrive(made, 1, sentiment_score=0.5)
    second = arrive(made, 2, sentiment_score=-1.0)
    assert made.of("support", NOW).sentiment == pytest.approx(-0.25)
    commit(made, second, state=State.RESOLVED)
    assert made.of("support", NOW).sentiment == pytest.approx(0.5)


def test_todays_figures_can_be_restored_after_a_start() -> None:
    made = figures()
    made.restore_today("support", met=8, total=10, abandoned=1)
    commit(made, arrive(made, 1), state=State.ACTIVE, first_response_at=after(1))
    stats = made.of("support", after(1))
    assert (stats.met, stats.answered_or_lost, stats.abandoned_today) == (9, 11, 1)


@given(st.lists(st.tuples(st.booleans(), st.integers(0, 60)), max_size=200))
def test_a_ranking_says_what_a_sorted_list_says(moves: list[tuple[bool, int]]) -> None:
    ranked: Ranking[tuple[int]] = Ranking()
    plain: list[tuple[int]] = []
    for adds, number in moves:
        key = (number,)
        if adds and key not in plain:
            ranked.add(key)
            plain.append(key)
        elif not adds and key in plain:
            ranked.remove(key)
            plain.remove(key)
        plain.sort()
        assert len(ranked) == len(plain)
        assert ranked.first() == (plain[0] if plain else None)
        assert [ranked.position(k) for k in plain] == list(range(1, len(plain) + 1))


def test_a_long_ranking_keeps_its_chunks_small(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ranking, "CHUNK", 4)
    ranked: Ranking[tuple[int]] = Ranking()
    numbers = list(range(500))
    random.Random(1).shuffle(numbers)
    for number in numbers:
        ranked.add((number,))
    for number in range(0, 500, 2):
        ranked.remove((number,))
    assert [ranked.position((n,)) for n in range(1, 500, 2)] == list(range(1, 251))
    with pytest.raises(KeyError):
        ranked.remove((2,))
