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
_ROUNDED_INPUT = 4  # the products are made of 8-bit integers


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
    shapes = {name: (dims[0], dims[1]) for name, _, dims in kept if len(dims) == 2}
    mood = [f"l{layer}" for layer in range(LAYERS)]
    meaning = [*mood[:UNCHANGED], *(f"e{layer}" for layer in range(UNCHANGED, shape.layers))]
    return (
        _graph(shape, weights, mood, _features(shape, mood[-1]), "features", shapes),
        _graph(shape, weights, meaning, _meaning(meaning[-1]), "meaning", shapes),
    )


def _graph(
    shape: Shape,
    weights: dict[str, TensorProto],
    layers: list[str],
    head: list[NodeProto],
    result: str,
    shapes: dict[str, tuple[int, int]],
) -> ModelProto:
    nodes = _embedded(shape)
    state = "embedded"
    for own in layers:
        nodes += _layer(shape, own, state, shapes)
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
    elif name.endswith(".bytes"):
        dims = (dims[0], dims[1] // BLOCK, BLOCK)
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
        "MatMulNBits",
        "MultiHeadAttention",
        "SkipLayerNormalization",
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


def _product(
    name: str, state: str, result: str, rows: int, columns: int, *, bias: bool
) -> NodeProto:
    inputs = [state, f"{name}.bytes", f"{name}.scales"]
    if bias:
        inputs += ["", "", f"{name}.bias"]
    return _node(
        "MatMulNBits",
        inputs,
        [result],
        K=columns,
        N=rows,
        bits=8,
        block_size=BLOCK,
        accuracy_level=_ROUNDED_INPUT,
    )


def _layer(
    shape: Shape, own: str, state: str, shapes: dict[str, tuple[int, int]]
) -> list[NodeProto]:
    def product(name: str, given: str, *, bias: bool) -> NodeProto:
        rows, columns = shapes[f"{own}.{name}.bytes"]
        return _product(f"{own}.{name}", given, f"{own}.{name}", rows, columns, bias=bias)

    asked, keys, values = (f"{own}.{part}" for part in MATRICES["qkv"])
    return [
        product("qkv", state, bias=True),
        _node("Split", [f"{own}.qkv"], [asked, keys, values], axis=2, num_outputs=3),
        _node(
            "MultiHeadAttention",
            [asked, keys, values],
            [f"{own}.attended"],
            num_heads=shape.heads,
        ),
        product("ao", f"{own}.attended", bias=False),
        _skip(shape, f"{own}.ao", state, f"{own}.aln", f"{own}.ao.bias"),
        product("fi", f"{own}.aln", bias=False),
        _node("BiasGelu", [f"{own}.fi", f"{own}.fi.bias"], [f"{own}.inner"]),
        product("fo", f"{own}.inner", bias=False),
        _skip(shape, f"{own}.fo", f"{own}.aln", f"{own}.oln", f"{own}.fo.bias"),
        _node("Identity", [f"{own}.oln"], [own]),
    ]


def _skip(shape: Shape, state: str, skipped: str, name: str, bias: str) -> NodeProto:
    return _node(
        "SkipLayerNormalization",
        [state, skipped, f"{name}.gamma", f"{name}.beta", bias],
        [name],
        epsilon=shape.epsilon,
    )


def _features(shape: Shape, state: str) -> list[NodeProto]:
    hidden = shape.hidden
    return [
        _node("Gather", [state, "first"], ["start"], axis=1),
        _product("pooler", "start", "pooled", hidden, hidden, bias=True),
        _node("Tanh", ["pooled"], ["features"]),
    ]


def _meaning(state: str) -> list[NodeProto]:
    return [_node("ReduceMean", [state, "one"], ["meaning"], keepdims=0)]
