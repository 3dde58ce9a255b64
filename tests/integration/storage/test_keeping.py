"""What connectors keep: words of consent, counts, moments, and where they are."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import pytest

from conversations.connections import Connection, ConnectionState
from conversations.consent import Consent, ConsentState
from conversations.errors import Conflict, NotFound
from storage.migrations import m0008_blank_messages
from tests.integration.storage.conftest import House

NUMBER = "+15550001111"


async def test_the_latest_word_of_consent_counts_however_late_it_is_heard(house: House) -> None:
    ledger, now = house.stores.consents, house.clock.now()
    out = Consent(
        inbox_id="i", address=NUMBER, state=ConsentState.OPTED_OUT, at=now, source="contact"
    )
    earlier = Consent(
        inbox_id="i",
        address=NUMBER,
        state=ConsentState.OPTED_IN,
        at=now - timedelta(seconds=1),
        source="contact",
    )

    assert (await ledger.of("i", NUMBER)).state is ConsentState.UNKNOWN
    assert await ledger.record(out)
    assert not await ledger.record(earlier)
    assert not await ledger.record(out)
    assert (await ledger.of("i", NUMBER)).state is ConsentState.OPTED_OUT
    assert (await ledger.of("other", NUMBER)).state is ConsentState.UNKNOWN


async def test_a_tally_lets_through_as_many_as_it_says_however_many_ask_at_once(
    house: House,
) -> None:
    tallies = house.stores.tallies
    taken = await asyncio.gather(*(tallies.take("k", 3, 3600) for _ in range(20)))
    assert sum(taken) == 3
    assert await tallies.take("other", 3, 3600)
    house.clock.advance(3600)
    assert await tallies.take("k", 3, 3600)
    assert not await tallies.take("none", 0, 3600)


async def test_an_alarm_is_due_once_set_until_it_is_cleared_or_put_off(house: House) -> None:
    alarms, now = house.stores.alarms, house.clock.now()
    await alarms.set("a", "one", now + timedelta(seconds=10))
    await alarms.set("a", "one", now + timedelta(seconds=99))
    await alarms.set("b", "two", now)
    assert await alarms.due("a", now, 10) == []
    assert await alarms.due("a", now + timedelta(seconds=10), 10) == ["one"]
    await alarms.move("a", "one", now + timedelta(seconds=20))
    assert await alarms.due("a", now + timedelta(seconds=10), 10) == []
    await alarms.clear("a", "one")
    assert await alarms.due("a", now + timedelta(seconds=99), 10) == []


async def test_a_former_holder_of_a_lease_writes_no_cursor(house: House) -> None:
    cursors = house.stores.cursors
    await cursors.keep("i", "imap:INBOX", {"last_uid": 7}, fence=2)
    with pytest.raises(Conflict):
        await cursors.keep("i", "imap:INBOX", {"last_uid": 3}, fence=1)
    await cursors.keep("i", "imap:INBOX", {"last_uid": 8}, fence=2)
    assert await cursors.load("i", "imap:INBOX") == {"last_uid": 8}
    assert await cursors.load("i", "imap:Archive") is None


async def test_a_message_of_spaces_alone_does_not_wait_for_tags(house: House) -> None:
    blank = await house.say("ivy", " \n\t\u3000")
    worded = await house.say("jon", " hi ")
    later = house.clock.now() + timedelta(days=1)
    waiting = await house.stores.timelines.untagged(later, 10)
    assert [it.conversation_id for it in waiting] == [worded.id]
    # an earlier version had it wait for ever
    entries = house.stores.db["entries"]
    query = {"conversation_id": blank.id, "kind": "message"}
    [message] = await entries.find(query).to_list()
    await entries.update_one(
        {"_id": message["_id"]}, {"$set": {"untagged_key": message["time_key"]}}
    )
    assert len(await house.stores.timelines.untagged(later, 10)) == 2
    for _ in range(2):
        await m0008_blank_messages.migrate(house.stores.db)
        waiting = await house.stores.timelines.untagged(later, 10)
        assert [it.conversation_id for it in waiting] == [worded.id]


async def test_a_connections_state_keeps_the_moment_it_began(house: House) -> None:
    connections, now = house.stores.connections, house.clock.now()
    for seconds, detail in ((0, "first"), (5, "second")):
        await connections.report(
            Connection(
                inbox_id="i",
                state=ConnectionState.CONNECTED,
                since=now + timedelta(seconds=seconds),
                detail=detail,
                facts={f"after_{seconds}": True},
            )
        )
    [known] = await connections.all()
    assert (known.since, known.detail) == (now, "second")
    assert known.facts == {"after_0": True, "after_5": True}


async def test_a_renewed_secret_is_kept_beside_what_others_change(house: House) -> None:
    places = house.stores.places
    await asyncio.gather(
        places.keep_secret(house.inbox.id, "oauth_refresh_token", "new"),
        places.keep_secret(house.inbox.id, "other", "also new"),
    )
    kept = await places.inbox(house.inbox.id)
    assert kept.secrets["oauth_refresh_token"] == "new"
    assert kept.secrets["other"] == "also new"
    with pytest.raises(NotFound):
        await places.keep_secret("nobody", "password", "x")
