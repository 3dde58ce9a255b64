"""Takes the pictures in docs/screenshots from a demo of its own.

Run it after a change that can be seen: ``.venv/bin/python scripts/screenshots.py``. It needs the
built web app and Debian's ``chromium``. Look at what it made before you commit it.
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

from playwright.sync_api import Browser, Page, expect, sync_playwright

HERE = Path(__file__).resolve().parents[1]
OUT = HERE / "docs" / "screenshots"
FLAGS = ["--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking"]
DESK = {"width": 1440, "height": 900}
PHONE = {"width": 390, "height": 844}
WARM_UP_S = 75
"""How long the simulated people talk before the first picture."""


class Tour:
    """One browser, one demo, one folder of pictures."""

    def __init__(self, browser: Browser, url: str, users: dict[str, dict[str, str]]) -> None:
        self._browser = browser
        self._url = url
        self._users = users

    def sign_in(self, role: str, size: dict[str, int], scheme: str = "light") -> Page:
        """Open the console as somebody of a role."""
        context = self._browser.new_context(
            viewport=size,  # type: ignore[arg-type] # a plain dict serves
            color_scheme=scheme,  # type: ignore[arg-type] # one of Playwright's words
            device_scale_factor=1,
        )
        page = context.new_page()
        page.goto(f"{self._url}/")
        page.get_by_test_id("login-email").fill(self._users[role]["email"])
        page.get_by_test_id("login-password").fill(self._users[role]["password"])
        page.get_by_test_id("login-submit").click()
        expect(page.get_by_test_id("presence-menu")).to_be_visible()
        return page

    def console(self) -> None:
        """The agent's desk by day and by night, with an offer, and on a phone."""
        page = self.sign_in("agent", DESK)
        page.get_by_test_id("go-available").click()
        offer = page.get_by_test_id("offer-card").first
        expect(offer).to_be_visible(timeout=120_000)
        page.wait_for_timeout(600)
        shoot(page, "offer")
        page.get_by_test_id("offer-accept").first.click()
        page.get_by_test_id("composer-input").fill("I am on it and tell you in a minute.")
        page.get_by_test_id("composer-send").click()
        page.get_by_test_id("composer-mode-note").click()
        page.get_by_test_id("composer-input").fill("Second time this week, see the earlier order.")
        page.get_by_test_id("composer-send").click()
        page.get_by_test_id("composer-mode-reply").click()
        page.get_by_test_id("view-queues").click()
        self._settle_offers(page)
        shoot(page, "console-light")
        here = page.url
        dark = self.sign_in("agent", DESK, "dark")
        dark.goto(here)
        dark.get_by_test_id("view-queues").click()
        self._settle_offers(dark)
        shoot(dark, "console-dark")
        phone = self.sign_in("agent", PHONE)
        phone.get_by_test_id("view-queues").click()
        self._settle_offers(phone)
        shoot(phone, "console-390-list")
        phone.goto(here)
        expect(phone.get_by_test_id("entry").first).to_be_visible()
        self._settle_offers(phone)
        shoot(phone, "console-390")

    def persian(self) -> None:
        """From right to left."""
        page = self.sign_in("admin", DESK)
        page.goto(f"{self._url}/settings/profile")
        page.get_by_test_id("profile-language").select_option("fa")
        expect(page.locator("html")).to_have_attribute("dir", "rtl")
        page.goto(f"{self._url}/inbox")
        page.get_by_test_id("view-all").click()
        rows = page.get_by_test_id("conversation-row")
        persian = rows.filter(has_text="چ")
        (persian if persian.count() else rows).first.click()
        expect(page.get_by_test_id("entry").first).to_be_visible()
        page.wait_for_timeout(800)
        shoot(page, "console-persian")
        page.goto(f"{self._url}/settings/inboxes/demo-inbox-shop")
        page.wait_for_timeout(2_000)
        shoot(page, "settings-persian")
        page.goto(f"{self._url}/settings/profile")
        page.get_by_test_id("profile-language").select_option("en")
        expect(page.locator("html")).to_have_attribute("dir", "ltr")

    def supervisor(self) -> None:
        """The wallboard, the people, and an inbox's settings with its preview."""
        page = self.sign_in("supervisor", DESK)
        page.goto(f"{self._url}/supervisor/wallboard")
        expect(page.get_by_test_id("queue-card").first).to_be_visible()
        page.wait_for_timeout(1_500)
        shoot(page, "supervisor")
        page.goto(f"{self._url}/supervisor/agents")
        expect(page.get_by_test_id("agents-table")).to_be_visible()
        page.wait_for_timeout(800)
        shoot(page, "supervisor-people")
        page = self.sign_in("admin", DESK)
        page.goto(f"{self._url}/settings/inboxes/demo-inbox-shop")
        page.wait_for_timeout(2_500)
        shoot(page, "settings-inbox")

    def widget(self) -> None:
        """The chat on the shop's site."""
        for name, size in (("widget", {"width": 1200, "height": 800}), ("widget-390", PHONE)):
            context = self._browser.new_context(viewport=size, locale="en-GB")  # type: ignore[arg-type] # as above
            page = context.new_page()
            page.goto(f"{self._url}/demo-shop")
            page.get_by_test_id("widget-launcher").click()
            page.get_by_test_id("widget-input").fill("Hello! Does the Heron lamp come in brass?")
            page.get_by_test_id("widget-send").click()
            bubbles = page.get_by_test_id("widget-message")
            expect(bubbles).to_have_count(2, timeout=180_000)
            page.wait_for_timeout(600)
            shoot(page, name)

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


def shoot(page: Page, name: str) -> None:
    """Take one picture."""
    page.screenshot(path=OUT / f"{name}.png")
    print(name, flush=True)


def main() -> None:
    """Start a demo, walk through it, and stop it."""
    OUT.mkdir(exist_ok=True)
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    with tempfile.TemporaryDirectory() as folder:
        data = Path(folder) / "data"
        command = [sys.executable, "-m", "parley", "demo", "--rate", "9", "--seed", "11", "--quiet"]
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
    users: dict[str, dict[str, str]] = {}
    for user in told["users"]:
        users.setdefault(user["role"], user)
    print(f"waiting {WARM_UP_S} s for the simulated people to talk", flush=True)
    time.sleep(WARM_UP_S)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=FLAGS)
        tour = Tour(browser, url, users)
        tour.widget()
        tour.console()
        tour.supervisor()
        tour.persian()
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
