"""Mail in the console: hostile HTML executes nothing, and what an agent writes arrives whole."""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser.looking import no_serious_finding
from tests.browser.mail_desk import (
    ALIVE,
    CUSTOMER,
    PARTNER,
    PIXEL,
    SUPPORT,
    Desk,
    Watch,
    desk_of,
    mail_of,
)
from tests.conftest import RequirePeer, free_port
from tests.running.mail_house import MailHouse, mail_house
from tests.running.parley_process import ParleyProcess

pytestmark = [pytest.mark.browser, pytest.mark.peers, pytest.mark.timeout(240)]

HOSTILE = sorted((Path(__file__).parents[1] / "corpus" / "mail" / "html").glob("*.eml"))
ARRIVAL_DEADLINE_S = 60.0
DESK = {"width": 1440, "height": 900}


@pytest.fixture(scope="module")
def house(require_peer: RequirePeer) -> Iterator[MailHouse]:
    """The mailboxes of the shop and of its customers, on a real Dovecot."""
    users = {SUPPORT: "support", CUSTOMER: "customer", PARTNER: "partner"}
    with mail_house(require_peer("dovecot"), users) as running:
        yield running


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ParleyProcess]:
    """A demo of its own: what comes by mail here is offered to nobody in other tests."""
    process = ParleyProcess(
        command=("demo", "--rate", "0", "--past", "0", "--quiet", "--seed", "7"),
        data=tmp_path_factory.mktemp("mail") / "data",
        port=free_port(),
    )
    process.start()
    yield process
    process.stop()


@pytest.fixture
def desk(shop: ParleyProcess, house: MailHouse, new_page: Callable[..., Page]) -> Desk:
    """An admin at their console."""
    return desk_of(shop, house, new_page(viewport=DESK, locale="en-GB", reduced_motion="reduce"))


def test_an_answer_with_formatting_and_files_arrives_whole(
    desk: Desk, house: MailHouse, tmp_path: Path
) -> None:
    plan, picture = tmp_path / "Bestellung für März.pdf", tmp_path / "shade.png"
    plan.write_bytes(b"%PDF-1.4\n" + bytes(range(256)) * 40)
    picture.write_bytes(PIXEL)
    question = mail_of("A broken shade", "The shade arrived broken.", Cc=PARTNER)
    house.dovecot.deliver("support", question.as_bytes())
    desk.open("A broken shade")
    page = desk.page
    page.get_by_test_id("take-button").click()

    page.get_by_test_id("composer-input").click()
    page.keyboard.type("Hello,")
    page.keyboard.press("Enter")
    page.keyboard.type("we are ")
    page.keyboard.press("Control+b")
    page.keyboard.type("very sorry")
    page.keyboard.press("Control+b")
    page.keyboard.type(". This is the new one:")
    page.get_by_test_id("mail-pictures").set_input_files(picture)
    expect(page.get_by_test_id("composer-input").locator("img[data-file]")).to_be_visible()
    page.get_by_test_id("composer-files").set_input_files(plan)
    page.get_by_test_id("mail-reply-all").click()
    expect(page.get_by_test_id("mail-summary")).to_contain_text(PARTNER)
    expect(page.get_by_test_id("composer-send")).to_be_enabled()
    no_serious_finding(page)
    page.get_by_test_id("composer-send").click()

    sent = page.locator('[data-testid="entry"][data-out][data-kind="message"]')
    expect(sent.get_by_test_id("delivery")).to_have_attribute("data-state", "sent", timeout=30_000)
    house.wait_for(CUSTOMER, 1)
    (answer,) = house.mails(CUSTOMER)
    (copy,) = house.mails(PARTNER)
    assert copy.as_bytes() == answer.as_bytes()

    assert SUPPORT in str(answer["From"])
    assert CUSTOMER in str(answer["To"])
    assert PARTNER in str(answer["Cc"])
    assert answer["Subject"] == "Re: A broken shade"
    assert answer["In-Reply-To"] == question["Message-ID"]
    assert question["Message-ID"] in str(answer["References"])
    plain = answer.get_body(("plain",))
    formatted = answer.get_body(("html",))
    assert plain is not None and formatted is not None
    assert "we are very sorry. This is the new one:" in " ".join(plain.get_content().split())
    assert "> The shade arrived broken." in plain.get_content(), "what it answers is quoted"
    html = formatted.get_content()
    assert "<strong>very sorry</strong>" in html
    shown = re.search(r'<img[^>]+src="cid:([^"]+)"', html)
    assert shown is not None, html
    parts = [part for part in answer.walk() if not part.is_multipart()]
    pictures = [part for part in parts if part["Content-ID"] == f"<{shown[1]}>"]
    assert [part.get_content() for part in pictures] == [PIXEL]
    files = {part.get_filename(): part for part in answer.iter_attachments()}
    assert files[plan.name].get_content() == plan.read_bytes()


