"""Trying an account for real: the steps that texts and calls have in common."""

from __future__ import annotations

from typing import Any

from connectors.twilio_account.client import TwilioApi
from connectors.twilio_account.errors import CHECK_ACCOUNT, Refused, TwilioError
from conversations.connections import CheckStep

NOT_TRIED = "Not tried, because a step before it failed."


async def sign_in(api: TwilioApi) -> CheckStep:
    """``twilio.sign_in``: whether the account lets us in, and is active."""
    try:
        with api.asking():
            account = await api.rest.fetch_async()
    except TwilioError as error:
        if isinstance(error, Refused) and error.status in (401, 403, 404):
            return CheckStep(
                name="twilio.sign_in", ok=False, detail=str(error), remedy=CHECK_ACCOUNT
            )
        return failed("twilio.sign_in", error)
    if account.status != "active":
        return CheckStep(
            name="twilio.sign_in",
            ok=False,
            detail=f"The account is {account.status}.",
            remedy="Look at the account in Twilio's console.",
        )
    told = str(account.friendly_name or api.account.sid)
    if account.type == "Trial":
        told += " (a trial account: it reaches verified numbers only)"
    return CheckStep(name="twilio.sign_in", ok=True, detail=told)


def able(capabilities: Any, what: str) -> bool:
    """Whether a number can do something (``sms``, ``mms``, ``voice``)."""
    if isinstance(capabilities, dict):
        return bool(capabilities.get(what) or capabilities.get(what.upper()))
    return bool(getattr(capabilities, what, False))


def failed(name: str, error: TwilioError) -> CheckStep:
    """A step that Twilio has refused, or not answered."""
    return CheckStep(name=name, ok=False, detail=str(error), remedy=error.remedy)


def untried(name: str) -> CheckStep:
    """A step that needs one that failed."""
    return CheckStep(name=name, ok=None, detail=NOT_TRIED)
