"""All tensors of the built-in model, from what it starts from and what training changed.

They lie one behind the other in `weights.bin`, in this order; `mood.onnx` and `meaning.onnx` say
where each begins.
"""

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from sentiment.builtin.base import Base, Blocks
from sentiment.builtin.change import (
    LAYERS,
    MATRICES,
    MIDDLE,
    NORMS,
    UNCHANGED,
    Change,
    Quantised,
)
from sentiment.builtin.whole import Factors, rounded

Tensor = NDArray[np.generic]
NOTHING = Change({}, {})
"""No change: the encoder as it was."""
ALIGNED = 4096
"""Each tensor begins at a multiple of so many bytes, so that it can be mapped into memory."""


def tensors(base: Base, change: Change, factors: Factors) -> Iterator[tuple[str, Tensor]]:
    """Return each tensor with its name: words (4 bits, two a byte, low first), positions, the eight
    layers that tell the mood (`l0` …) with the pooler, and the encoder's own upper layers (`e4` …),
    which tell the meaning on top of `l0` and `l1`."""
    words = base.blocks("emb.word", base.shape.hidden)
    yield "words.nibbles", _signed_pairs(words)
    yield "words.scales", words.scales.astype(np.float32)
    hidden = base.shape.hidden
    first_kind = base.floats("emb.type")[:hidden]
    yield "positions", base.floats("emb.pos").reshape(-1, hidden) + first_kind
    yield "embedded.gamma", base.floats("emb.ln.w")
    yield "embedded.beta", base.floats("emb.ln.b")
    for layer in range(LAYERS):
        yield from _layer(f"l{layer}", base, change, layer, factors)
    yield from _product("pooler", change.matrices["pooler.w"], factors)
    yield "pooler.bias", change.vectors["pooler.b"]
    for layer in range(UNCHANGED, base.shape.layers):
        yield from _layer(f"e{layer}", base, NOTHING, layer, factors)


def _product(name: str, matrix: Quantised, factors: Factors) -> Iterator[tuple[str, Tensor]]:
    whole = rounded(matrix.dense(), factors[name])
    yield f"{name}.values", whole.values
    yield f"{name}.scales", whole.scales
    yield f"{name}.factors", whole.factors


def _layer(
    own: str, base: Base, change: Change, layer: int, factors: Factors
) -> Iterator[tuple[str, Tensor]]:
    for name, parts in MATRICES.items():
        yield from _product(f"{own}.{name}", stacked(base, change, layer, parts), factors)
        biases = [vector(base, change, f"l{layer}.{part}.b") for part in parts]
        yield f"{own}.{name}.bias", np.concatenate(biases)
    for name in NORMS:
        yield f"{own}.{name}.gamma", vector(base, change, f"l{layer}.{name}.w")
        yield f"{own}.{name}.beta", vector(base, change, f"l{layer}.{name}.b")


def matrix(base: Base, change: Change, name: str) -> Quantised:
    """Return a matrix as it is now: changed, or the encoder's in the same form (no bit is lost)."""
    if name in change.matrices:
        return change.matrices[name]
    columns = base.shape.inner if name.split(".")[1] == "fo" else base.shape.hidden
    return _as_bytes(base.blocks(name, columns))


def vector(base: Base, change: Change, name: str) -> NDArray[np.float32]:
    """Return a vector as it is now."""
    return change.vectors[name] if name in change.vectors else base.floats(name)


def stacked(base: Base, change: Change, layer: int, parts: tuple[str, ...]) -> Quantised:
    """Return a layer's matrices one above the other, so that one product gives all."""
    found = [matrix(base, change, f"l{layer}.{part}.w") for part in parts]
    return Quantised(
        np.concatenate([each.bytes_ for each in found]),
        np.concatenate([each.scales for each in found]),
    )


def begins(lengths: list[int]) -> list[int]:
    """Return where tensors of so many bytes begin."""
    places, at = [], 0
    for length in lengths:
        places.append(at)
        at = -(-(at + length) // ALIGNED) * ALIGNED
    return places


def _as_bytes(blocks: Blocks) -> Quantised:
    return Quantised(blocks.nibbles + (MIDDLE - 8), blocks.scales.astype(np.float32))


def _signed_pairs(blocks: Blocks) -> NDArray[np.uint8]:
    """Two signed nibbles a byte (two's complement), the first in the low four bits."""
    signed = blocks.nibbles ^ 8
    return np.asarray(signed[:, ::2] | (signed[:, 1::2] << 4))
