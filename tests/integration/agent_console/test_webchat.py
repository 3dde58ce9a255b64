"""A visitor and an agent, each at their own socket, over real stores."""

from __future__ import annotations

import hashlib
import hmac
import uuid
from dataclasses import replace
from typing import Any

import aiohttp
import pytest
import socketio

from conversations.people import SYSTEM_SCOPE
from tests.integration.agent_console.conftest import Company, Line
from tests.running.http import reading_session


def _say(text: str) -> dict[str, Any]:
    return {"id": str(uuid.uuid4()), "text": text}


async def _working(company: Company) -> tuple[Line, Line, str]:
    """A visitor who has written, and an agent who has taken it and looks at it."""
    visitor = await company.visitor("Shop")
    await visitor.next("session")
    await visitor.call("message", _say("Where is my lamp?"))
    agnes = await company.browser("agnes")
    line = await agnes.socket()
    await line.next("hello")
    page = await agnes.call("GET", "/api/v1/conversations")
    conversation = page["items"][0]["id"]
    await line.call("open", {"conversation": conversation})
    await agnes.call(
        "POST", f"/api/v1/conversations/{conversation}/take", {"id": str(uuid.uuid4())}
    )
    return visitor, line, conversation


async def test_a_conversation_from_end_to_end(company: Company) -> None:
    visitor, agent, conversation = await _working(company)
    reply = {"id": str(uuid.uuid4()), "conversation": conversation, "text": "On its way."}
    sent = await agent.call("reply", reply)
    await company.deliveries.step()
    entry = await visitor.next("entry", lambda e: e["text"] == "On its way.")
    assert entry["seq"] == sent["seq"]
    assert entry["author"] == {"type": "agent", "id": None, "name": "agnes"}
    assert entry["prev"] < entry["seq"]
    await visitor.call("seen", {"seq": entry["seq"]})
    read = await agent.next(
        "entry", lambda e: e["activity"] == "delivery" and e["data"]["state"] == "read"
    )
    assert read["data"]["targets"] == [entry["seq"]]
    await agent.call("typing", {"conversation": conversation, "on": True})
    assert await visitor.next("typing") == {"on": True, "name": "agnes"}
    await visitor.call("typing", {"on": True})
    assert (await agent.next("typing", lambda t: t["author"] == "contact"))["on"] is True
    await visitor.call("page", {"url": "https://shop.example/lamps", "title": "Lamps"})
    assert (await agent.next("visitor"))["url"] == "https://shop.example/lamps"
    page = await agent.next("conversation", lambda c: c["page"] is not None)
    assert page["page"]["title"] == "Lamps"


async def test_the_visitor_sees_nothing_internal(company: Company) -> None:
    visitor, agent, conversation = await _working(company)
    note = {"id": str(uuid.uuid4()), "conversation": conversation, "text": "Difficult person"}
    await agent.call("note", note)
    caught_up = await visitor.call("catch_up", {"after": 0})
    assert {e["kind"] for e in caught_up["entries"]} <= {"message", "activity"}
    assert {e["activity"] for e in caught_up["entries"]} <= {None, "assigned"}
    assert "Difficult" not in str(caught_up)
    assert "Difficult" not in str(visitor.arrived)


async def test_one_message_id_counts_once(company: Company) -> None:
    visitor = await company.visitor("Shop")
    await visitor.next("session")
    message = _say("Hello")
    answers = [await visitor.call("message", message) for _ in range(5)]
    assert len({answer["seq"] for answer in answers}) == 1
    caught_up = await visitor.call("catch_up", {"after": 0})
    assert [e["command"] for e in caught_up["entries"]] == [message["id"]]


async def test_a_reload_finds_everything_again(company: Company) -> None:
    visitor = await company.visitor("Shop")
    token = (await visitor.next("session"))["visitor"]["token"]
    await visitor.call("message", _say("Hello"))
    await visitor.client.disconnect()
    again = await company.visitor("Shop", auth={"visitor": token})
    session = await again.next("session")
    assert [e["text"] for e in session["entries"]] == ["Hello"]
    assert session["conversation"]["state"] == "queued"


