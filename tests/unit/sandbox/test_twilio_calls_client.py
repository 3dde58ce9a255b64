"""Twilio's own client against the sandbox's calls: it must not see a difference."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
from twilio.base.exceptions import TwilioRestException
from twilio.http.async_http_client import AsyncTwilioHttpClient
from twilio.rest import Client

from tests.unit.sandbox.call_office import AGENT, CallOffice, call_office
from tests.unit.sandbox.twilio_office import OURS, THEIRS

# Twilio's client still signs in by what aiohttp gives up in its next major release.
pytestmark = [
    pytest.mark.filterwarnings("ignore:BasicAuth is deprecated:DeprecationWarning"),
    pytest.mark.filterwarnings("ignore:The 'auth' parameter is deprecated:DeprecationWarning"),
]
ROOM = "<Response><Dial><Conference beep='false'>room</Conference></Dial></Response>"


@pytest.fixture
async def here() -> AsyncIterator[CallOffice]:
    async with call_office() as running:
        yield running


@pytest.fixture
async def client(here: CallOffice) -> AsyncIterator[Client]:
    http = AsyncTwilioHttpClient()
    account = here.office.account
    client = Client(account.sid, account.auth_token, http_client=http)
    client.api.base_url = here.twilio.url
    yield client
    await http.close()


async def test_a_conference_by_the_client(here: CallOffice, client: Client) -> None:
    made = await client.calls.create_async(
        to=THEIRS,
        from_=OURS,
        twiml=ROOM,
        status_callback=here.url("/status"),
        status_callback_event=["ringing", "answered"],
        timeout=20,
    )
    callee = await here.twilio.phone(THEIRS).ringing()
    callee.answer()
    await callee.until(callee.in_conference)
    here.twilio.phone(AGENT).answers()
    added = await client.conferences("room").participants.create_async(
        from_=OURS, to=AGENT, beep="false", end_conference_on_exit=True, label="agent"
    )
    agent = await here.twilio.phone(AGENT).ringing()
    await agent.until(agent.talking)
    (room,) = await client.conferences.list_async(friendly_name="room", status="in-progress")
    assert room.sid == added.conference_sid
    participants = client.conferences(room.sid).participants
    held = await participants(made.sid).update_async(hold=True)
    assert held.hold is True and callee.on_hold()
    assert [one.call_sid for one in await participants.list_async(hold=True)] == [made.sid]
    await participants("agent").update_async(muted=True)
    recording = await client.calls(made.sid).recordings.create_async(recording_channels="mono")
    paused = await client.calls(made.sid).recordings("Twilio.CURRENT").update_async("paused")
    assert (paused.sid, paused.status) == (recording.sid, "paused")
    await client.calls(made.sid).transcriptions.create_async(
        status_callback_url=here.url("/transcript")
    )
    await client.calls(added.call_sid).update_async(status="completed")
    await callee.until_ended()
    await here.clock.advance(1)
    assert (await client.calls(made.sid).fetch_async()).status == "completed"
    assert (await client.recordings(recording.sid).fetch_async()).status == "completed"
    assert await client.recordings(recording.sid).delete_async()
    assert here.events("/status", "CallStatus") == ["ringing", "in-progress"]
    assert len(await client.calls.list_async(status="completed")) == 2
    with pytest.raises(TwilioRestException) as caught:
        await client.calls(made.sid).update_async(url=here.url("/x"))
    assert caught.value.code == 21220


async def test_a_queue_by_the_client(here: CallOffice, client: Client) -> None:
    queue = await client.queues.create_async("help", max_size=5)
    here.page("/voice")(lambda form, response: response.enqueue("help", wait_url=""))
    here.page.say("/next", "Your turn")
    caller = await here.call()
    await caller.until(caller.in_queue)
    (member,) = await client.queues(queue.sid).members.list_async()
    assert (member.call_sid, member.position) == (caller.call_sid, 1)
    await client.queues(queue.sid).members("Front").update_async(url=here.url("/next"))
    await caller.until_hears("Your turn")
