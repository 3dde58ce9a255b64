"""A real Dovecot and an inbox over real stores that is fetched from it."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator

import pytest

from conversations.clock import SystemClock
from storage import FernetCipher, open_stores
from storage.client import connect
from tests.conftest import RequirePeer
from tests.running.dovecot import Dovecot, running_dovecot
from tests.running.mail_office import open_office
from tests.running.mail_post import PASSWORD, USER, Post


@pytest.fixture
def dovecot(require_peer: RequirePeer) -> Iterator[Dovecot]:
    with running_dovecot(require_peer("dovecot"), {USER: PASSWORD}) as server:
        yield server


@pytest.fixture
async def post(mongo_uri: str, database_name: str, dovecot: Dovecot) -> AsyncIterator[Post]:
    clock = SystemClock()
    async with connect(mongo_uri) as client:
        cipher = FernetCipher(b"k" * 32)
        stores = await open_stores(client, database_name, cipher=cipher, clock=clock)
        post = Post(await open_office(stores, clock), dovecot)
        await post.set_up()
        yield post
        await stores.close()
