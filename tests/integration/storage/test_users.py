"""What a copy of the database tells of somebody's second factor: nothing."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from pymongo.asynchronous.database import AsyncDatabase

from conversations.people import Role, User
from storage import names
from storage.access import UserRepository
from storage.secrets import FernetCipher, SecretUnreadable

NOW = datetime(2026, 3, 1, tzinfo=UTC)
SECRET = "JBSWY3DPEHPK3PXP"


def _user() -> User:
    return User(
        id="u1",
        email="Agent@example.com",
        name="Agent",
        role=Role.AGENT,
        totp_secret=SECRET,
        created_at=NOW,
        changed_at=NOW,
    )


async def test_the_second_factor_is_sealed_at_rest(mongo: AsyncDatabase[dict[str, object]]) -> None:
    users = UserRepository(mongo, FernetCipher(b"k" * 32))
    await users.add(_user())
    assert (await users.get("u1")).totp_secret == SECRET
    assert SECRET not in str(await mongo[names.USERS].find_one({"_id": "u1"}))


async def test_another_key_says_so(mongo: AsyncDatabase[dict[str, object]]) -> None:
    await UserRepository(mongo, FernetCipher(b"k" * 32)).add(_user())
    with pytest.raises(SecretUnreadable):
        await UserRepository(mongo, FernetCipher(b"x" * 32)).get("u1")
