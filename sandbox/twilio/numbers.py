"""Telephone numbers: what can be written to, and where it is."""

from __future__ import annotations

import re

import phonenumbers

_E164 = re.compile(r"\+[1-9]\d{6,14}")

TEST_TO = {
    "+15005550001": 21211,
    "+15005550002": 21612,
    "+15005550003": 21408,
    "+15005550004": 21610,
    "+15005550009": 21614,
}
"""What is refused of old, by the number written to
(https://www.twilio.com/docs/iam/test-credentials#test-sms-messages-parameters-To)."""
TEST_FROM = {"+15005550001": 21212, "+15005550007": 21606, "+15005550008": 21611}
"""The same, by the number written from."""


def is_possible(number: str) -> bool:
    """Whether it is in E.164, and as long as numbers of its country are."""
    if not _E164.fullmatch(number):
        return False
    try:
        return phonenumbers.is_possible_number(phonenumbers.parse(number))
    except phonenumbers.NumberParseException:
        return False


def country(number: str) -> str:
    """The country's ISO 3166 code; "" if there is none."""
    try:
        parsed = phonenumbers.parse(number)
    except phonenumbers.NumberParseException:
        return ""
    code = phonenumbers.region_code_for_number(parsed)
    return code or phonenumbers.region_code_for_country_code(parsed.country_code or 0) or ""


def in_north_america(number: str) -> bool:
    """Whether its country code is 1: for those Twilio tells city, state and postal code too."""
    return number.startswith("+1")
