"""The console shows how a watch list's words are compared: by the same table as here."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from sentiment.normalise import fold

TABLE = Path(__file__).parents[3] / "agent_console/web/console/settings/watch/fold.cases.json"
CASES = json.loads(TABLE.read_text(encoding="utf-8"))


@pytest.mark.parametrize("case", CASES, ids=lambda it: it["text"])
def test_the_table(case: dict[str, str]) -> None:
    assert " ".join(fold(case["text"]).split()) == case["folded"]
