"""One or two words: the word lists decide where they know them.

"Danke", "👍" or "not good" stand without the context that a model reads moods from, and a list of
words has simply learnt them by heart.
"""

from collections.abc import Sequence
from dataclasses import replace

from sentiment.lexicon.engine import LexiconEngine
from sentiment.lexicon.tokens import tokenise
from sentiment.port import Engine, Reading, Text

FEW_WORDS = 2
SHORT = 60  # letters; what is longer is not worth taking apart to count its words


class ShortTextsByLexicon:
    """An engine that asks the word lists about short texts, and another engine about all others.

    The meaning always comes from the other engine, `engine`.
    """

    def __init__(self, engine: Engine, lexicon: LexiconEngine) -> None:
        """Stand before `engine`."""
        self.engine = engine
        self._lexicon = lexicon

    @property
    def name(self) -> str:
        """The name of the engine that reads most texts; a tag names the one that read its text."""
        return self.engine.name

    def read_many(self, texts: Sequence[Text]) -> list[Reading]:
        """Read each text, in order."""
        readings = self.engine.read_many(texts)
        return [
            self._by_lexicon(text, reading) if self._is_known(text) else reading
            for text, reading in zip(texts, readings, strict=True)
        ]

    def _by_lexicon(self, text: Text, reading: Reading) -> Reading:
        return replace(reading, sentiment=self._lexicon.read_many([text])[0].sentiment)

    def _is_known(self, text: Text) -> bool:
        stripped = text.text.strip()
        if not stripped or len(stripped) > SHORT:
            return False
        words = sum(len(clause.words) for clause in tokenise(stripped).clauses)
        return words <= FEW_WORDS and self._lexicon.knows(text)
