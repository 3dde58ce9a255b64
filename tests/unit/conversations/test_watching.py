"""What a mood that worsens and a watch list set off, and what they leave alone."""

from __future__ import annotations

import logging
from dataclasses import replace

import pytest

from conversations.alerts import AlertKind
from conversations.conversation import Offer, Priority, Ref, State
from conversations.entries import Activity
from conversations.events import AlertRaised
from conversations.people import Role, Seat
from conversations.places import WatchTerms

from .feeling import OTHER_QUEUE, RUDE, Feelings, ref, sentiment, user
from .making import NOW

LAWYERS = replace(RUDE, tag="legal", priority=Priority.URGENT, queue_id="q2", owner_id="olga")


# A mood that worsens


async def test_a_slide_hurries_the_conversation_and_says_by_which_sentence() -> None:
    feelings = Feelings("Thank you, that is kind")
    await feelings.tag({2: 0.8})
    seq = await feelings.write("You are   a bunch of liars", -0.9)
    assert seq == feelings.now.mood_told
    assert feelings.now.priority is Priority.HIGH
    [note] = feelings.activities(Activity.WORSENED)
    assert note.data["seq"] == seq
    assert note.data["sentence"] == "You are a bunch of liars"
    assert note.data["from"] == 0.8
    [raised] = feelings.activities(Activity.PRIORITY)
    assert (raised.data["from"], raised.data["to"]) == ("normal", "high")
    assert raised.data["cause"] == {"kind": "mood"}
    [alert] = feelings.store.alerts.values()
    assert alert.kind is AlertKind.MOOD_WORSENED
    assert (alert.seq, alert.queue_id, alert.number) == (seq, "q1", 7)
    assert alert.sentence == "You are a bunch of liars"
    assert [it.alert for it in feelings.told if isinstance(it, AlertRaised)] == [alert]


async def test_once_a_slide_and_again_only_after_it_recovered() -> None:
    feelings = Feelings("Thanks")
    await feelings.tag({2: 0.8})
    for _ in range(4):
        await feelings.write("This is bad", -0.9)
    assert len(feelings.store.alerts) == 1
    await feelings.write("Now I am happy again", 1.0)
    await feelings.write("Really happy", 1.0)
    await feelings.write("No, it broke again, I hate it", -1.0)
    assert len(feelings.store.alerts) == 2
    assert len(feelings.activities(Activity.WORSENED)) == 2
    assert feelings.now.priority is Priority.URGENT
    await feelings.write("Fine now, thank you", 1.0)
    await feelings.write("Fine now, thank you", 1.0)
    await feelings.write("Not fine", -1.0)
    assert feelings.now.priority is Priority.URGENT, "there is nothing above"


@pytest.mark.parametrize("chosen", [Priority.LOW, Priority.NORMAL])
async def test_what_a_person_did_not_raise_is_not_raised(chosen: Priority) -> None:
    feelings = Feelings("Thanks", state=State.ACTIVE)
    await feelings.tag({2: 0.8})
    await feelings.prioritise(chosen)
    await feelings.write("This is bad", -0.9, lists=[LAWYERS])
    assert feelings.now.priority is chosen
    assert len(feelings.store.alerts) == 2, "both are told all the same"
    await feelings.prioritise(Priority.HIGH)
    await feelings.write("Well done, thank you", 1.0)
    await feelings.write("Well done, thank you", 1.0)
    await feelings.write("I take that back", -1.0)
    assert feelings.now.priority is Priority.URGENT, "the person raised it last"


async def test_what_is_old_closed_or_tagged_anew_alerts_nobody() -> None:
    late = Feelings("Thanks", "You are liars")
    await late.tag({2: 0.8, 3: -0.9}, ago_s=3_700, lists=[LAWYERS])
    closed = Feelings("Thanks", "You are liars", state=State.RESOLVED)
    await closed.tag({2: 0.8, 3: -0.9}, lists=[LAWYERS])
    anew = Feelings("Thanks", "You are liars")
    await anew.tag({2: 0.1, 3: 0.1})
    await anew.tag({2: 0.8, 3: -0.9}, anew=True)
    for feelings in (late, closed, anew):
        assert feelings.now.mood is not None
        assert feelings.now.mood.sliding, "the mood is right"
        assert not feelings.store.alerts
        assert not feelings.activities(Activity.WORSENED)
        assert feelings.now.priority is Priority.NORMAL
        assert not feelings.now.watched


