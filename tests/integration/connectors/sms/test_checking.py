"""Trying an inbox's settings says what is wrong and what to set; nothing is changed."""

from __future__ import annotations

from dataclasses import replace

from connectors.sms.checking import public_step
from connectors.sms.connector import SmsConnector
from conversations.connections import CheckStep
from sandbox.twilio import Trouble
from tests.running.text_office import OURS, TextOffice


async def tried(office: TextOffice, **secrets: str) -> dict[str, CheckStep]:
    inbox = replace(office.inbox, secrets={**office.inbox.secrets, **secrets})
    return {step.name: step for step in await office.connector.check_line(inbox)}


async def test_all_is_well(office: TextOffice) -> None:
    steps = await tried(office)
    assert [(name, step.ok) for name, step in steps.items()] == [
        ("settings", True),
        ("twilio.sign_in", True),
        ("twilio.number", True),
        ("twilio.webhook", True),
        ("public_url", True),
    ]
    assert steps["twilio.webhook"].detail == office.url
    assert all(line.startswith("GET ") for line in office.check.requests)


def test_twilio_itself_fetches_files_by_https_only() -> None:
    step = public_step("http://parley.test", "https://api.twilio.com")
    assert step.ok is False
    assert "PARLEY_PUBLIC_URL" in step.remedy
    assert public_step("https://parley.test", "https://api.twilio.com").ok is True


async def test_a_wrong_token(office: TextOffice) -> None:
    steps = await tried(office, auth_token="0" * 32)
    assert steps["twilio.sign_in"].ok is False
    assert "auth token" in steps["twilio.sign_in"].remedy
    assert steps["twilio.number"].ok is steps["twilio.webhook"].ok is None


async def test_what_is_missing_is_asked_for(office: TextOffice) -> None:
    [step] = (await tried(office, auth_token="")).values()
    assert (step.name, step.ok, step.remedy) == ("settings", False, "Fill them in.")


async def test_a_number_that_is_not_ours_or_cannot_text(office: TextOffice) -> None:
    await office.change(number="+12025550199")
    assert "no number of this account" in (await tried(office))["twilio.number"].detail
    await office.change(number=OURS)
    office.twilio.account.numbers[OURS].can_text = False
    assert "cannot send texts" in (await tried(office))["twilio.number"].detail


async def test_webhooks_that_lead_elsewhere_are_told_with_what_to_set(office: TextOffice) -> None:
    number = office.twilio.account.numbers[OURS]
    for url, method in (("https://old.example/sms", "POST"), ("", "POST"), (office.url, "GET")):
        number.sms_url, number.sms_method = url, method
        step = (await tried(office))["twilio.webhook"]
        assert step.ok is False
        assert office.url in step.remedy
        assert "POST" in step.remedy
    assert (number.sms_url, number.sms_method) == (office.url, "GET")


async def test_twilio_away_is_a_step_that_failed(office: TextOffice) -> None:
    office.twilio.faults.api.add(Trouble(times=9, status=500))
    assert (await tried(office))["twilio.sign_in"].ok is False


async def test_a_messaging_service_is_set_up_by_hand(office: TextOffice) -> None:
    await office.change(number="", messaging_service_sid="MG" + "0" * 32)
    steps = await tried(office)
    assert steps["twilio.webhook"].ok is None
    assert office.url in steps["twilio.webhook"].detail


async def test_without_a_running_parley_the_public_address_is_unknown(office: TextOffice) -> None:
    steps = {step.name: step for step in await SmsConnector().check_line(office.inbox)}
    assert steps["twilio.number"].ok is True
    assert steps["twilio.webhook"].ok is None
    assert office.url in steps["twilio.webhook"].detail
    assert steps["public_url"].ok is None
