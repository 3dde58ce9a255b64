"""The built-in engine: mood and meaning of a text in one pass, in a hundred languages, seven of
them measured."""

import os
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from itertools import groupby
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
_AT_ONCE = 2048
"""Pieces in a run of the network; more gain nothing and need memory."""

_Pieces = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class _Window:
    """A part of text number `text`: `pieces` with the marks of begin and end; `weight` is how many
    pieces of the text it holds."""

    text: int
    pieces: tuple[int, ...]
    weight: int


class BuiltInEngine:
    """Reads texts with the assembled model.

    Texts are read in runs of equal length, without padding, so that a text's reading is the same
    alone and in any company. Safe to use from several threads.
    """

    def __init__(self, folder: Path, head: Head | None = None, threads: int = 2) -> None:
        """Load the model (20 ms, and half a second for the vocabulary).

        Args:
            folder: Where the model was put together.
            head: A tuned head; None for the shipped one.
            threads: Runs at the same time, each on one core.

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
        windows = sorted(self._windows(texts), key=lambda window: len(window.pieces))
        runs = [list(run) for run in _runs(windows)]
        features = np.zeros((len(texts), len(self.head.weights)), np.float32)
        meanings = np.zeros_like(features)
        weights = np.zeros(len(texts), np.float32)
        for run, (found, meant) in zip(runs, self._map(runs), strict=True):
            for place, window in enumerate(run):
                features[window.text] += window.weight * found[place]
                meanings[window.text] += window.weight * meant[place]
                weights[window.text] += window.weight
        shares = (1 / np.maximum(weights, 1))[:, None].astype(np.float32)
        return features * shares, meanings * shares, weights > 0

    def _windows(self, texts: Sequence[Text]) -> Iterator[_Window]:
        tamed = [tame(text.text, text.language) for text in texts]
        for number, found in enumerate(
            self._tokenizer.encode_batch(tamed, add_special_tokens=False)
        ):
            pieces = found.ids
            parts = [pieces[at : at + WINDOW] for at in range(0, len(pieces), WINDOW)]
            if len(parts) > WINDOWS:
                parts = [*parts[: WINDOWS - 1], pieces[-WINDOW:]]
            for part in parts:
                yield _Window(number, (BOS, *part, EOS), len(part))

    def _map(self, runs: list[list[_Window]]) -> Iterator[tuple[Floats, Floats]]:
        batches = [np.array([window.pieces for window in run], np.int64) for run in runs]
        if self._pool is None:
            return map(self._run, batches)
        return self._pool.map(self._run, batches)

    def _run(self, pieces: _Pieces) -> tuple[Floats, Floats]:
        features, meaning = self._session.run(["features", "meaning"], {"pieces": pieces})
        return features, meaning


def _runs(windows: Sequence[_Window]) -> Iterator[Sequence[_Window]]:
    """Cut windows, sorted by length, into runs of equal length."""
    for length, group in groupby(windows, key=lambda window: len(window.pieces)):
        alike = list(group)
        size = max(1, _AT_ONCE // length)
        for begin in range(0, len(alike), size):
            yield alike[begin : begin + size]


def _sentiment(chances: Floats, engine: str) -> Sentiment:
    score = float(chances[2] - chances[0])
    return Sentiment(LABELS[int(chances.argmax())], round(score, 3), engine)