async def test_another_visitor_finds_nothing(company: Company) -> None:
    visitor = await company.visitor("Shop")
    await visitor.next("session")
    await visitor.call("message", _say("My card number is …"))
    other = await company.visitor("Shop")
    assert (await other.next("session"))["conversation"] is None
    assert await other.call("catch_up", {"after": 0}) == {"entries": []}


async def test_a_token_is_good_for_its_inbox_only(company: Company) -> None:
    visitor = await company.visitor("Shop")
    token = (await visitor.next("session"))["visitor"]["token"]
    for bad in (token + "x", "x.y", token.split(".")[0] + ".", "…"):
        with pytest.raises(socketio.exceptions.ConnectionError):
            await company.visitor("Shop", auth={"visitor": bad})
    with pytest.raises(socketio.exceptions.ConnectionError):
        await company.visitor("Bank", auth={"visitor": token})


async def test_the_site_signs_its_users(company: Company) -> None:
    right = hmac.new(b"s3cret-of-the-site", b"u1", hashlib.sha256).hexdigest()
    identity = {"id": "u1", "hash": right, "name": "Ursula", "email": "u@example.com"}
    visitor = await company.visitor("Shop", auth={"identity": identity})
    address = f"user:{company.inboxes['Shop'].id}:u1"
    assert (await visitor.next("session"))["visitor"]["id"] == address
    await visitor.call("message", _say("Hello"))
    conversation = await company.stores.conversations.newest_in_thread(
        company.inboxes["Shop"].id, address
    )
    assert conversation is not None
    contact = await company.stores.contacts.get(conversation.contact.id)
    assert (contact.name, contact.identities[0].verified_by) == ("Ursula", "hmac")
    with pytest.raises(socketio.exceptions.ConnectionError):
        await company.visitor("Shop", auth={"identity": {**identity, "id": "u2"}})


async def test_foreign_sites_are_refused(company: Company) -> None:
    with pytest.raises(socketio.exceptions.ConnectionError):
        await company.visitor("Shop", origin="https://evil.example")
    inbox = company.inboxes["Shop"]
    settings = {"allowed_origins": ["https://shop.example"]}
    await company.stores.inboxes.update(replace(inbox, settings=settings))
    allowed = await company.visitor("Shop", origin="https://shop.example")
    await allowed.next("session")


async def test_prechat_names_the_contact(company: Company) -> None:
    visitor = await company.visitor("Shop")
    await visitor.next("session")
    assert await visitor.call("prechat", {"name": "Nora", "email": "N@example.com"}) == {}
    token = (await visitor.next("session"))["visitor"]["token"]
    assert (await visitor.call("prechat", {"shoe": "42"}))["error"]["code"] == "invalid"
    await visitor.client.disconnect()
    again = await company.visitor("Shop", auth={"visitor": token})
    await again.next("session")
    await again.call("message", _say("Hello"))
    page = await company.stores.lists.offered_to("nobody")
    assert list(page) == []
    session = await again.next("session")
    conversation = await company.stores.conversations.get(
        session["conversation"]["id"], SYSTEM_SCOPE
    )
    assert conversation.contact.name == "Nora"
    contact = await company.stores.contacts.get(conversation.contact.id)
    assert contact.email == "n@example.com"


async def test_rating_and_ending(company: Company) -> None:
    visitor, agent, _ = await _working(company)
    end = {"id": str(uuid.uuid4())}
    assert await visitor.call("end", end) == {}
    assert await visitor.call("end", end) == {}
    closed = await visitor.next("entry", lambda e: e["activity"] == "state")
    assert closed["data"]["to"] == "resolved"
    rating = {"id": str(uuid.uuid4()), "score": 5, "comment": "quick"}
    assert await visitor.call("rate", rating) == {}
    assert await visitor.call("rate", rating) == {}
    told = await agent.next("entry", lambda e: e["activity"] == "rating")
    assert told["data"] == {"score": 5, "comment": "quick"}
    assert (await visitor.call("rate", {**rating, "score": 9}))["error"]["code"] == "invalid"