def test_drafts_keep_a_letter_over_a_reload(desk: Desk, house: MailHouse, tmp_path: Path) -> None:
    plan = tmp_path / "plan.pdf"
    plan.write_bytes(b"%PDF-1.4\n")
    house.dovecot.deliver("support", mail_of("A long answer", "Please explain.").as_bytes())
    desk.open("A long answer")
    page = desk.page
    page.get_by_test_id("composer-input").click()
    page.keyboard.press("Control+b")
    page.keyboard.type("In short")
    page.get_by_test_id("composer-files").set_input_files(plan)
    page.get_by_test_id("mail-summary").click()
    page.get_by_test_id("mail-subject-input").fill("An explanation")
    with page.expect_response(
        lambda it: "/draft" in it.url and it.ok and PARTNER in (it.request.post_data or "")
    ):
        page.get_by_test_id("mail-add-bcc").click()
        page.keyboard.type(f"{PARTNER},")
    page.reload()
    written = page.get_by_test_id("composer-input")
    expect(written.locator("strong")).to_have_text("In short")
    expect(page.get_by_test_id("mail-summary")).to_contain_text("An explanation")
    expect(page.get_by_test_id("mail-summary")).to_contain_text(PARTNER)
    expect(page.get_by_test_id("mail-composer").get_by_role("listitem")).to_contain_text("plan.pdf")


def test_writing_to_somebody_first_opens_a_conversation(desk: Desk, house: MailHouse) -> None:
    page = desk.page
    before = len(house.mails(PARTNER))
    page.keyboard.press("c")
    form = page.get_by_test_id("new-mail-form")
    expect(form).to_be_visible()
    page.get_by_test_id("new-mail-inbox").click()
    page.get_by_role("option", name="Post").click()
    page.get_by_test_id("new-mail-to").fill(f"{PARTNER},")
    page.get_by_test_id("new-mail-subject").fill("Your offer")
    page.get_by_test_id("new-mail-text").click()
    page.keyboard.type("We would like to order ten.")
    no_serious_finding(page)
    page.get_by_test_id("new-mail-send").click()
    expect(page.get_by_test_id("conversation-subject")).to_have_text("Your offer")
    house.wait_for(PARTNER, before + 1)
    mail = house.mails(PARTNER)[-1]
    assert mail["Subject"] == "Your offer"
    body = mail.get_body(("plain",))
    assert body is not None and "We would like to order ten." in body.get_content()


def test_the_watch_sees_what_it_is_for(desk: Desk) -> None:
    with Watch(desk.page, desk.site) as watch:
        desk.page.goto(f"{desk.site}/inbox")
        desk.page.evaluate(
            "() => { alert('here'); new Image().src = 'https://attacker.example/x.gif'; }"
        )
        desk.page.wait_for_function("() => window.violations.length > 0")
    told = " ".join(watch.seen)
    assert "dialog: here" in told
    assert "violation: img-src" in told
    assert "Content Security Policy" in told


def test_hostile_html_executes_nothing(desk: Desk, house: MailHouse) -> None:
    assert len(HOSTILE) >= 15, "the corpus of hostile HTML has gone"
    page = desk.page
    before = {one["id"] for one in desk.conversations()}
    for path in HOSTILE:
        house.dovecot.deliver("support", path.read_bytes())
    deadline = time.monotonic() + ARRIVAL_DEADLINE_S
    hostile: list[dict[str, Any]] = []
    while len(hostile) < len(HOSTILE) and time.monotonic() < deadline:
        page.wait_for_timeout(200)
        hostile = [one for one in desk.conversations() if one["id"] not in before]
    assert len(hostile) == len(HOSTILE)

    page.goto("about:blank")
    with Watch(page, desk.site) as watch:
        frames = 0
        for one in hostile:
            page.goto(f"{desk.site}/inbox/{one['id']}")
            expect(page.get_by_test_id("entry").first).to_be_visible()
            frame = page.get_by_test_id("mail-frame")
            if not frame.count():
                continue
            frames += 1
            expect(
                page.frame_locator('[data-testid="mail-frame"]').locator("body")
            ).to_be_attached()
            page.wait_for_load_state("networkidle")
            live = frame.evaluate(ALIVE)
            assert live == [], f"{one['subject']}: {live}"
            assert frame.get_attribute("sandbox") == (
                "allow-same-origin allow-popups allow-popups-to-escape-sandbox"
            )
            assert page.url == f"{desk.site}/inbox/{one['id']}", "a mail led the console elsewhere"
    assert frames >= 12, f"only {frames} mails had HTML to show"
    assert watch.seen == []


