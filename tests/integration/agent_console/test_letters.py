"""Answering by mail, writing first, drafts and scheduled mails, over HTTP and sockets."""

from __future__ import annotations

import uuid
from datetime import timedelta
from typing import Any

import pytest
from aiohttp import FormData

from conversations.clock import new_id
from conversations.commands import Note
from conversations.inbound import Received
from conversations.people import SYSTEM_SCOPE, Actor, Role
from tests.integration.agent_console.conftest import Browser, Company
from tests.integration.agent_console.mailing import stored_file

V1 = "/api/v1"
PIXEL = b"\x89PNG\r\n\x1a\n" + b"\x00" * 24


async def _received(company: Company, team: str = "Shop", **payload: Any) -> Received:
    return await company.intake.accept(
        company.inboxes[f"{team} mail"], new_id(), {"text": "Where is it?", **payload}
    )


async def _upload(browser: Browser, name: str = "picture.png") -> str:
    form = FormData()
    form.add_field("file", PIXEL, filename=name)
    answer = await browser.ask("POST", f"{V1}/files", data=form)
    assert answer.status == 201, await answer.text()
    return str((await answer.json())["id"])


async def _entry(browser: Browser, conversation: str, seq: int) -> dict[str, Any]:
    path = f"{V1}/conversations/{conversation}/entries?after={seq - 1}&limit=1"
    entry: dict[str, Any] = (await browser.call("GET", path))["entries"][0]
    return entry


