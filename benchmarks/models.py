"""The built-in model beside the same model in transformers' own pipeline, in one run.

The pipeline reads one text at a time, as who follows its documentation would write it, with as many
threads as torch takes. Load time and memory are those of a process that does nothing else.
"""

from __future__ import annotations

import json
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from importlib.util import find_spec
from itertools import chain
from pathlib import Path
from statistics import median

from benchmarks.table import Row
from sentiment.builtin.assembling import SHIPPED, assemble, model_folder, models_folder
from sentiment.builtin.base import load_base
from sentiment.builtin.change import Change, Head
from sentiment.builtin.engine import BuiltInEngine
from sentiment.builtin.transformers_folder import write_transformers_folder
from sentiment.port import Text
from sentiment.training import sentences

LENGTHS = {20: 256, 200: 48}
"""How many words the texts have, and how many texts are read."""
ROUNDS = 3
FASTER = 5.0
"""How many times as fast as the pipeline the built-in engine has to be on short texts."""

Reads = Callable[[Sequence[str]], list[str]]


def measure(folder: Path) -> list[Row]:
    """Read the same texts with both."""
    assembled = assemble(model_folder(models_folder()))
    rows = _alone(assembled)
    moods = BuiltInEngine(assembled, meanings=False)
    whole = _builtin(BuiltInEngine(assembled))
    plain = _pipeline(folder)
    for words, count in LENGTHS.items():
        texts = _texts(words, count)
        ours, both, theirs = _race([_builtin(moods), whole, plain], texts)
        rows.append(
            Row(
                what=f"built-in model, texts of {words} words",
                measured=ours,
                unit="texts/s",
                against="transformers pipeline, one at a time" if theirs else "(torch is missing)",
                reference=theirs,
                ratio=ours / theirs if theirs else None,
                at_least=FASTER if theirs and words == min(LENGTHS) else None,
            )
        )
        rows.append(
            Row(
                what=f"the same, with meanings, {words} words",
                measured=both or 0.0,
                unit="texts/s",
                against="that pipeline, mood alone" if theirs else "(torch is missing)",
                reference=theirs,
                ratio=(both or 0.0) / theirs if theirs else None,
            )
        )
    return rows


def _texts(words: int, count: int) -> list[str]:
    """Texts of so many words, of what customers write in seven languages."""
    stock = list(chain.from_iterable(it.text.split() for it in sentences.testing()))
    step = max(1, (len(stock) - words) // count)
    return [" ".join(stock[it * step : it * step + words]) for it in range(count)]


def _race(
    readers: Sequence[Reads | None], texts: Sequence[str]
) -> tuple[float, float | None, float | None]:
    """Texts a second of each of three, in turns, so that all have the same machine."""
    rates: list[list[float]] = [[] for _ in readers]
    for _ in range(ROUNDS + 1):
        for found, read in zip(rates, readers, strict=True):
            if read is not None:
                begun = time.perf_counter()
                read(texts)
                found.append(len(texts) / (time.perf_counter() - begun))
    first, second, third = (median(found[1:]) if found else None for found in rates)
    return first or 0.0, second, third


def _builtin(engine: BuiltInEngine) -> Reads:
    return lambda texts: [
        reading.sentiment.label for reading in engine.read_many([Text(text) for text in texts])
    ]


def _pipeline(folder: Path) -> Reads | None:
    if find_spec("torch") is None:
        return None
    from transformers import pipeline

    write_transformers_folder(
        folder,
        load_base(),
        Change.load(SHIPPED / "change.npz"),
        Head.load(SHIPPED / "head.npz"),
    )
    classify = pipeline("text-classification", model=str(folder))
    return lambda texts: [classify(text, truncation=True)[0]["label"] for text in texts]


_ALONE = """
import json, resource, sys, time
begun = time.perf_counter()
from pathlib import Path
from sentiment.builtin.engine import BuiltInEngine
from sentiment.port import Text
engine = BuiltInEngine(Path(sys.argv[1]))
engine.read_many([Text("Is it there?")])
took = time.perf_counter() - begun
engine.read_many([Text(text) for text in sys.stdin.read().splitlines()])
peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
print(json.dumps({"seconds": took, "megabytes": peak / 1024}))
"""


def _alone(assembled: Path) -> list[Row]:
    ran = subprocess.run(
        [sys.executable, "-c", _ALONE, str(assembled)],
        input="\n".join(_texts(20, 256)),
        capture_output=True,
        text=True,
        check=True,
    )
    found = json.loads(ran.stdout)
    return [
        Row(what="built-in model: import, load, first text", measured=found["seconds"], unit="s"),
        Row(what="built-in model: memory of its process", measured=found["megabytes"], unit="MB"),
    ]
