"""A phone inbox is set up through the console, against a real server that stands in for Twilio; and
an agent chooses where calls ring."""

from __future__ import annotations

import re
import struct
import wave
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

from sandbox.twilio import Account, PhoneNumber, TwilioSandbox
from tests.browser.looking import no_serious_finding
from tests.running.cut_proxy import CutProxy
from tests.running.threaded import in_a_thread

pytestmark = [pytest.mark.browser, pytest.mark.peers, pytest.mark.timeout(120)]

NUMBER = "+15550100300"
NAME = "Calls of the test"


@pytest.fixture
def twilio() -> Iterator[TwilioSandbox]:
    """Twilio with an account that has one number, in a thread of its own."""
    account = Account(name="Shop")
    account.add_number(PhoneNumber(number=NUMBER))
    with in_a_thread(lambda: TwilioSandbox(account=account)) as sandbox:
        yield sandbox


@pytest.fixture
def sound(tmp_path: Path) -> Path:
    """A second of a quiet tone."""
    path = tmp_path / "where.wav"
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(8000)
        file.writeframes(b"".join(struct.pack("<h", (i % 40) * 50) for i in range(8000)))
    return path


def test_phone_inbox_is_set_up(admin: Page, twilio: TwilioSandbox, sound: Path) -> None:
    _create(admin)
    _wrong_settings_are_told_at_their_fields(admin)
    _connects(admin, twilio)
    no_serious_finding(admin)
    _menu(admin, sound)
    _hours(admin)
    no_serious_finding(admin)
    admin.get_by_test_id("tab-team").click()
    admin.get_by_test_id("dispositions").fill("Solved")
    admin.get_by_test_id("dispositions").press("Enter")
    no_serious_finding(admin)
    _save(admin)
    admin.reload()
    _is_as_it_was_left(admin, twilio)
    _remove(admin)


def test_agent_chooses_where_calls_ring(admin: Page, network: CutProxy) -> None:
    admin.goto(f"{network.url}/settings/profile")
    card = admin.get_by_test_id("my-phone")
    expect(card.get_by_test_id("device-browser")).to_be_checked()
    card.get_by_test_id("device-phone").check()
    address, save = card.get_by_test_id("phone-address"), card.get_by_test_id("phone-save")
    address.fill("030 23125 007")
    save.click()
    expect(card).to_contain_text("The country’s code is missing")
    expect(address).to_have_attribute("aria-invalid", "true")
    address.fill("+49 (30) 23125-007")
    save.click()
    expect(admin.get_by_text("Saved", exact=True)).to_be_visible()
    expect(address).to_have_value("+493023125007")
    card.get_by_test_id("device-sip").check()
    card.get_by_test_id("phone-address").fill("sip:pbx.example.com")
    save.click()
    expect(card).to_contain_text("A SIP address has a name")
    no_serious_finding(admin)
    admin.reload()
    expect(card.get_by_test_id("device-phone")).to_be_checked()
    expect(address).to_have_value("+493023125007")
    card.get_by_test_id("device-browser").check()
    save.click()
    expect(save).to_be_disabled()


def _create(page: Page) -> None:
    page.get_by_test_id("add-button").click()
    expect(page.get_by_test_id("add-voice")).to_have_text("Phone (Twilio)")
    page.get_by_test_id("add-voice").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_test_id("field-name").fill(NAME)
    dialog.get_by_test_id("field-queue_id").click()
    page.get_by_role("option", name="Sales").click()
    dialog.get_by_role("button", name="Save").click()
    expect(page.get_by_role("heading", name=NAME)).to_be_visible()
    key = page.get_by_test_id("voice-url-call").inner_text()
    assert "/hooks/voice/" in key
    assert page.get_by_test_id("voice-url-fallback").inner_text() == f"{key}/again"


def _wrong_settings_are_told_at_their_fields(page: Page) -> None:
    """What the page knows itself, and what only the server knows."""
    number = page.get_by_test_id("twilio-number")
    number.fill("030 23125 007")
    page.get_by_test_id("tab-callers").click()
    page.get_by_test_id("inbox-save").click()
    expect(number).to_be_focused()
    expect(number).to_have_attribute("aria-invalid", "true")
    expect(page.get_by_text("A number begins with + and its country’s code")).to_be_visible()
    number.fill("+999999999999")
    page.get_by_test_id("inbox-save").click()
    expect(page.get_by_role("alert").first).to_contain_text("is no phone number")
    expect(number).to_have_attribute("aria-invalid", "true")


def _connects(page: Page, twilio: TwilioSandbox) -> None:
    page.get_by_test_id("twilio-number").fill("+1 555 010 0300")
    page.get_by_test_id("twilio-account_sid").fill(twilio.account.sid)
    page.get_by_text("More: changing tokens").click()
    page.get_by_test_id("twilio-api_base").fill(twilio.url)
    page.get_by_test_id("secret-auth_token").fill("a wrong token, long enough")
    page.get_by_test_id("check-run").click()
    expect(_step(page, "twilio.sign_in")).to_have_attribute("data-state", "bad")
    page.get_by_test_id("secret-auth_token").fill(twilio.account.auth_token)
    page.get_by_test_id("check-run").click()
    expect(_step(page, "twilio.number")).to_have_attribute("data-state", "ok")
    expect(_step(page, "twilio.webhook")).to_have_attribute("data-state", "bad")
    expect(_step(page, "twilio.webhook")).to_contain_text("Twilio brings calls here")
    number = twilio.account.numbers[NUMBER]
    number.voice_url = page.get_by_test_id("voice-url-call").inner_text()
    number.voice_fallback_url = page.get_by_test_id("voice-url-fallback").inner_text()
    number.status_callback = page.get_by_test_id("voice-url-status").inner_text()
    page.get_by_test_id("check-run").click()
    expect(page.get_by_test_id("check-verdict")).to_have_attribute("data-ok", "true")
    _save(page)
    expect(page.get_by_test_id("secret-auth_token")).to_have_value("")
    assert twilio.account.auth_token not in page.content()
    expect(page.get_by_test_id("twilio-number")).to_have_value(NUMBER)


