"""Pictures of mail: a letter with its answer, the wizard, filed mail, and every line's health."""

from __future__ import annotations

import smtplib
import subprocess
import sys
from email.message import EmailMessage
from email.utils import make_msgid
from pathlib import Path
from typing import Any

from playwright.sync_api import FilePayload, Page, expect

from sandbox.mail.files import document
from scripts.camera import DESK, HERE, PHONE, Camera, shoot

SHOP, CUSTOMER, BUILDER = (
    "support@shop.example",
    "cafe@customers.example",
    "builder@customers.example",
)
SUBJECT = "Six lamps for our café"
LETTER = """<p>Hello,</p>
<p>we open a small café in spring and would like <b>six Moth lamps</b> for the counter:</p>
<p><img src="cid:lamp@customers.example" width="160" height="140" alt="Moth lamp"></p>
<ul><li>Is the wooden foot oiled?</li><li>Which bulbs give the <i>warmest</i> light?</li>
<li>Could all six be here by the <b>12th</b>?</li></ul>
<p>Kind regards<br>The café on the corner</p>"""
FILED = (
    (
        "Lighting fair",
        "news@fair.example",
        "This spring's lamps",
        {"List-Id": "<news.fair.example>"},
    ),
    ("Glassworks", "orders@glass.example", "Out of office", {"Auto-Submitted": "auto-replied"}),
    ("Winner", "prize@lottery.example", "You have won a lamp", {"X-Spam-Flag": "YES"}),
)
"""Mails that open no conversation: from whom, about what, and the field that says why."""


