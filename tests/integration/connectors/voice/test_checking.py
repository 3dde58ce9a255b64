"""Trying an inbox's settings says what is wrong and what to set; nobody is called."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace
from types import SimpleNamespace
from typing import Any

import pytest

from connectors.voice.checking import public_step, webhook_step
from connectors.voice.connector import VoiceConnector
from conversations.clock import ManualClock
from conversations.connections import CheckStep
from sandbox.twilio import Trouble
from storage import Stores
from tests.running.dialogue_office import OURS, DialogueOffice, dialogue_office


@pytest.fixture
async def office(stores: Stores, clock: ManualClock) -> AsyncIterator[DialogueOffice]:
    async with dialogue_office(stores, clock) as office:
        yield office


async def tried(office: DialogueOffice, **secrets: str) -> dict[str, CheckStep]:
    inbox = replace(office.inbox, secrets={**office.inbox.secrets, **secrets})
    return {step.name: step for step in await office.connector.check_line(inbox)}


async def file(office: DialogueOffice, name: str, content: bytes) -> str:
    async def once() -> AsyncIterator[bytes]:
        yield content

    stored = await office.stores.files.save(
        name, once(), max_bytes=20 * 1024 * 1024, owner={"user_id": "agnes"}
    )
    return stored.id


WAV = b"RIFF\x24\x00\x00\x00WAVEfmt \x10\x00\x00\x00\x01\x00\x01\x00" + bytes(40)


async def test_all_is_well(office: DialogueOffice) -> None:
    await office.change(greeting={"file": await file(office, "hello.wav", WAV)})
    steps = await tried(office)
    assert [(name, step.ok) for name, step in steps.items()] == [
        ("settings", True),
        ("prompts", True),
        ("twilio.sign_in", True),
        ("twilio.number", True),
        ("twilio.webhook", True),
        ("twilio.api_key", None),
        ("public_url", True),
    ]
    assert steps["twilio.webhook"].detail == office.url()
    assert all(line.startswith("GET ") for line in office.check.requests)


async def test_a_wrong_token(office: DialogueOffice) -> None:
    steps = await tried(office, auth_token="0" * 32)
    assert steps["twilio.sign_in"].ok is False
    assert steps["twilio.number"].ok is steps["twilio.webhook"].ok is None


async def test_what_is_missing_is_asked_for(office: DialogueOffice) -> None:
    [step] = (await tried(office, auth_token="")).values()
    assert (step.name, step.ok, step.remedy) == ("settings", False, "Fill them in.")
    await office.set(settings={"ring_s": 1})
    [step] = (await tried(office)).values()
    assert "ring_s" in step.detail


async def test_a_number_that_is_not_ours(office: DialogueOffice) -> None:
    await office.change(number="+12025550199")
    steps = await tried(office)
    assert "no number of this account" in steps["twilio.number"].detail
    assert steps["twilio.webhook"].ok is None


async def test_twilio_that_fails(office: DialogueOffice) -> None:
    office.twilio.faults.api.add(Trouble(times=9, status=500))
    steps = await tried(office)
    assert steps["twilio.sign_in"].ok is False
    assert steps["twilio.sign_in"].detail


async def test_webhooks_that_lead_elsewhere_are_told_with_what_to_set(
    office: DialogueOffice,
) -> None:
    number = office.twilio.account.numbers[OURS]
    number.voice_fallback_url = ""
    step = (await tried(office))["twilio.webhook"]
    assert step.ok is True
    assert office.url("again") in step.detail
    number.status_callback = ""
    step = (await tried(office))["twilio.webhook"]
    assert step.ok is False
    assert office.url("status") in step.remedy
    number.voice_method = "GET"
    step = (await tried(office))["twilio.webhook"]
    assert step.ok is False
    assert office.url() in step.remedy
    number.voice_url = ""
    assert "calls to nowhere" in (await tried(office))["twilio.webhook"].detail
    fresh = VoiceConnector()  # it was never opened: it does not know the public address
    steps = {step.name: step for step in await fresh.check_line(office.inbox)}
    assert steps["twilio.webhook"].ok is None
    assert steps["public_url"].ok is None


@pytest.mark.parametrize(
    ("fields", "who"),
    [
        ({"voice_application_sid": "AP1"}, "A TwiML application"),
        ({"trunk_sid": "TK1"}, "A SIP trunk"),
    ],
)
async def test_what_takes_the_calls_instead_is_named(
    office: DialogueOffice, fields: dict[str, Any], who: str
) -> None:
    number = SimpleNamespace(voice_url=office.url(), voice_method="POST", **fields)
    step = webhook_step(number, office.inbox, office.house.public_url)
    assert step.ok is False
    assert step.detail.startswith(who)


async def test_files_that_cannot_be_played_are_named(office: DialogueOffice) -> None:
    text = await file(office, "notes.txt", b"no music at all")
    await office.change(waiting={"music_file": text})
    step = (await tried(office))["prompts"]
    assert step.ok is False
    assert "The music is no sound" in step.detail
    await office.change(waiting={}, closed={"prompt": {"file": "gone"}})
    step = (await tried(office))["prompts"]
    assert step.ok is False
    assert "“closed.prompt” is no more" in step.detail


async def test_a_language_without_a_voice_needs_files(office: DialogueOffice) -> None:
    await office.set(language="fa")
    assert (await tried(office))["prompts"].ok is None
    await office.change(greeting={"text": "سلام"})
    step = (await tried(office))["prompts"]
    assert step.ok is False
    assert "greeting" in step.detail
    assert "fa-IR" in step.detail
    await office.change(voice="Some.voice")
    assert (await tried(office))["prompts"].ok is True


def test_only_the_real_twilio_needs_https() -> None:
    step = public_step("http://parley.test", "https://api.twilio.com")
    assert step.ok is False
    assert "PARLEY_PUBLIC_URL" in step.remedy
    assert public_step("https://parley.test", "https://api.twilio.com").ok is True
    assert public_step("http://127.0.0.1:8000", "http://127.0.0.1:9000").ok is True
