"""A thousand mails of every kind arrive once each, however the line fares."""

from __future__ import annotations

import asyncio
import random

import pytest

from connectors.email.imap.reconcile import Reconciliation
from tests.conftest import free_port
from tests.running.cut_proxy import CutProxy
from tests.running.mail_post import Post, until
from tests.running.mixed_mail import heap

pytestmark = [pytest.mark.peers, pytest.mark.slow, pytest.mark.timeout(500)]

MAILS = 1000
DEADLINE_S = 400.0
CUTS = 8
"""How often the line is cut, each time at a moment of its own while there is mail to fetch."""


async def all_is_there(post: Post, count: int) -> None:
    """Each mail is one record, on a timeline or filed; and the comparison finds nothing missing."""
    result = await post.compare()
    assert result == Reconciliation(on_server=count, stored=count)
    journalled = await post.journalled()
    assert set(journalled) <= {"done", "filed"}
    assert journalled.total() == count
    assert await post.on_timelines() == journalled["done"]


async def caught_up(post: Post) -> bool:
    """Whether everything on the server has been dealt with."""
    progress = await post.stores.cursors.load(post.office.inbox.id, "imap:INBOX")
    return bool(progress and progress["last_uid"] == MAILS and not progress["missed"])


@pytest.mark.parametrize("idle", [True, False], ids=["idle", "polling"])
async def test_a_thousand_arrive_once_each(post: Post, idle: bool) -> None:
    mails = heap(MAILS)
    await post.set_up(idle=idle)
    if not idle:
        post.file_everything()  # what follows the journal is the same, and takes its time
    post.deliver(*mails[:600])
    async with post.fetching():
        for start in range(600, MAILS, 20):
            post.deliver(*mails[start : start + 20])
            await asyncio.sleep(0)
        await until(lambda: caught_up(post), DEADLINE_S, again_s=0.25)
        assert await post.fact("mode") == ("idle" if idle else "poll")
        await all_is_there(post, MAILS)


async def test_a_thousand_arrive_once_each_over_a_line_that_breaks(post: Post) -> None:
    proxy = CutProxy(free_port(), post.dovecot.port)
    proxy.start()
    try:
        await post.set_up(port=proxy.port)
        post.file_everything()
        mails = heap(MAILS)
        async with post.fetching():
            for number in range(CUTS):
                post.deliver(*mails[number::CUTS])
                cut = 0
                while not cut:
                    await asyncio.sleep(random.uniform(0.02, 0.5))
                    cut = await asyncio.to_thread(proxy.drop, lambda: True)
            await until(lambda: caught_up(post), DEADLINE_S, again_s=0.25)
            await all_is_there(post, MAILS)
    finally:
        await asyncio.to_thread(proxy.stop)
