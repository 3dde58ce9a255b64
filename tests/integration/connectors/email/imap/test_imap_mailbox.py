"""Nothing is lost, doubled, or marked too early, whatever happens to the folders."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Sequence

import pytest

from connectors.email.imap.errors import ConnectionLost, ServerRefused
from connectors.email.imap.responses import Fetched
from connectors.email.imap.session import Session
from tests.running.dovecot import PLAIN_IMAP, WITHOUT_MOVE, Dovecot
from tests.running.mail_post import USER, Pile, Post, until, until_kept
from tests.running.mixed_mail import mixed

pytestmark = [pytest.mark.peers, pytest.mark.timeout(30)]


def some(first: int, last: int) -> list[bytes]:
    return [mixed(number) for number in range(first, last)]


async def test_nothing_is_marked_before_it_is_taken(post: Post) -> None:
    pile = Pile()
    pile.away = True
    await post.set_up(after="seen")
    post.deliver(*some(0, 10))
    async with post.fetching(pile):
        await until(lambda: pile.refused >= 3)
        assert post.unseen() == 10
        pile.away = False
        await until(lambda: post.unseen() == 0)
    assert sorted(pile.contents) == sorted(some(0, 10))
    assert set(pile.contents.values()) == {1}


async def test_left_mail_stays_unread(post: Post) -> None:
    pile = Pile()
    post.deliver(*some(0, 10))
    async with post.fetching(pile):
        await until(lambda: len(pile.contents) == 10)
        await until_kept(post, 10)
    assert post.unseen() == 10


@pytest.mark.parametrize("capability", ["", WITHOUT_MOVE])
async def test_taken_mail_is_moved(post: Post, capability: str) -> None:
    pile = Pile()
    restarted(post.dovecot, capability)
    await post.set_up(after="move", move_to="Fetched/Übung")
    post.deliver(*some(0, 10))
    async with post.fetching(pile):
        await until(lambda: len(pile.contents) == 10 and post.dovecot.count(USER) == 0)
        post.deliver(*some(10, 12))
        await until(lambda: len(pile.contents) == 12 and post.dovecot.count(USER) == 0)
    assert post.dovecot.count(USER, "Fetched/&ANw-bung") == 12
    assert set(pile.contents.values()) == {1}


async def test_a_server_that_cannot_move_keeps_it_marked(post: Post) -> None:
    pile = Pile()
    restarted(post.dovecot, PLAIN_IMAP)
    await post.set_up(after="move", move_to="Fetched")
    post.deliver(*some(0, 3))
    async with post.fetching(pile):
        await until(lambda: post.dovecot.count(USER, "INBOX", "DELETED") == 3)
        assert await post.fact("mode") == "poll"
    assert post.dovecot.count(USER, "Fetched") == 3


async def test_new_numbers_lose_and_double_nothing(post: Post) -> None:
    post.file_everything()
    post.deliver(*some(0, 10))
    async with post.fetching():
        await until_kept(post, 10)
    post.dovecot.forget_uids(USER)
    post.deliver(*some(10, 20))
    async with post.fetching():
        await until_kept(post, 20)
        result = await post.compare()
    assert (result.on_server, result.missing) == (20, 0)
    assert (await post.journalled()).total() == 20


async def test_history_before_the_start_stays_out_even_with_new_numbers(post: Post) -> None:
    await post.set_up(history_days=0)
    for raw in some(0, 5):
        post.dovecot.deliver(USER, raw, at=time.time() - 3 * 86400)
    pile = Pile()
    async with post.fetching(pile):
        await until_kept(post, 5)
        post.deliver(*some(5, 7))
        await until(lambda: len(pile.contents) == 2)
        await until_kept(post, 7)
    post.dovecot.forget_uids(USER)
    async with post.fetching(pile):
        await until(lambda: sum(pile.contents.values()) >= 4)
        await until_kept(post, 7)
    assert set(pile.contents) == set(some(5, 7))


async def test_some_days_of_history(post: Post) -> None:
    await post.set_up(history_days=7)
    days = [30, 9, 7.5, 6.5, 1]
    for number, age in enumerate(days):
        post.dovecot.deliver(USER, mixed(number), at=time.time() - age * 86400)
    pile = Pile()
    async with post.fetching(pile):
        await until_kept(post, 5)
    assert set(pile.contents) == set(some(3, 5))


async def test_several_folders_and_one_that_is_missing(post: Post) -> None:
    await post.set_up(folders=["INBOX", "Orders/New", "Nowhere"])
    post.deliver(*some(0, 3))
    post.deliver(*some(3, 6), folder="Orders/New")
    pile = Pile()
    async with post.fetching(pile):
        await until(lambda: len(pile.contents) == 6)

        async def told() -> bool:
            connection = await post.connection()
            return bool(connection and "Nowhere" in connection.detail and connection.remedy)

        await until(told)
        post.deliver(mixed(6), folder="INBOX")
        await until(lambda: len(pile.contents) == 7)
        with post.dovecot.client(USER) as client:
            client.create("Nowhere")
        post.deliver(mixed(7), folder="Nowhere")
        await until(lambda: len(pile.contents) == 8)


async def test_mail_that_is_moved_between_folders_is_one(post: Post) -> None:
    post.file_everything()
    await post.set_up(folders=["INBOX", "Orders"])
    post.deliver(*some(0, 4))
    post.deliver(mixed(4), folder="Orders")
    async with post.fetching():
        await until_kept(post, 4)
        with post.dovecot.client(USER) as client:
            client.select("INBOX")
            client.uid("MOVE", "2:3", "Orders")
        await until_kept(post, 3, "Orders")
        result = await post.compare()
    assert result.on_server == result.stored == 5
    assert (await post.journalled()).total() == 5


async def test_what_is_expunged_while_it_is_fetched_holds_up_nothing(post: Post) -> None:
    post.deliver(*some(0, 120))
    pile = Pile()

    def expunge() -> None:
        with post.dovecot.client(USER) as client:
            client.select("INBOX")
            client.uid("STORE", "60:80", "+FLAGS", r"(\Deleted)")
            client.expunge()

    async def at_the_tenth(uid: int) -> None:
        if uid == 10:
            await asyncio.to_thread(expunge)

    pile.before = at_the_tenth
    async with post.fetching(pile):
        await until_kept(post, 120)
    assert sorted(pile.uids) == [*range(1, 60), *range(81, 121)]


async def test_what_the_comparison_finds_missing_is_fetched(post: Post) -> None:
    post.file_everything()
    post.deliver(*some(0, 20))
    async with post.fetching():
        await until_kept(post, 20)
        await until_compared(post)
        # as if a restored database had forgotten some mail, but not how far we were
        await post.stores.db["journal"].delete_many({"payload.uid": {"$in": [3, 5, 15]}})
        result = await post.compare()
        assert (result.on_server, result.stored) == (20, 20)
        assert (result.missing_found, result.fetched, result.unreadable) == (3, 3, 0)
        assert await post.fact("missing") == 0
    assert (await post.journalled()).total() == 20


async def test_a_large_mail_comes_whole(post: Post) -> None:
    large = mixed(0) + (b"x" * 70 + b"\r\n") * 300_000
    post.deliver(mixed(1), large, mixed(2))
    pile = Pile()
    async with post.fetching(pile):
        await until(lambda: len(pile.contents) == 3, 20)
    assert large in pile.contents


async def test_large_messages_are_fetched_one_at_a_time(
    post: Post, monkeypatch: pytest.MonkeyPatch
) -> None:
    post.deliver(*(mixed(10 * number) + b"y" * 3_000_000 for number in range(4)))
    fetched: list[int] = []
    fetch = Session.fetch

    async def counting(self: Session, uids: Sequence[int]) -> list[Fetched]:
        fetched.append(len(uids))
        return await fetch(self, uids)

    monkeypatch.setattr(Session, "fetch", counting)
    pile = Pile()
    async with post.fetching(pile):
        await until_kept(post, 4)
    assert set(fetched) == {1}
    assert len(pile.contents) == 4


async def test_what_the_server_does_not_give_is_tried_again_and_holds_up_nothing(
    post: Post, monkeypatch: pytest.MonkeyPatch
) -> None:
    post.deliver(*some(0, 10))
    broken = {4}
    fetch = Session.fetch

    async def refusing(self: Session, uids: Sequence[int]) -> list[Fetched]:
        if broken & set(uids):
            raise ServerRefused("The mail server refused. It said: [SERVERBUG]")
        return await fetch(self, uids)

    monkeypatch.setattr(Session, "fetch", refusing)
    pile = Pile()
    async with post.fetching(pile):
        await until_kept(post, 10)
        assert sorted(pile.uids) == [1, 2, 3, 5, 6, 7, 8, 9, 10]
        progress = await post.stores.cursors.load(post.office.inbox.id, "imap:INBOX")
        assert progress is not None
        assert progress["missed"] == [4]
    broken.clear()
    async with post.fetching(pile):
        await until(lambda: len(pile.contents) == 10)

        async def recovered() -> bool:
            progress = await post.stores.cursors.load(post.office.inbox.id, "imap:INBOX")
            return bool(progress and progress["missed"] == [])

        await until(recovered)


async def test_a_message_that_breaks_the_line_is_left_for_later(
    post: Post, monkeypatch: pytest.MonkeyPatch
) -> None:
    post.deliver(*some(0, 10))
    fetch = Session.fetch

    async def breaking(self: Session, uids: Sequence[int]) -> list[Fetched]:
        if 4 in uids:
            raise ConnectionLost("The mail server ended the connection.")
        return await fetch(self, uids)

    monkeypatch.setattr(Session, "fetch", breaking)
    pile = Pile()
    async with post.fetching(pile):
        await until_kept(post, 10)
    assert len(pile.contents) == 9


def restarted(dovecot: Dovecot, capability: str) -> None:
    """Let the server say no more than this of what it can."""
    dovecot.stop()
    dovecot.capability = capability
    dovecot.start()


async def until_compared(post: Post) -> None:
    """Wait for the first comparison."""

    async def compared() -> bool:
        return await post.fact("reconciled_at") is not None

    await until(compared)