async def test_a_slide_of_old_messages_is_not_told_by_the_next_one() -> None:
    feelings = Feelings("Thanks", "You are liars")
    await feelings.tag({2: 0.8, 3: -0.9}, ago_s=3_700)
    await feelings.write("Still liars", -0.9)
    assert not feelings.store.alerts


async def test_a_slide_that_a_person_brings_to_light_or_moves_is_not_told() -> None:
    feelings = Feelings("Thanks", "Great", "As always")
    await feelings.tag({2: 0.8, 3: 0.8, 4: 0.8})
    await feelings.correct(4, "negative")
    assert feelings.now.mood is not None
    assert feelings.now.mood.sliding, "0.8, 0.8, -0.1"
    assert not feelings.store.alerts
    await feelings.write("Bad", -0.9)
    assert not feelings.store.alerts


async def test_a_correction_that_ends_a_slide_allows_the_next_one() -> None:
    feelings = Feelings("Thanks")
    await feelings.tag({2: 0.8})
    seq = await feelings.write("Not bad at all", -0.9)
    await feelings.correct(seq, "positive")
    assert feelings.now.mood is not None
    assert not feelings.now.mood.sliding
    await feelings.write("But now it is broken", -1.0)
    await feelings.write("Broken!", -1.0)
    assert len(feelings.store.alerts) == 2


async def test_an_earlier_message_tagged_later_is_not_a_second_slide() -> None:
    feelings = Feelings("Thanks", "Hm, bad", "Very bad")
    await feelings.tag({2: 0.8, 4: -0.9})
    assert len(feelings.store.alerts) == 1
    await feelings.tag({3: -0.9})
    assert feelings.now.mood is not None
    assert feelings.now.mood.slide_seq == 3
    assert len(feelings.store.alerts) == 1


# Watch lists


async def test_a_list_labels_hurries_moves_and_alerts_and_says_why() -> None:
    feelings = Feelings("I will tell my lawyer")
    feelings.users["olga"] = user("olga", "t1", "t2")
    await feelings.tag({2: 0.0}, lists=[LAWYERS])
    it = feelings.now
    assert it.labels == ("legal",)
    assert it.priority is Priority.URGENT
    assert it.queue is not None
    assert (it.queue.id, it.skills, it.state) == ("q2", ("billing",), State.QUEUED)
    assert it.transfers == 0
    assert it.queued_at == NOW
    cause = {"kind": "watch", "list": {"id": "w1", "name": "Lawyers"}, "term": "lawyer"}
    kinds = (Activity.LABELS, Activity.PRIORITY, Activity.TRANSFERRED)
    for [entry] in map(feelings.activities, kinds):
        assert entry.data["cause"] == cause
        assert entry.data["reason"] == "Watch list “Lawyers” found “lawyer”."
    [alert] = feelings.store.alerts.values()
    assert alert.watch_list is not None
    assert (alert.watch_list.id, alert.owner_id, alert.queue_id) == ("w1", "olga", "q2")
    assert alert.sentence == "I will tell my lawyer"
    assert alert.data == {"term": "lawyer"}


async def test_a_list_acts_once_for_a_conversation() -> None:
    feelings = Feelings("lawyer")
    await feelings.tag({2: 0.0}, lists=[LAWYERS])
    feelings.change(queue=None, labels=())
    await feelings.write("lawyer!", 0.0, lists=[LAWYERS])
    assert feelings.now.labels == ()
    assert len(feelings.store.alerts) == 1
    assert len(feelings.activities(Activity.TRANSFERRED)) == 1


async def test_a_list_raises_the_priority_and_never_lowers_it() -> None:
    feelings = Feelings("lawyer", priority=Priority.URGENT)
    await feelings.tag({2: 0.0}, lists=[replace(LAWYERS, priority=Priority.LOW)])
    assert feelings.now.priority is Priority.URGENT
    assert not feelings.activities(Activity.PRIORITY)


@pytest.mark.parametrize("state", [State.ACTIVE, State.PENDING])
async def test_an_agents_conversation_is_not_taken_away(state: State) -> None:
    feelings = Feelings("lawyer", state=state)
    await feelings.tag({2: 0.0}, lists=[LAWYERS])
    assert feelings.now.agent is not None
    assert feelings.now.queue is not None
    assert feelings.now.queue.id == "q1"
    assert feelings.now.labels == ("legal",), "the rest is done"


