"""A mail inbox is set up through the console, against a real Dovecot and a real SMTP server."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.conftest import RequirePeer
from tests.running.cut_proxy import CutProxy
from tests.running.dovecot import Dovecot, running_dovecot
from tests.running.smtp_host import SmtpHost, smtp_host
from tests.running.threaded import in_a_thread

pytestmark = [pytest.mark.browser, pytest.mark.peers, pytest.mark.timeout(120)]

USER, PASSWORD = "support", "the right one"
ADDRESS = "support@mail.example"
LINE_MS = 40_000
"""An inbox is noticed within seconds, and its line is looked at every 20 s."""
NEWSLETTER = (
    b"From: Shop News <news@example.org>\r\n"
    b"To: support@mail.example\r\n"
    b"Subject: Our autumn offers\r\n"
    b"Message-ID: <offers-1@example.org>\r\n"
    b"Date: Mon, 02 Nov 2026 10:00:00 +0000\r\n"
    b"List-Id: <news.example.org>\r\n"
    b"List-Unsubscribe: <https://example.org/leave>\r\n"
    b"Precedence: bulk\r\n"
    b"\r\n"
    b"Everything for the winter.\r\n"
)


@pytest.fixture
def dovecot(require_peer: RequirePeer) -> Iterator[Dovecot]:
    """A mailbox that lets in who knows the password."""
    with running_dovecot(require_peer("dovecot"), {USER: PASSWORD}) as server:
        yield server


@pytest.fixture
def outgoing() -> Iterator[SmtpHost]:
    """A server that takes mail of who knows the password, in a thread of its own."""
    with in_a_thread(smtp_host) as host:
        host.passwords[USER] = PASSWORD
        yield host


def test_wizard_refuses_and_then_connects(
    admin: Page, network: CutProxy, dovecot: Dovecot, outgoing: SmtpHost
) -> None:
    admin.get_by_test_id("add-button").click()
    admin.get_by_test_id("add-email").click()
    _who(admin)
    _servers(admin, dovecot, outgoing)

    _sign_in(admin, "a wrong one")
    expect(_step(admin, "imap.connect")).to_have_attribute("data-state", "ok")
    refused = _step(admin, "imap.sign_in")
    expect(refused).to_have_attribute("data-state", "bad")
    expect(refused).to_contain_text("Authentication failed")
    expect(_step(admin, "imap.folder")).to_have_attribute("data-state", "skipped")
    expect(_step(admin, "smtp.sign_in")).to_have_attribute("data-state", "bad")
    expect(_step(admin, "smtp.sign_in")).to_contain_text("535")
    expect(admin.get_by_test_id("check-verdict")).to_have_attribute("data-ok", "false")
    assert "a wrong one" not in admin.content()

    admin.get_by_test_id("wizard-next").click()
    expect(admin.get_by_test_id("save-anyway")).to_be_visible()
    admin.get_by_role("button", name="Back", exact=True).click()

    _sign_in(admin, PASSWORD)
    expect(admin.get_by_test_id("check-verdict")).to_have_attribute("data-ok", "true")
    admin.get_by_test_id("wizard-next").click()
    expect(admin.get_by_test_id("wizard-done")).to_contain_text(ADDRESS)
    line = admin.get_by_test_id("line-card").get_by_test_id("line-badge")
    expect(line).to_have_attribute("data-tone", "good", timeout=LINE_MS)

    _filed_mail_becomes_a_conversation(admin, network, dovecot)
    _page_keeps_the_password(admin)
    _blocked_mail_is_filed(admin, network, dovecot)
    _two_people_change_it(admin)
    _remove(admin)


def _who(page: Page) -> None:
    """The first step: whose mail it is."""
    page.get_by_test_id("mail-address").fill("somebody@gmail.com")
    expect(page.get_by_test_id("mail-provider")).to_have_value("google")
    page.get_by_test_id("mail-address").fill(ADDRESS)
    expect(page.get_by_test_id("mail-provider")).to_have_value("other")
    page.get_by_test_id("mail-name").fill("Mail of the test")
    page.get_by_test_id("wizard-next").click()
    expect(page.get_by_test_id("imap-host")).to_have_value("imap.mail.example")


def _servers(page: Page, dovecot: Dovecot, outgoing: SmtpHost) -> None:
    """Another provider's servers are guessed; these are the real ones."""
    for kind, port in (("imap", dovecot.port), ("smtp", outgoing.port)):
        page.get_by_test_id(f"{kind}-host").fill("127.0.0.1")
        page.get_by_test_id(f"{kind}-security").select_option("none")
        page.get_by_test_id(f"{kind}-port").fill(str(port))
    page.get_by_test_id("imap-username").fill(USER)