def _reply(mail: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {"id": str(uuid.uuid4()), "mail": mail, **more}


async def test_a_letter_goes_out_as_it_was_written(company: Company) -> None:
    it = (await _received(company)).conversation_id
    agnes = await company.browser("agnes")
    picture, other = await _upload(agnes), await _upload(agnes, "terms.png")
    body = _reply(
        {
            "subject": "Your order",
            "to": ["Customer@Example.org"],
            "cc": ["boss@example.net", "boss@example.net"],
            "bcc": ["archive@bücher.example"],
            "html": f'<p>On its <b>way</b></p><script>x</script><img data-file="{picture}">',
            "quote": 2,
        },
        attachments=[other],
    )
    path = f"{V1}/conversations/{it}/reply"
    done = await agnes.call("POST", path, body)
    again = await agnes.call("POST", path, body)
    assert again["seq"] == done["seq"]

    entry = await _entry(agnes, it, done["seq"])
    assert entry["text"] == "On its way"
    assert [file["id"] for file in entry["attachments"]] == [other, picture]
    mail = entry["data"]["mail"]
    assert mail["has_html"] is True
    assert mail["has_source"] is False
    assert "html" not in mail
    assert mail["parts"] == {picture: {"inline": True}}
    assert (mail["subject"], mail["quote"], mail["forward"]) == ("Your order", 2, False)
    assert [each["address"] for each in mail["to"]] == ["customer@example.org"]
    assert [each["address"] for each in mail["cc"]] == ["boss@example.net"]
    assert [each["address"] for each in mail["bcc"]] == ["archive@xn--bcher-kva.example"]
    assert "boss@example.net" in done["conversation"]["participants"]

    shown = await agnes.ask("GET", f"{V1}/conversations/{it}/entries/{done['seq']}/mail")
    page = await shown.text()
    assert "<p>On its <b>way</b></p>" in page
    assert f'src="{V1}/files/{picture}?exp=' in page
    assert "<script" not in page


async def test_files_of_others_do_not_go_out(company: Company) -> None:
    it = (await _received(company)).conversation_id
    agnes = await company.browser("agnes")
    foreign = await _upload(await company.browser("sue"))
    path = f"{V1}/conversations/{it}/reply"
    for body in (
        _reply({"html": f'<p>x</p><img data-file="{foreign}">'}),
        _reply({"html": "<p>x</p>"}, attachments=[foreign]),
        _reply({"html": '<p>x</p><img data-file="nothing">'}),
    ):
        assert (await agnes.ask("POST", path, body)).status == 404


async def test_files_of_the_message_quoted_may_be_shown_again(company: Company) -> None:
    file = await stored_file(company.stores, "theirs.png", PIXEL)
    files = [{"id": file.id, "name": file.name, "content_type": "image/png", "size": file.size}]
    it = (await _received(company, attachments=files)).conversation_id
    agnes = await company.browser("agnes")
    path = f"{V1}/conversations/{it}/reply"
    mail = {"html": f'<p>this?</p><img data-file="{file.id}">'}
    assert (await agnes.ask("POST", path, _reply(mail))).status == 404
    done = await agnes.call("POST", path, _reply({**mail, "quote": 2}))
    entry = await _entry(agnes, it, done["seq"])
    assert [each["id"] for each in entry["attachments"]] == [file.id]


async def test_what_can_be_quoted(company: Company) -> None:
    it = (await _received(company)).conversation_id
    elsewhere = await _received(company, "Bank")
    agnes = await company.browser("agnes")
    actor = Actor(
        user_id=company.users["agnes"].id, name="agnes", role=Role.AGENT, scope=SYSTEM_SCOPE
    )
    note = await company.desk.execute(
        actor, Note(id=str(uuid.uuid4()), conversation_id=it, text="not for the customer")
    )
    path = f"{V1}/conversations/{it}/reply"
    for quote, status in ((note.seq, 422), (99, 404), (1, 422), (2, 200)):
        answer = await agnes.ask("POST", path, _reply({"html": "<p>x</p>", "quote": quote}))
        assert answer.status == status, (quote, await answer.text())
    theirs = f"{V1}/conversations/{elsewhere.conversation_id}/reply"
    answer = await agnes.ask("POST", theirs, _reply({"html": "<p>x</p>", "quote": 2}))
    assert answer.status == 404


async def test_handing_a_message_on_needs_no_words(company: Company) -> None:
    it = (await _received(company)).conversation_id
    agnes = await company.browser("agnes")
    path = f"{V1}/conversations/{it}/reply"
    handed_on = {"to": ["lawyer@example.net"], "quote": 2, "forward": True}
    done = await agnes.call("POST", path, _reply(handed_on))
    assert (await _entry(agnes, it, done["seq"]))["data"]["mail"]["forward"] is True
    assert (await agnes.ask("POST", path, _reply({"quote": 2}))).status == 422


async def test_too_much_is_refused_with_a_reason(company: Company) -> None:
    it = (await _received(company)).conversation_id
    agnes = await company.browser("agnes")
    path = f"{V1}/conversations/{it}/reply"
    pictures = "".join(f'<img data-file="f{n}">' for n in range(26))
    for html in ("<p>" + "word " * 4_001 + "</p>", pictures):
        answer = await agnes.ask("POST", path, _reply({"html": html}))
        assert (answer.status, bool((await answer.json())["remedy"])) == (422, True)


async def test_a_chat_takes_no_letter(company: Company) -> None:
    chat = (await company.say("Shop", "v1")).id
    agnes = await company.browser("agnes")
    soon = (company.clock.now() + timedelta(hours=1)).isoformat()
    for more in ({}, {"send_at": soon}):
        body = _reply({"subject": "x", "html": "<p>x</p>"}, **more)
        answer = await agnes.ask("POST", f"{V1}/conversations/{chat}/reply", body)
        assert answer.status == 422
        assert "no mail" in (await answer.json())["detail"]


async def test_a_letter_by_socket(company: Company) -> None:
    it = (await _received(company)).conversation_id
    agnes = await company.browser("agnes")
    line = await agnes.socket()
    await line.next("hello")
    await line.call("open", {"conversation": it})
    call = {"conversation": it, "id": str(uuid.uuid4()), "mail": {"html": "<p>by <i>wire</i></p>"}}
    done = await line.call("reply", call)
    told = await line.next("entry", lambda it: it["seq"] == done["seq"])
    assert told["text"] == "by wire"
    assert told["data"]["mail"]["has_html"] is True
    assert "html" not in told["data"]["mail"]


@pytest.mark.parametrize("at_once", [True, False])
async def test_a_scheduled_letter_stays_a_letter(company: Company, at_once: bool) -> None:
    it = (await _received(company)).conversation_id
    agnes = await company.browser("agnes")
    soon = company.clock.now() + timedelta(hours=1)
    body = _reply(
        {"subject": "Later", "cc": ["c@example.org"], "html": "<p>l<b>a</b>ter</p>"},
        send_at=soon.isoformat(),
    )
    planned = await agnes.call("POST", f"{V1}/conversations/{it}/reply", body)
    waiting = (await agnes.call("GET", f"{V1}/conversations/{it}/scheduled"))["items"]
    assert waiting[0]["text"] == "later"
    assert waiting[0]["mail"] == {
        "subject": "Later",
        "to": [],
        "cc": ["c@example.org"],
        "bcc": [],
        "html": "<p>l<b>a</b>ter</p>",
        "quote": None,
        "forward": False,
    }
    if at_once:
        sid = planned["scheduled"]["id"]
        done = await agnes.call("POST", f"{V1}/conversations/{it}/scheduled/{sid}/send")
        entry = await _entry(agnes, it, done["seq"])
        assert entry["data"]["mail"]["subject"] == "Later"
        return
    kept = await company.services.scheduling.of_conversation(
        Actor(user_id="x", name="x", role=Role.ADMIN, scope=SYSTEM_SCOPE), it
    )
    letter = kept[0].command().letter
    assert letter is not None
    assert (letter.subject, letter.cc) == ("Later", ("c@example.org",))


async def test_a_draft_keeps_its_letter(company: Company) -> None:
    it = (await _received(company)).conversation_id
    agnes = await company.browser("agnes")
    picture, foreign = await _upload(agnes), await _upload(await company.browser("sue"))
    paper = await _upload(agnes, "plan.pdf")
    path = f"{V1}/conversations/{it}/draft"
    assert await agnes.call("GET", path) == {
        "text": "",
        "mode": "reply",
        "mail": None,
        "images": [],
        "attachments": [],
    }
    html = (
        f'<p>half</p><img data-file="{picture}"><img data-file="{foreign}"><img data-file="gone">'
    )
    mail = {"subject": "s", "to": ["half@"], "html": html + "<script>x</script>", "quote": 2}
    await agnes.call(
        "PUT", path, {"text": "half", "mail": mail, "attachments": [paper, foreign, "gone"]}
    )
    kept = await agnes.call("GET", path)
    assert kept["mail"] == {
        "subject": "s",
        "to": ["half@"],
        "cc": [],
        "bcc": [],
        "html": html,
        "quote": 2,
        "forward": False,
    }
    assert [image["id"] for image in kept["images"]] == [picture]
    assert [file["name"] for file in kept["attachments"]] == ["plan.pdf"]
    assert [file["id"] for file in kept["attachments"]] == [paper]
    await agnes.call("POST", f"{V1}/conversations/{it}/reply", _reply({"html": "<p>done</p>"}))
    assert (await agnes.call("GET", path))["mail"] is None


def _first(company: Company, **more: Any) -> dict[str, Any]:
    return {
        "id": str(uuid.uuid4()),
        "inbox": company.inboxes["Shop mail"].id,
        "to": ["New@Example.org", "second@example.org"],
        "name": "A customer",
        "subject": "Your delivery",
        "html": "<p>It is <b>late</b></p>",
        **more,
    }


async def test_writing_first(company: Company) -> None:
    agnes = await company.browser("agnes")
    file = await _upload(agnes)
    body = _first(company, attachments=[file])
    answer = await agnes.ask("POST", f"{V1}/conversations", body)
    assert answer.status == 201
    done = await answer.json()
    again = await agnes.call("POST", f"{V1}/conversations", body)
    assert again["conversation"]["id"] == done["conversation"]["id"]
    opened = done["conversation"]
    assert (opened["state"], opened["subject"]) == ("active", "Your delivery")
    assert opened["agent"]["name"] == "agnes"
    assert opened["contact"]["name"] == "A customer"
    assert opened["address"] == "new@example.org"
    entry = await _entry(agnes, opened["id"], done["seq"])
    assert entry["text"] == "It is late"
    assert entry["delivery"]["state"] == "queued"
    to = [each["address"] for each in entry["data"]["mail"]["to"]]
    assert to == ["new@example.org", "second@example.org"]


async def test_who_may_be_written_to_first(company: Company) -> None:
    agnes = await company.browser("agnes")
    foreign = await _upload(await company.browser("sue"))
    for wrong, status in (
        ({"inbox": company.inboxes["Bank mail"].id}, 404),
        ({"inbox": new_id()}, 404),
        ({"inbox": company.inboxes["Shop"].id}, 422),
        ({"to": []}, 422),
        ({"to": ["nobody"]}, 422),
        ({"html": "", "text": " "}, 422),
        ({"subject": "a\nBcc: x@example.org"}, 422),
        ({"attachments": [foreign]}, 404),
        ({"id": None}, 422),
    ):
        answer = await agnes.ask("POST", f"{V1}/conversations", _first(company, **wrong))
        assert answer.status == status, (wrong, await answer.text())
    mine = await agnes.call("GET", f"{V1}/conversations?view=mine")
    assert mine["items"] == []
