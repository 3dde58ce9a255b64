"""Takes the pictures in docs/screenshots from a demo of its own.

Run it after a change that can be seen: ``.venv/bin/python -m scripts.screenshots``. It needs
the built web app and Debian's ``chromium``. Look at what it made before you commit it.
"""

from __future__ import annotations

import json
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from pathlib import Path
from typing import Any

from playwright.sync_api import Page, ViewportSize, expect, sync_playwright

from scripts.camera import DESK, FLAGS, HERE, OUT, PHONE, Camera, shoot
from scripts.mail_screenshots import MailTour

WARM_UP_S = 75
"""How long the simulated people talk before the first picture."""
QUESTION = "Hello! Does the Heron lamp come in brass?"
PERSIAN = "سلام، چراغ Pebble را با چه لامپی می‌شود روشن کرد؟"


class Tour:
    """Chat, console and supervision."""

    def __init__(self, camera: Camera) -> None:
        self._camera = camera
        self._url = camera.url

    def console(self) -> None:
        """The agent's desk by day and by night, with an offer, and on a phone."""
        page = self._camera.sign_in("agent", DESK)
        page.get_by_test_id("go-available").click()
        offer = page.get_by_test_id("offer-card").first
        expect(offer).to_be_visible(timeout=120_000)
        page.wait_for_timeout(600)
        shoot(page, "offer")
        # The next offers would lie before what the other pictures show, and who is busy takes none.
        self._camera.order(page, "PUT", "/seats/me", {"presence": "away"})
        expect(page.get_by_test_id("offer-card")).to_have_count(0)
        visitor = self._visit(DESK, "My Heron lamp flickers when it has been on for a while.")
        self._camera.take(page, self._found(page, "My Heron lamp flickers"))
        self._camera.order(page, "PUT", "/seats/me", {"presence": "busy", "reason": "paperwork"})
        self._reply(page, "I am sorry to hear that! Have you tried another bulb?")
        expect(visitor.get_by_test_id("widget-message").nth(1)).to_be_visible()
        self._say(visitor, "Yes, two of them. My order is GW-20417.")
        expect(page.get_by_test_id("entry").filter(has_text="GW-20417")).to_be_visible()
        self._reply(page, "Thank you. I am on it and tell you in a minute.")
        page.get_by_test_id("composer-mode-note").click()
        self._reply(page, "Second time this week, see the earlier order.")
        page.get_by_test_id("composer-mode-reply").click()
        page.get_by_test_id("view-queues").click()
        expect(page.get_by_test_id("undo-send")).to_have_count(0, timeout=15_000)
        self._settle_offers(page)
        shoot(page, "console-light")
        here = page.url
        dark = self._camera.sign_in("agent", DESK, "dark")
        dark.goto(here)
        dark.get_by_test_id("view-queues").click()
        self._settle_offers(dark)
        shoot(dark, "console-dark")
        phone = self._camera.sign_in("agent", PHONE)
        phone.get_by_test_id("view-queues").click()
        self._settle_offers(phone)
        shoot(phone, "console-390-list")
        phone.goto(here)
        expect(phone.get_by_test_id("entry").first).to_be_visible()
        self._settle_offers(phone)
        shoot(phone, "console-390")

    def persian(self, mail: MailTour) -> None:
        """From right to left."""
        page = self._camera.sign_in("admin", DESK)
        page.goto(f"{self._url}/settings/profile")
        page.get_by_test_id("profile-language").select_option("fa")
        expect(page.locator("html")).to_have_attribute("dir", "rtl")
        page.goto(f"{self._url}/inbox")
        page.get_by_test_id("view-all").click()
        visitor = self._visit(DESK, PERSIAN)
        found = self._found(page, PERSIAN)
        expect(visitor.get_by_test_id("widget-message").nth(1)).to_be_visible(timeout=180_000)
        page.goto(f"{self._url}/inbox/{found}")
        page.get_by_test_id("view-all").click()
        expect(page.get_by_test_id("entry").first).to_be_visible()
        page.wait_for_timeout(800)
        shoot(page, "console-persian")
        page.goto(f"{self._url}/settings/inboxes/demo-inbox-shop")
        page.wait_for_timeout(2_000)
        shoot(page, "settings-persian")
        mail.phone("admin", "mail-390-persian")
        page.goto(f"{self._url}/settings/profile")
        page.get_by_test_id("profile-language").select_option("en")
        expect(page.locator("html")).to_have_attribute("dir", "ltr")

    def supervisor(self) -> None:
        """The wallboard, the people, and an inbox's settings with its preview."""
        page = self._camera.sign_in("supervisor", DESK)
        page.goto(f"{self._url}/supervisor/wallboard")
        expect(page.get_by_test_id("queue-card").first).to_be_visible()
        page.wait_for_timeout(1_500)
        shoot(page, "supervisor")
        page.goto(f"{self._url}/supervisor/agents")
        expect(page.get_by_test_id("agents-table")).to_be_visible()
        page.wait_for_timeout(800)
        shoot(page, "supervisor-people")
        page = self._camera.sign_in("admin", DESK)
        page.goto(f"{self._url}/settings/inboxes/demo-inbox-shop")
        page.wait_for_timeout(2_500)
        shoot(page, "settings-inbox")

    def widget(self) -> None:
        """The chat on the shop's site."""
        page = self._visit({"width": 1200, "height": 800}, QUESTION)
        self._answered(page)
        shoot(page, "widget")
        page.get_by_test_id("widget-transcript").click()
        asked = page.get_by_test_id("widget-transcript-form")
        asked.get_by_role("textbox").fill("visitor@customers.example")
        shoot(page, "widget-transcript")
        phone = self._visit(PHONE, QUESTION)
        self._answered(phone)
        shoot(phone, "widget-390")

    def _visit(self, size: ViewportSize, text: str) -> Page:
        """Come to the shop and ask something."""
        page = self._camera.visit(size)
        page.goto(f"{self._url}/demo-shop")
        page.get_by_test_id("widget-launcher").click()
        self._say(page, text)
        return page

    def _say(self, page: Page, text: str) -> None:
        page.get_by_test_id("widget-input").fill(text)
        page.get_by_test_id("widget-send").click()

    def _answered(self, page: Page) -> None:
        """Wait for an agent's answer."""
        expect(page.get_by_test_id("widget-message").nth(1)).to_be_visible(timeout=180_000)
        page.wait_for_timeout(600)

    def _found(self, page: Page, text: str) -> str:
        """Wait for the conversation whose last words begin so."""
        return self._camera.find(
            page, lambda one: ((one["last_message"] or {}).get("text") or "").startswith(text)
        )

    def _reply(self, page: Page, text: str) -> None:
        page.get_by_test_id("composer-input").fill(text)
        page.get_by_test_id("composer-send").click()

    def _settle_offers(self, page: Page) -> None:
        """Let offers go, so that a picture shows what is behind them."""
        page.wait_for_timeout(900)
        for _ in range(3):
            decline = page.get_by_test_id("offer-decline")
            if not decline.count():
                break
            decline.first.click()
            page.get_by_test_id("decline-busy").first.click()
            page.wait_for_timeout(700)


