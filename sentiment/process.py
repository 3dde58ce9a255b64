"""Tags texts in a process of its own: what a model does there holds up nobody else.

Neither the event loop nor the interpreter's lock of the server is held, and when the native code
of a model crashes, only that process ends. It is started again. A text that ended it twice, alone
in it, is given up; all others are tagged.
"""

import logging
import os
import queue
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Sequence
from dataclasses import replace
from multiprocessing import Pipe
from typing import IO

from sentiment.engines import EngineChoice
from sentiment.errors import DeadlyText, NotReady, TaggerDied
from sentiment.port import Text
from sentiment.process_child import Answer, Doing, NotTagged, Order, Standing, Tag, Tagged, Teach
from sentiment.tags import TextTags
from sentiment.teachings import Teachings

_log = logging.getLogger(__name__)

BATCH_S = 180.0
"""Seconds that a batch may take; then the process counts as hung, and is ended."""
LOADING_S = 900.0
"""Seconds that loading may take without a word; a model may have to be fetched first."""
DEATHS_AT_ONCE = 3
"""Deaths in a row after which it is still started again at once: finding a deadly text in a batch
takes as many."""
LONGEST_PAUSE_S = 300.0
LAST_WORDS = 600

_COMMAND = "import sys; from sentiment.process_child import main; main(int(sys.argv[1]))"


class NotTaggable(Exception):
    """The tagger refuses these texts; in words, why."""


class TaggerProcess:
    """A tagger in a child process, which is started when it is needed and again when it died.

    Its methods may be called from any thread, `prepare` and `tag_many` from one at a time.
    """

    apart = True
    """Its work does not hold up this process."""

    def __init__(self, choice: EngineChoice) -> None:
        """Take the choice; nothing is started yet."""
        self.starts = 0
        self._choice = choice
        self._teachings = Teachings()
        self._taught: Teachings | None = None
        self._standing = Standing("", False, problem="The tagging process has not started yet.")
        self._child: _Child | None = None
        self._deaths: dict[Text, int] = {}
        self._died_in_a_row = 0
        self._not_before = 0.0
        self._closed = False

    @property
    def standing(self) -> Standing:
        """How it stands with the engine."""
        child = self._child
        return self._standing if child is None or child.standing is None else child.standing

    @property
    def pid(self) -> int | None:
        """The process's id; None while there is none."""
        return None if self._child is None else self._child.pid

    def teach(self, teachings: Teachings) -> None:
        """Use these teachings from the next batch on."""
        self._teachings = teachings

    def prepare(self) -> None:
        """Start the process and wait until its engine is loaded, or until that has failed."""
        try:
            self._ready()
        except NotReady as error:
            _log.debug("not ready: %s", error)  # told already, and tried again when texts come

    def tag_many(self, items: Sequence[Text]) -> list[TextTags]:
        """Tag each text, in order.

        Raises:
            NotReady: If there is no engine now; the texts are not to blame.
            TaggerDied: If the process ended in the middle of several texts: give each alone.
            DeadlyText: If a text alone has ended the process twice.
            NotTaggable: If the tagger refuses the texts.
        """
        if len(items) > 1 and any(item in self._deaths for item in items):
            raise TaggerDied("one of these texts has ended the tagging process before")
        while True:
            child = self._ready()
            try:
                tags = child.tag(items)
            except TaggerDied as error:
                self._bury(child, str(error))
                if len(items) > 1:
                    raise
                self._blame(items[0], error)
            else:
                self._died_in_a_row = 0
                self._deaths.pop(items[0], None)
                return tags

    def close(self) -> None:
        """End the process; a batch under way fails."""
        self._closed = True
        if (child := self._child) is not None:
            child.end()
            child.forget()

    def _ready(self) -> "_Child":
        if self._closed:
            raise NotReady("The tagging process has been stopped.")
        child = self._child
        if child is not None and child.ended:  # while nobody asked it anything
            self._bury(child, "between two texts")
            child = None
        if child is None:
            left = self._not_before - time.monotonic()
            if left > 0:
                raise NotReady(self._standing.problem, self._standing.remedy, left)
            self._standing = Standing("", False, problem="The engine is being loaded.")
            child = self._child = _Child(self._choice)
            self._taught = None
            self.starts += 1
            self._wait_until_loaded(child)
        if self._taught is not self._teachings:
            self._taught = self._teachings
            child.send(Teach(self._taught))
        return child

    def _wait_until_loaded(self, child: "_Child") -> None:
        if self._closed:  # in the meantime
            child.end()
        try:
            standing = child.loaded()
        except TaggerDied as error:
            standing = Standing("", False, f"The engine cannot be loaded: {error}.")
        if standing.engine:
            return
        self._standing = standing
        self._bury(child, standing.problem, loading=True)
        raise NotReady(
            standing.problem, standing.remedy, max(0.0, self._not_before - time.monotonic())
        )

    def _bury(self, child: "_Child", problem: str, *, loading: bool = False) -> None:
        """Remember a death; the next start waits the longer, the more of them came in a row."""
        child.end()
        child.forget()
        self._child = None
        if not loading:
            self._standing = Standing("", False, f"The tagging process ended: {problem}.")
        if self._closed:
            return
        self._died_in_a_row += 1
        late = self._died_in_a_row - (0 if loading else DEATHS_AT_ONCE)
        pause = min(2.0 ** (late - 1), LONGEST_PAUSE_S) if late > 0 else 0.0
        self._not_before = time.monotonic() + pause
        told = self._standing
        _log.error(
            "%s %s Tagging starts again in %.0f s; nothing is lost.",
            told.problem,
            told.remedy,
            pause,
        )

    def _blame(self, text: Text, error: TaggerDied) -> None:
        deaths = self._deaths[text] = self._deaths.get(text, 0) + 1
        if deaths > 1:
            del self._deaths[text]
            self._died_in_a_row = 0  # its cause is known
            raise DeadlyText(f"this text ended the tagging process twice: {error}") from error


