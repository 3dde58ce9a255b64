"""The built-in model as ONNX graphs without weights: they say where in `weights.bin` each lies.

Texts of one run are equally long, so that there is no padding and no mask.
"""

from collections.abc import Iterable
from pathlib import Path

import numpy as np
from onnx import ModelProto, NodeProto, TensorProto, helper

from sentiment.builtin.base import BLOCK, Shape
from sentiment.builtin.change import LAYERS, MATRICES, UNCHANGED
from sentiment.builtin.weights import Tensor, begins

_OWN = "com.microsoft"
_OPSET, _OWN_OPSET, _FORMAT = 21, 1, 10
WEIGHTS = "weights.bin"


def graphs(shape: Shape, tensors: Iterable[tuple[str, Tensor]]) -> tuple[ModelProto, ModelProto]:
    """Return what tells the mood and what tells the meaning; they share their first layers'
    weights. Input `pieces`, int64 (1, pieces); output `features` or `meaning`, float32 (1, hidden).
    """
    kept = [(name, tensor.dtype, tensor.shape) for name, tensor in tensors]
    sizes = [int(np.prod(dims)) * dtype.itemsize for _, dtype, dims in kept]
    weights = {
        name: _elsewhere(name, dtype, dims, place, size)
        for (name, dtype, dims), place, size in zip(kept, begins(sizes), sizes, strict=True)
    }
    mood = [f"l{layer}" for layer in range(LAYERS)]
    meaning = [*mood[:UNCHANGED], *(f"e{layer}" for layer in range(UNCHANGED, shape.layers))]
    return (
        _graph(shape, weights, mood, _features(mood[-1]), "features"),
        _graph(shape, weights, meaning, _meaning(meaning[-1]), "meaning"),
    )


def _graph(
    shape: Shape,
    weights: dict[str, TensorProto],
    layers: list[str],
    head: list[NodeProto],
    result: str,
) -> ModelProto:
    nodes = _embedded(shape)
    state = "embedded"
    for own in layers:
        nodes += _layer(shape, own, state)
        state = own
    nodes += head
    used = {name for node in nodes for name in node.input}
    built = helper.make_graph(
        nodes,
        f"parley-{result}",
        [helper.make_tensor_value_info("pieces", TensorProto.INT64, ["texts", "length"])],
        [helper.make_tensor_value_info(result, TensorProto.FLOAT, ["texts", shape.hidden])],
        [it for it in [*weights.values(), *_constants()] if it.name in used],
    )
    return helper.make_model(
        built,
        opset_imports=[helper.make_opsetid("", _OPSET), helper.make_opsetid(_OWN, _OWN_OPSET)],
        producer_name="parley",
        ir_version=_FORMAT,
    )


def save(model: ModelProto, file: Path) -> None:
    """Write the graph."""
    file.write_bytes(model.SerializeToString(deterministic=True))


def _elsewhere(
    name: str, dtype: np.dtype[np.generic], dims: tuple[int, ...], place: int, size: int
) -> TensorProto:
    tensor = TensorProto(name=name, data_location=TensorProto.EXTERNAL)
    kind = helper.np_dtype_to_tensor_dtype(dtype)
    if name.endswith(".nibbles"):
        kind, dims = TensorProto.INT4, (dims[0], dims[1] * 2)
    tensor.data_type = kind
    tensor.dims.extend(dims)
    for key, value in (("location", WEIGHTS), ("offset", place), ("length", size)):
        tensor.external_data.add(key=key, value=str(value))
    return tensor


def _constants() -> list[TensorProto]:
    return [
        helper.make_tensor(name, TensorProto.INT64, [1], [value])
        for name, value in (("zero", 0), ("one", 1))
    ] + [helper.make_tensor("first", TensorProto.INT64, [], [0])]


def _node(kind: str, inputs: list[str], outputs: list[str], **attributes: object) -> NodeProto:
    own = kind in {
        "GatherBlockQuantized",
        "DynamicQuantizeMatMul",
        "MultiHeadAttention",
        "BiasGelu",
    }
    return helper.make_node(
        kind, inputs, outputs, name=outputs[0], domain=_OWN if own else "", **attributes
    )


def _embedded(shape: Shape) -> list[NodeProto]:
    return [
        _node(
            "GatherBlockQuantized",
            ["words.nibbles", "pieces", "words.scales"],
            ["words"],
            block_size=BLOCK,
            gather_axis=0,
            quantize_axis=1,
        ),
        _node("Shape", ["pieces"], ["length"], start=1, end=2),
        _node("Slice", ["positions", "zero", "length", "zero"], ["places"]),
        _node("Add", ["words", "places"], ["placed"]),
        _node(
            "LayerNormalization",
            ["placed", "embedded.gamma", "embedded.beta"],
            ["embedded"],
            epsilon=shape.epsilon,
        ),
    ]


def _product(name: str, state: str, *, bias: bool = True) -> list[NodeProto]:
    inputs = [f"{name}.even", f"{name}.values", f"{name}.scales"]
    return [
        _node("Mul", [state, f"{name}.factors"], [f"{name}.even"]),
        _node("DynamicQuantizeMatMul", [*inputs, "", f"{name}.bias"] if bias else inputs, [name]),
    ]


def _layer(shape: Shape, own: str, state: str) -> list[NodeProto]:
    asked, keys, values = (f"{own}.{part}" for part in MATRICES["qkv"])
    return [
        *_product(f"{own}.qkv", state),
        _node("Split", [f"{own}.qkv"], [asked, keys, values], axis=2, num_outputs=3),
        _node(
            "MultiHeadAttention",
            [asked, keys, values],
            [f"{own}.attended"],
            num_heads=shape.heads,
        ),
        *_product(f"{own}.ao", f"{own}.attended"),
        *_added(shape, f"{own}.ao", state, f"{own}.aln"),
        *_product(f"{own}.fi", f"{own}.aln", bias=False),
        _node("BiasGelu", [f"{own}.fi", f"{own}.fi.bias"], [f"{own}.inner"]),
        *_product(f"{own}.fo", f"{own}.inner"),
        *_added(shape, f"{own}.fo", f"{own}.aln", f"{own}.oln"),
        _node("Identity", [f"{own}.oln"], [own]),
    ]


def _added(shape: Shape, state: str, skipped: str, name: str) -> list[NodeProto]:
    """Two nodes: as one (`SkipLayerNormalization`) they take three times as long."""
    return [
        _node("Add", [state, skipped], [f"{name}.sum"]),
        _node(
            "LayerNormalization",
            [f"{name}.sum", f"{name}.gamma", f"{name}.beta"],
            [name],
            epsilon=shape.epsilon,
        ),
    ]


def _features(state: str) -> list[NodeProto]:
    return [
        _node("Gather", [state, "first"], ["start"], axis=1),
        *_product("pooler", "start"),
        _node("Tanh", ["pooler"], ["features"]),
    ]


def _meaning(state: str) -> list[NodeProto]:
    return [_node("ReduceMean", [state, "one"], ["meaning"], keepdims=0)]
