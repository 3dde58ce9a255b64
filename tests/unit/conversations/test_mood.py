"""The mood of a conversation: what it is made of, and that no order of tagging changes it."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from conversations.entries import SYSTEM, Tag, TagKind
from conversations.mood import Mood, Reading, Trend, folded, reading_of

from .feeling import Feelings, sentiment
from .making import NOW

SCORES = st.floats(-1, 1).map(lambda score: round(score, 3))


def _mood(*scores: float) -> Mood:
    found = folded(
        Reading(seq=seq, at=NOW + timedelta(seconds=seq), score=score)
        for seq, score in enumerate(scores, 2)
    )
    assert found is not None
    return found


def test_no_reading_is_no_mood() -> None:
    assert folded([]) is None
    assert reading_of(1, NOW, [Tag(kind=TagKind.KEYWORD, value="lamp")]) is None


def test_start_end_lowest_and_trend() -> None:
    mood = _mood(0.2, 0.6, -0.4, 0.0)
    assert mood.start == pytest.approx(0.4), "the mean of the first two"
    assert mood.end == pytest.approx(0.0), "0.2, then 0.4, 0.0, 0.0: the newest counts half"
    assert (mood.lowest, mood.lowest_seq, mood.count) == (-0.4, 4, 4)
    assert mood.trend is Trend.WORSENING
    assert _mood(-0.8, -0.6, 0.9).trend is Trend.IMPROVING
    assert _mood(0.1, 0.2).trend is Trend.STEADY


def test_the_first_of_equally_low_ones_is_the_lowest() -> None:
    assert _mood(0.0, -0.5, -0.5).lowest_seq == 3


def test_a_slide_begins_once_and_again_only_after_recovering() -> None:
    assert not _mood(0.3, -0.3).slides, "the level fell to 0.0"
    first = _mood(0.3, -0.9)
    assert (first.slides, first.sliding, first.slide_seq) == (1, True, 3)
    assert first.slide_from == 0.3
    assert first.slide_to == pytest.approx(-0.3)
    assert _mood(0.3, -0.9, -0.9, -1.0).slides == 1, "it goes on"
    assert _mood(0.3, -0.9, 0.1, -0.9).slides == 1, "a level of -0.1 is no recovery"
    over = _mood(0.3, -0.9, 0.9)
    assert (over.sliding, over.slides) == (False, 1)
    again = _mood(0.3, -0.9, 0.9, -0.9)
    assert (again.sliding, again.slides, again.slide_seq) == (True, 2, 5)


def test_who_was_angry_from_the_first_word_has_not_worsened() -> None:
    assert _mood(-0.9, -0.9, -1.0).slides == 0


def test_a_persons_word_counts_whole() -> None:
    person = Tag(kind=TagKind.SENTIMENT, value="negative", source="person:ana")
    reading = reading_of(2, NOW, [person])
    assert reading is not None
    assert reading.score == -1.0


@given(st.lists(SCORES, min_size=1, max_size=12))
def test_all_figures_stay_within_what_was_read(scores: list[float]) -> None:
    mood = _mood(*scores)
    for figure in (mood.start, mood.end, mood.lowest):
        assert min(scores) - 1e-9 <= figure <= max(scores) + 1e-9
    assert mood.lowest == min(scores)
    assert mood.count == len(scores)


@st.composite
def _histories(draw: st.DrawFn) -> tuple[list[float], list[tuple[str, list[int]]]]:
    """Scores of messages, and steps: batches that are tagged (in any order), tagged anew, and
    messages that are corrected, at any moment."""
    scores = draw(st.lists(SCORES, min_size=1, max_size=8))
    seqs = draw(st.permutations(range(2, 2 + len(scores))))
    steps: list[tuple[str, list[int]]] = []
    while seqs:
        size = draw(st.integers(1, len(seqs)))
        steps.append(("tag", sorted(seqs[:size])))
        seqs = seqs[size:]
        if draw(st.booleans()):
            known = [seq for kind, batch in steps if kind == "tag" for seq in batch]
            kind = draw(st.sampled_from(["anew", "correct", "undo"]))
            steps.append((kind, [draw(st.sampled_from(known))]))
    return scores, steps


@settings(max_examples=150, deadline=None)
@given(_histories())
def test_any_order_of_tagging_gives_the_same_mood(
    history: tuple[list[float], list[tuple[str, list[int]]]],
) -> None:
    scores, steps = history

    async def run() -> None:
        feelings = Feelings(*("words" for _ in scores))
        counts = dict(enumerate(scores, 2))
        corrected: set[int] = set()
        for kind, seqs in steps:
            if kind in ("tag", "anew"):
                await feelings.tag({seq: counts[seq] for seq in seqs}, anew=kind == "anew")
            elif kind == "correct":
                await feelings.correct(seqs[0], "positive")
                corrected.add(seqs[0])
            elif seqs[0] in corrected:
                await feelings.correct(seqs[0], "")
                corrected.discard(seqs[0])
        final = {seq: 1.0 if seq in corrected else score for seq, score in counts.items()}
        expected = _mood(*(final[seq] for seq in sorted(final)))
        assert feelings.now.mood == replace(expected, slide_at=NOW if expected.slide_at else None)
        last = max(counts)
        label = "positive" if last in corrected else sentiment(counts[last]).value
        assert feelings.now.sentiment == label

    asyncio.run(run())


async def test_newest_first_is_told_as_soon_as_it_shows() -> None:
    feelings = Feelings("Hello!", "Thanks a lot", "This is a lie, you are useless")
    await feelings.tag({4: -0.9})
    assert feelings.now.mood is not None
    assert feelings.now.mood.count == 1
    await feelings.tag({2: 0.4, 3: 0.5})
    assert feelings.now.mood == replace(_mood(0.4, 0.5, -0.9), slide_at=NOW)
    assert feelings.now.mood_told == 4


async def test_what_a_machine_writes_has_no_mood() -> None:
    feelings = Feelings("Undeliverable")
    feelings.timeline[0] = replace(feelings.timeline[0], author=SYSTEM)
    await feelings.tag({2: -0.9}, by_customer=False)
    await feelings.tag({2: -0.8}, anew=True)
    assert feelings.now.mood is None
    assert feelings.now.sentiment is None


async def test_a_conversation_of_an_earlier_version_is_folded_as_a_whole() -> None:
    feelings = Feelings("one", "two", "three")
    for place, score in enumerate((0.5, 0.5)):
        feelings.timeline[place] = replace(feelings.timeline[place], tags=(sentiment(score),))
    await feelings.tag({4: -1.0})
    assert feelings.now.mood == replace(_mood(0.5, 0.5, -1.0), slide_at=NOW)
