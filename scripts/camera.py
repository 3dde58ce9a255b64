"""What takes the pictures in docs/screenshots: a browser that looks at a running demo."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from pathlib import Path
from typing import Any, Literal

from playwright.sync_api import Browser, Page, ViewportSize, expect

HERE = Path(__file__).resolve().parents[1]
OUT = HERE / "docs" / "screenshots"
FLAGS = ["--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking"]
DESK: ViewportSize = {"width": 1440, "height": 900}
PHONE: ViewportSize = {"width": 390, "height": 844}


class Camera:
    """One browser, one demo (``told`` is its ``demo.json``), one folder of pictures."""

    def __init__(self, browser: Browser, told: dict[str, Any]) -> None:
        self.url: str = told["url"]
        self._browser = browser
        self._users: dict[str, dict[str, str]] = {}
        for user in told["users"]:
            self._users.setdefault(user["role"], user)

    def visit(self, size: ViewportSize) -> Page:
        """Open a browser of somebody who is not signed in."""
        return self._browser.new_context(viewport=size, locale="en-GB").new_page()

    def sign_in(
        self, role: str, size: ViewportSize, scheme: Literal["light", "dark"] = "light"
    ) -> Page:
        """Open the console as somebody of a role."""
        context = self._browser.new_context(
            viewport=size, color_scheme=scheme, device_scale_factor=1
        )
        page = context.new_page()
        page.goto(f"{self.url}/")
        page.get_by_test_id("login-email").fill(self._users[role]["email"])
        page.get_by_test_id("login-password").fill(self._users[role]["password"])
        page.get_by_test_id("login-submit").click()
        expect(page.get_by_test_id("presence-menu")).to_be_visible()
        return page

    def find(self, page: Page, fits: Callable[[dict[str, Any]], bool]) -> str:
        """Wait for a conversation, which whoever is signed in may see, and return its id."""
        for _ in range(300):
            path = f"{self.url}/api/v1/conversations?view=all&limit=50"
            for one in page.context.request.get(path).json()["items"]:
                if fits(one):
                    return str(one["id"])
            page.wait_for_timeout(100)
        raise SystemExit("a conversation that was begun does not appear")

    def take(self, page: Page, conversation: str) -> None:
        """Take a conversation before a simulated agent does, and open it."""
        self.order(page, "POST", f"/conversations/{conversation}/take", {"id": str(uuid.uuid4())})
        page.goto(f"{self.url}/inbox/{conversation}")

    def order(self, page: Page, method: str, path: str, body: dict[str, Any]) -> None:
        """Call the API as who is signed in."""
        ask, api = page.context.request, f"{self.url}/api/v1"
        headers = {"X-CSRF-Token": ask.get(f"{api}/me").json()["csrf"]}
        answer = ask.fetch(f"{api}{path}", method=method, headers=headers, data=body)
        if not answer.ok:
            raise SystemExit(f"{path}: {answer.status} {answer.text()}")

    def drawing(self, name: str) -> bytes:
        """One of the shop's drawings, as a PNG of its own proportions."""
        page = self.visit({"width": 640, "height": 560})
        page.goto(f"{self.url}/demo-shop/pictures/{name}.svg")
        return page.screenshot()


def shoot(page: Page, name: str) -> None:
    """Take one picture, with the pointer out of the way: a list waits while it is pointed at."""
    page.mouse.move(1, 1)
    page.wait_for_timeout(500)
    page.screenshot(path=OUT / f"{name}.png")
    print(name, flush=True)
