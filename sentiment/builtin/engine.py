"""The built-in engine: mood and meaning of a text in one pass, in a hundred languages, seven of
them measured."""

import os
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import onnxruntime
from numpy.typing import NDArray
from tokenizers import Tokenizer

from sentiment.builtin.assembling import GRAPH, HEAD, TOKENIZER
from sentiment.builtin.base import Floats
from sentiment.builtin.change import Head
from sentiment.builtin.taming import tame
from sentiment.builtin.tokenizer import BOS, EOS
from sentiment.meaning import pack
from sentiment.port import Reading, Text
from sentiment.tags import Sentiment, SentimentLabel

NAME = "builtin-1"
LABELS = (SentimentLabel.NEGATIVE, SentimentLabel.NEUTRAL, SentimentLabel.POSITIVE)
WINDOW = 126
"""Pieces of a text that are read at once; what is longer is read in windows."""
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

    def __init__(self, folder: Path, head: Head | None = None, threads: int = 2) -> None:
        """Load the model (20 ms, and half a second for the vocabulary).

        Args:
            folder: Where the model was put together.
            head: A tuned head; None for the shipped one.
            threads: Texts that are read at the same time, each on one core.

        Raises:
            OSError: If a file is missing.
        """
        self.head = head or Head.load(folder / HEAD)
        self._tokenizer = Tokenizer.from_file(os.fspath(folder / TOKENIZER))
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = 1
        options.inter_op_num_threads = 1
        self._session = onnxruntime.InferenceSession(
            os.fspath(folder / GRAPH), options, providers=["CPUExecutionProvider"]
        )
        self._threads = threads
        self._pool = ThreadPoolExecutor(threads, "reading") if threads > 1 else None

    @property
    def name(self) -> str:
        """Name and version; a tuned head is part of it."""
        return f"{NAME}+h{self.head.version}" if self.head.version else NAME

    def read_many(self, texts: Sequence[Text]) -> list[Reading]:
        """Read each text, in order. An empty text is neutral and means nothing."""
        if not texts:
            return []
        features, meanings, known = self._encode(texts)
        chances = self.head.chances(features)
        return [
            Reading(_sentiment(chances[it], self.name), pack(meanings[it]))
            if known[it]
            else Reading(Sentiment(SentimentLabel.NEUTRAL, 0.0, self.name))
            for it in range(len(texts))
        ]

    def features_many(self, texts: Sequence[Text]) -> Floats:
        """Return what the head reads of each text, shape (texts, 384)."""
        return self._encode(texts)[0]

    def _encode(self, texts: Sequence[Text]) -> tuple[Floats, Floats, NDArray[np.bool_]]:
        windows = list(self._windows(texts))
        features = np.zeros((len(texts), len(self.head.weights)), np.float32)
        meanings = np.zeros_like(features)
        weights = np.zeros(len(texts), np.float32)
        for window, (found, meant) in zip(windows, self._map(windows), strict=True):
            features[window.text] += window.weight * found[0]
            meanings[window.text] += window.weight * meant[0]
            weights[window.text] += window.weight
        shares = (1 / np.maximum(weights, 1))[:, None].astype(np.float32)
        return features * shares, meanings * shares, weights > 0

    def _windows(self, texts: Sequence[Text]) -> Iterator[_Window]:
        tamed = [tame(text.text, text.language, self._likeliest) for text in texts]
        for number, found in enumerate(
            self._tokenizer.encode_batch(tamed, add_special_tokens=False)
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

    def _map(self, windows: Sequence[_Window]) -> Iterator[tuple[Floats, Floats]]:
        if self._pool is None:
            return map(self._run, windows)
        return self._pool.map(self._run, windows)

    def _run(self, window: _Window) -> tuple[Floats, Floats]:
        pieces = np.array([window.pieces], np.int64)
        features, meaning = self._session.run(["features", "meaning"], {"pieces": pieces})
        return features, meaning


def _sentiment(chances: Floats, engine: str) -> Sentiment:
    score = float(chances[2] - chances[0])
    return Sentiment(LABELS[int(chances.argmax())], round(score, 3), engine)
