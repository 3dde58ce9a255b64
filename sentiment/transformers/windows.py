"""Cuts texts into windows that a model can take, and batches the windows by their length.

A long text is read window by window, each overlapping the last so that no sentence is seen only in
halves; its mood is the mean over its windows, each weighted by the tokens that only it shows.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

LONGEST_WINDOW = 512  # tokens; attention costs their square
OVERLAP = 1 / 8
FEWEST = 8  # tokens a window must have room for


@dataclass(frozen=True, slots=True)
class Window:
    """A stretch of a text: the text's place among those given, its tokens, its weight."""

    owner: int
    tokens: tuple[int, ...]
    weight: int


@dataclass(frozen=True, slots=True)
class Cutting:
    """How long texts are cut: tokens in a window (with the model's own marks), and how many
    windows of a text are read; what stands beyond is left out. One window truncates."""

    length: int
    windows: int


def window_length(tokenizer: Any, config: Any) -> int:  # Any: the library's own, of many kinds
    """Return how many tokens a model takes at once, 512 at most."""
    limits = [LONGEST_WINDOW, int(min(tokenizer.model_max_length, LONGEST_WINDOW))]
    positions = getattr(config, "max_position_embeddings", None)
    if isinstance(positions, int) and positions > 0:
        # RoBERTa's family counts positions from behind the padding's: 514 positions, 512 tokens
        limits.append(positions - (2 if "roberta" in str(config.model_type) else 0))
    return max(FEWEST, min(limits))


def cut(tokenizer: Any, texts: Sequence[str], cutting: Cutting) -> list[Window]:  # Any: as above
    """Return the windows of each text, in order; each text has at least one."""
    overlap = int(cutting.length * OVERLAP)
    encoded = tokenizer(
        # half of a surrogate pair, which JSON may hold, is no text to the tokenizer
        [text.encode("utf-8", "replace").decode("utf-8") for text in texts],
        truncation=True,
        max_length=cutting.length,
        stride=overlap,
        return_overflowing_tokens=True,
        return_attention_mask=False,
    )
    owners = encoded["overflow_to_sample_mapping"]
    windows: list[Window] = []
    taken = [0] * len(texts)
    for owner, tokens in zip(owners, encoded["input_ids"], strict=True):
        if taken[owner] < cutting.windows:
            new = len(tokens) - (overlap if taken[owner] else 0)
            windows.append(Window(owner, tuple(tokens) or (tokenizer.pad_token_id,), max(1, new)))
            taken[owner] += 1
    return windows


def batches(windows: Sequence[Window], size: int) -> Iterator[list[Window]]:
    """Yield all windows, those of like length together, `size` at most at a time.

    Sorted by length, a batch needs hardly any padding; the longest come first, so that memory that
    would not suffice is missed at once.
    """
    ordered = sorted(windows, key=lambda window: len(window.tokens), reverse=True)
    for start in range(0, len(ordered), size):
        yield ordered[start : start + size]
