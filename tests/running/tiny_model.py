"""A tiny classifier with random weights, saved as `transformers` saves models."""

from __future__ import annotations

import os
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Sequence

WORDS = ("the", "parcel", "is", "late", "here", "thanks", "good", "bad", "i", "wait")
MOODS = ("negative", "neutral", "positive")
LENGTH = 32


def require_torch() -> None:
    """Skip where torch is not installed; fail where `REQUIRE_PEERS=1` says that it has to be."""
    if find_spec("torch") is None:
        reason = "torch is not installed; .ci/run shows how"
        if os.environ.get("REQUIRE_PEERS") == "1":
            pytest.fail(reason)
        pytest.skip(reason)


def save_tokenizer(folder: Path) -> None:
    """Write a tokenizer that knows a few words; what is longer than 32 of them does not fit."""
    from tokenizers import Tokenizer, models, normalizers, pre_tokenizers, processors
    from transformers import PreTrainedTokenizerFast

    marks = ("[PAD]", "[UNK]", "[CLS]", "[SEP]")
    vocabulary = {piece: number for number, piece in enumerate((*marks, *WORDS))}
    tokenizer = Tokenizer(models.WordPiece(vocabulary, unk_token="[UNK]"))
    tokenizer.normalizer = normalizers.Lowercase()
    tokenizer.pre_tokenizer = pre_tokenizers.Whitespace()
    tokenizer.post_processor = processors.TemplateProcessing(
        single="[CLS] $A [SEP]", special_tokens=[("[CLS]", 2), ("[SEP]", 3)]
    )
    PreTrainedTokenizerFast(  # type: ignore[no-untyped-call]
        tokenizer_object=tokenizer,
        pad_token="[PAD]",
        unk_token="[UNK]",
        cls_token="[CLS]",
        sep_token="[SEP]",
        model_max_length=LENGTH,
    ).save_pretrained(folder)


def save_model(folder: Path, labels: Sequence[str] = MOODS, *, classifier: bool = True) -> Path:
    """Write a whole model; without its classifier it has only learned to read."""
    import torch
    from transformers import BertConfig, BertForSequenceClassification, BertModel

    torch.manual_seed(7)
    config = BertConfig(
        vocab_size=4 + len(WORDS),
        hidden_size=16,
        num_hidden_layers=2,
        num_attention_heads=2,
        intermediate_size=32,
        max_position_embeddings=LENGTH,
        initializer_range=0.6,  # so that texts differ
        id2label=dict(enumerate(labels)),
        label2id={label: number for number, label in enumerate(labels)},
    )
    made = BertForSequenceClassification(config) if classifier else BertModel(config)
    made.save_pretrained(folder)
    save_tokenizer(folder)
    return folder
