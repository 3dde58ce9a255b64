"""The process in which texts are tagged: what it is sent, what it answers, and its loop.

It is started by `sentiment.process` and imports what is heavy only here. It ends when its parent
does, however that ended: then the connection between them is closed.
"""

import os
import queue
import signal
import sys
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, replace
from multiprocessing.connection import Connection
from pathlib import Path
from typing import TYPE_CHECKING

from sentiment.engines import (
    EngineChoice,
    EngineKind,
    Told,
    build_encoder,
    build_engine,
    use_head,
)
from sentiment.errors import EngineError
from sentiment.port import Engine, Text
from sentiment.priority import go_behind
from sentiment.tags import TextTags
from sentiment.teachings import Teachings

if TYPE_CHECKING:
    from sentiment.tagger import Tagger

FIRST_TO_GO = "500"
"""Where memory runs out, the kernel should end this process rather than server or database."""
STANDS_IN = EngineChoice(kind=EngineKind.LEXICON)
LOOK_AGAIN_S = (60.0, 900.0)
"""After how many seconds the built-in model is looked for again at first, and at last."""
A_TEXT = Text("The parcel has arrived, thank you.")
"""Tagged before anything else: an engine that cannot read this is to blame, and no text is."""


@dataclass(frozen=True, slots=True)
class Teach:
    """Use these teachings from now on."""

    teachings: Teachings


@dataclass(frozen=True, slots=True)
class Tag:
    """Tag these texts."""

    texts: tuple[Text, ...]


@dataclass(frozen=True, slots=True)
class Tagged:
    """The texts' tags in order, and the process's memory at its largest, in bytes."""

    tags: tuple[TextTags, ...]
    memory: int


@dataclass(frozen=True, slots=True)
class NotTagged:
    """The texts cannot be tagged, because of one of them; the process goes on."""

    error: str


@dataclass(frozen=True, slots=True)
class Doing:
    """Something takes long."""

    what: str


@dataclass(frozen=True, slots=True)
class Standing:
    """How it stands with the engine.

    Attributes:
        engine: The name that tags carry; empty where there is no engine.
        ready: Whether the engine that was chosen is in force, and not one that stands in.
        problem: Why it is not, and `remedy` what to do about it.
        meanings: Whether texts get a meaning.
        memory: The process's memory at its largest, in bytes.
    """

    engine: str
    ready: bool
    problem: str = ""
    remedy: str = ""
    meanings: bool = False
    memory: int = 0


Order = Teach | Tag
Answer = Tagged | NotTagged | Doing | Standing


Build = Callable[[EngineChoice, Told], Engine]


def main(descriptor: int, build: Build = build_engine) -> None:
    """Serve the parent at the other end of a connection, until it closes it."""
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, signal.SIG_IGN)  # meant for the parent; its end is ours
    go_behind()
    with suppress(OSError):  # Linux only
        Path("/proc/self/oom_score_adj").write_text(FIRST_TO_GO, encoding="ascii")
    connection = Connection(descriptor)
    choice: EngineChoice = connection.recv()
    orders: queue.SimpleQueue[Order] = queue.SimpleQueue()
    threading.Thread(target=_listen, args=(connection, orders), daemon=True).start()
    _Service(choice, build, orders, connection.send).run()


def _listen(connection: Connection, orders: queue.SimpleQueue[Order]) -> None:
    """Take orders. That there will be no more ends the process, even in the middle of its work."""
    while True:
        try:
            orders.put(connection.recv())
        except (EOFError, OSError):
            os._exit(0)


class _Service:
    """Loads the engine and carries out orders."""

    def __init__(
        self,
        choice: EngineChoice,
        build: Build,
        orders: queue.SimpleQueue[Order],
        answer: Callable[[Answer], None],
    ) -> None:
        self._choice = choice
        self._build = build
        self._orders = orders
        self._answer = answer
        self._teachings = Teachings()
        self._standing = Standing("", False)
        self._look_again_s: float | None = None
        self._looked_at = time.monotonic()

    def run(self) -> None:
        tagger, standing = self._load()
        self._stand(standing)
        if tagger is None:
            return
        while True:
            try:
                order = self._orders.get(timeout=self._until_look_again())
            except queue.Empty:
                tagger = self._look_again() or tagger
                continue
            match order:
                case Teach():
                    self._teach(tagger, order.teachings)
                case Tag():
                    self._answer(_tag(tagger, order.texts))

    def _load(self) -> "tuple[Tagger | None, Standing]":
        """Load the chosen engine. The lexicon stands in for a built-in model that is not there."""
        try:
            return self._loaded(self._choice)
        except EngineError as error:
            told = Standing("", False, str(error), error.remedy)
            if self._choice.kind is not EngineKind.BUILTIN:
                return None, told
        self._look_again_s, self._looked_at = LOOK_AGAIN_S[0], time.monotonic()
        tagger, standing = self._loaded(STANDS_IN)
        return tagger, replace(
            standing, ready=False, problem=told.problem, remedy=told.remedy, meanings=False
        )

    def _loaded(self, choice: EngineChoice) -> "tuple[Tagger, Standing]":
        from sentiment.tagger import Tagger

        engine = self._build(choice, lambda what: self._answer(Doing(what)))
        use_head(engine, choice, self._teachings.head)
        tagger = Tagger(engine, encoder=lambda: build_encoder(self._choice))
        tagger.teach(self._teachings)
        (tags,) = tagger.tag_many([A_TEXT])
        meanings = tags.meaning is not None
        return tagger, Standing(engine.name, True, meanings=meanings, memory=_memory())

    def _until_look_again(self) -> float | None:
        """Return the seconds until then, however much is tagged meanwhile; None: never."""
        if self._look_again_s is None:
            return None
        return max(0.0, self._looked_at + self._look_again_s - time.monotonic())

    def _look_again(self) -> "Tagger | None":
        """Try once more to load the engine that was chosen; None if it still cannot be had."""
        self._looked_at = time.monotonic()
        try:
            tagger, standing = self._loaded(self._choice)
        except EngineError:
            self._look_again_s = min(2 * (self._look_again_s or 0.0), LOOK_AGAIN_S[1])
            return None
        self._look_again_s = None
        self._stand(standing)
        return tagger

    def _teach(self, tagger: "Tagger", teachings: Teachings) -> None:
        former, self._teachings = self._teachings, teachings
        tagger.teach(teachings)
        if teachings.head != former.head:
            use_head(tagger.engine, self._choice, teachings.head)
        standing = replace(
            self._standing,
            engine=tagger.engine.name,
            meanings=self._standing.meanings or tagger.meanings,
        )
        if standing != self._standing:
            self._stand(standing)

    def _stand(self, standing: Standing) -> None:
        self._standing = standing
        self._answer(standing)


def _tag(tagger: "Tagger", texts: tuple[Text, ...]) -> Answer:
    try:
        return Tagged(tuple(tagger.tag_many(texts)), _memory())
    except Exception as error:  # a text that an engine cannot take must not end the process
        return NotTagged(f"{type(error).__name__}: {error}")


def _memory() -> int:
    import resource

    largest = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return largest if sys.platform == "darwin" else largest * 1024