class MailTour:
    """What a tour sees of mail."""

    def __init__(self, camera: Camera, told: dict[str, Any], data: Path) -> None:
        self._camera = camera
        self._host = told["mail"]
        self._data = data
        self._letter = ""
        """Where the conversation is shown."""

    def post(self) -> None:
        """Write to the shop: what is to be filed."""
        for name, address, subject, fields in FILED:
            mail = _mail(f"{name} <{address}>", subject, fields)
            mail.set_content(f"{subject}.")
            self._send(mail, address)

    def conversation(self) -> None:
        """A letter with a picture in it and files at it, its answer, and what is written next."""
        self._send(_letter(self._camera.drawing("moth")), CUSTOMER)
        page = self._camera.sign_in("agent", DESK)
        found = self._camera.find(page, lambda one: bool(one["subject"] == SUBJECT))
        self._camera.take(page, found)
        self._letter = page.url
        page.get_by_test_id("composer-input").click()
        page.keyboard.type("Hello, how nice! Yes, the foot is oiled, and ")
        _bold(page, "all six can be with you by the 12th")
        page.keyboard.type(". The offer follows in a moment.")
        page.get_by_test_id("composer-send").click()
        sent = page.locator('[data-testid="entry"][data-out][data-kind="message"]').last
        mark = sent.get_by_test_id("delivery")
        expect(mark).to_have_attribute("data-state", "sent", timeout=40_000)
        self._show(page)
        shoot(page, "mail")
        self.phone("agent", "mail-390")
        self._write()

    def phone(self, role: str, name: str) -> None:
        """The same letter on a phone."""
        page = self._camera.sign_in(role, PHONE)
        self._show(page)
        shoot(page, name)

    def _write(self) -> None:
        """The second answer, while it is being written."""
        page = self._camera.sign_in("agent", DESK, "dark")
        self._show(page)
        page.get_by_test_id("mail-reply-all").click()
        page.get_by_test_id("mail-summary").click()
        page.get_by_test_id("composer-input").click()
        page.keyboard.type("Hello again,")
        page.keyboard.press("Enter")
        page.keyboard.type("here is the offer for ")
        _bold(page, "six Moth lamps")
        page.keyboard.type(", with what you asked for:")
        page.keyboard.press("Enter")
        page.keyboard.type("- bulbs of 2200 K, the warmest there are")
        page.keyboard.press("Enter")
        page.keyboard.type("delivery to the café on the 11th")
        offer = document("Offer 1042", ["6 x table lamp Moth"])
        page.get_by_test_id("composer-files").set_input_files(
            FilePayload(name="Offer 1042.pdf", mimeType="application/pdf", buffer=offer)
        )
        expect(page.get_by_test_id("composer-send")).to_be_enabled()
        page.wait_for_timeout(800)
        shoot(page, "mail-composer")

    def settings(self) -> None:
        """The wizard whose test fails at one step, filed mail, and how every line fares."""
        page = self._camera.sign_in("admin", DESK)
        self._wizard(page)
        page.goto(f"{self._camera.url}/supervisor/filed")
        expect(page.get_by_test_id("filed-mail").first).to_be_visible()
        page.wait_for_timeout(800)
        shoot(page, "mail-filed")
        compare = ["connectors", "reconcile", "--demo", "demo-mail", "--data", str(self._data)]
        subprocess.run([sys.executable, "-m", "parley", *compare], cwd=HERE, check=True)
        page.goto(f"{self._camera.url}/supervisor/health")
        expect(page.get_by_test_id("line-badge").first).to_be_visible()
        page.wait_for_timeout(1_500)
        shoot(page, "health")

    def _wizard(self, page: Page) -> None:
        """The outgoing server's security is a wrong one."""
        page.goto(f"{self._camera.url}/settings/inboxes")
        page.get_by_test_id("add-button").click()
        page.get_by_test_id("add-email").click()
        page.get_by_test_id("mail-address").fill("orders@shop.example")
        page.get_by_test_id("mail-name").fill("Orders")
        page.get_by_test_id("wizard-next").click()
        for kind, security in (("imap", "none"), ("smtp", "starttls")):
            page.get_by_test_id(f"{kind}-host").fill("localhost")
            page.get_by_test_id(f"{kind}-security").select_option(security)
            page.get_by_test_id(f"{kind}-port").fill(str(self._host[f"{kind}_port"]))
        page.get_by_test_id("imap-username").fill(SHOP)
        page.get_by_test_id("secret-password").fill(self._host["password"])
        page.get_by_test_id("wizard-next").click()
        expect(page.get_by_test_id("check-verdict")).to_be_visible(timeout=40_000)
        page.wait_for_timeout(2_000)
        shoot(page, "mail-wizard")

    def _send(self, mail: EmailMessage, sender: str) -> None:
        """Hand a mail to the demo's mail host, as a customer's program does."""
        with smtplib.SMTP("127.0.0.1", self._host["smtp_port"]) as smtp:
            smtp.send_message(mail, sender, [SHOP])

    def _show(self, page: Page) -> None:
        """Wait until the letter is whole, and move its beginning into view."""
        if page.viewport_size == DESK:
            page.goto(f"{self._camera.url}/inbox")
            page.get_by_test_id("view-queues").click()
            row = page.get_by_test_id("conversation-row").filter(has_text=SUBJECT)
            row.get_by_role("link").click()
        else:
            page.goto(self._letter)
        expect(page.get_by_test_id("mail-frame").first).to_be_visible()
        page.wait_for_load_state("networkidle")
        page.wait_for_timeout(1_000)
        entry = page.locator('[data-testid="entry"][data-kind="message"]').first
        entry.evaluate("(it) => it.scrollIntoView({ block: 'start' })")
        page.wait_for_timeout(600)


def _mail(sender: str, subject: str, fields: dict[str, str]) -> EmailMessage:
    mail = EmailMessage()
    mail["From"], mail["To"], mail["Subject"] = sender, SHOP, subject
    mail["Message-ID"] = make_msgid(domain="customers.example")
    for name, value in fields.items():
        mail[name] = value
    return mail


def _letter(lamp: bytes) -> EmailMessage:
    """What the customer writes: formatted, with a picture in it and files at it."""
    mail = _mail(f"The café on the corner <{CUSTOMER}>", SUBJECT, {"Cc": BUILDER})
    mail.set_content("We would like six Moth lamps for the counter of our café.")
    mail.add_alternative(f"<html><body>{LETTER}</body></html>", subtype="html")
    formatted = mail.get_body(("html",))
    if isinstance(formatted, EmailMessage):
        formatted.add_related(lamp, "image", "png", cid="<lamp@customers.example>")
    for name, lines in (("Counter plan.pdf", ["Six lamps"]), ("Order form.pdf", ["6 x Moth"])):
        file = document(name, lines)
        mail.add_attachment(file, maintype="application", subtype="pdf", filename=name)
    return mail


def _bold(page: Page, words: str) -> None:
    page.keyboard.press("Control+b")
    page.keyboard.type(words)
    page.keyboard.press("Control+b")
