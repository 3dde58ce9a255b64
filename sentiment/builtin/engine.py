"""The built-in engine: mood and meaning of a text, in a hundred languages, seven of them measured.

The mood comes from the eight layers that were trained for it, the meaning from the encoder as it
was, with all of its twelve.
"""

import os
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import onnxruntime
from numpy.typing import NDArray
from tokenizers import Tokenizer

from sentiment.builtin import NAME
from sentiment.builtin.assembling import HEAD, MEANING, MOOD, TOKENIZER
from sentiment.builtin.base import Floats
from sentiment.builtin.change import Head
from sentiment.builtin.taming import tame
from sentiment.builtin.tokenizer import BOS, EOS
from sentiment.meaning import pack
from sentiment.port import Reading, Text
from sentiment.tags import Sentiment, SentimentLabel

LABELS = (SentimentLabel.NEGATIVE, SentimentLabel.NEUTRAL, SentimentLabel.POSITIVE)
WINDOW = 126
"""Pieces of a text that are read at once; what is longer is read in windows."""
ASKED = "query: "
"""What the encoder's authors put before a text whose meaning is asked for."""
WINDOWS = 6
"""Windows of a text that are read: the first five, and the last, where mails say what they want."""


@dataclass(frozen=True, slots=True)
class _Window:
    """A part of text number `text`: `pieces` with the marks of begin and end; `weight` is how many
    pieces of the text it holds."""

    text: int
    pieces: tuple[int, ...]
    weight: int


class BuiltInEngine:
    """Reads texts with the assembled model.

    Each text is read by itself, so that its reading is the same alone and in any company, to the
    last bit. On a processor that costs nothing: the products of twenty pieces fill it already, and
    no padding is read. Safe to use from several threads.
    """

    def __init__(
        self, folder: Path, head: Head | None = None, threads: int = 2, *, meanings: bool = True
    ) -> None:
        """Load the model (half a second, for the vocabulary).

        Args:
            folder: Where the model was put together.
            head: A tuned head; None for the shipped one.
            threads: Texts that are read at the same time, each on one core.
            meanings: Whether meanings are told as well, which takes longer than the mood.

        Raises:
            OSError: If a file is missing.
        """
        self.head = head or Head.load(folder / HEAD)
        self._tokenizer = Tokenizer.from_file(os.fspath(folder / TOKENIZER))
        self._mood = _session(folder / MOOD)
        self._meaning = _session(folder / MEANING) if meanings else None
        self._pool = ThreadPoolExecutor(threads, "reading") if threads > 1 else None

    @property
    def name(self) -> str:
        """Name and version; a tuned head is part of it."""
        return f"{NAME}+h{self.head.version}" if self.head.version else NAME

    def read_many(self, texts: Sequence[Text]) -> list[Reading]:
        """Read each text, in order. An empty text is neutral and means nothing."""
        if not texts:
            return []
        tamed = self._tamed(texts)
        features, known = self._features(tamed)
        chances = self.head.chances(features)
        meanings = self._meanings(tamed, known)
        return [
            Reading(_sentiment(chances[it], self.name), meanings[it])
            if known[it]
            else Reading(Sentiment(SentimentLabel.NEUTRAL, 0.0, self.name))
            for it in range(len(texts))
        ]

    def features_many(self, texts: Sequence[Text]) -> Floats:
        """Return what the head reads of each text, shape (texts, 384)."""
        return self._features(self._tamed(texts))[0]

    def _tamed(self, texts: Sequence[Text]) -> list[str]:
        return [tame(text.text, text.language, self._likeliest) for text in texts]

    def _features(self, tamed: Sequence[str]) -> tuple[Floats, NDArray[np.bool_]]:
        windows = list(self._windows(tamed))
        features = np.zeros((len(tamed), len(self.head.weights)), np.float32)
        weights = np.zeros(len(tamed), np.float32)
        found = self._map(self._mood, [window.pieces for window in windows])
        for window, feature in zip(windows, found, strict=True):
            features[window.text] += window.weight * feature
            weights[window.text] += window.weight
        shares = (1 / np.maximum(weights, 1))[:, None].astype(np.float32)
        return features * shares, weights > 0

    def _meanings(self, tamed: Sequence[str], known: NDArray[np.bool_]) -> list[bytes | None]:
        """Return what each text is about, by its beginning."""
        if self._meaning is None:
            return [None] * len(tamed)
        asked = [ASKED + text for text, is_known in zip(tamed, known, strict=True) if is_known]
        pieces = [
            (BOS, *found.ids[:WINDOW], EOS)
            for found in self._tokenizer.encode_batch(asked, add_special_tokens=False)
        ]
        meanings = map(pack, self._map(self._meaning, pieces))
        return [next(meanings) if is_known else None for is_known in known]

    def _windows(self, tamed: Sequence[str]) -> Iterator[_Window]:
        for number, found in enumerate(
            self._tokenizer.encode_batch(list(tamed), add_special_tokens=False)
        ):
            pieces = found.ids
            parts = [pieces[at : at + WINDOW] for at in range(0, len(pieces), WINDOW)]
            if len(parts) > WINDOWS:
                parts = [*parts[: WINDOWS - 1], pieces[-WINDOW:]]
            for part in parts:
                yield _Window(number, (BOS, *part, EOS), len(part))

    def _likeliest(self, spellings: Sequence[str]) -> str:
        """Return the spelling of the fewest and commonest pieces; common ones have low numbers."""
        found = self._tokenizer.encode_batch(list(spellings), add_special_tokens=False)
        ranks = [(len(one.ids), sum(one.ids)) for one in found]
        return spellings[ranks.index(min(ranks))]

    def _map(
        self, session: onnxruntime.InferenceSession, texts: Sequence[tuple[int, ...]]
    ) -> Iterator[Floats]:
        def read(pieces: tuple[int, ...]) -> Floats:
            found: Floats = session.run(None, {"pieces": np.array([pieces], np.int64)})[0][0]
            return found

        return map(read, texts) if self._pool is None else self._pool.map(read, texts)


def _session(graph: Path) -> onnxruntime.InferenceSession:
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    options.inter_op_num_threads = 1
    return onnxruntime.InferenceSession(
        os.fspath(graph), options, providers=["CPUExecutionProvider"]
    )


def _sentiment(chances: Floats, engine: str) -> Sentiment:
    score = float(chances[2] - chances[0])
    return Sentiment(LABELS[int(chances.argmax())], round(score, 3), engine)
