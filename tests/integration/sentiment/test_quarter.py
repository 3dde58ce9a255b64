"""A quarter's fifty thousand conversations: its matters are found, and the one that grows is told
of in the week in which it begins to.

What is read here: of each planted sentence in each form (as it is, with greeting and order number,
with slips of the fingers) the first message that the quarter has, by the built-in model; other
messages of the same sentence and form count as that one. Some 3,700 texts are read instead of
38,000 different ones. `python -m benchmarks.quarter` reads them all.
"""

from __future__ import annotations

import pytest

from benchmarks.quarter import Alarm, built_in, measured
from sandbox.quarter import Plan, conversations
from tests.running.models import assembled_model

pytestmark = [pytest.mark.alone, pytest.mark.slow, pytest.mark.timeout(300)]


def test_a_quarters_matters_are_found_and_the_growing_one_is_told_of_in_its_week() -> None:
    assembled_model()
    plan = Plan()
    made = list(conversations(plan))
    assert len(made) == 50_000
    first: dict[tuple[str, str], str] = {}
    texts = [first.setdefault((one.sentence, one.form), one.text) for one in made]
    figures = measured(made, texts, built_in(), plan)
    assert figures.rand >= 0.6
    assert 10 <= figures.topics <= 24
    assert figures.lost <= 0.1
    assert figures.alarms == [Alarm("app_crash", 9)]
    assert figures.seconds < 120
