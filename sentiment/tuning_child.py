"""A tuning in a process of its own, which ends with it: reading texts and fitting take seconds to
minutes and some hundred megabytes. What it is told and what it answers go through its pipes."""

import pickle
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from sentiment.engines import EngineChoice, EngineKind, build_engine
from sentiment.errors import EngineError
from sentiment.port import Text
from sentiment.priority import go_behind
from sentiment.short import ShortTextsByLexicon
from sentiment.teachings import TunedHead
from sentiment.tuning import Anchor, Examples, Figures, TooFew, tune

ANCHOR = "anchor.npz"
_COMMAND = "from sentiment.tuning_child import main; main()"


@dataclass(frozen=True, slots=True)
class Lessons:
    """What is to be learned.

    Attributes:
        texts: The corrected messages.
        labels: Their moods: 0 is negative, 1 neutral, 2 positive.
        current: The head in force; None for the shipped one.
        models: Folder of the built-in model; None for the user's cache.
    """

    texts: tuple[Text, ...]
    labels: tuple[int, ...]
    current: TunedHead | None = None
    models: Path | None = None


@dataclass(frozen=True, slots=True)
class Learned:
    """What came out; `head` has version 0 and is worth taking if `better`."""

    head: TunedHead
    better: bool
    before: Figures
    after: Figures
    learned: int
    judged: int


@dataclass(frozen=True, slots=True)
class NotLearned:
    """Why nothing came out, in a sentence for people."""

    why: str


def command() -> list[str]:
    """Return what starts the process; it reads `Lessons` and writes `Learned` or `NotLearned`."""
    return [sys.executable, "-P", "-c", _COMMAND]


def run(lessons: Lessons) -> Learned | NotLearned:
    """Tune in a process of its own, and wait for it."""
    done = subprocess.run(  # noqa: S603 - our own module
        command(), input=pickle.dumps(lessons), capture_output=True, check=False
    )
    return answer_of(done.returncode, done.stdout, done.stderr)


def answer_of(code: int, written: bytes, words: bytes) -> Learned | NotLearned:
    """Return what the process said before it ended."""
    if code != 0:
        last = words.decode("utf-8", "replace").strip().splitlines()[-1:]
        return NotLearned(f"The tuning ended by itself: {' '.join(last) or f'code {code}'}.")
    try:
        answer: Learned | NotLearned = pickle.loads(written)  # noqa: S301 - from our own child
    except Exception as error:  # whatever a library has written in between
        return NotLearned(f"What the tuning answered cannot be read: {error}.")
    return answer


def main() -> None:
    """Read lessons from standard input, learn, and write what came out to standard output."""
    go_behind()
    lessons: Lessons = pickle.loads(sys.stdin.buffer.read())  # noqa: S301 - from our own parent
    sys.stdout.buffer.write(pickle.dumps(learn(lessons)))


def learn(lessons: Lessons) -> Learned | NotLearned:
    """Read the texts' features and fit the head."""
    import numpy as np

    from sentiment.builtin.assembling import SHIPPED
    from sentiment.builtin.change import Head
    from sentiment.builtin.engine import BuiltInEngine

    try:
        engine = build_engine(EngineChoice(kind=EngineKind.BUILTIN, models=lessons.models))
        inner = engine.engine if isinstance(engine, ShortTextsByLexicon) else engine
        assert isinstance(inner, BuiltInEngine)  # noqa: S101 - for the type checker
        anchor = Anchor.load(SHIPPED / ANCHOR)
    except EngineError as error:
        return NotLearned(f"{error} {error.remedy}".strip())
    except OSError as error:
        return NotLearned(f"The model's anchor cannot be read: {error}.")
    shipped = inner.head
    current = shipped
    if (head := lessons.current) is not None:
        weights = np.frombuffer(head.weights, "<f4").reshape(-1, 3)
        current = Head(weights, np.frombuffer(head.bias, "<f4"), head.version)
    examples = Examples(inner.features_many(lessons.texts), np.array(lessons.labels, np.int64))
    try:
        tuned = tune(examples, [it.text for it in lessons.texts], anchor, shipped, current)
    except TooFew as error:
        return NotLearned(str(error))
    return Learned(
        tuned.head.as_tuned(0),
        tuned.better,
        tuned.before,
        tuned.after,
        tuned.learned,
        tuned.judged,
    )