def main() -> None:
    """Start a demo, walk through it, and stop it."""
    OUT.mkdir(exist_ok=True)
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    with tempfile.TemporaryDirectory() as folder:
        data = Path(folder) / "data"
        command = [sys.executable, "-m", "parley", "demo", "--rate", "5", "--seed", "11", "--quiet"]
        demo = subprocess.Popen(
            [*command, "--port", str(port), "--data", str(data)],
            cwd=HERE,
            stdout=subprocess.DEVNULL,
        )
        try:
            _walk(f"http://127.0.0.1:{port}", data)
        finally:
            demo.terminate()
            demo.wait(30)


def _walk(url: str, data: Path) -> None:
    told = _wait_for(url, data)
    print(f"waiting {WARM_UP_S} s for the simulated people to talk", flush=True)
    time.sleep(WARM_UP_S)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=FLAGS)
        camera = Camera(browser, told)
        tour, mail = Tour(camera), MailTour(camera, told, data)
        mail.post()
        tour.widget()
        mail.conversation()
        tour.console()
        tour.supervisor()
        mail.settings()
        tour.persian(mail)
        browser.close()


def _wait_for(url: str, data: Path) -> dict[str, Any]:
    for _ in range(300):
        try:
            with urllib.request.urlopen(f"{url}/readyz", timeout=2):
                told: dict[str, Any] = json.loads((data / "demo.json").read_text())
                return told
        except OSError:
            time.sleep(0.2)
    raise SystemExit("the demo does not get ready")


if __name__ == "__main__":
    main()
