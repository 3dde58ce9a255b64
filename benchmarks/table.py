"""The rows, the table that is printed, and the files that keep it."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

BEGIN, END = "<!-- last run -->", "<!-- end of the last run -->"
HEADINGS = ("what", "measured", "against", "ratio", "target", "ok")


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One measurement. ``reference`` is what ``against`` came to, in the same unit; the target is
    ``at_least`` or ``at_most`` of the ratio, or of what was measured where there is no ratio."""

    what: str
    measured: float
    unit: str
    against: str = ""
    reference: float | None = None
    ratio: float | None = None
    at_least: float | None = None
    at_most: float | None = None

    @property
    def ok(self) -> bool | None:
        """Whether the target is met; None where there is none."""
        value = self.measured if self.ratio is None else self.ratio
        if self.at_least is not None:
            return value >= self.at_least
        if self.at_most is not None:
            return value <= self.at_most
        return None

    def cells(self) -> tuple[str, ...]:
        """The row as text, by :data:`HEADINGS`."""
        against = self.against or "–"
        if self.reference is not None:
            against += f": {_number(self.reference)} {self.unit}"
        sign = "≥" if self.at_least is not None else "≤"
        bound = self.at_least if self.at_least is not None else self.at_most
        times = "" if self.ratio is None else " ×"
        return (
            self.what,
            f"{_number(self.measured)} {self.unit}".rstrip(),
            against,
            "–" if self.ratio is None else f"{self.ratio:.2f}",
            "reported" if bound is None else f"{sign} {_number(bound)}{times}",
            {True: "yes", False: "NO", None: "–"}[self.ok],
        )


def as_markdown(rows: Sequence[Row]) -> str:
    """The table, padded so that it is readable as text too."""
    lines = [HEADINGS, *(row.cells() for row in rows)]
    widths = [max(len(line[i]) for line in lines) for i in range(len(HEADINGS))]
    text = [
        "| "
        + " | ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True))
        + " |"
        for line in lines
    ]
    text.insert(1, "|" + "|".join("-" * (width + 2) for width in widths) + "|")
    return "\n".join(text)


def write_results(path: Path, ran_on: Mapping[str, str], rows: Sequence[Row]) -> None:
    """Write everything as JSON, rounded to what the measuring is good for."""
    told = {
        "ran_on": ran_on,
        "rows": [
            {
                key: float(f"{value:.4g}") if isinstance(value, float) else value
                for key, value in {**asdict(row), "ok": row.ok}.items()
            }
            for row in rows
        ],
    }
    path.write_text(json.dumps(told, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")


def write_table(path: Path, ran_on: Mapping[str, str], rows: Sequence[Row]) -> None:
    """Put the table between the marks of a Markdown file."""
    text = path.read_text(encoding="utf-8")
    before, _, rest = text.partition(BEGIN)
    _, _, after = rest.partition(END)
    machine = "; ".join(f"{key}: {value}" for key, value in ran_on.items())
    shown = f"{BEGIN}\n\nRan on {machine}.\n\n{as_markdown(rows)}\n\n{END}"
    path.write_text(f"{before}{shown}{after}", encoding="utf-8")


def _number(value: float) -> str:
    if value >= 100 or value == int(value):
        return f"{value:,.0f}"
    return f"{value:.1f}" if value >= 10 else f"{value:.2f}"
