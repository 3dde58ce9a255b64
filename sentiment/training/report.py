"""Writes what was measured to `RESULTS.md`."""

from collections.abc import Mapping, Sequence
from datetime import date
from itertools import groupby

from sentiment.training.scoring import Score

Measured = Mapping[tuple[str, str], Mapping[str, Score]]
FLOORS = {
    ("VADER", "tweets"): 0.78,
    ("VADER", "product"): 0.74,
    ("VADER", "film"): 0.59,
    ("VADER", "editorial"): 0.66,
}
"""Macro-F1 that the built-in model must reach, by set; what is not named here by group."""
GROUP_FLOORS = {"contact center": 0.9, "in capitals": 0.8, "without diacritics": 0.8}
_MEANT = {
    "VADER": "English, from VADER's ground truth: the fifth that was kept for testing.",
    "contact center": "Our own sentences for testing, as customers write them.",
    "in capitals": "The same sentences, all in capitals.",
    "without diacritics": "The same sentences, typed without their language's diacritics.",
}


def floor(part: tuple[str, str]) -> float:
    """Return the macro-F1 that the built-in model must reach on a part."""
    return FLOORS.get(part, GROUP_FLOORS.get(part[0], 0.0))


def misses(measured: Measured) -> list[str]:
    """Return a line for each part on which the built-in model stays below its floor."""
    return [
        f"{group}, {name}: {found['built-in'].macro_f1:.3f} is below {floor((group, name)):.2f}"
        for (group, name), found in measured.items()
        if found["built-in"].macro_f1 < floor((group, name))
    ]


def report(measured: Measured, made_on: date, machine: str) -> str:
    """Return the report in Markdown."""
    lines = [
        "# What the models read right",
        "",
        f"Written by `make train` on {made_on.isoformat()} ({machine}); do not edit.",
        "Each cell is accuracy / macro-F1. All readers saw the same texts in the same run; none of",
        "these texts was trained on. The pipeline is transformers' own with the same model, a text",
        "at a time, without what Parley does to a text before and after.",
    ]
    for group, members in groupby(measured.items(), key=lambda item: item[0][0]):
        lines += ["", f"## {group}", "", _MEANT[group], "", *_table(list(members))]
    return "\n".join(lines) + "\n"


def _table(members: Sequence[tuple[tuple[str, str], Mapping[str, Score]]]) -> list[str]:
    readers = list(members[0][1])
    rows = [
        f"| | texts | {' | '.join(readers)} | at least |",
        f"|---|---:|{'---|' * len(readers)}---|",
    ]
    for part, found in members:
        cells = [f"{it.accuracy:.3f} / {it.macro_f1:.3f}" for it in found.values()]
        texts = next(iter(found.values())).texts
        rows.append(f"| {part[1]} | {texts} | {' | '.join(cells)} | {floor(part):.2f} |")
    return rows
