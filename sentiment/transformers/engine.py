"""The engine that runs a model by its id or from a folder, with `transformers` and torch."""

import logging
from collections.abc import Mapping, Sequence
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from sentiment.errors import EngineError
from sentiment.port import Reading, Text
from sentiment.transformers.labels import LabelScale, read_labels
from sentiment.transformers.locating import SETTING, Place, locate
from sentiment.transformers.windows import Cutting, Window, batches, cut, window_length

_log = logging.getLogger(__name__)

BATCH = 32
WINDOWS = 8


class TransformersEngine:
    """Reads texts with a sequence classifier.

    A text's score is the same singly and in any batch to within the rounding of float32 (0.0001):
    padding is masked, weights are not quantised, and nothing is measured over a batch.
    """

    def __init__(
        self,
        model: str,
        *,
        device: str = "cpu",
        batch: int = BATCH,
        windows: int = WINDOWS,
        labels: Mapping[str, str] | None = None,
    ) -> None:
        """Load the model (slow; reads files, and fetches the model if the hub has it).

        Args:
            model: A folder, or a model's id on the hub.
            device: What torch calls it: cpu, cuda, cuda:1, mps.
            batch: Windows that go through the model at once.
            windows: Windows of a long text that are read; 1 cuts it off.
            labels: What the model's labels mean, where that is not clear from their names.

        Raises:
            EngineError: If it cannot be had, or its labels say nothing about a mood.
        """
        check_installed()
        place = locate(model)
        network, tokenizer = _load(model, place)
        names = [
            str(network.config.id2label[number]) for number in range(network.config.num_labels)
        ]
        if len(names) < 2:
            raise EngineError(
                f"{model} has no labels: it gives one number.",
                f"Set {SETTING} to a classifier with labels such as negative, neutral, positive.",
            )
        self.name = f"transformers:{_short(model)}"
        self._scale: LabelScale = read_labels(names, labels or {}, model)
        self._several = network.config.problem_type == "multi_label_classification"
        self._network = _onto(network, device)
        self._device = device
        self._tokenizer = tokenizer
        self._batch = batch
        self._cutting = Cutting(window_length(tokenizer, network.config), windows)
        _log.info("%s reads %s as %s", self.name, ", ".join(names), self._scale.valences)

    def read_many(self, texts: Sequence[Text]) -> list[Reading]:
        """Read each text, in order. It gives no meaning: the model knows of moods only."""
        if not texts:
            return []
        windows = cut(self._tokenizer, [text.text for text in texts], self._cutting)
        sums = [[0.0] * len(self._scale.valences) for _ in texts]
        for batch in batches(windows, self._batch):
            for window, probabilities in zip(batch, self._probabilities(batch), strict=True):
                own = sums[window.owner]
                for place, part in enumerate(probabilities):
                    own[place] += window.weight * part
        return [Reading(self._scale.sentiment(_shares(own), self.name)) for own in sums]

    def _probabilities(self, batch: Sequence[Window]) -> list[list[float]]:
        import torch

        padded = self._tokenizer.pad(
            {"input_ids": [list(window.tokens) for window in batch]}, return_tensors="pt"
        ).to(self._device)
        with torch.inference_mode():
            logits = self._network(**padded).logits.float()
            # where several labels may hold at once, each has a probability of its own
            found = torch.sigmoid(logits) if self._several else torch.softmax(logits, dim=-1)
        rows: list[list[float]] = found.double().cpu().tolist()
        return [_shares(row) for row in rows]


def _shares(parts: Sequence[float]) -> list[float]:
    total = sum(parts) or 1.0
    return [part / total for part in parts]


def _short(model: str) -> str:
    """Return the id, or of a folder its name alone: a tag must not tell where our folders are."""
    folder = Path(model).expanduser()
    return folder.resolve().name if folder.exists() else model


def check_installed() -> None:
    """Look for the libraries that this engine runs on. Raises EngineError."""
    if find_spec("transformers") is None:
        raise EngineError(
            "The library transformers is not installed.",
            "Install it with `pip install 'parley[transformers]'`, and torch beside it.",
        )
    if find_spec("torch") is None:
        raise EngineError(
            "torch is not installed, which the library transformers runs on.",
            "Install it with `pip install torch` (the build for processors alone is enough).",
        )


def _load(model: str, place: Place) -> tuple[Any, Any]:  # Any: the library's own, of many kinds
    import torch
    import transformers

    transformers.utils.logging.disable_progress_bar()  # type: ignore[no-untyped-call]
    transformers.utils.logging.set_verbosity_error()  # type: ignore[no-untyped-call]
    remedy = f"Set {SETTING} to a model for text classification that this transformers can load."
    try:
        tokenizer = transformers.AutoTokenizer.from_pretrained(
            place.source, local_files_only=place.local, padding_side="right"
        )
        network, found = transformers.AutoModelForSequenceClassification.from_pretrained(
            place.source,
            local_files_only=place.local,
            dtype=torch.float32,  # in half precision a text's score would depend on its batch
            output_loading_info=True,
        )
    except Exception as error:  # the library raises whatever its parts do
        reason = next(iter(str(error).strip().splitlines()), type(error).__name__).rstrip(".")
        raise EngineError(f"The model {model} cannot be loaded: {reason}.", remedy) from error
    missing = sorted(found["missing_keys"])
    if missing:
        raise EngineError(
            f"{model} is no trained classifier: it lacks {', '.join(missing[:3])}.", remedy
        )
    if not tokenizer.is_fast:
        raise EngineError(
            f"The tokenizer of {model} has no tokenizer.json, without which long texts cannot be "
            "cut.",
            "Convert it once with `AutoTokenizer.from_pretrained(...).save_pretrained(FOLDER)`.",
        )
    if tokenizer.pad_token is None:
        raise EngineError(f"The tokenizer of {model} names no token for padding.", remedy)
    return network.eval(), tokenizer


def _onto(network: Any, device: str) -> Any:  # Any: as above
    try:
        return network.to(device)
    except (RuntimeError, AssertionError, ValueError) as error:
        reason = next(iter(str(error).strip().splitlines()), type(error).__name__).rstrip(".")
        raise EngineError(
            f"The device {device} cannot be used: {reason}.",
            "Set PARLEY_TRANSFORMERS_DEVICE to cpu, or to a device of this machine.",
        ) from None
