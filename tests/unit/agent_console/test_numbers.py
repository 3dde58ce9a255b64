"""Phone numbers as people type them, and parts of files as players ask for them."""

from __future__ import annotations

import pytest

from agent_console.numbers import e164
from agent_console.ranges import Unsatisfiable, part_of
from conversations.errors import Invalid

BERLIN, BOSTON, ISTANBUL = "+493090000000", "+16175550100", "+902125550100"


@pytest.mark.parametrize(
    ("typed", "ours", "number"),
    [
        ("+49 30 23125-002", BOSTON, "+493023125002"),
        ("030 23125-002", BERLIN, "+493023125002"),
        ("(617) 555-0199", BOSTON, "+16175550199"),
        ("00 49 30 23125 002", BERLIN, "+493023125002"),
        ("011 49 30 23125002", BOSTON, "+493023125002"),
        ("۰۲۱۲ ۵۵۵ ۰۱ ۹۹", ISTANBUL, "+902125550199"),
        ("\u202a+49 30 23125002\u202c", "", "+493023125002"),
    ],
)
async def test_a_number_is_of_the_country_that_we_call_from(
    typed: str, ours: str, number: str
) -> None:
    assert await e164(typed, ours) == number


@pytest.mark.parametrize(
    ("typed", "ours"),
    [
        ("112", BERLIN),
        ("911", BOSTON),
        ("030 23125002", ""),
        ("030 23125002", "no number"),
        ("call me", BERLIN),
        ("", BERLIN),
        ("+49", BERLIN),
        ("+999 12345678", BERLIN),
        ("+49 30 231250020000000000", BERLIN),
        ("0900 123 4567", BERLIN),
        ("+1 900 234 5678", BERLIN),
    ],
)
async def test_what_cannot_be_called(typed: str, ours: str) -> None:
    with pytest.raises(Invalid) as refused:
        await e164(typed, ours)
    assert refused.value.remedy


@pytest.mark.parametrize(
    ("header", "part"),
    [
        (None, None),
        ("bytes=0-0", (0, 1)),
        ("bytes = 3 - 5", (3, 3)),
        ("bytes=-", None),
    ],
)
def test_parts_of_ten_bytes(header: str | None, part: tuple[int, int] | None) -> None:
    assert part_of(header, 10) == part


def test_nothing_is_a_part_of_an_empty_file() -> None:
    for header in ("bytes=0-", "bytes=-5"):
        with pytest.raises(Unsatisfiable):
            part_of(header, 0)
