"""What a visitor and an agent do in their browsers, in the words of the story."""

from __future__ import annotations

import re
from dataclasses import dataclass

from playwright.sync_api import Locator, Page, expect


@dataclass
class Visitor:
    """Somebody on the demo shop's site."""

    page: Page
    site: str

    def arrive(self) -> None:
        """Open the shop and its chat."""
        self.page.goto(f"{self.site}/demo-shop")
        self.open_chat()

    def open_chat(self) -> None:
        """Open the panel unless it is open."""
        panel = self.page.get_by_test_id("widget-panel")
        if not panel.is_visible():
            self.page.get_by_test_id("widget-launcher").click()
        expect(panel).to_be_visible()

    def write(self, text: str) -> None:
        """Send a message."""
        self.page.get_by_test_id("widget-input").fill(text)
        self.page.get_by_test_id("widget-send").click()

    def messages(self) -> list[str]:
        """The texts on the screen, in order."""
        return [text.strip() for text in self.bubbles().all_inner_texts()]

    def bubbles(self) -> Locator:
        """The messages."""
        return self.page.get_by_test_id("widget-message")

    def sees(self, text: str, *, times: int = 1) -> None:
        """Wait until a text stands there exactly so many times."""
        expect(self.bubbles().filter(has_text=text)).to_have_count(times)


@dataclass
class Agent:
    """Somebody at the console."""

    page: Page
    site: str

    def sign_in(self, email: str, password: str) -> None:
        """Sign in and come to the inbox."""
        self.page.goto(f"{self.site}/")
        self.page.get_by_test_id("login-email").fill(email)
        self.page.get_by_test_id("login-password").fill(password)
        self.page.get_by_test_id("login-submit").click()
        expect(self.page.get_by_test_id("presence-menu")).to_be_visible()

    def go_available(self) -> None:
        """Begin to take work; who was available a moment ago still is."""
        menu = self.page.get_by_test_id("presence-menu")
        expect(menu).to_have_attribute("data-presence", re.compile("available|away|busy"))
        if menu.get_attribute("data-presence") != "available":
            self.page.get_by_test_id("go-available").click()
        expect(menu).to_have_attribute("data-presence", "available")

    def offer(self, text: str) -> Locator:
        """The card of the offer with these words, in front. The house is shared: what an earlier
        test left behind may be offered as well."""
        wanted = self.page.get_by_test_id("offer-card").filter(has_text=text)
        aside = self.page.get_by_test_id("offer-row").or_(self.page.get_by_test_id("offer-more"))
        for _ in range(20):
            expect(wanted.or_(aside).first).to_be_visible()
            if wanted.count():
                break
            aside.first.click()
        return wanted

    def write(self, text: str) -> None:
        """Send a reply."""
        self.page.get_by_test_id("composer-input").fill(text)
        self.page.get_by_test_id("composer-send").click()

    def entries(self, kind: str = "message") -> Locator:
        """The entries of a kind in the timeline."""
        return self.page.locator(f'[data-testid="entry"][data-kind="{kind}"]')

    def sees(self, text: str, *, times: int = 1) -> None:
        """Wait until a message stands in the timeline exactly so many times."""
        expect(self.entries().filter(has_text=text)).to_have_count(times)

    def message_order(self) -> list[int]:
        """The ``seq`` of each message on the screen, from top to bottom."""
        found = self.entries().evaluate_all("rows => rows.map(row => Number(row.dataset.seq))")
        return [int(seq) for seq in found]
