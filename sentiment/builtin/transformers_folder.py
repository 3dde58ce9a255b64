"""The built-in model as a folder that transformers loads by its path.

It is the same model with its weights in half precision: for whoever wants to go on training it,
and for showing that the transformers engine and the built-in one agree.
"""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sentiment.builtin.base import Base
from sentiment.builtin.change import LAYERS, Change, Head
from sentiment.builtin.tokenizer import LONGEST, tokenizer_config, tokenizer_json
from sentiment.builtin.weights import matrix, vector

LABELS = ("negative", "neutral", "positive")
_PARTS = {
    "q": "attention.self.query",
    "k": "attention.self.key",
    "v": "attention.self.value",
    "ao": "attention.output.dense",
    "fi": "intermediate.dense",
    "fo": "output.dense",
}
_NORMS = {"aln": "attention.output.LayerNorm", "oln": "output.LayerNorm"}

Halves = NDArray[np.float16]


def write_transformers_folder(folder: Path, base: Base, change: Change, head: Head) -> None:
    """Write `config.json`, `model.safetensors` and the tokenizer (230 MB in all)."""
    from safetensors.numpy import save_file  # not needed to serve, so not asked of everybody

    folder.mkdir(parents=True, exist_ok=True)
    kept = {
        name: np.ascontiguousarray(values.astype(np.float16))
        for name, values in _state(base, change, head)
    }
    save_file(kept, folder / "model.safetensors", metadata={"format": "pt"})
    for name, content in (("config", _config(base)), ("tokenizer_config", tokenizer_config())):
        (folder / f"{name}.json").write_text(json.dumps(content, indent=2), encoding="utf-8")
    (folder / "tokenizer.json").write_text(tokenizer_json(base), encoding="utf-8")


def _state(base: Base, change: Change, head: Head) -> Iterator[tuple[str, NDArray[np.float32]]]:
    hidden = base.shape.hidden
    embeddings = "bert.embeddings"
    kinds = base.floats("emb.type").reshape(-1, hidden)
    yield f"{embeddings}.word_embeddings.weight", base.blocks("emb.word", hidden).dense()
    yield f"{embeddings}.position_embeddings.weight", base.floats("emb.pos").reshape(-1, hidden)
    yield f"{embeddings}.token_type_embeddings.weight", kinds.repeat(2, axis=0)[:2]
    yield f"{embeddings}.LayerNorm.weight", base.floats("emb.ln.w")
    yield f"{embeddings}.LayerNorm.bias", base.floats("emb.ln.b")
    for layer in range(LAYERS):
        place = f"bert.encoder.layer.{layer}"
        for ours, theirs in _PARTS.items():
            yield f"{place}.{theirs}.weight", matrix(base, change, f"l{layer}.{ours}.w").dense()
            yield f"{place}.{theirs}.bias", vector(base, change, f"l{layer}.{ours}.b")
        for ours, theirs in _NORMS.items():
            yield f"{place}.{theirs}.weight", vector(base, change, f"l{layer}.{ours}.w")
            yield f"{place}.{theirs}.bias", vector(base, change, f"l{layer}.{ours}.b")
    yield "bert.pooler.dense.weight", change.matrices["pooler.w"].dense()
    yield "bert.pooler.dense.bias", change.vectors["pooler.b"]
    yield "classifier.weight", head.weights.T
    yield "classifier.bias", head.bias


def _config(base: Base) -> dict[str, Any]:
    shape = base.shape
    return {
        "architectures": ["BertForSequenceClassification"],
        "model_type": "bert",
        "vocab_size": shape.pieces,
        "hidden_size": shape.hidden,
        "num_hidden_layers": LAYERS,
        "num_attention_heads": shape.heads,
        "intermediate_size": shape.inner,
        "hidden_act": "gelu",
        "max_position_embeddings": LONGEST,
        "type_vocab_size": 2,
        "layer_norm_eps": shape.epsilon,
        "pad_token_id": 1,
        "dtype": "float32",
        "id2label": {str(number): label for number, label in enumerate(LABELS)},
        "label2id": {label: number for number, label in enumerate(LABELS)},
    }
