"""Topics and their growth in a made-up quarter of 50,000 conversations: `python -m
benchmarks.quarter`. It reads every text with the built-in engine, which takes minutes."""

from __future__ import annotations

import sys
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from sklearn.metrics import adjusted_rand_score

from sandbox.quarter import MATTERS, Conversation, Plan, conversations
from sandbox.quarter.calendar import DAYS
from sentiment.builtin.assembling import assemble, model_folder, models_folder
from sentiment.builtin.engine import BuiltInEngine
from sentiment.keywords import KeywordExtractor
from sentiment.port import Text
from sentiment.topics import Found, Point, find_topics, growth

Read = Callable[[Sequence[Text]], Sequence[bytes | None]]


@dataclass(frozen=True, slots=True)
class Alarm:
    """A found topic's growth: what most of its conversations are about, and the week (from 1)."""

    matter: str | None
    week: int


@dataclass(frozen=True, slots=True)
class Figures:
    """How well topics are found.

    Attributes:
        rand: Adjusted Rand index against the planted matters, over the conversations about one.
        topics: How many were found.
        lost: Share of the conversations about a matter that are in no topic.
        beside: Share of those about none that are in no topic.
        alarms: All growth that is told of when asked after each day.
        seconds: What finding took on this thread, without reading.
    """

    rand: float
    topics: int
    lost: float
    beside: float
    alarms: list[Alarm]
    seconds: float


def measured(made: Sequence[Conversation], texts: Sequence[str], read: Read, plan: Plan) -> Figures:
    """Find topics in conversations by `texts`, which stand for their first messages."""
    points = _points(made, texts, read)
    begun = time.thread_time()
    found = find_topics(points, [])
    seconds = time.thread_time() - begun
    labels = [found.member_of[point.id] for point in points]
    about = [it for it, one in enumerate(made) if one.matter]
    beside = [it for it, one in enumerate(made) if not one.matter]
    return Figures(
        rand=adjusted_rand_score(
            [made[it].matter for it in about],
            [-1 if labels[it] is None else labels[it] for it in about],
        ),
        topics=len(found.topics),
        lost=sum(labels[it] is None for it in about) / len(about),
        beside=sum(labels[it] is None for it in beside) / max(1, len(beside)),
        alarms=_alarms(made, labels, found, plan),
        seconds=seconds,
    )


def _points(made: Sequence[Conversation], texts: Sequence[str], read: Read) -> list[Point]:
    languages = {text: one.language for text, one in zip(texts, made, strict=True)}
    distinct = [Text(text, language) for text, language in languages.items()]
    meanings = dict(zip(languages, read(distinct), strict=True))
    keywords = KeywordExtractor(sorted(set(languages.values())), limit=8)
    phrases = {
        text: tuple(it.phrase for it in keywords.extract(text, language))
        for text, language in languages.items()
    }
    points = []
    for number, (one, text) in enumerate(zip(made, texts, strict=True)):
        meaning = meanings[text]
        if meaning is not None:
            points.append(Point(str(number), one.language, meaning, phrases[text]))
    return points


def _alarms(
    made: Sequence[Conversation], labels: Sequence[int | None], found: Found, plan: Plan
) -> list[Alarm]:
    totals = [0] * DAYS
    counts: Mapping[int, list[int]] = defaultdict(lambda: [0] * DAYS)
    matters: Mapping[int, Counter[str | None]] = defaultdict(Counter)
    for one, label in zip(made, labels, strict=True):
        day = (one.at.date() - plan.start).days
        totals[day] += 1
        if label is not None:
            counts[label][day] += 1
            matters[label][one.matter] += 1
    alarms = []
    for label in range(len(found.topics)):
        told: date | None = None
        for end in range(1, DAYS + 1):
            last = plan.start + timedelta(days=end - 1)
            if growth(counts[label][:end], totals[:end], last, told):
                told = last
                alarms.append(Alarm(matters[label].most_common(1)[0][0], (end - 1) // 7 + 1))
    return alarms


def built_in(threads: int = 2) -> Read:
    """Return what reads texts with the shipped model."""
    engine = BuiltInEngine(assemble(model_folder(models_folder())), threads=threads)
    return lambda texts: [reading.meaning for reading in engine.read_many(texts)]


def main() -> None:
    """Measure with every text read, and print."""
    plan = Plan()
    made = list(conversations(plan))
    begun = time.monotonic()
    figures = measured(made, [one.text for one in made], built_in(), plan)
    spent = time.monotonic() - begun
    print(f"{len(made)} conversations, {len(MATTERS)} matters, {spent:.0f} s in all")
    print(f"adjusted Rand index {figures.rand:.3f}, {figures.topics} topics")
    print(
        f"in no topic: {figures.lost:.1%} of those about a matter, {figures.beside:.1%} of others"
    )
    print(f"finding took {figures.seconds:.0f} s of one core")
    for alarm in figures.alarms:
        print(f"growth of {alarm.matter} in week {alarm.week}")
    sys.exit(0 if figures.rand >= 0.6 else 1)


if __name__ == "__main__":
    main()
