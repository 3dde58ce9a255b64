"""Finding planted topics, and knowing them again."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pytest

from sentiment.topics import Point, Space, assign, find_topics
from tests.unit.sentiment.topics.planted import directions, named, points

SIZES = {"parcel": 150, "refund": 120, "login": 90, "invoice": 60}
TOPICS = directions(6)
FOUR = TOPICS[:4]

pytestmark = pytest.mark.timeout(60)


def prefix(id_: str) -> str:
    return id_.split("-")[0]


def in_topics(given: Sequence[Point], member_of: dict[str, str | None]) -> list[Point]:
    return [replace(point, topic_id=member_of.get(point.id)) for point in given]


def test_topics_are_found_without_being_counted_before_and_hold_all_languages() -> None:
    found = find_topics(points(SIZES, FOUR), [])
    assert [topic.size for topic in found.topics] == [150, 120, 90, 60]
    for index, name in enumerate(SIZES):
        inside = {id_ for id_, topic in found.member_of.items() if topic == index}
        assert {prefix(id_) for id_ in inside} == {name}
    assert [topic.id for topic in found.topics] == [None] * 4


def test_a_topic_is_named_by_what_is_said_in_it_alone_and_shows_examples() -> None:
    found = find_topics(points(SIZES, FOUR), [])
    assert [topic.name for topic in found.topics] == [
        "Parcel trouble",
        "Refund trouble",
        "Login trouble",
        "Invoice trouble",
    ]
    for topic, name in zip(found.topics, SIZES, strict=True):
        assert len(topic.examples) == 10
        assert {prefix(id_) for id_ in topic.examples} == {name}


def test_without_phrases_topics_are_found_but_have_no_names() -> None:
    found = find_topics(points(SIZES, FOUR, words=False), [])
    assert [(topic.name, topic.phrases) for topic in found.topics] == [("", ())] * 4


def test_the_same_conversations_give_the_same_topics() -> None:
    given = points(SIZES, FOUR)
    first, second = find_topics(given, []), find_topics(given, [])
    assert first.topics == second.topics
    assert first.member_of == second.member_of


def test_one_more_day_changes_no_ids_and_no_names() -> None:
    yesterday = points(SIZES, FOUR)
    known, member_of = named(find_topics(yesterday, []))
    known[0] = replace(known[0], name="A name that a person gave")
    today = points(dict.fromkeys(SIZES, 8), FOUR, seed=2, begin=1000)
    found = find_topics(in_topics([*yesterday, *today], member_of), known)
    now, later = named(found, "new")
    assert {topic.id for topic in now} == {topic.id for topic in known}
    assert {topic.id: topic.name for topic in now} == {topic.id: topic.name for topic in known}
    assert {id_: later[id_] for id_ in member_of} == member_of
    assert found.gone == ()


def test_a_topic_is_known_by_its_centre_where_no_conversation_of_it_is_left() -> None:
    known, _ = named(find_topics(points(SIZES, FOUR), []))
    found = find_topics(points(SIZES, FOUR, seed=5, begin=1000), known)
    assert [topic.id for topic in found.topics] == [topic.id for topic in known]


def test_what_is_asked_about_for_the_first_time_is_a_new_topic() -> None:
    yesterday = points(SIZES, FOUR)
    known, member_of = named(find_topics(yesterday, []))
    surprise = points({"strike": 40}, TOPICS[4:5], seed=3)
    found = find_topics(in_topics([*yesterday, *surprise], member_of), known)
    new = [topic for topic in found.topics if topic.id is None]
    assert [(topic.name, topic.size) for topic in new] == [("Strike trouble", 40)]
    assert len(found.topics) == 5


def test_a_topic_that_nobody_asks_about_any_more_is_gone() -> None:
    known, member_of = named(find_topics(points(SIZES, FOUR), []))
    left = {name: size for name, size in SIZES.items() if name != "login"}
    topics = TOPICS[[0, 1, 3]]
    found = find_topics(in_topics(points(left, topics), member_of), known)
    assert found.gone == (known[2].id,)
    assert [topic.id for topic in found.topics] == [known[it].id for it in (0, 1, 3)]


def test_two_that_were_one_part_and_the_larger_keeps_the_id() -> None:
    given = points(SIZES, FOUR)
    known, member_of = named(find_topics(given, []))
    of_one = {
        id_: known[0].id if topic == known[2].id else topic for id_, topic in member_of.items()
    }  # login was part of parcel
    merged = [topic for topic in known if topic.id != known[2].id]
    found = find_topics(in_topics(given, of_one), merged)
    assert len(found.topics) == 4  # yesterday weighs, but not so much
    parted = next(topic for topic in found.topics if topic.id is None)
    assert (parted.name, parted.split_from) == ("Login trouble", known[0].id)
    assert found.topics[0].id == known[0].id


def test_what_becomes_one_keeps_the_larger_ones_id_and_says_what_it_took_in() -> None:
    given = points(SIZES, FOUR)
    known, member_of = named(find_topics(given, []))
    lots = np.random.default_rng(4)
    second = replace(known[0], id="second")  # parcel was two, by chance
    of_two = {
        id_: "second" if topic == known[0].id and lots.random() < 0.3 else topic
        for id_, topic in member_of.items()
    }
    found = find_topics(in_topics(given, of_two), [*known, second])
    assert [topic.size for topic in found.topics] == [150, 120, 90, 60]
    assert (found.topics[0].id, found.topics[0].merged) == (known[0].id, ("second",))
    assert found.gone == ()


def test_what_has_no_matter_in_common_is_no_topic_neither_now_nor_in_between() -> None:
    greetings = [
        replace(point, phrases=(f"word{number}",) if number % 4 == 0 else ())
        for number, point in enumerate(points({"hello": 100}, TOPICS[5:], seed=6))
    ]
    found = find_topics([*points(SIZES, FOUR), *greetings], [])
    assert len(found.topics) == 4
    assert {found.member_of[point.id] for point in greetings} == {None}
    more = points({"hello": 10}, TOPICS[5:], seed=9, begin=2000)
    assert set(assign(more, named(found)[0], found.space).values()) == {None}


def test_between_searches_new_conversations_are_put_as_the_search_would_have() -> None:
    given = points(SIZES, FOUR)
    found = find_topics(given, [])
    known, member_of = named(found)
    kept = Space.from_bytes(found.space.to_bytes())
    assert assign(given, known, kept) == member_of
    new = points(dict.fromkeys(SIZES, 5), FOUR, seed=11, begin=3000)
    wanted = {name: topic.id for name, topic in zip(SIZES, known, strict=True)}
    assert assign(new, known, kept) == {point.id: wanted[prefix(point.id)] for point in new}


def test_a_topic_that_was_taken_away_gets_none() -> None:
    found = find_topics(points(SIZES, FOUR), [])
    known, _ = named(found)
    new = points(dict.fromkeys(SIZES, 5), FOUR, seed=11, begin=3000)
    put = assign(new, known[1:], found.space)
    assert {put[point.id] for point in new if prefix(point.id) == "parcel"} == {None}
    assert None not in {put[point.id] for point in new if prefix(point.id) != "parcel"}


def test_what_is_near_to_nothing_is_in_no_topic() -> None:
    found = find_topics(points(SIZES, FOUR), [])
    known, _ = named(found)
    middle = np.average(FOUR, axis=0, weights=list(SIZES.values()))
    away = points({"odd": 1}, directions(1, seed=99) + middle, seed=12)
    assert assign(away, known, found.space) == {"odd-0": None}


def test_too_few_conversations_have_no_topics() -> None:
    few = points({"parcel": 12}, TOPICS[:1])
    found = find_topics(few, [])
    assert found.topics == ()
    assert set(found.member_of.values()) == {None}
    assert assign(few, [], found.space) == dict.fromkeys((point.id for point in few), None)
    nothing = find_topics([], [])
    assert (nothing.topics, dict(nothing.member_of)) == ((), {})
    assert Space.from_bytes(nothing.space.to_bytes()).means.keys() == {""}


def test_a_language_that_is_unknown_or_rare_does_not_harm() -> None:
    given = points(SIZES, FOUR)
    rare = [replace(point, language="is") for point in given[:3]]
    unknown = [replace(point, language=None) for point in given[3:6]]
    found = find_topics([*rare, *unknown, *given[6:]], [])
    assert Counter(found.member_of.values())[0] >= 144
