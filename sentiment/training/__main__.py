"""`python -m sentiment.training [fit] [ship] [evaluate]`: makes the built-in model anew.

Without a step it takes all three; about half an hour on two cores, and 3 GB of memory. What was
downloaded and worked out is kept in `build/training`.
"""

import argparse
import hashlib
import json
import logging
import platform
import shutil
import sys
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import torch
from tokenizers import Tokenizer

from sentiment.builtin import NAME, assembling
from sentiment.builtin.base import load_base
from sentiment.builtin.change import Change, Head
from sentiment.builtin.engine import BuiltInEngine
from sentiment.builtin.taming import tame
from sentiment.builtin.tokenizer import tokenizer_json
from sentiment.builtin.transformers_folder import write_transformers_folder
from sentiment.builtin.weights import tensors
from sentiment.builtin.whole import FACTORS, save_factors
from sentiment.port import Text
from sentiment.training import sentences, vader
from sentiment.training.evaluating import measure, parts, readers
from sentiment.training.evening import factors as evened
from sentiment.training.example import Example
from sentiment.training.fitting import Recipe, fit
from sentiment.training.graph import graphs, save
from sentiment.training.heading import fitted_head
from sentiment.training.lessons import lessons
from sentiment.training.network import LABELS, Upper, whole_encoder
from sentiment.training.reading import read
from sentiment.training.report import misses, report
from sentiment.training.shipping import shipped

WORK = Path("build/training")
STEPS = ("fit", "ship", "evaluate")
_EVENED_BY = 20
"""Each twentieth of what is learnt from says how large values become."""
RESULTS = Path(__file__).with_name("RESULTS.md")
log = logging.getLogger("sentiment.training")


def fit_upper() -> None:
    """Train, and keep what was learnt."""
    base = load_base()
    tokenizer = Tokenizer.from_str(tokenizer_json(base))
    whole = whole_encoder(base)
    rated, ours = _to_learn_from()
    log.info("reading %d sentences", len(rated) + len(ours))
    cache = WORK / "read"
    readings = [*read(rated, tokenizer, whole, cache), *read(ours, tokenizer, whole, cache)]
    recipe = Recipe()
    torch.manual_seed(recipe.seed)
    upper = Upper(whole)
    fit(upper, list(zip([*rated, *ours], readings, strict=True)), recipe, log.info)
    torch.save(upper.state_dict(), WORK / "upper.pt")


def _to_learn_from() -> tuple[list[Example], list[Example]]:
    """Return VADER's sentences, and ours as often as they are learnt from."""
    rated = [example for example in vader.load(WORK) if not example.held_out]
    return rated, lessons(sentences.training())


def ship() -> None:
    """Write the files that lie in the repository."""
    base = load_base()
    upper = Upper(whole_encoder(base))
    upper.load_state_dict(torch.load(WORK / "upper.pt"))
    change, head = shipped(upper)
    folder = assembling.SHIPPED
    folder.mkdir(exist_ok=True)
    change.save(folder / assembling.CHANGE)
    head.save(folder / assembling.HEAD)
    log.info("evening out what the products are made of")
    rated, ours = _to_learn_from()
    read = [tame(it.text, it.language) for it in [*rated, *ours][::_EVENED_BY]]
    factors = evened(base, change, upper, read)
    save_factors(factors, folder / FACTORS)
    mood, meaning = graphs(base.shape, tensors(base, change, factors))
    save(mood, folder / assembling.MOOD)
    save(meaning, folder / assembling.MEANING)
    half = WORK / "assembled"
    shutil.rmtree(half, ignore_errors=True)
    half.mkdir()
    assembling.write_files(half, base)
    log.info("fitting the head to what the finished network gives")
    head = fitted_head(BuiltInEngine(half), [*rated, *ours], Recipe())
    for file in (folder / assembling.HEAD, half / assembling.HEAD):
        head.save(file)
    hashes = {file.name: assembling.digest(file) for file in sorted(half.iterdir())}
    name = f"{NAME}-{hashlib.sha256(''.join(hashes.values()).encode()).hexdigest()[:8]}"
    manifest = {"name": name, "sha256": hashes}
    (folder / assembling.MANIFEST).write_text(json.dumps(manifest, indent=2) + "\n")
    _write_anchor(BuiltInEngine(half))


def _write_anchor(engine: BuiltInEngine) -> None:
    """Keep what the head reads of our own sentences, so that tuning forgets nothing."""
    known = [*sentences.training(), *sentences.testing()]
    features = engine.features_many([Text(it.text, it.language) for it in known])
    with (assembling.SHIPPED / "anchor.npz").open("wb") as file:
        np.savez(
            file,
            features=features.astype(np.float16),
            labels=np.array([LABELS.index(it.label) for it in known], np.uint8),
            languages=np.array([it.language for it in known]),
            held_out=np.array([it.held_out for it in known]),
        )


def evaluate() -> None:
    """Measure what is shipped and write the report; fail if it is worse than promised."""
    base = load_base()
    change = Change.load(assembling.SHIPPED / assembling.CHANGE)
    head = Head.load(assembling.SHIPPED / assembling.HEAD)
    folder = WORK / "transformers"
    write_transformers_folder(folder, base, change, head)
    assembled = assembling.assemble(WORK / str(assembling.manifest()["name"]))
    measured = measure(parts(WORK), readers(assembled, folder), log.info)
    machine = f"Python {platform.python_version()}, torch {torch.__version__}"
    RESULTS.write_text(report(measured, datetime.now(UTC).date(), machine), encoding="utf-8")
    if missed := misses(measured):
        sys.exit("\n".join(missed))


RUN: dict[str, Callable[[], None]] = {"fit": fit_upper, "ship": ship, "evaluate": evaluate}


def main() -> None:
    """Take the steps that were asked for."""
    parser = argparse.ArgumentParser(prog="python -m sentiment.training", description=__doc__)
    parser.add_argument("steps", nargs="*", choices=[*STEPS, []], help="default: all")
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(message)s", datefmt="%H:%M:%S")
    WORK.mkdir(parents=True, exist_ok=True)
    for step in parser.parse_args().steps or STEPS:
        log.info("== %s", step)
        RUN[step]()


if __name__ == "__main__":
    main()
