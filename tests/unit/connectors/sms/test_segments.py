"""How many parts a text is sent in. The console's counter is held to the same table."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from connectors.sms.segments import count

TABLE = Path(__file__).parents[4] / "agent_console/web/console/composer/segments.cases.json"
CASES = json.loads(TABLE.read_text(encoding="utf-8"))


@pytest.mark.parametrize("case", CASES, ids=lambda it: f"{it['text'][:8]}*{it['times']}")
def test_the_table(case: dict[str, object]) -> None:
    found = count(str(case["text"]) * int(str(case["times"])))
    assert [found.encoding, found.units, found.segments, found.room] == case["counted"]
