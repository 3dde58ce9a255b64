"""Trying an inbox's settings for real, step by step. Nothing is sent, and nothing changed."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from typing import Any

from connectors.sms.media import can_fetch_from
from connectors.sms.paths import incoming_path
from connectors.sms.settings import SmsSettings, read
from connectors.twilio_account.checking import able, failed, sign_in, untried
from connectors.twilio_account.client import TwilioApi
from connectors.twilio_account.errors import TwilioError
from conversations.connections import CheckStep
from conversations.errors import Invalid
from conversations.places import Inbox


async def check_line(inbox: Inbox, public_url: str | None) -> Sequence[CheckStep]:
    """``settings``, ``twilio.sign_in``, ``twilio.number``, ``twilio.webhook``, ``public_url``.

    ``public_url`` None: whoever asks does not know how this Parley is reached.
    """
    try:
        settings = await asyncio.to_thread(read, inbox.settings)
    except Invalid as error:
        return [CheckStep(name="settings", ok=False, detail=str(error), remedy=error.remedy)]
    account = settings.account(inbox.secrets)
    if account is None or not settings.is_set_up:
        detail = "Account SID, auth token, and a number or a messaging service are needed."
        return [CheckStep(name="settings", ok=False, detail=detail, remedy="Fill them in.")]
    api = TwilioApi(account)
    try:
        steps = [CheckStep(name="settings", ok=True), await sign_in(api)]
        if steps[-1].ok:
            steps += await _number(api, settings, inbox, public_url)
        else:
            steps += [untried("twilio.number"), untried("twilio.webhook")]
    finally:
        await api.close()
    return [*steps, public_step(public_url, settings.api_base)]


async def _number(
    api: TwilioApi, settings: SmsSettings, inbox: Inbox, public_url: str | None
) -> list[CheckStep]:
    if not settings.number:
        told = "Texts go by the messaging service; its numbers are set up in Twilio's console."
        step = CheckStep(name="twilio.number", ok=True, detail=told)
        return [step, _by_hand(inbox, public_url)]
    try:
        with api.asking():
            if settings.number.startswith("+"):
                found: list[Any] = await api.rest.incoming_phone_numbers.list_async(
                    phone_number=settings.number, limit=20
                )
                found = [each for each in found if each.phone_number == settings.number]
            else:
                found = await api.rest.short_codes.list_async(short_code=settings.number, limit=20)
                found = [each for each in found if str(each.short_code) == settings.number]
    except TwilioError as error:
        return [failed("twilio.number", error), untried("twilio.webhook")]
    if not found:
        step = CheckStep(
            name="twilio.number",
            ok=False,
            detail=f"{settings.number} is no number of this account.",
            remedy="Check the number, or the account SID.",
        )
        return [step, untried("twilio.webhook")]
    number = found[0]
    can = getattr(number, "capabilities", None)
    if can is not None and not able(can, "sms"):
        step = CheckStep(
            name="twilio.number",
            ok=False,
            detail=f"{settings.number} cannot send texts.",
            remedy="Choose a number that Twilio lists with SMS.",
        )
        return [step, untried("twilio.webhook")]
    told = settings.number
    if can is not None and not able(can, "mms"):
        told += " (texts only: it takes no pictures)"
    step = CheckStep(name="twilio.number", ok=True, detail=told)
    if settings.messaging_service_sid:
        return [step, _by_hand(inbox, public_url)]
    return [step, _webhook(number, inbox, public_url)]


def _webhook(number: Any, inbox: Inbox, public_url: str | None) -> CheckStep:
    name = "twilio.webhook"
    if public_url is None or not inbox.public_key:
        return CheckStep(name=name, ok=None, detail=_said(number.sms_url))
    wanted = f"{public_url}{incoming_path(inbox.public_key)}"
    if getattr(number, "sms_application_sid", None):
        return CheckStep(
            name=name,
            ok=False,
            detail="A TwiML application takes the number's texts.",
            remedy=f"Set “A message comes in” to Webhook, {wanted}, HTTP POST.",
        )
    if number.sms_url != wanted or str(number.sms_method).upper() != "POST":
        return CheckStep(
            name=name,
            ok=False,
            detail=_said(number.sms_url, number.sms_method),
            remedy=f"Set “A message comes in” to {wanted}, HTTP POST, at Twilio.",
        )
    told = wanted
    if number.sms_fallback_url != wanted:
        told += " (better set it as the fallback address too: it is tried if the first fails)"
    return CheckStep(name=name, ok=True, detail=told)


def _by_hand(inbox: Inbox, public_url: str | None) -> CheckStep:
    """A messaging service has webhooks of its own, which another API of Twilio's tells."""
    where = f" to {public_url}{incoming_path(inbox.public_key)}" if public_url else ""
    detail = f"Set “Send a webhook” of the messaging service{where}, HTTP POST."
    return CheckStep(name="twilio.webhook", ok=None, detail=detail)


def public_step(public_url: str | None, api_base: str) -> CheckStep:
    """Whether files can be fetched from us. A stand-in on this machine needs no https."""
    name = "public_url"
    if public_url is None:
        return CheckStep(name=name, ok=None, detail="Only the running Parley knows it.")
    if can_fetch_from(public_url, api_base):
        return CheckStep(name=name, ok=True, detail=public_url)
    return CheckStep(
        name=name,
        ok=False,
        detail=f"{public_url} is no https address: Twilio fetches no pictures from there.",
        remedy="Set PARLEY_PUBLIC_URL to the https address at which Twilio reaches this Parley.",
    )


def _said(url: object, method: object = "") -> str:
    return (
        f"Twilio sends texts to {url}" + (f" by {method}." if method else ".")
        if url
        else ("Twilio sends the number's texts nowhere.")
    )