def _menu(page: Page, sound: Path) -> None:
    page.get_by_test_id("tab-callers").click()
    heard = page.get_by_test_id("scene-comes")
    expect(heard).to_have_text(re.compile("waits in Sales"))
    page.get_by_test_id("prompt-greeting-text").fill("Welcome to the shop.")
    page.get_by_test_id("menu-on").check()
    rows = page.get_by_test_id("menu-row")
    expect(rows).to_have_count(2)
    words = rows.nth(0).get_by_test_id("row-words")
    words.fill("support")
    words.press("Enter")
    rows.nth(0).get_by_test_id("row-queue").select_option(label="Calls")
    page.get_by_test_id("menu-add").click()
    rows.nth(2).get_by_test_id("row-does").select_option("say")
    page.get_by_test_id("inbox-save").click()
    expect(rows.nth(2)).to_contain_text("Write what is said, or upload audio.")
    upload = rows.nth(2).get_by_test_id("row-say-audio-input")
    upload.set_input_files(
        {"name": "no.mp3", "mimeType": "audio/mpeg", "buffer": b"plainly a text"}
    )
    expect(rows.nth(2)).to_contain_text("This is no mp3 or wav file.")
    upload.set_input_files(sound)
    player = rows.nth(2).get_by_test_id("player")
    player.get_by_role("button", name="Play where.wav").click()
    expect(player).to_have_attribute("data-state", "playing")
    rows.nth(2).get_by_role("button", name="Move 3 up").click()
    expect(rows.nth(1).get_by_test_id("row-digit")).to_have_value("3")
    expect(heard).to_contain_text("Welcome to the shop.")
    expect(heard).to_contain_text("For support, press 1. For information, press 3.")
    expect(heard).to_contain_text("waits in Calls")
    expect(heard).to_contain_text("where.wav")
    page.get_by_test_id("menu-speech").check()
    expect(heard).to_contain_text("presses 1 or says “support”")


def _hours(page: Page) -> None:
    page.get_by_test_id("hours-on").check()
    card = page.get_by_test_id("hours-card")
    card.get_by_label("Monday until").fill("08:00")
    page.get_by_test_id("inbox-save").click()
    expect(card).to_contain_text("The end must be after the beginning.")
    card.get_by_label("Monday until").fill("12:00")
    card.get_by_role("button", name="Monday: hours after a break").click()
    card.get_by_test_id("holiday-date").fill("2026-12-25")
    card.get_by_test_id("holiday-add").click()
    expect(card.get_by_test_id("holiday")).to_have_text("Dec 25, 2026")
    card.get_by_label("Hang up").check()
    expect(page.get_by_test_id("scene-closed")).to_contain_text("the call ends")


def _is_as_it_was_left(page: Page, twilio: TwilioSandbox) -> None:
    expect(page.get_by_test_id("twilio-number")).to_have_value(NUMBER)
    expect(page.get_by_test_id("secret-auth_token")).to_have_attribute(
        "placeholder", "Stored; leave it empty to keep it"
    )
    page.get_by_test_id("check-run").click()
    expect(page.get_by_test_id("check-verdict")).to_have_attribute("data-ok", "true")
    page.get_by_test_id("tab-callers").click()
    rows = page.get_by_test_id("menu-row")
    digits = [rows.nth(at).get_by_test_id("row-digit") for at in range(3)]
    for digit, value in zip(digits, "132", strict=True):
        expect(digit).to_have_value(value)
    expect(rows.nth(0)).to_contain_text("support")
    expect(rows.nth(1).get_by_test_id("player")).to_contain_text("where.wav")
    card = page.get_by_test_id("hours-card")
    expect(card.get_by_label("Monday from")).to_have_count(2)
    expect(card.get_by_test_id("holiday")).to_have_text("Dec 25, 2026")
    expect(card.get_by_label("Hang up")).to_be_checked()
    page.get_by_test_id("tab-team").click()
    expect(page.get_by_test_id("agents-card")).to_contain_text("Solved")


def _save(page: Page) -> None:
    page.get_by_test_id("inbox-save").click()
    expect(page.get_by_text("Saved", exact=True).last).to_be_visible()
    expect(page.get_by_text("Not saved yet")).to_have_count(0)


def _remove(page: Page) -> None:
    page.get_by_role("button", name="Delete", exact=True).click()
    page.get_by_role("button", name="Really delete this inbox").click()
    expect(page.get_by_role("link", name=NAME)).to_have_count(0)


def _step(page: Page, name: str) -> Locator:
    return page.locator(f'[data-testid="check-step"][data-step="{name}"]')
