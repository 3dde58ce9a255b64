"""A tagging process whose engine is as bad as native code can be: it dies, hangs, or cannot load.

It obeys files in the folder that is its choice's `model`, and words in the texts.
"""

from __future__ import annotations

import os
import threading
from collections.abc import Sequence
from pathlib import Path

from sentiment import process_child
from sentiment.engines import EngineChoice, EngineKind, Told
from sentiment.errors import EngineError
from sentiment.port import Reading, Text
from sentiment.tags import Sentiment, SentimentLabel

ENTRY = __name__
DIE, HANG, HANG_ONCE, REFUSE = "die now", "hang now", "hang once", "refuse this"
UNLOADABLE, DIES_LOADING, HUNG = "unloadable", "dies-loading", "hung"


def choice(folder: Path) -> EngineChoice:
    """Return the choice of this engine; put files into the folder to make it fail."""
    return EngineChoice(kind=EngineKind.TRANSFORMERS, model=str(folder))


def main(descriptor: int) -> None:
    """Serve as the tagging process does."""
    process_child.main(descriptor, _build)


class _DeadlyEngine:
    name = "deadly-1"

    def __init__(self, folder: Path) -> None:
        self._hung = folder / HUNG

    def read_many(self, texts: Sequence[Text]) -> list[Reading]:
        for text in texts:
            if DIE in text.text:
                os.abort()
            if HANG in text.text:
                threading.Event().wait()
            if HANG_ONCE in text.text and not self._hung.exists():
                self._hung.touch()
                threading.Event().wait()
            if REFUSE in text.text:
                raise ValueError("cannot read this")
        return [Reading(Sentiment(SentimentLabel.NEUTRAL, 0.0, self.name)) for _ in texts]


def _build(chosen: EngineChoice, told: Told) -> _DeadlyEngine:
    folder = Path(str(chosen.model))
    told(f"looking into {folder.name}")
    if (folder / DIES_LOADING).exists():
        os.abort()
    if (folder / UNLOADABLE).exists():
        raise EngineError("The model cannot be loaded.", "Take the file away.")
    return _DeadlyEngine(folder)
