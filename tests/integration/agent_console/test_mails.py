"""Received mails: the frame, header and source of one, and where their HTML does not appear."""

from __future__ import annotations

from typing import Any

import pytest

from conversations.clock import new_id
from conversations.inbound import Received
from tests.integration.agent_console.conftest import Company
from tests.integration.agent_console.mailing import SOURCE, stored_file

V1 = "/api/v1"


async def _received(company: Company, **payload: Any) -> Received:
    given = {"text": "Where is my parcel?", **payload}
    return await company.intake.accept(company.inboxes["Shop mail"], new_id(), given)


def _of(received: Received, what: str) -> str:
    return f"{V1}/conversations/{received.conversation_id}/entries/{received.seq}/{what}"


async def test_a_mail_in_its_frame(company: Company) -> None:
    file = await stored_file(company.stores, "a.png", b"\x89PNG\r\n\x1a\n" + b"\x00" * 24)
    files = [{"id": file.id, "name": "a.png", "content_type": "image/png", "size": file.size}]
    html = (
        f'<p>Hello</p><img data-file="{file.id}"><img data-file="somebody-elses">'
        '<img src="https://tracker.example/a.gif" alt="">'
        '<details class="quoted"><summary>•••</summary>old</details>'
    )
    received = await _received(company, mail={"html": html}, attachments=files, language="fa")
    agnes = await company.browser("agnes")
    answer = await agnes.ask("GET", _of(received, "mail"))
    page = await answer.text()
    assert answer.status == 200
    assert answer.content_type == "text/html"
    policy = answer.headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "img-src 'self' data:;" in policy
    assert "sandbox allow-same-origin allow-popups allow-popups-to-escape-sandbox" in policy
    assert answer.headers["X-Frame-Options"] == "SAMEORIGIN"
    assert answer.headers["Referrer-Policy"] == "no-referrer"
    assert answer.headers["Cache-Control"] == "no-store"
    assert 'dir="rtl"' in page
    assert "somebody-elses" not in page
    assert "tracker.example" not in page
    source = page.partition(' src="')[2].partition('"')[0].replace("&amp;", "&")
    picture = await agnes.ask("GET", source)
    assert (picture.status, picture.content_type) == (200, "image/png")

    answer = await agnes.ask("GET", _of(received, "mail?images=on&theme=dark"))
    assert "img-src 'self' data: https: http:;" in answer.headers["Content-Security-Policy"]
    page = await answer.text()
    assert 'src="https://tracker.example/a.gif"' in page
    assert 'class="dark"' in page
    assert (await agnes.ask("GET", _of(received, "mail?images=maybe"))).status == 422


async def test_long_html_comes_from_its_file_and_none_is_shown_as_text(company: Company) -> None:
    agnes = await company.browser("agnes")
    stored = await stored_file(company.stores, "mail.html", "<p>läng</p>".encode() * 5_000)
    received = await _received(company, mail={"html_file": stored.id})
    page = await (await agnes.ask("GET", _of(received, "mail"))).text()
    assert page.count("<p>läng</p>") == 5_000
    plain = await _received(company, mail={"full_text": "new\n> old <b>"})
    assert "new\n&gt; old &lt;b&gt;" in await (await agnes.ask("GET", _of(plain, "mail"))).text()


async def test_the_header_decoded_and_the_source_byte_for_byte(company: Company) -> None:
    agnes = await company.browser("agnes")
    source = await stored_file(company.stores, "source", SOURCE)
    received = await _received(company, mail={"source": source.id, "subject": 'a/b "ş"\r\nX: y'})
    headers = await agnes.call("GET", _of(received, "headers"))
    assert headers["headers"] == [
        {
            "name": "Received",
            "value": "from mx.example.org by mail.example.com; Sun, 01 Mar 2026 08:59:00 +0000",
        },
        {"name": "From", "value": "سارا <customer@example.org>"},
        {"name": "Subject", "value": "My order"},
    ]
    answer = await agnes.ask("GET", _of(received, "source"))
    assert await answer.read() == SOURCE
    assert answer.content_type == "message/rfc822"
    disposition = answer.headers["Content-Disposition"]
    assert disposition.startswith("attachment;")
    assert "X: y" not in answer.headers
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in answer.headers["Content-Security-Policy"]


@pytest.mark.parametrize("what", ["mail", "headers", "source"])
async def test_what_is_no_mail_has_none(company: Company, what: str) -> None:
    agnes = await company.browser("agnes")
    received = await _received(company, mail={"html": "<p>x</p>"})
    chat = (await company.say("Shop", "v1")).id
    for path in (
        f"{V1}/conversations/{chat}/entries/2/{what}",
        f"{V1}/conversations/{received.conversation_id}/entries/1/{what}",
        f"{V1}/conversations/{received.conversation_id}/entries/99/{what}",
        f"{V1}/conversations/{received.conversation_id}/entries/x/{what}",
        # an entry is looked for in the conversation that the path names, not anywhere
        f"{V1}/conversations/{chat}/entries/{received.seq}/{what}",
    ):
        assert (await agnes.ask("GET", path)).status == 404, path
    if what != "mail":
        assert (await agnes.ask("GET", _of(received, what))).status == 404


async def test_html_and_source_are_in_no_list(company: Company) -> None:
    html = "<p>only-in-the-frame</p>"
    received = await _received(company, mail={"html": html, "source": "src-of-it"})
    agnes = await company.browser("agnes")
    it = received.conversation_id
    found = [
        await agnes.call("GET", f"{V1}/conversations/{it}/entries"),
        await agnes.call("GET", f"{V1}/contacts/{received.contact_id}/timeline"),
    ]
    line = await agnes.socket()
    await line.next("hello")
    found.append(await line.call("open", {"conversation": it}))
    for answer in found:
        assert "Where is my parcel?" in str(answer)
        assert "only-in-the-frame" not in str(answer)
        assert "src-of-it" not in str(answer)
    entries = found[0]["entries"]
    mail = next(each["data"]["mail"] for each in entries if "mail" in each["data"])
    assert mail == {"has_html": True, "has_source": True}


async def test_the_console_may_show_frames_of_its_own_only(company: Company) -> None:
    agnes = await company.browser("agnes")
    policy = (await agnes.ask("GET", "/")).headers["Content-Security-Policy"]
    assert "frame-src 'self'" in policy
    assert "frame-ancestors 'self'" in policy
