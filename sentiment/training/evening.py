"""How much each column of each product's input is evened out before it is rounded."""

from collections.abc import Callable, Mapping, Sequence

import numpy as np
import torch
from tokenizers import Tokenizer
from torch import Tensor, nn

from sentiment.builtin import change as parts
from sentiment.builtin.base import Base, Floats
from sentiment.builtin.change import UNCHANGED, Change
from sentiment.builtin.engine import ASKED
from sentiment.builtin.tokenizer import tokenizer_json
from sentiment.builtin.weights import NOTHING, stacked
from sentiment.builtin.whole import Factors
from sentiment.training.network import MATRICES, Upper, run_layer, whole_encoder

_SHARE = 0.7
"""How much of a column's size is taken out of the input; its weights take the rest. With less the
input keeps its few large columns, with more the weights get such."""
_LEAST = 1e-5


@torch.inference_mode()
def factors(base: Base, change: Change, upper: Upper, texts: Sequence[str]) -> Factors:
    """Return the factors of all matrices, by the largest values that these texts bring about."""
    tokenizer = Tokenizer.from_str(tokenizer_json(base))
    whole = whole_encoder(base)
    lower = {f"l{it}": whole.encoder.layer[it] for it in range(UNCHANGED)}
    moods = {f"l{UNCHANGED + it}": layer for it, layer in enumerate(upper.layers)}
    means = {f"e{it}": whole.encoder.layer[it] for it in range(UNCHANGED, base.shape.layers)}
    heard = _Largest()
    for layers in (lower, moods, means):
        heard.listen(layers)
    for text in texts:
        for asked, layers in ((text, lower | moods), (ASKED + text, lower | means)):
            pieces = torch.tensor([tokenizer.encode(asked).ids[: base.shape.positions]])
            states = whole.embeddings(input_ids=pieces)
            for layer in layers.values():
                states = run_layer(layer, states, torch.zeros(1))
            if layers.keys() >= moods.keys():
                heard.note("pooler", states[:, 0])
    return {
        name: _factors(largest, _dense(base, change, name))
        for name, largest in heard.largest.items()
    }


class _Largest:
    """The largest values of each column of the products' inputs so far."""

    def __init__(self) -> None:
        self.largest: dict[str, Floats] = {}

    def note(self, name: str, states: Tensor) -> None:
        columns = states.abs().reshape(-1, states.shape[-1]).amax(0).numpy()
        self.largest[name] = np.maximum(self.largest.get(name, np.float32(0)), columns)

    def listen(self, layers: Mapping[str, nn.Module]) -> None:
        for own, layer in layers.items():
            for name, stack in parts.MATRICES.items():
                product = layer.get_submodule(MATRICES[stack[0]])
                product.register_forward_pre_hook(self._noting(f"{own}.{name}"))

    def _noting(self, name: str) -> Callable[[nn.Module, tuple[Tensor, ...]], None]:
        return lambda _module, inputs: self.note(name, inputs[0])


def _dense(base: Base, change: Change, name: str) -> Floats:
    if name == "pooler":
        return change.matrices["pooler.w"].dense()
    own, matrix = name.split(".")
    known = NOTHING if own.startswith("e") else change
    return stacked(base, known, int(own[1:]), parts.MATRICES[matrix]).dense()


def _factors(largest: Floats, weights: Floats) -> Floats:
    inputs = np.maximum(largest, _LEAST) ** _SHARE
    given = inputs / np.maximum(np.abs(weights).max(axis=0), _LEAST) ** (1 - _SHARE)
    even = np.exp(np.log(given).mean()) / given
    # as they are kept, so that who assembles has the same ones
    return np.asarray(even, np.float16).astype(np.float32)
