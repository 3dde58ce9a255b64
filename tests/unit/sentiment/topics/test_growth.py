"""What is told of as growth, and what is not."""

import random
from collections import Counter
from collections.abc import Sequence
from datetime import date, timedelta

import pytest

from sandbox.quarter import MATTERS, Plan
from sandbox.quarter.calendar import DAYS, moments
from sentiment.topics import Growing, growth

SUNDAY = date(2026, 8, 30)
WEEK = [12, 11, 10, 10, 9, 5, 3]
"""A topic's week from Monday: sixty conversations."""
ALL = [10 * it for it in WEEK]


def times(week: Sequence[int], factor: float) -> list[int]:
    return [round(factor * it) for it in week]


def test_a_week_with_twice_as_many_as_usual_is_growth_and_says_what_was_expected() -> None:
    found = growth(WEEK * 5 + times(WEEK, 2), ALL * 6, SUNDAY)
    assert found == Growing(
        first=SUNDAY - timedelta(days=6),
        last=SUNDAY,
        seen=120,
        expected=60.0,
        factor=2.0,
        windows=5,
    )


def test_a_week_like_any_other_is_none() -> None:
    assert growth(WEEK * 9, ALL * 9, SUNDAY) is None


def test_more_of_everything_is_no_growth_of_a_topic() -> None:
    assert growth(WEEK * 5 + times(WEEK, 3), ALL * 5 + times(ALL, 3), SUNDAY) is None


def test_a_topic_that_keeps_its_level_while_all_else_falls_does_not_grow() -> None:
    assert growth(WEEK * 6, ALL * 5 + times(ALL, 0.3), SUNDAY) is None


def test_what_comes_back_after_a_holiday_is_no_growth() -> None:
    dips = times(WEEK, 0.2) * 4
    assert growth(WEEK * 4 + dips + WEEK, ALL * 9, SUNDAY) is None
    assert growth(WEEK * 4 + dips + WEEK, ALL * 4 + times(ALL, 0.2) * 4 + ALL, SUNDAY) is None


def test_a_few_more_of_a_rare_topic_are_not_told_of() -> None:
    rare = [1, 0, 1, 0, 1, 0, 0]
    assert growth(rare * 5 + [3, 2, 3, 2, 3, 1, 0], ALL * 6, SUNDAY) is None


def test_a_topic_that_always_jumps_about_has_to_jump_further() -> None:
    wild = [week for factor in (0.4, 1.7, 0.5, 1.6, 0.6, 1.5) for week in times(WEEK, factor)]
    calm = [week for factor in (1.0, 1.1, 0.9, 1.0, 1.1, 0.9) for week in times(WEEK, factor)]
    assert growth(wild + times(WEEK, 2.1), ALL * 7, SUNDAY) is None
    assert growth(calm + times(WEEK, 2.1), ALL * 7, SUNDAY) is not None


def test_before_there_are_four_weeks_nobody_knows_what_is_usual() -> None:
    assert growth(WEEK * 3 + times(WEEK, 3), ALL * 4, SUNDAY) is None
    assert growth(WEEK * 4 + times(WEEK, 3), ALL * 5, SUNDAY) is not None


def test_a_new_topic_grows_from_nothing() -> None:
    found = growth([0] * 42 + WEEK, ALL * 7, SUNDAY)
    assert found is not None and (found.seen, found.expected) == (60, 0.0)


def test_weeks_with_no_conversation_at_all_say_nothing() -> None:
    assert growth([0] * 42 + WEEK, [0] * 42 + ALL, SUNDAY) is None


def test_a_growth_that_was_told_of_is_told_again_only_if_it_doubles() -> None:
    higher = WEEK * 5 + times(WEEK, 2)
    then = SUNDAY - timedelta(days=7)
    assert growth(higher + times(WEEK, 3), ALL * 7, SUNDAY) is not None
    assert growth(higher + times(WEEK, 3), ALL * 7, SUNDAY, alerted=then) is None
    assert growth(higher + times(WEEK, 4.5), ALL * 7, SUNDAY, alerted=then) is not None
    long_ago = SUNDAY - timedelta(days=70)
    assert growth(higher + times(WEEK, 3), ALL * 7, SUNDAY, alerted=long_ago) is not None


def test_figures_that_do_not_belong_together_are_refused() -> None:
    with pytest.raises(ValueError, match="42 days of counts, 35 of totals"):
        growth(WEEK * 6, ALL * 5, SUNDAY)


def told(plan: Plan) -> list[tuple[str, int]]:
    """Ask about each matter on each day of a quarter; return what grew, and in which week."""
    counts = {matter: [0] * DAYS for matter in MATTERS}
    totals = [0] * DAYS
    for at, matter in moments(plan, random.Random(plan.seed)):
        day = (at.date() - plan.start).days
        totals[day] += 1
        if matter:
            counts[matter][day] += 1
    found = []
    for matter, count in counts.items():
        alerted = None
        for end in range(1, DAYS + 1):
            last = plan.start + timedelta(days=end - 1)
            growing = growth(count[:end], totals[:end], last, alerted)
            if growing is not None:
                alerted = last
                found.append((matter, (end - 1) // 7 + 1))
    return found


@pytest.mark.timeout(60)
def test_asked_daily_about_quarters_with_holidays_sales_and_trends_it_cries_wolf_once_at_most() -> (
    None
):
    """Twelve matters, 91 days, six quarters: 6,552 answers."""
    alarms = Counter(
        alarm for seed in range(1, 4) for alarm in told(Plan(seed=seed, growing=None))
    ) + Counter(
        alarm
        for seed in range(1, 4)
        for alarm in told(Plan(seed=seed))
        if alarm != ("app_crash", 9)
    )
    assert alarms.total() <= 1


@pytest.mark.parametrize("growing", ["app_crash", "cancel_membership", "late_parcel"])
@pytest.mark.timeout(30)
def test_the_matter_that_grows_is_told_of_once_in_the_week_in_which_it_begins_to(
    growing: str,
) -> None:
    assert [it for it in told(Plan(growing=growing)) if it[0] == growing] == [(growing, 9)]
