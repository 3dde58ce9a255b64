"""A tagger that runs: in a process of its own, or in the thread that calls it."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Protocol

from sentiment.engines import EngineChoice, EngineKind, build_encoder, build_engine
from sentiment.port import Text
from sentiment.process import TaggerProcess
from sentiment.process_child import Standing
from sentiment.tags import TextTags
from sentiment.teachings import Teachings

if TYPE_CHECKING:
    from sentiment.tagger import Tagger


class RunningTagger(Protocol):
    """Tags texts, and can be taught meanwhile."""

    apart: bool
    """Whether it works outside this process, and so holds up nothing in it."""

    @property
    def standing(self) -> Standing:
        """How it stands with the engine."""

    def prepare(self) -> None:
        """Load what can be loaded before the first text comes. Blocks; raises nothing."""

    def teach(self, teachings: Teachings) -> None:
        """Use these teachings from the next batch on. Does not block."""

    def tag_many(self, items: Sequence[Text]) -> list[TextTags]:
        """Tag each text, in order. Blocks.

        Raises:
            NotReady: If there is no engine now; the texts are not to blame.
        """

    def close(self) -> None:
        """End it; a batch under way fails. Blocks for a moment."""


def run_tagger(choice: EngineChoice) -> RunningTagger:
    """Return a tagger for a choice: word lists are quick, and need no process of their own."""
    if choice.kind is EngineKind.LEXICON:
        return TaggerInThread(choice)
    return TaggerProcess(choice)


class TaggerInThread:
    """A tagger in the thread that calls it."""

    apart = False

    def __init__(self, choice: EngineChoice) -> None:
        """Take the choice; nothing is loaded yet."""
        self.standing = Standing("", False, problem="The engine is being loaded.")
        self._choice = choice
        self._teachings = Teachings()
        self._taught: Teachings | None = None
        self._tagger: Tagger | None = None

    def prepare(self) -> None:
        """Load the engine."""
        self._ready()

    def teach(self, teachings: Teachings) -> None:
        """Use these teachings from the next batch on."""
        self._teachings = teachings

    def tag_many(self, items: Sequence[Text]) -> list[TextTags]:
        """Tag each text, in order."""
        return self._ready().tag_many(items)

    def close(self) -> None:
        """There is nothing to end."""

    def _ready(self) -> "Tagger":
        if self._tagger is None:
            from sentiment.tagger import Tagger  # heavy, and not needed where a process tags

            engine = build_engine(self._choice)
            self._tagger = Tagger(engine, encoder=lambda: build_encoder(self._choice))
            self.standing = Standing(engine.name, True)
        if self._taught is not (teachings := self._teachings):
            self._tagger.teach(teachings)
            self._taught = teachings
            meanings = self._tagger.meanings
            self.standing = Standing(self._tagger.engine.name, True, meanings=meanings)
        return self._tagger
