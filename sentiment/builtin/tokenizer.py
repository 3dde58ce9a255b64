"""The built-in model's tokenizer, written from the vocabulary that its encoder was trained with."""

import json
from typing import Any

from sentiment.builtin.base import Base

BOS, PAD, EOS, UNKNOWN = 0, 1, 2, 3
SPACE = "▁"
LONGEST = 512
"""Positions that the encoder knows."""


def tokenizer_json(base: Base) -> str:
    """Return the content of a `tokenizer.json` (a unigram model, as SentencePiece makes them)."""
    special = [*((it, base.pieces[it].text) for it in range(4)), _mask(base)]
    content: dict[str, Any] = {
        "version": "1.0",
        "truncation": None,
        "padding": None,
        "added_tokens": [
            {
                "id": number,
                "content": text,
                "single_word": False,
                "lstrip": False,
                "rstrip": False,
                "normalized": False,
                "special": True,
            }
            for number, text in special
        ],
        "normalizer": {
            "type": "Sequence",
            "normalizers": [
                {"type": "Nmt"},
                {"type": "NFKC"},
                {"type": "Replace", "pattern": {"Regex": " {2,}"}, "content": " "},
            ],
        },
        "pre_tokenizer": _metaspace(),
        "post_processor": {
            "type": "TemplateProcessing",
            "single": [_special("<s>"), _sequence("A"), _special("</s>")],
            "pair": [
                *(_special("<s>"), _sequence("A"), _special("</s>")),
                *(_special("</s>"), _sequence("B"), _special("</s>")),
            ],
            "special_tokens": {
                text: {"id": text, "ids": [number], "tokens": [text]}
                for number, text in special
                if text in ("<s>", "</s>")
            },
        },
        "decoder": _metaspace(),
        "model": {
            "type": "Unigram",
            "unk_id": UNKNOWN,
            "vocab": [[piece.text, piece.score] for piece in base.pieces],
            "byte_fallback": False,
        },
    }
    return json.dumps(content, ensure_ascii=False, separators=(",", ":"))


def tokenizer_config() -> dict[str, Any]:
    """Return the `tokenizer_config.json` by which transformers 4 and 5 load the same tokenizer."""
    return {
        "tokenizer_class": "PreTrainedTokenizerFast",
        "model_max_length": LONGEST,
        "bos_token": "<s>",
        "eos_token": "</s>",
        "unk_token": "<unk>",
        "pad_token": "<pad>",
        "cls_token": "<s>",
        "sep_token": "</s>",
        "mask_token": "<mask>",
    }


def _mask(base: Base) -> tuple[int, str]:
    return len(base.pieces) - 1, base.pieces[-1].text


def _metaspace() -> dict[str, Any]:
    return {
        "type": "Metaspace",
        "replacement": SPACE,
        "prepend_scheme": "always",
        "split": True,
    }


def _special(text: str) -> dict[str, Any]:
    return {"SpecialToken": {"id": text, "type_id": 0}}


def _sequence(name: str) -> dict[str, Any]:
    return {"Sequence": {"id": name, "type_id": 0}}
