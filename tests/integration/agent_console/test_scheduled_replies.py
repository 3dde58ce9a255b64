"""Send later over REST: planning, looking, cancelling, sending, and what the others see of it."""

from __future__ import annotations

import asyncio
import uuid
from dataclasses import replace
from datetime import timedelta

import pytest

from agent_console.api import ROUTES
from agent_console.auth.access import Access
from agent_console.openapi import document
from conversations.people import Role
from conversations.scheduled_replies import ScheduledReplies
from parley.scheduling import CurrentActors
from tests.integration.agent_console.conftest import NOW, Browser, Company, Json

V1 = "/api/v1"
DAY_S = 86_400.0
TOMORROW = "2096-03-02T09:00:00.000Z"


def worker(company: Company) -> ScheduledReplies:
    """The worker as the front door wires it."""
    stores = company.stores
    return ScheduledReplies(
        schedule=stores.scheduled,
        conversations=stores.conversations,
        desk=company.desk,
        actors=CurrentActors(stores.users, Access(stores.queues, company.clock)),
        bus=company.bus,
        clock=company.clock,
    )


async def taken(company: Company, agent: Browser) -> str:
    """A conversation of the agent's own."""
    conversation = await company.say("Shop", "v1", "Where is my lamp?")
    path = f"{V1}/conversations/{conversation.id}/take"
    await agent.call("POST", path, {"id": str(uuid.uuid4())})
    return conversation.id


def later(**more: object) -> Json:
    return {"id": str(uuid.uuid4()), "text": "It left today.", "send_at": TOMORROW, **more}


async def texts(company: Company, conversation: str) -> list[str]:
    page = await company.stores.timelines.page(conversation)
    return [entry.text for entry in page.items if entry.text]


async def test_a_reply_is_planned_seen_and_goes_out_once(company: Company) -> None:
    agnes, sue = await company.browser("agnes"), await company.browser("sue")
    one = await taken(company, agnes)
    path = f"{V1}/conversations/{one}"
    line = await sue.socket()
    await line.call("open", {"conversation": one})
    body = later()
    for _ in range(2):
        answer = await agnes.ask("POST", f"{path}/reply", body)
        assert answer.status == 202
        assert await answer.json() == {"scheduled": {"id": body["id"], "send_at": TOMORROW}}
    assert await line.next("scheduled") == {"conversation": one}
    [seen] = (await sue.call("GET", f"{path}/scheduled"))["items"]
    assert (seen["id"], seen["text"], seen["state"]) == (body["id"], "It left today.", "waiting")
    assert (seen["author"]["name"], seen["send_at"]) == ("agnes", TOMORROW)
    assert await texts(company, one) == ["Where is my lamp?"]
    company.clock.advance(DAY_S)
    await asyncio.gather(*(worker(company).step() for _ in range(3)))
    entry = await line.next("entry", lambda e: e["kind"] == "message")
    assert (entry["command"], entry["author"]["name"]) == (body["id"], "agnes")
    assert await line.next("scheduled") == {"conversation": one}
    # The sign-ins of yesterday have ended.
    agnes, sue = await company.browser("agnes"), await company.browser("sue")
    assert (await sue.call("GET", f"{path}/scheduled"))["items"] == []
    late = await agnes.ask("POST", f"{path}/reply", body)
    assert late.status == 202
    assert (await sue.call("GET", f"{path}/scheduled"))["items"] == []
    assert await texts(company, one) == ["Where is my lamp?", "It left today."]


async def test_cancelled_by_a_supervisor_it_never_goes_out(company: Company) -> None:
    agnes, sue = await company.browser("agnes"), await company.browser("sue")
    await company.person("carl", Role.AGENT, ["Shop"])
    one = await taken(company, agnes)
    path = f"{V1}/conversations/{one}"
    body = later()
    await agnes.call("POST", f"{path}/reply", body)
    carl = await company.browser("carl")
    for method, rest in (("DELETE", ""), ("POST", "/send")):
        refused = await carl.ask(method, f"{path}/scheduled/{body['id']}{rest}")
        assert refused.status == 403
    await sue.call("DELETE", f"{path}/scheduled/{body['id']}")
    company.clock.advance(DAY_S)
    await worker(company).step()
    assert await texts(company, one) == ["Where is my lamp?"]
    agnes = await company.browser("agnes")
    gone = await agnes.ask("DELETE", f"{path}/scheduled/{uuid.uuid4()}")
    assert gone.status == 404


async def test_a_disabled_authors_reply_stays_and_says_why(company: Company) -> None:
    agnes = await company.browser("agnes")
    one = await taken(company, agnes)
    path = f"{V1}/conversations/{one}"
    await agnes.call("POST", f"{path}/reply", later())
    await company.stores.users.update(replace(company.users["agnes"], active=False))
    company.clock.advance(DAY_S)
    await worker(company).step()
    sue = await company.browser("sue")
    [seen] = (await sue.call("GET", f"{path}/scheduled"))["items"]
    assert (seen["state"], seen["failure"]) == ("failed", "author_gone")
    assert seen["error"] == "agnes cannot sign in any more."
    assert await texts(company, one) == ["Where is my lamp?"]


async def test_a_failed_one_can_be_sent_once_the_matter_is_open_again(company: Company) -> None:
    agnes = await company.browser("agnes")
    one = await taken(company, agnes)
    path = f"{V1}/conversations/{one}"
    body = later()
    await agnes.call("POST", f"{path}/reply", body)
    await agnes.call("POST", f"{path}/resolve", {"id": str(uuid.uuid4())})
    company.clock.advance(DAY_S)
    await worker(company).step()
    agnes = await company.browser("agnes")
    [seen] = (await agnes.call("GET", f"{path}/scheduled"))["items"]
    assert (seen["failure"], seen["text"]) == ("closed", "It left today.")
    refused = await agnes.ask("POST", f"{path}/scheduled/{body['id']}/send")
    assert refused.status == 422
    await agnes.call("POST", f"{path}/reopen", {"id": str(uuid.uuid4())})
    sent = await agnes.call("POST", f"{path}/scheduled/{body['id']}/send")
    assert sent["conversation"]["last_message"]["text"] == "It left today."
    assert (await agnes.call("GET", f"{path}/scheduled"))["items"] == []


@pytest.mark.parametrize(
    "send_at",
    [
        (NOW - timedelta(seconds=1)).isoformat(),
        (NOW + timedelta(days=400)).isoformat(),
        "2096-03-02T09:00:00",
        "tomorrow",
    ],
)
async def test_a_moment_that_is_none(company: Company, send_at: str) -> None:
    agnes = await company.browser("agnes")
    one = await taken(company, agnes)
    answer = await agnes.ask("POST", f"{V1}/conversations/{one}/reply", later(send_at=send_at))
    assert answer.status == 422
    assert (await agnes.call("GET", f"{V1}/conversations/{one}/scheduled"))["items"] == []


def test_the_document_tells_both_answers_of_a_reply() -> None:
    reply = document(ROUTES, "http://parley.test")["paths"]["/api/v1/conversations/{id}/reply"]
    answers = reply["post"]["responses"]
    schemas = {
        status: answers[status]["content"]["application/json"]["schema"]["$ref"].rsplit("/", 1)[-1]
        for status in ("200", "202")
    }
    assert schemas == {"200": "CommandAnswer", "202": "ScheduledAnswer"}
