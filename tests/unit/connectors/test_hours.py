"""Opening hours: what is open when, and when it opens again."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from connectors.hours import DAYS, Hours

WEEK = {"mon": [["09:00", "12:00"], ["13:00", "17:00"]], "fri": [["10:00", "16:00"]]}


def hours(zone: str = "Europe/Berlin", **more: Any) -> Hours:
    return Hours.model_validate({"timezone": zone, "days": WEEK, **more})


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("moment", "opens"),
    [
        ("2026-03-02T07:30:20", "2026-03-02T08:00:00"),  # Monday, before nine in Berlin
        ("2026-03-02T10:00:00", "2026-03-02T10:00:00"),  # open
        ("2026-03-02T11:00:00", "2026-03-02T12:00:00"),  # lunch; its beginning is the end
        ("2026-03-02T20:00:00", "2026-03-06T09:00:00"),  # Friday
        ("2026-03-28T12:00:00", "2026-03-30T07:00:00"),  # over the change to summer time
        ("2026-10-24T12:00:00", "2026-10-26T08:00:00"),  # and back
    ],
)
def test_the_next_opening(moment: str, opens: str) -> None:
    assert hours().opens_at(at(moment)) == at(opens)


def test_nobody_is_there_on_holidays_of_the_place() -> None:
    free = hours(holidays=["2026-12-25", "2026-12-28"])
    assert not free.open_at(at("2026-12-25T10:00:00"))
    assert hours().open_at(at("2026-12-25T10:00:00"))
    assert not free.open_at(at("2026-12-28T10:00:00"))
    assert free.opens_at(at("2026-12-24T10:00:00")) == at("2027-01-01T09:00:00")
    night = hours("Pacific/Kiritimati", days={"mon": [["00:00", "05:00"]]}, holidays=["2026-12-28"])
    assert not night.open_at(at("2026-12-27T11:00:00"))  # Monday there, fourteen hours ahead
    assert night.open_at(at("2027-01-03T11:00:00"))


def test_there_may_be_no_opening_at_all() -> None:
    assert hours(days={}).opens_at(at("2026-03-02T07:00:00")) is None
    assert hours(days={"mon": [["17:00", "09:00"]]}).opens_at(at("2026-03-02T07:00:00")) is None


def test_an_opening_in_an_hour_that_there_is_not_or_twice() -> None:
    sunday = hours(days={"sun": [["02:30", "04:00"]]})
    # 29 March: from 02:00 to 03:00 at 01:00 UTC; 25 October: 02:00 to 03:00 comes twice
    assert sunday.opens_at(at("2026-03-28T12:00:00")) == at("2026-03-29T01:00:00")
    assert sunday.opens_at(at("2026-10-24T12:00:00")) == at("2026-10-25T00:30:00")
    assert sunday.opens_at(at("2026-10-25T01:15:00")) == at("2026-10-25T01:30:00")


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"timezone": "Mars/Olympus"}, "timezone"),
        ({"days": {"monday": []}}, "days"),
        ({"days": {"mon": [["9:00", "17:00"]]}}, "days"),
        ({"days": {"mon": [["09:00", "24:00"]]}}, "days"),
        ({"holidays": ["25.12.2026"]}, "holidays"),
        ({"holidays": ["2026-02-30"]}, "holidays"),
        ({"holidays": [20261225]}, "holidays"),
    ],
)
def test_what_is_wrong_names_its_field(wrong: dict[str, Any], field: str) -> None:
    with pytest.raises(ValidationError) as raised:
        hours(**{"timezone": "UTC", **wrong} if "timezone" in wrong else wrong)
    assert raised.value.errors()[0]["loc"][0] == field


def test_hours_survive_being_stored() -> None:
    free = hours(holidays=["2026-12-25"])
    stored = free.model_dump(mode="json")
    assert stored["holidays"] == ["2026-12-25"]
    assert Hours.model_validate(stored).model_dump(mode="json") == stored


TIMES = st.builds("{:02}:{:02}".format, st.integers(0, 23), st.sampled_from([0, 15, 30, 59]))
DAY = st.lists(st.tuples(TIMES, TIMES), max_size=2)
MOMENTS = st.datetimes(datetime(2026, 1, 1), datetime(2027, 12, 31), timezones=st.just(UTC))


@settings(max_examples=60, deadline=None)
@given(
    days=st.dictionaries(st.sampled_from(DAYS), DAY, max_size=3),
    zone=st.sampled_from(["UTC", "Europe/Berlin", "Asia/Tehran", "Australia/Lord_Howe"]),
    moment=MOMENTS,
)
@example(  # half an hour is left out there
    days={"sun": [("02:15", "02:45")]},
    zone="Australia/Lord_Howe",
    moment=datetime(2026, 10, 3, 13, 0, tzinfo=UTC),
)
def test_the_next_opening_is_the_first_open_moment(
    days: dict[str, Any], zone: str, moment: datetime
) -> None:
    given_hours = hours(zone, days=days)
    opens = given_hours.opens_at(moment)
    minute = moment.replace(second=0, microsecond=0)
    end = opens if opens is not None else minute + timedelta(days=9)
    if opens is not None:
        assert given_hours.open_at(opens)
    steps = min(int((end - minute).total_seconds() // 60), 3 * 1440)
    found = [minute + timedelta(minutes=n) for n in range(steps)]
    assert not [it for it in found if it >= moment and it < end and given_hours.open_at(it)]
