"""Trying an inbox's settings for calls for real, step by step. Nobody is called, and nothing
changed."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from typing import Any
from urllib.parse import urlsplit

from connectors.ports import Files
from connectors.twilio_account.checking import able, failed, sign_in, untried
from connectors.twilio_account.client import TwilioApi
from connectors.twilio_account.errors import TwilioError
from connectors.voice.paths import Addresses
from connectors.voice.prompts import can_say, spoken
from connectors.voice.settings import VoiceSettings, read
from conversations.connections import CheckStep
from conversations.errors import Invalid, NotFound
from conversations.places import Inbox

MAX_FILE = 10 * 1024 * 1024
"""More than that takes a caller's patience to fetch."""


async def check_line(
    inbox: Inbox, public_url: str | None, files: Files | None
) -> Sequence[CheckStep]:
    """``settings``, ``prompts``, ``twilio.sign_in``, ``twilio.number``, ``twilio.webhook``,
    ``twilio.api_key``, ``public_url``.

    ``public_url`` and ``files`` None: whoever asks does not know them.
    """
    try:
        settings = await asyncio.to_thread(read, inbox.settings)
    except Invalid as error:
        return [CheckStep(name="settings", ok=False, detail=str(error), remedy=error.remedy)]
    account = settings.account(inbox.secrets)
    if account is None or not settings.is_set_up:
        detail = "Account SID, auth token and a number are needed."
        return [CheckStep(name="settings", ok=False, detail=detail, remedy="Fill them in.")]
    steps = [CheckStep(name="settings", ok=True), await prompts_step(inbox, settings, files)]
    api = TwilioApi(account)
    try:
        steps.append(await sign_in(api))
        if steps[-1].ok:
            steps += await _number(api, settings, inbox, public_url)
        else:
            steps += [untried("twilio.number"), untried("twilio.webhook")]
    finally:
        await api.close()
    return [*steps, _api_key(settings), public_step(public_url, settings.api_base)]


async def prompts_step(inbox: Inbox, settings: VoiceSettings, files: Files | None) -> CheckStep:
    """Whether everything that is to be heard can be heard."""
    name = "prompts"
    for place, prompt in settings.prompts.items():
        if prompt.file and files is not None:
            wrong = await _file(files, prompt.file)
            if wrong:
                remedy = f"Upload it again under “{place}”."
                return CheckStep(
                    name=name, ok=False, detail=f"The file of “{place}” {wrong}.", remedy=remedy
                )
    music = settings.waiting.music_file
    if music and files is not None and (wrong := await _file(files, music)):
        remedy = "Upload it again, or take it out: then ours is played."
        return CheckStep(name=name, ok=False, detail=f"The music {wrong}.", remedy=remedy)
    if can_say(settings, inbox.language):
        return CheckStep(name=name, ok=True)
    unsaid = [it for it, prompt in settings.prompts.items() if prompt.text and not prompt.file]
    language = spoken(settings, inbox.language)
    detail = f"Twilio has no voice for {language}: texts are not read out, only files are played."
    if unsaid:
        detail += f" Texts without a file: {', '.join(unsaid)}."
    remedy = "Upload a file for each prompt, or set a voice or a language that Twilio speaks."
    return CheckStep(name=name, ok=False if unsaid else None, detail=detail, remedy=remedy)


async def _file(files: Files, file_id: str) -> str:
    """What is wrong with a file; empty if nothing is."""
    try:
        described = await files.describe(file_id)
    except NotFound:
        return "is no more"
    if not described.content_type.startswith("audio/"):
        return f"is no sound ({described.content_type})"
    if described.size > MAX_FILE:
        return "is larger than 10 MB"
    return ""


async def _number(
    api: TwilioApi, settings: VoiceSettings, inbox: Inbox, public_url: str | None
) -> list[CheckStep]:
    name = "twilio.number"
    try:
        with api.asking():
            found: list[Any] = await api.rest.incoming_phone_numbers.list_async(
                phone_number=settings.number, limit=20
            )
    except TwilioError as error:
        return [failed(name, error), untried("twilio.webhook")]
    found = [each for each in found if each.phone_number == settings.number]
    if not found:
        step = CheckStep(
            name=name,
            ok=False,
            detail=f"{settings.number} is no number of this account.",
            remedy="Check the number, or the account SID.",
        )
        return [step, untried("twilio.webhook")]
    if not able(found[0].capabilities, "voice"):
        step = CheckStep(
            name=name,
            ok=False,
            detail=f"{settings.number} cannot be called.",
            remedy="Choose a number that Twilio lists with Voice.",
        )
        return [step, untried("twilio.webhook")]
    step = CheckStep(name=name, ok=True, detail=settings.number)
    return [step, webhook_step(found[0], inbox, public_url)]


def webhook_step(number: Any, inbox: Inbox, public_url: str | None) -> CheckStep:
    """Whether Twilio brings the number's calls to us, and what becomes of them."""
    name = "twilio.webhook"
    if public_url is None or not inbox.public_key:
        told = number.voice_url
        detail = f"Twilio brings calls to {told}." if told else "Twilio brings calls nowhere."
        return CheckStep(name=name, ok=None, detail=detail)
    addresses = Addresses(public_url, inbox.public_key)
    begin, again, status = addresses(), addresses("again"), addresses("status")
    remedy = f"Set “A call comes in” to Webhook, {begin}, HTTP POST, at Twilio."
    for sid, what in (
        (getattr(number, "voice_application_sid", None), "A TwiML application"),
        (getattr(number, "trunk_sid", None), "A SIP trunk"),
    ):
        if sid:
            return CheckStep(
                name=name, ok=False, detail=f"{what} takes the number's calls.", remedy=remedy
            )
    if number.voice_url != begin or str(number.voice_method).upper() != "POST":
        detail = f"Twilio brings calls to {number.voice_url or 'nowhere'}"
        detail += f" by {number.voice_method}." if number.voice_url else "."
        return CheckStep(name=name, ok=False, detail=detail, remedy=remedy)
    if number.status_callback != status or str(number.status_callback_method).upper() != "POST":
        return CheckStep(
            name=name,
            ok=False,
            detail="Twilio does not tell when a caller hangs up.",
            remedy=f"Set “Call status changes” to {status}, HTTP POST, at Twilio.",
        )
    told = begin
    if number.voice_fallback_url != again:
        told += f" (better set {again} where its primary handler fails: callers hear a word then)"
    return CheckStep(name=name, ok=True, detail=told)


def _api_key(settings: VoiceSettings) -> CheckStep:
    """Browsers sign in by a token that an API key signs; telephones need none."""
    name = "twilio.api_key"
    if settings.api_key_sid:
        return CheckStep(name=name, ok=True, detail=settings.api_key_sid)
    detail = "Without an API key agents take calls by telephone only, not in the browser."
    return CheckStep(name=name, ok=None, detail=detail)


def public_step(public_url: str | None, api_base: str) -> CheckStep:
    """Whether Twilio can ask us. A stand-in on this machine needs no https."""
    name = "public_url"
    if public_url is None:
        return CheckStep(name=name, ok=None, detail="Only the running Parley knows it.")
    if public_url.startswith("https://") or urlsplit(api_base).scheme == "http":
        return CheckStep(name=name, ok=True, detail=public_url)
    return CheckStep(
        name=name,
        ok=False,
        detail=f"{public_url} is no https address: what callers say would travel in the open.",
        remedy="Set PARLEY_PUBLIC_URL to the https address at which Twilio reaches this Parley.",
    )
