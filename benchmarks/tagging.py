"""Texts a second of the tagger as it is shipped: language, sentiment, keywords, watch lists."""

from __future__ import annotations

import statistics
import time

from benchmarks.load import SENTENCES
from benchmarks.table import Row
from sentiment.lexicon.engine import LexiconEngine
from sentiment.port import Text
from sentiment.tagger import Tagger
from sentiment.watchlists import WatchList, WatchMatcher

BATCH = 64
BATCHES = 20
ROUNDS = 5


def measure() -> list[Row]:
    """One thread, in the batches that the worker makes."""
    watch = WatchMatcher([WatchList("w", "Legal", ("lawyer", "Anwalt", "avukat", "وکیل", "vəkil"))])
    tagger = Tagger(LexiconEngine(), watch=watch)
    texts = [Text(SENTENCES[it % len(SENTENCES)].format(it), None) for it in range(BATCH * BATCHES)]
    tagger.tag_many(texts[:BATCH])
    rates = []
    for _ in range(ROUNDS):
        begun = time.perf_counter()
        for start in range(0, len(texts), BATCH):
            tagger.tag_many(texts[start : start + BATCH])
        rates.append(len(texts) / (time.perf_counter() - begun))
    return [
        Row(
            what="tagging with the lexicon, one thread",
            measured=statistics.median(rates),
            unit="texts/s",
        )
    ]
