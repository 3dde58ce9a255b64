"""What the frozen layers, and the whole encoder, make of each text: worked out once and kept."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from tokenizers import Tokenizer
from transformers import BertModel

from sentiment.builtin.change import UNCHANGED
from sentiment.builtin.taming import tame
from sentiment.training.example import Example
from sentiment.training.network import mean, outer_mask, run_layer

LONGEST = 96
"""Pieces of a text that are read in training."""
_BATCH = 64
_QUERY = "query: "
"""What the encoder's authors put before a text whose meaning is asked for."""

Halves = NDArray[np.float16]


@dataclass(frozen=True, slots=True)
class Reading:
    """A text as the frozen layers leave it, shape (pieces, hidden), and its meaning, shape
    (hidden,), as the whole encoder says."""

    states: Halves
    meaning: Halves


def read(
    examples: Sequence[Example], tokenizer: Tokenizer, whole: BertModel, cache: Path
) -> list[Reading]:
    """Read each example; what was read before comes from files in `cache`."""
    cache.mkdir(parents=True, exist_ok=True)
    tamed = [tame(example.text, example.language) for example in examples]
    texts = sorted(set(tamed))
    pieces = [encoding.ids[:LONGEST] for encoding in tokenizer.encode_batch(texts)]
    found: dict[str, Reading] = {}
    order = sorted(range(len(texts)), key=lambda it: (len(pieces[it]), texts[it]))
    for begin in range(0, len(order), _BATCH):
        batch = [texts[it] for it in order[begin : begin + _BATCH]]
        file = cache / f"{_key(batch)}.npz"
        if not file.exists():
            _write(file, _read_batch(batch, tokenizer, whole))
        with np.load(file) as kept:
            parts = np.split(kept["states"], np.cumsum(kept["lengths"])[:-1])
            for text, states, meaning in zip(batch, parts, kept["meanings"], strict=True):
                found[text] = Reading(states, meaning)
    return [found[text] for text in tamed]


def _key(texts: Sequence[str]) -> str:
    return hashlib.sha256("\0".join(texts).encode()).hexdigest()[:24]


def _write(file: Path, readings: Sequence[Reading]) -> None:
    half = file.with_suffix(".part.npz")
    np.savez(
        half,
        lengths=np.array([len(reading.states) for reading in readings]),
        states=np.concatenate([reading.states for reading in readings]),
        meanings=np.stack([reading.meaning for reading in readings]),
    )
    half.rename(file)


@torch.inference_mode()
def _read_batch(texts: Sequence[str], tokenizer: Tokenizer, whole: BertModel) -> list[Reading]:
    states, lengths = _states(texts, tokenizer, whole, UNCHANGED)
    asked, asked_lengths = _states(
        [_QUERY + text for text in texts], tokenizer, whole, len(whole.encoder.layer)
    )
    meanings = mean(asked, asked_lengths)
    return [
        Reading(one[:length].half().numpy(), meaning.half().numpy())
        for one, length, meaning in zip(states, lengths.tolist(), meanings, strict=True)
    ]


def _states(
    texts: Sequence[str], tokenizer: Tokenizer, whole: BertModel, layers: int
) -> tuple[torch.Tensor, torch.Tensor]:
    pieces = [encoding.ids[:LONGEST] for encoding in tokenizer.encode_batch(list(texts))]
    lengths = torch.tensor([len(each) for each in pieces])
    longest = int(lengths.max())
    padded = torch.tensor([each + [1] * (longest - len(each)) for each in pieces])
    states = whole.embeddings(input_ids=padded)
    mask = outer_mask(lengths, longest)
    for layer in whole.encoder.layer[:layers]:
        states = run_layer(layer, states, mask)
    return states, lengths
