"""Who fetches an inbox: one process at a time, as the inbox is set up now."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import datetime

import pytest

from connectors.email.imap.fleet import Fleet
from connectors.email.settings import read
from conversations.connections import ConnectionState
from conversations.inbound import Received
from conversations.places import Inbox
from tests.running.mail_post import USER, Pile, Post, until, until_kept, until_state
from tests.running.mixed_mail import mixed

pytestmark = [pytest.mark.peers, pytest.mark.timeout(30)]


async def test_inboxes_that_are_switched_off_and_removed_are_left(post: Post) -> None:
    pile = Pile()
    async with post.fetching(pile):
        await until(lambda: post.dovecot.sessions(USER) == 1)
        inbox = await post.stores.inboxes.get(post.office.inbox.id)
        await post.stores.inboxes.update(replace(inbox, enabled=False))
        await until(lambda: post.dovecot.sessions(USER) == 0)
        await until_state(post, ConnectionState.OFF)
        post.deliver(mixed(1))
        inbox = await post.stores.inboxes.get(inbox.id)
        await post.stores.inboxes.update(replace(inbox, enabled=True))
        await until(lambda: len(pile.contents) == 1)
        await post.stores.inboxes.remove(inbox.id)
        await until(lambda: post.dovecot.sessions(USER) == 0)


async def test_one_process_at_a_time_and_the_next_goes_on(post: Post) -> None:
    post.file_everything()
    pile = Pile()
    first = asyncio.Event()

    async def slowly(uid: int) -> None:
        if uid == 30:
            first.set()

    pile.before = slowly
    post.deliver(*(mixed(number) for number in range(60)))
    async with post.fetching(pile):
        await asyncio.wait_for(first.wait(), 5)
        async with post.fetching(pile):
            await until(lambda: len(pile.contents) == 60)
            assert post.dovecot.sessions(USER) == 1
            post.deliver(mixed(60))
            await until(lambda: len(pile.contents) == 61)
            await until_kept(post, 61)
    assert post.dovecot.sessions(USER) == 0
    async with post.fetching(pile):
        post.deliver(mixed(61))
        await until(lambda: len(pile.contents) == 62)
    assert set(pile.contents.values()) == {1}


async def test_who_lost_the_lease_stops(post: Post) -> None:
    pile = Pile()
    async with post.fetching(pile):
        await until(lambda: post.dovecot.sessions(USER) == 1)
        # as if this process had slept so long that another one took over
        await post.stores.db["leases"].update_one(
            {"_id": f"imap:{post.office.inbox.id}"},
            {"$set": {"owner": "another"}, "$inc": {"fence": 1}},
        )
        await until(lambda: post.dovecot.sessions(USER) == 0)


class BlockedThen(Pile):
    """Remembers as well whom the inbox blocked when a mail was taken."""

    def __init__(self) -> None:
        super().__init__()
        self.blocked: list[tuple[str, ...]] = []

    async def take(
        self,
        inbox: Inbox,
        raw: bytes,
        *,
        folder: str,
        uidvalidity: int,
        uid: int,
        received_at: datetime | None = None,
    ) -> Received:
        self.blocked.append(read(inbox.settings).blocked)
        return await super().take(
            inbox, raw, folder=folder, uidvalidity=uidvalidity, uid=uid, received_at=received_at
        )


async def test_a_setting_that_is_not_the_lines_counts_without_cutting_it(post: Post) -> None:
    pile = BlockedThen()

    async def changes_of_hands() -> int:
        lease = await post.stores.db["leases"].find_one({"_id": f"imap:{post.office.inbox.id}"})
        return int(lease["fence"]) if lease else 0

    async with post.fetching(pile) as fleet:
        await until_state(post, ConnectionState.CONNECTED)
        before = await changes_of_hands()
        await post.office.change(blocked=["pest@bad.example"])
        await until(lambda: _versions(fleet) == [post.office.inbox.version])
        post.deliver(mixed(1))
        await until(lambda: len(pile.contents) == 1)
        assert await changes_of_hands() == before
    assert pile.blocked == [("pest@bad.example",)]


def _versions(fleet: Fleet) -> list[int]:
    return [running.worker.inbox.version for running in fleet._running.values()]