def _sign_in(page: Page, password: str) -> None:
    page.get_by_test_id("secret-password").fill(password)
    page.get_by_test_id("wizard-next").click()
    expect(page.get_by_test_id("check-verdict")).to_be_visible(timeout=LINE_MS)


def _step(page: Page, name: str) -> Locator:
    return page.locator(f'[data-testid="check-step"][data-step="{name}"]')


def _filed_mail_becomes_a_conversation(page: Page, network: CutProxy, dovecot: Dovecot) -> None:
    """A newsletter opens nothing; a person may open it all the same."""
    inbox = page.get_by_test_id("to-inbox").get_attribute("href")
    dovecot.deliver(USER, NEWSLETTER)
    filed = _filed(page, network, "Our autumn offers")
    expect(filed).to_contain_text("news@example.org")
    expect(filed).to_contain_text("Newsletter or list")
    filed.get_by_test_id("filed-open").click()
    filed.get_by_test_id("filed-link").click()
    entry = page.locator('[data-testid="entry"][data-kind="message"]')
    expect(entry.filter(has_text="Everything for the winter.")).to_have_count(1)
    page.goto(f"{network.url}{inbox}")


def _filed(page: Page, network: CutProxy, subject: str) -> Locator:
    """Look at the filed mail until this one is among it."""
    filed = page.get_by_test_id("filed-mail").filter(has_text=subject)

    def look() -> bool:
        page.goto(f"{network.url}/supervisor/filed")
        page.wait_for_load_state("networkidle")
        return filed.is_visible()

    assert any(look() for _ in range(40)), f"“{subject}” was not filed"
    return filed


def _blocked_mail_is_filed(page: Page, network: CutProxy, dovecot: Dovecot) -> None:
    """Whose whole domain is blocked can be unblocked where the mail lies."""
    settings = page.url
    dovecot.deliver(
        USER, NEWSLETTER.replace(b"offers-1", b"pest-1").replace(b"Our autumn", b"Pest")
    )
    filed = _filed(page, network, "Pest offers")
    expect(filed).to_contain_text("Blocked sender")
    filed.get_by_role("button", name="Unblock example.org").click()
    expect(filed.get_by_test_id("filed-unblock")).to_have_count(0)
    page.goto(settings)
    expect(page.get_by_test_id("blocked-card")).to_contain_text("pest@example.net")
    expect(page.get_by_test_id("blocked-card")).not_to_contain_text("example.org")


def _page_keeps_the_password(page: Page) -> None:
    """A change of something else leaves the stored password alone, and it is never shown."""
    card = page.get_by_test_id("connection-card")
    expect(card.get_by_test_id("replace-password")).to_be_visible()
    page.get_by_test_id("block-input").fill("Pest@Example.net, example.org")
    page.get_by_test_id("block-input").press("Enter")
    page.get_by_test_id("inbox-save").click()
    expect(page.get_by_text("Saved", exact=True)).to_be_visible()
    page.reload()
    expect(page.get_by_test_id("blocked-card")).to_contain_text("pest@example.net")
    expect(page.get_by_test_id("blocked-card")).to_contain_text("Everybody at example.org")
    assert PASSWORD not in page.content()
    card.get_by_test_id("check-run").click()
    expect(page.get_by_test_id("check-verdict")).to_have_attribute("data-ok", "true")


def _two_people_change_it(page: Page) -> None:
    """Who saves second is told, and both changes stand."""
    other = page.context.new_page()
    other.goto(page.url)
    other.get_by_label("Sender’s name").fill("Example Shop")
    page.get_by_label("Reopen within (hours)").fill("48")
    page.get_by_test_id("inbox-save").click()
    expect(page.get_by_text("Saved", exact=True)).to_be_visible()
    other.get_by_test_id("inbox-save").click()
    other.get_by_test_id("conflict-mine").click()
    expect(other.get_by_test_id("merged")).to_contain_text("1 field came from them.")
    other.get_by_test_id("inbox-save").click()
    expect(other.get_by_text("Saved", exact=True)).to_be_visible()
    other.reload()
    expect(other.get_by_label("Sender’s name")).to_have_value("Example Shop")
    expect(other.get_by_label("Reopen within (hours)")).to_have_value("48")
    other.close()
    page.reload()


def _remove(page: Page) -> None:
    page.get_by_role("button", name="Delete", exact=True).click()
    page.get_by_role("button", name="Really delete this inbox").click()
    expect(page.get_by_role("link", name="Mail of the test")).to_have_count(0)
