"""One life of the process that tags: started, asked, heard, ended. See `sentiment.process`."""

import logging
import os
import queue
import subprocess
import sys
import tempfile
import threading
from collections.abc import Sequence
from dataclasses import dataclass, replace
from multiprocessing import Pipe
from typing import IO

from sentiment.engines import EngineChoice
from sentiment.errors import TaggerDied
from sentiment.port import Text
from sentiment.process_child import Answer, Doing, NotTagged, Order, Standing, Tag, Tagged
from sentiment.tags import TextTags

_log = logging.getLogger(__name__)

ENTRY = "sentiment.process_child"
"""The module whose `main` is run in the process."""
LAST_WORDS = 600
"""How many bytes of what the process said at last are told when it ended."""

_COMMAND = "import sys; from {} import main; main(int(sys.argv[1]))"


@dataclass(frozen=True, slots=True)
class Patience:
    """How long one waits for the process, in seconds.

    Attributes:
        batch_s: For a batch; then it counts as hung, and is ended.
        loading_s: For a word while it loads; a model may have to be fetched first.
        pause_s: Before it is started again once it has failed to load, or died too often; twice as
            long after each failure that follows.
        longest_pause_s: At most.
    """

    batch_s: float = 180.0
    loading_s: float = 900.0
    pause_s: float = 1.0
    longest_pause_s: float = 300.0


class NotTaggable(Exception):
    """The tagger refuses these texts; in words, why."""


class Life:
    """One life of the process, from its start to its end."""

    def __init__(self, choice: EngineChoice, patience: Patience, entry: str = ENTRY) -> None:
        self.standing: Standing | None = None
        self._patience = patience
        self._answers: queue.SimpleQueue[Answer | None] = queue.SimpleQueue()
        self._connection, theirs = Pipe()
        self._words: IO[bytes] = tempfile.TemporaryFile()  # noqa: SIM115 - closed by `forget`
        try:
            self._process = subprocess.Popen(  # noqa: S603 - ourselves
                # -P: what lies in the working directory is not ours to import
                [sys.executable, "-P", "-c", _COMMAND.format(entry), str(theirs.fileno())],
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
            answer = self._answer(self._patience.loading_s, "loading")
            if isinstance(answer, Standing):
                return answer

    def tag(self, texts: Sequence[Text]) -> list[TextTags]:
        """Have texts tagged. Raises TaggerDied and NotTaggable."""
        self.send(Tag(tuple(texts)))
        while True:
            match self._answer(self._patience.batch_s, "reading texts"):
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