def test_remote_pictures_wait_until_wanted_and_keys_go_on_working_beside_them(
    desk: Desk, house: MailHouse
) -> None:
    asked: list[str] = []
    page = desk.page
    page.context.route("https://pictures.example.net/**", lambda route: route.abort())
    page.context.on(
        "request",
        lambda request: (
            asked.append(request.url) if "pictures.example.net" in request.url else None
        ),
    )
    html = '<p>Look</p><img src="https://pictures.example.net/lamp.png" width="40" height="40">'
    house.dovecot.deliver("support", mail_of("With a picture", "Look", html).as_bytes())
    desk.open("With a picture")
    expect(page.get_by_test_id("mail-remote")).to_be_visible()
    page.wait_for_load_state("networkidle")
    assert asked == []
    with page.context.expect_event(
        "request", lambda request: "pictures.example.net" in request.url
    ):
        page.get_by_test_id("mail-remote-show").click()
    expect(page.get_by_test_id("mail-remote")).to_have_count(0)

    page.get_by_test_id("mail-frame").click(position={"x": 5, "y": 5})
    page.keyboard.press("c")
    expect(page.get_by_test_id("new-mail-form")).to_be_visible()


def test_a_mail_shows_its_headers_and_its_people(desk: Desk, house: MailHouse) -> None:
    mail = mail_of("Who is on it", "New words.\n\n> Old words.\n", Cc=f"A partner <{PARTNER}>")
    house.dovecot.deliver("support", mail.as_bytes())
    desk.open("Who is on it")
    page = desk.page
    entry = page.locator('[data-testid="entry"][data-kind="message"]')
    expect(entry).to_contain_text("New words.")
    expect(entry).not_to_contain_text("Old words.")
    page.get_by_test_id("mail-quoted").click()
    expect(entry).to_contain_text("Old words.")
    page.get_by_test_id("mail-people").click()
    expect(page.get_by_test_id("mail-people-list")).to_contain_text(PARTNER)
    page.get_by_test_id("mail-menu").click()
    expect(page.get_by_test_id("mail-block")).to_be_visible()
    page.get_by_test_id("mail-headers").click()
    expect(page.get_by_role("menu")).to_have_count(0)
    expect(page.get_by_test_id("mail-headers-table")).to_contain_text(str(mail["Message-ID"]))
    no_serious_finding(page)


@pytest.mark.parametrize(
    ("width", "scheme", "language"),
    [(1440, "dark", "en"), (390, "light", "en"), (390, "dark", "fa")],
)
def test_reading_and_writing_mail_is_open_to_everybody(
    shop: ParleyProcess,
    house: MailHouse,
    new_page: Callable[..., Page],
    width: int,
    scheme: str,
    language: str,
) -> None:
    subject = f"For everybody {width} {scheme} {language}"
    html = "<h2>Look</h2><p>An <b>offer</b></p><img src='https://pictures.example.net/a.png'>"
    mail = mail_of(subject, "Look", html, Cc=PARTNER)
    mail.add_attachment(b"MZ" + bytes(60), maintype="application", subtype="x", filename="a.exe")
    house.dovecot.deliver("support", mail.as_bytes())
    size = {"width": width, "height": 844}
    page = new_page(viewport=size, color_scheme=scheme, reduced_motion="reduce")
    page.add_init_script(f"localStorage.setItem('parley.language', '{language}')")
    desk = desk_of(shop, house, page)
    desk.ask("PATCH", "/me", {"locale": language})
    desk.open(subject)
    expect(page.get_by_test_id("mail-frame")).to_be_visible()
    expect(page.get_by_test_id("mail-dangerous").first).to_be_visible()
    if width > 1000:  # beside the conversation, the customer's files tell it as well
        files = page.get_by_test_id("customer-files")
        expect(files.get_by_test_id("mail-dangerous")).to_be_visible()
    page.get_by_test_id("mail-summary").click()
    expect(page.get_by_test_id("mail-lines")).to_be_visible()
    page.get_by_test_id("composer-input").click()
    page.keyboard.type("A word")
    no_serious_finding(page)
    wider = page.evaluate("document.scrollingElement.scrollWidth - innerWidth")
    assert wider <= 0, f"{wider} px wider than the screen"
    desk.ask("PATCH", "/me", {"locale": "en"})
