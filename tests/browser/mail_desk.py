"""An admin's desk with a mail inbox, and a watch over what a mail must not bring about."""

from __future__ import annotations

from dataclasses import dataclass, field
from email.message import EmailMessage
from typing import Any

from playwright.sync_api import ConsoleMessage, Dialog, Page, Request, expect

from tests.browser.actors import Agent
from tests.running.mail_house import PASSWORD, MailHouse
from tests.running.parley_process import ParleyProcess

SUPPORT, CUSTOMER, PARTNER = "support@example.org", "customer@example.com", "partner@example.net"
PIXEL = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010806000000"
    "1f15c4890000000d49444154789c6360f8cfc0f01f0005050102a0e4b5ea0000000049454e44ae426082"
)
"""A PNG of one pixel."""


@dataclass
class Desk:
    """An admin's console, and a mail inbox of theirs that is fetched from Dovecot."""

    page: Page
    site: str
    inbox: str = ""
    _csrf: str = field(default="")

    def ask(self, method: str, path: str, body: dict[str, Any] | None = None) -> Any:
        """Call the API with the console's own session."""
        headers = {"X-CSRF-Token": self._csrf, "Content-Type": "application/json"}
        answer = self.page.request.fetch(
            f"{self.site}/api/v1{path}", method=method, headers=headers, data=body
        )
        assert answer.ok, f"{path}: {answer.status} {answer.text()}"
        return answer.json()

    def settle_in(self, house: MailHouse) -> None:
        """Set the inbox up, unless an earlier test has."""
        self._csrf = self.ask("GET", "/me")["csrf"]
        line = {"host": "127.0.0.1", "security": "none", "username": "support"}
        settings = {
            "address": SUPPORT,
            "sender_name": "The shop",
            "imap": {**line, "port": house.dovecot.port, "history_days": -1, "poll_s": 5},
            "smtp": {**line, "port": house.smtp_port, "username": ""},
        }
        known = [one for one in self.ask("GET", "/inboxes")["items"] if one["name"] == "Post"]
        self.inbox = known[0]["id"] if known else self._add(settings)

    def _add(self, settings: dict[str, Any]) -> str:
        queue = next(q["id"] for q in self.ask("GET", "/queues")["items"] if q["name"] == "Mail")
        body = {
            "name": "Post",
            "channel": "email",
            "queue_id": queue,
            "settings": settings,
            "secrets": {"password": PASSWORD},
        }
        return str(self.ask("POST", "/inboxes", body)["id"])

    def conversations(self) -> list[dict[str, Any]]:
        """All conversations of the inbox."""
        path = f"/conversations?view=all&limit=100&inbox={self.inbox}"
        return list(self.ask("GET", path)["items"])

    def open(self, subject: str) -> None:
        """Open the conversation of a subject as soon as its mail has come."""
        self.page.goto(f"{self.site}/inbox")
        self.page.get_by_test_id("view-all").click()
        row = self.page.get_by_test_id("conversation-row").filter(has_text=subject)
        row.get_by_role("link").click(timeout=30_000)
        expect(self.page.get_by_test_id("conversation-subject")).to_have_text(subject)


def desk_of(shop: ParleyProcess, house: MailHouse, page: Page) -> Desk:
    """Sign an admin in, and set the inbox up."""
    login = next(user for user in shop.demo["users"] if user["role"] == "admin")
    Agent(page, shop.url).sign_in(login["email"], login["password"])
    there = Desk(page, shop.url)
    there.settle_in(house)
    return there


def mail_of(subject: str, text: str, html: str = "", **headers: str) -> EmailMessage:
    """A mail from the customer; further headers by their names."""
    made = EmailMessage()
    made["From"], made["To"], made["Subject"] = f"A customer <{CUSTOMER}>", SUPPORT, subject
    made["Message-ID"] = f"<{subject.replace(' ', '-').lower()}@mail.example.com>"
    for name, value in headers.items():
        made[name] = value
    made.set_content(text)
    if html:
        made.add_alternative(html, subtype="html")
    return made


@dataclass
class Watch:
    """Everything that a mail's HTML must not bring about."""

    page: Page
    site: str
    seen: list[str] = field(default_factory=list)

    def __enter__(self) -> Watch:
        self.page.add_init_script(
            "window.violations = [];"
            "document.addEventListener('securitypolicyviolation', (event) =>"
            " window.violations.push(`${event.violatedDirective} ${event.blockedURI}`));"
        )
        self.page.on("dialog", self._spoke)
        self.page.on("popup", lambda popup: self._note(f"popup: {popup.url}"))
        self.page.on("download", lambda download: self._note(f"download: {download.url}"))
        self.page.on("console", self._said)
        self.page.context.on("request", self._asked)
        return self

    def __exit__(self, *_: object) -> None:
        for violation in self.page.evaluate("window.violations"):
            self._note(f"violation: {violation}")

    def _note(self, what: str) -> None:
        self.seen.append(what)

    def _spoke(self, dialog: Dialog) -> None:
        self._note(f"dialog: {dialog.message}")
        dialog.dismiss()

    def _said(self, message: ConsoleMessage) -> None:
        if message.type == "error":
            self._note(f"console: {message.text}")

    def _asked(self, request: Request) -> None:
        if not request.url.startswith((self.site, "data:", "blob:", "about:")):
            self._note(f"request: {request.url}")


ALIVE = """(frame) => {
  const doc = frame.contentDocument;
  const found = [];
  const acting = "script, iframe, frame, object, embed, form, input, button, base[href], svg, math";
  for (const el of doc.querySelectorAll("*")) {
    const name = el.localName;
    if (el.matches(`${acting}, meta[http-equiv=refresh]`)) found.push(name);
    for (const { name: attribute, value } of el.attributes) {
      const address = /^(href|src|action|background|srcset)$/.test(attribute);
      const runs = address && /^\\s*(javascript|vbscript):/i.test(value);
      const fetched = attribute === "src" && /^https?:/i.test(value);
      const elsewhere = fetched && !value.startsWith(location.origin);
      if (/^on/.test(attribute) || runs || elsewhere) found.push(`${name} ${attribute}=${value}`);
    }
  }
  return found;
}"""
"""What in a mail's frame could act or fetch, for `Locator.evaluate` on the frame."""
