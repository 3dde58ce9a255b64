"""Phone numbers as texts have them: E.164, short codes, and names that are no numbers at all."""

from __future__ import annotations

import re

import phonenumbers

_E164 = re.compile(r"\+[1-9][0-9]{6,14}")
_SHORT = re.compile(r"[0-9]{3,8}")
_NAME = re.compile(r"(?=.*[A-Za-z])[A-Za-z0-9 &+_.!'-]{1,11}")
"""An alphanumeric sender (3GPP TS 23.040, 9.1.2.5: eleven characters of the GSM alphabet)."""


def normal(given: str) -> str:
    """A sender as it is compared and stored: a number in E.164, a short code, or a name as it
    came. Raises ValueError on what is none.

    May read files: the plan of a country is loaded when its first number is seen.
    """
    text = given.strip()
    if text.startswith("+") or _looks_written_by_hand(text):
        try:
            number = phonenumbers.parse(text, None)
        except phonenumbers.NumberParseException:
            number = None
        if number is not None and phonenumbers.is_possible_number(number):
            return str(phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164))
    if _E164.fullmatch(text):  # a plan that the library does not know yet
        return text
    if _SHORT.fullmatch(text) or _NAME.fullmatch(text):
        return text
    raise ValueError("is no phone number with its country's code, such as +15005550006")


def is_number(address: str) -> bool:
    """Whether an address is a number in E.164."""
    return _E164.fullmatch(address) is not None


def can_be_answered(address: str) -> bool:
    """Whether texts can be sent there: names take none."""
    return is_number(address) or _SHORT.fullmatch(address) is not None


def _looks_written_by_hand(text: str) -> bool:
    return text.startswith(("00", "(+"))
