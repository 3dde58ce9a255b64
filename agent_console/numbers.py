"""Phone numbers as people type them."""

from __future__ import annotations

import asyncio

import phonenumbers

from conversations.errors import Invalid

_POSSIBLE = phonenumbers.ValidationResult.IS_POSSIBLE


async def e164(typed: str, ours: str) -> str:
    """The number in E.164. Without a country's code it is of the country of ``ours``, a number of
    our own. Raises Invalid. In a thread, for a country's plan of numbers may come from the disk.
    """
    return await asyncio.to_thread(_e164, typed, ours)


def _e164(typed: str, ours: str) -> str:
    try:
        number = phonenumbers.parse(typed, _country(ours))
    except phonenumbers.NumberParseException:
        raise _no_number(typed) from None
    if phonenumbers.is_possible_number_with_reason(number) != _POSSIBLE:
        raise _no_number(typed)
    if phonenumbers.number_type(number) == phonenumbers.PhoneNumberType.PREMIUM_RATE:
        raise Invalid(
            f"“{typed}” is a premium-rate number.",
            remedy="They are not called from here: each minute earns money for whoever has it.",
        )
    return str(phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164))


def _country(ours: str) -> str | None:
    try:
        number = phonenumbers.parse(ours, None)
    except phonenumbers.NumberParseException:
        return None
    code = phonenumbers.region_code_for_number(number)
    if code is None:
        code = phonenumbers.region_code_for_country_code(number.country_code or 0)
    return None if code in (None, phonenumbers.UNKNOWN_REGION) else str(code)


def _no_number(typed: str) -> Invalid:
    return Invalid(
        f"“{typed}” is no phone number that can be called from here.",
        remedy="Give a number with its country's code, like +49 30 1234567. Emergency and short "
        "numbers cannot be called.",
    )
