"""Tags texts in a process of its own: what a model does there holds up nobody else.

Neither the event loop nor the interpreter's lock of the server is held, and when the native code
of a model crashes, only that process ends. It is started again. A text that ended it twice, alone
in it, is given up; all others are tagged.
"""

import logging
import time
from collections.abc import Sequence

from sentiment.engines import EngineChoice
from sentiment.errors import DeadlyText, NotReady, TaggerDied
from sentiment.port import Text
from sentiment.process_child import Standing, Teach
from sentiment.process_life import ENTRY, Life, Patience
from sentiment.tags import TextTags
from sentiment.teachings import Teachings

_log = logging.getLogger(__name__)

DEATHS_AT_ONCE = 3
"""Deaths in a row after which it is still started again at once: finding a deadly text in a batch
takes as many."""

_PATIENCE = Patience()


class TaggerProcess:
    """A tagger in a child process, which is started when it is needed and again when it died.

    Its methods may be called from any thread, `prepare` and `tag_many` from one at a time.
    """

    apart = True
    """Its work does not hold up this process."""

    def __init__(
        self,
        choice: EngineChoice,
        patience: Patience = _PATIENCE,
        entry: str = ENTRY,
    ) -> None:
        """Take the choice; nothing is started yet. `entry` is the module run in the process."""
        self.starts = 0
        self._choice = choice
        self._patience = patience
        self._entry = entry
        self._teachings = Teachings()
        self._taught: Teachings | None = None
        self._standing = Standing("", False, problem="The tagging process has not started yet.")
        self._child: Life | None = None
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

    def _ready(self) -> Life:
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
            child = self._child = Life(self._choice, self._patience, self._entry)
            self._taught = None
            self.starts += 1
            self._wait_until_loaded(child)
        if self._taught is not self._teachings:
            self._taught = self._teachings
            child.send(Teach(self._taught))
        return child

    def _wait_until_loaded(self, child: Life) -> None:
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

    def _bury(self, child: Life, problem: str, *, loading: bool = False) -> None:
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
        pause = self._patience.pause_s * 2.0 ** (late - 1) if late > 0 else 0.0
        pause = min(pause, self._patience.longest_pause_s)
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