async def test_files_belong_to_their_visitor(company: Company) -> None:
    visitor = await company.visitor("Shop")
    token = (await visitor.next("session"))["visitor"]["token"]
    other = await company.visitor("Shop")
    await other.next("session")
    form = aiohttp.FormData(quote_fields=False)
    form.add_field("file", b"\x89PNG\r\n\x1a\n" + b"0" * 64, filename="../lamp.png")
    key = company.inboxes["Shop"].public_key
    url = f"{company.url}/widget/files?key={key}"
    origin = {"Origin": company.url}
    async with reading_session(headers=origin) as http:
        answer = await http.post(url, data=form, headers={"Authorization": f"Bearer {token}"})
        assert answer.status == 201, await answer.text()
        assert answer.headers["Access-Control-Allow-Origin"] == company.url
        file = await answer.json()
        assert (file["name"], file["content_type"]) == ("lamp.png", "image/png")
        got = await http.get(company.url + file["url"])
        assert got.status == 200
        assert got.headers["Content-Disposition"].startswith("inline")
        assert got.headers["X-Content-Type-Options"] == "nosniff"
        assert (await http.get(company.url + file["url"].replace("sig=", "sig=0"))).status in (
            403,
            422,
        )
        assert (await http.post(url, data={"file": "x"})).status == 401
    stolen = {**_say("look"), "attachments": [file["id"]]}
    assert (await other.call("message", stolen))["error"]["code"] == "not_found"
    assert "seq" in await visitor.call("message", {**stolen, "id": str(uuid.uuid4())})


async def test_the_configuration_is_for_allowed_sites(company: Company) -> None:
    key = company.inboxes["Shop"].public_key
    async with reading_session() as http:
        own = await http.get(
            f"{company.url}/widget/config?key={key}", headers={"Origin": company.url}
        )
        config = await own.json()
        assert config["online"] is False
        assert config["prechat"] == {"enabled": False, "fields": []}
        assert "allowed_origins" not in config
        evil = await http.get(
            f"{company.url}/widget/config?key={key}", headers={"Origin": "https://evil.example"}
        )
        assert evil.status == 403
        assert (await http.get(f"{company.url}/widget/config?key=nope")).status == 404


async def test_limits_and_nonsense(company: Company) -> None:
    visitor = await company.visitor("Shop")
    await visitor.next("session")
    assert (await visitor.call("message", {"id": "1", "text": "x"}))["error"]["code"] == "invalid"
    assert (await visitor.call("message", _say("x" * 8001)))["error"]["code"] == "invalid"
    assert (await visitor.call("message", _say("  ")))["error"]["code"] == "invalid"
    assert (await visitor.call("page", {"url": "javascript:1"}))["error"]["code"] == "invalid"
    assert (await visitor.call("open", {}))["error"]["code"] == "invalid"
    answers = [await visitor.call("message", _say(str(n))) for n in range(20)]
    refused = [answer["error"] for answer in answers if "error" in answer]
    assert {error["code"] for error in refused} == {"rate_limited"}
    assert all(error["retry_after_s"] > 0 for error in refused)


async def test_presence_tells_the_truth(company: Company) -> None:
    visitor = await company.visitor("Shop")
    assert (await visitor.next("session"))["presence"] == {"online": False}
    await visitor.call("message", _say("Anybody there?"))
    waiting = await visitor.next("session")
    assert waiting["presence"]["position"] == 1
    agnes = await company.browser("agnes")
    await agnes.call("PUT", "/api/v1/seats/me", {"presence": "available"})
    conversation = waiting["conversation"]["id"]
    await agnes.call(
        "POST", f"/api/v1/conversations/{conversation}/take", {"id": str(uuid.uuid4())}
    )
    there = await visitor.next("presence", lambda p: "position" not in p)
    assert there == {"online": True}
