"""From the trained network to the files that are shipped."""

import numpy as np
from torch import Tensor

from sentiment.builtin.base import Floats
from sentiment.builtin.change import UNCHANGED, Change, Head, Quantised, quantise
from sentiment.training.network import MATRICES, NORMS, Upper


def shipped(upper: Upper) -> tuple[Change, Head]:
    """Return the change in bytes, and the head. What kept the meaning in training stays behind."""
    matrices: dict[str, Quantised] = {}
    vectors: dict[str, Floats] = {}
    state = {name: _array(values) for name, values in upper.state_dict().items()}
    for place in range(len(upper.layers)):
        layer = UNCHANGED + place
        for ours, theirs in MATRICES.items():
            matrices[f"l{layer}.{ours}.w"] = quantise(state[f"layers.{place}.{theirs}.weight"])
            vectors[f"l{layer}.{ours}.b"] = state[f"layers.{place}.{theirs}.bias"]
        for ours, theirs in NORMS.items():
            vectors[f"l{layer}.{ours}.w"] = state[f"layers.{place}.{theirs}.weight"]
            vectors[f"l{layer}.{ours}.b"] = state[f"layers.{place}.{theirs}.bias"]
    matrices["pooler.w"] = quantise(state["pooler.weight"])
    vectors["pooler.b"] = state["pooler.bias"]
    head_weights = np.ascontiguousarray(state["classifier.weight"].T)
    return Change(matrices, vectors), Head(head_weights, state["classifier.bias"])


def _array(values: Tensor) -> Floats:
    return np.asarray(values.detach().float().numpy())
