"""Twilio's own client against the sandbox: it must not see a difference."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta

import pytest
from twilio.base.exceptions import TwilioRestException
from twilio.http.async_http_client import AsyncTwilioHttpClient
from twilio.rest import Client

from sandbox.twilio import File, Trouble
from tests.unit.sandbox.twilio_office import OURS, THEIRS, Office, office

# Twilio's client still signs in by what aiohttp gives up in its next major release.
pytestmark = [
    pytest.mark.filterwarnings("ignore:BasicAuth is deprecated:DeprecationWarning"),
    pytest.mark.filterwarnings("ignore:The 'auth' parameter is deprecated:DeprecationWarning"),
]


@pytest.fixture
async def here() -> AsyncIterator[Office]:
    async with office() as running:
        yield running


@pytest.fixture
async def client(here: Office) -> AsyncIterator[Client]:
    http = AsyncTwilioHttpClient()
    client = Client(here.account.sid, here.account.auth_token, http_client=http)
    client.api.base_url = here.twilio.url
    yield client
    await http.close()


async def test_sends_and_reads(here: Office, client: Client) -> None:
    made = await client.messages.create_async(
        to=THEIRS, from_=OURS, body="سلام", status_callback=f"{here.ours.url}/status?c=1&s=2"
    )
    assert made.status == "queued" and made.num_segments == "1"
    await here.twilio.settled()
    read = await client.messages(made.sid).fetch_async()
    assert read.status == "delivered"
    assert read.date_sent is not None and read.date_sent.tzinfo is not None
    assert await client.messages(made.sid).delete_async()
    with pytest.raises(TwilioRestException) as caught:
        await client.messages(made.sid).fetch_async()
    assert (caught.value.status, caught.value.code) == (404, 20404)


async def test_lists_over_pages(here: Office, client: Client) -> None:
    for number in range(5):
        await here.twilio.text(THEIRS, OURS, str(number))
    hour = timedelta(hours=1)
    now = datetime.now(UTC)
    found = await client.messages.list_async(to=OURS, date_sent_after=now - hour, page_size=2)
    assert [one.body for one in found] == ["4", "3", "2", "1", "0"]
    assert await client.messages.list_async(to=OURS, date_sent_after=now + hour) == []
    assert await client.messages.list_async(to=OURS, date_sent_before=now - hour) == []


async def test_refusals_have_their_codes(here: Office, client: Client) -> None:
    await here.twilio.text(THEIRS, OURS, "STOP")
    with pytest.raises(TwilioRestException) as caught:
        await client.messages.create_async(to=THEIRS, from_=OURS, body="x")
    assert (caught.value.status, caught.value.code) == (400, 21610)
    here.twilio.faults.api.add(Trouble(status=429, retry_after_s=3))
    with pytest.raises(TwilioRestException) as caught:
        await client.messages.create_async(to=THEIRS, from_=OURS, body="x")
    assert (caught.value.status, caught.value.code) == (429, 20429)


async def test_media_numbers_and_the_account(here: Office, client: Client) -> None:
    message = await here.twilio.text(THEIRS, OURS, "look", [File("image/jpeg", b"jpeg")])
    (media,) = await client.messages(message.sid).media.list_async()
    assert (media.content_type, media.parent_sid) == ("image/jpeg", message.sid)
    assert await client.messages(message.sid).media(str(media.sid)).delete_async()
    (number,) = await client.incoming_phone_numbers.list_async(phone_number=OURS)
    await number.update_async(sms_url=f"{here.ours.url}/else")
    assert here.number.sms_url.endswith("/else")
    account = await client.api.accounts(here.account.sid).fetch_async()
    assert account.status == "active"