class _Child:
    """One life of the process."""

    def __init__(self, choice: EngineChoice) -> None:
        self.standing: Standing | None = None
        self._answers: queue.SimpleQueue[Answer | None] = queue.SimpleQueue()
        self._connection, theirs = Pipe()
        self._words: IO[bytes] = tempfile.TemporaryFile()  # noqa: SIM115 - closed by `forget`
        try:
            self._process = subprocess.Popen(  # noqa: S603 - ourselves
                # -P: what lies in the working directory is not ours to import
                [sys.executable, "-P", "-c", _COMMAND, str(theirs.fileno())],
                stdin=subprocess.DEVNULL,
                stdout=self._words,
                stderr=self._words,
                pass_fds=(theirs.fileno(),),
                env=_environment(),
            )
        finally:
            theirs.close()
        self.pid = self._process.pid
        self._connection.send(choice)
        self._listening = threading.Thread(target=self._listen, name="tagger", daemon=True)
        self._listening.start()

    @property
    def ended(self) -> bool:
        """Whether the process has ended."""
        return not self._listening.is_alive()

    def loaded(self) -> Standing:
        """Wait until the engine is loaded, or cannot be. Raises TaggerDied."""
        while True:
            answer = self._answer(LOADING_S, "loading")
            if isinstance(answer, Standing):
                return answer

    def tag(self, texts: Sequence[Text]) -> list[TextTags]:
        """Have texts tagged. Raises TaggerDied and NotTaggable."""
        self.send(Tag(tuple(texts)))
        while True:
            match self._answer(BATCH_S, "reading texts"):
                case Tagged() as found:
                    if self.standing is not None:
                        self.standing = replace(self.standing, memory=found.memory)
                    return list(found.tags)
                case NotTagged(error):
                    raise NotTaggable(error)
                case Doing() | Standing():
                    continue  # `_hear` has noted it

    def send(self, order: Order) -> None:
        """Give an order; if nobody takes it, the wait for the answer ends."""
        try:
            self._connection.send(order)
        except OSError:
            _log.debug("the tagging process has ended before it was asked")

    def end(self) -> None:
        """End the process, if it has not ended. May be called again, and from another thread."""
        self._process.kill()

    def forget(self) -> None:
        """Wait until the process has ended, and close what is held of it."""
        self._listening.join()
        self._words.close()

    def _listen(self) -> None:
        """Hear what the process says, and None when it has ended."""
        while True:
            try:
                answer: Answer = self._connection.recv()
            except (EOFError, OSError):
                break
            self._hear(answer)
        self._connection.close()
        self._process.wait()
        self._answers.put(None)

    def _hear(self, answer: Answer) -> None:
        if isinstance(answer, Doing):
            _log.info("tagging: %s", answer.what)
            self.standing = Standing("", False, problem=f"The engine is not ready: {answer.what}.")
        elif isinstance(answer, Standing):
            if answer.engine and not answer.ready:
                _log.warning(
                    "%s %s Until then %s tags.", answer.problem, answer.remedy, answer.engine
                )
            elif answer.engine:
                _log.info("%s tags, in process %d", answer.engine, self.pid)
            self.standing = answer
        self._answers.put(answer)

    def _answer(self, within_s: float, doing: str) -> Answer:
        try:
            answer = self._answers.get(timeout=within_s)
        except queue.Empty:
            self.end()
            raise TaggerDied(f"no word for {within_s:.0f} s while {doing}") from None
        if answer is None:
            raise TaggerDied(f"{self._cause()} while {doing}{self._last_words()}")
        return answer

    def _cause(self) -> str:
        code = self._process.wait()
        return f"signal {-code}" if code < 0 else f"exit {code}"

    def _last_words(self) -> str:
        try:
            size = self._words.seek(0, os.SEEK_END)
            self._words.seek(max(0, size - LAST_WORDS))
            said = self._words.read().decode("utf-8", "replace").strip()
        except ValueError:  # closed: we are stopping
            return ""
        return f" ({said})" if said else ""


def _environment() -> dict[str, str]:
    """Return the child's environment: it finds our modules, and takes no more cores than half."""
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    threads = str(max(1, (cores or 1) // 2))
    libraries = ("OMP", "OPENBLAS", "MKL", "NUMEXPR", "VECLIB_MAXIMUM")
    return {
        **os.environ,
        **{f"{library}_NUM_THREADS": threads for library in libraries},
        "TOKENIZERS_PARALLELISM": "false",
        "HF_HUB_DISABLE_PROGRESS_BARS": "1",
        "PYTHONPATH": os.pathsep.join(place for place in sys.path if place),
        "PYTHONFAULTHANDLER": "1",
    }
