"""The first way through: sign in, see, open, answer, be told."""

from __future__ import annotations

import uuid

from tests.integration.agent_console.conftest import Company


async def test_agent_sees_opens_and_answers(company: Company) -> None:
    agnes = await company.browser("agnes")
    conversation = await company.say("Shop", "v1", "Where is my lamp?")
    page = await agnes.call("GET", "/api/v1/conversations?view=queues")
    assert [item["id"] for item in page["items"]] == [conversation.id]
    line = await agnes.socket()
    hello = await line.next("hello")
    assert hello["agent"]["name"] == "agnes"
    opened = await line.call("open", {"conversation": conversation.id})
    assert [entry["kind"] for entry in opened["entries"]] == ["activity", "message"]
    command = str(uuid.uuid4())
    reply = {"id": command, "conversation": conversation.id, "text": "On its way."}
    first = await line.call("reply", reply)
    again = await line.call("reply", reply)
    assert first == again
    entry = await line.next("entry", lambda e: e["kind"] == "message")
    assert entry["seq"] == first["seq"]
    assert entry["command"] == command
    told = await line.next("conversation", lambda c: c["seq"] >= first["seq"])
    assert told["last_message"]["text"] == "On its way."
    entries = await agnes.call("GET", f"/api/v1/conversations/{conversation.id}/entries")
    assert [e["seq"] for e in entries["entries"]] == [1, 2, 3, 4]


async def test_offer_is_accepted_once(company: Company) -> None:
    agnes = await company.browser("agnes")
    line = await agnes.socket()
    await line.next("hello")
    conversation = await company.say("Shop", "v1")
    made = await company.offer(conversation, "agnes")
    offer = await line.next("offer")
    assert offer["id"] == made.id
    assert offer["conversation"]["id"] == conversation.id
    accepted = await line.call("accept", {"offer": made.id})
    assert accepted["conversation"]["agent"]["name"] == "agnes"
    assert (await line.call("accept", {"offer": made.id}))["conversation"]["id"] == conversation.id
    assert (await line.next("offer_withdrawn"))["reason"] == "accepted"
    late = await line.call("decline", {"offer": made.id, "reason": "late"})
    assert late["error"]["code"] == "offer_gone"