async def test_a_move_withdraws_an_offer() -> None:
    made = Offer(id="o", agent=ref("ana"), offered_at=NOW, expires_at=NOW)
    feelings = Feelings("lawyer", state=State.OFFERED, offer=made)
    seat = Seat(user_id="ana", name="Ana", load=10, since=NOW, idle_since=NOW)
    feelings.store.put(seat)
    await feelings.tag({2: 0.0}, lists=[LAWYERS])
    it = feelings.now
    assert (it.offer, it.state, it.queue) == (None, State.QUEUED, Ref(id="q2", name="Billing"))
    [ended] = feelings.activities(Activity.OFFER_ENDED)
    assert ended.data["outcome"] == "withdrawn"
    assert feelings.store.seats_by_id["ana"].load == 10 - it.weight


async def test_a_teams_list_acts_in_its_queues_alone() -> None:
    feelings = Feelings("lawyer")
    await feelings.tag({2: 0.0}, lists=[replace(LAWYERS, team_id="t2")])
    assert not feelings.now.watched
    assert not feelings.store.alerts
    await feelings.write("lawyer", 0.0, lists=[replace(LAWYERS, team_id="t1")])
    assert list(feelings.now.watched) == ["w1"]


async def test_a_queue_that_is_gone_is_passed_over_with_a_word(
    caplog: pytest.LogCaptureFixture,
) -> None:
    feelings = Feelings("lawyer")
    with caplog.at_level(logging.WARNING):
        await feelings.tag({2: 0.0}, lists=[replace(LAWYERS, queue_id="gone")])
    assert feelings.now.queue is not None
    assert feelings.now.queue.id == "q1"
    assert "“Lawyers” moves nothing: its queue is gone" in caplog.text
    assert feelings.now.labels == ("legal",)


@pytest.mark.parametrize(
    "owner",
    [
        None,
        user("olga", "t1", active=False),
        user("olga", "t2"),
    ],
)
async def test_an_owner_who_is_gone_or_does_not_see_the_queue_hears_nothing(
    owner: object, caplog: pytest.LogCaptureFixture
) -> None:
    feelings = Feelings("lawyer")
    if owner is not None:
        feelings.users["olga"] = owner  # type: ignore[assignment]  # a user, by the parameters
    with caplog.at_level(logging.INFO):
        await feelings.tag({2: 0.0}, lists=[replace(LAWYERS, queue_id=None)])
    [alert] = feelings.store.alerts.values()
    assert alert.owner_id is None
    assert "owner" in caplog.text


async def test_an_admin_may_own_any_list() -> None:
    feelings = Feelings("lawyer")
    feelings.users["olga"] = user("olga", role=Role.ADMIN)
    await feelings.tag({2: 0.0}, lists=[LAWYERS])
    assert [it.owner_id for it in feelings.store.alerts.values()] == ["olga"]


async def test_a_list_may_do_without_an_alert() -> None:
    feelings = Feelings("lawyer")
    quiet = WatchTerms(
        id="w2", name="Quiet", terms=("lawyer",), tag="legal", alert=False, created_at=NOW
    )
    await feelings.tag({2: 0.0}, lists=[quiet])
    assert feelings.now.labels == ("legal",)
    assert not feelings.store.alerts


async def test_of_two_lists_the_first_by_name_moves_a_conversation() -> None:
    feelings = Feelings("lawyer")
    back = replace(RUDE, id="w0", name="A list", queue_id=OTHER_QUEUE.id)
    forth = replace(RUDE, id="w9", name="B list", queue_id="q1")
    await feelings.tag({2: 0.0}, lists=[forth, back])
    moves = feelings.activities(Activity.TRANSFERRED)
    assert [it.data["to_queue"]["id"] for it in moves] == ["q2"]
    assert feelings.now.watched == ("w0", "w9")


async def test_what_has_tags_by_now_is_not_tagged_again_by_who_found_it_without() -> None:
    feelings = Feelings("hello", "this is awful")
    await feelings.tag({2: 0.8})
    found_without = {seq: [sentiment(score)] for seq, score in {2: -0.9, 3: -0.8}.items()}
    await feelings.keeper.put(feelings.id, found_without, heard={}, doubtful={2, 3})
    assert [it.data["targets"] for it in feelings.activities(Activity.TAGGED)] == [[2], [3]]
    await feelings.keeper.put(feelings.id, found_without, heard={}, doubtful={2, 3})
    assert len(feelings.activities(Activity.TAGGED)) == 2
    assert feelings.now.mood is not None
    assert feelings.now.mood.start == 0.0
