from __future__ import annotations

import random

from sentiment.lanes import LOOK_AHEAD, Job, Lanes
from sentiment.port import Text


def job(key: str, letters: int = 5) -> Job[str]:
    return Job(key, Text("x" * letters))


def keys(jobs: list[Job[str]]) -> list[str]:
    return [each.key for each in jobs]


def lanes(size: int = 4, letters: int = 1_000) -> Lanes[str]:
    return Lanes(size, letters)


def test_texts_of_like_length_go_together_and_the_first_is_never_left() -> None:
    waiting = lanes()
    for place, letters in enumerate((10, 90, 12, 95, 11, 99, 9, 92)):
        waiting.fresh.append(job(f"{place}:{letters}", letters))
    first, second = waiting.take(), waiting.take()
    assert sorted(len(each.text.text) for each in first) == [9, 10, 11, 12]
    assert sorted(len(each.text.text) for each in second) == [90, 92, 95, 99]
    assert not waiting
    assert waiting.take() == []


def test_a_text_unlike_all_others_is_taken_in_its_turn() -> None:
    waiting = lanes(size=4)
    waiting.fresh.append(job("long", 900))
    waiting.fresh.extend(job(str(number)) for number in range(100))
    assert "long" in keys(waiting.take())


def test_nobody_waits_behind_more_than_a_few_batches_of_later_ones() -> None:
    lots = random.Random(3)
    waiting = lanes(size=4)
    for number in range(200):
        waiting.fresh.append(job(str(number), lots.randint(1, 200)))
    order: list[int] = []
    while batch := waiting.take():
        order += [int(key) for key in keys(batch)]
    assert sorted(order) == list(range(200))
    overtaken = max(number - place for place, number in enumerate(order))
    assert overtaken < LOOK_AHEAD * 4


def test_a_batch_has_no_more_letters_than_it_may() -> None:
    waiting = lanes(size=64, letters=100)
    waiting.fresh.extend([job("a", 40), job("b", 40), job("c", 40), job("whole", 5_000)])
    assert keys(waiting.take()) == ["a", "b"]
    assert keys(waiting.take()) == ["c"]
    assert keys(waiting.take()) == ["whole"]  # longer than may be, and read nevertheless


def test_fresh_ones_go_first_and_the_backlog_fills_up() -> None:
    waiting = lanes(size=3)
    waiting.backlog.extend(job(f"old {number}") for number in range(4))
    waiting.fresh.extend([job("new 0"), job("new 1")])
    assert keys(waiting.take()) == ["new 0", "new 1", "old 0"]
    waiting.fresh.append(job("new 2"))
    assert keys(waiting.take()) == ["new 2", "old 1", "old 2"]
    assert keys(waiting.take()) == ["old 3"]


def test_what_is_put_back_comes_first_again_in_its_own_lane() -> None:
    waiting = lanes(size=3)
    waiting.backlog.extend(job(f"old {number}") for number in range(3))
    waiting.fresh.extend([job("new 0"), job("new 1")])
    batch = waiting.take()
    waiting.fresh.append(job("new 2"))
    waiting.put_back(batch[1:])
    assert keys(list(waiting.fresh)) == ["new 1", "new 2"]
    assert keys(list(waiting.backlog)) == ["old 0", "old 1", "old 2"]
    waiting.clear()
    assert len(waiting) == 0


def test_what_belongs_together_is_taken_together_and_in_its_order() -> None:
    waiting = lanes(size=4)
    for place in range(4):
        for group in "abcd":
            waiting.fresh.append(Job(f"{group}{place}", Text("x" * 5), group=group))
    taken = [keys(waiting.take()) for _ in range(4)]
    assert taken == [[f"{group}{place}" for place in range(4)] for group in "abcd"]


def test_no_job_overtakes_an_earlier_one_of_its_group_whatever_their_lengths() -> None:
    lots = random.Random(5)
    waiting = lanes(size=6, letters=400)
    for number in range(300):
        group, letters = lots.choice("abcdefghij"), lots.randint(1, 120)
        waiting.fresh.append(Job(f"{number:03}", Text("x" * letters), group=group))
    order: dict[object, list[str]] = {}
    while batch := waiting.take():
        for each in batch:
            order.setdefault(each.group, []).append(each.key)
    assert sum(map(len, order.values())) == 300
    assert all(taken == sorted(taken) for taken in order.values())


def test_a_group_that_does_not_fit_goes_on_in_the_next_batch() -> None:
    waiting = lanes(size=3)
    waiting.fresh.extend(Job(f"a{place}", Text("x" * 5), group="a") for place in range(4))
    waiting.fresh.append(Job("b0", Text("x" * 5), group="b"))
    assert keys(waiting.take()) == ["a0", "a1", "a2"]
    assert keys(waiting.take()) == ["a3", "b0"]


def test_a_smaller_batch_is_taken_by_the_same_rules() -> None:
    waiting = lanes(size=4)
    waiting.fresh.extend(job(f"new {number}") for number in range(3))
    waiting.backlog.append(job("old"))
    assert keys(waiting.take(2)) == ["new 0", "new 1"]
    assert keys(waiting.take(2)) == ["new 2", "old"]
    waiting.fresh.extend(job(f"new {number}") for number in range(6))
    assert len(waiting.take(100)) == 4, "never more than fit"
