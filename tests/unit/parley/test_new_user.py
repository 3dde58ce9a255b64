from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime

import pytest
from argon2 import PasswordHasher

from agent_console.auth.passwords import Passwords
from conversations.clock import ManualClock
from conversations.errors import Conflict, Invalid, NotFound
from conversations.people import Role, User
from parley.new_user import NewUser, add_user

NOW = datetime(2026, 1, 2, 3, 4, tzinfo=UTC)
QUICK = Passwords(PasswordHasher(time_cost=1, memory_cost=8, parallelism=1))


class UsersInMemory:
    """The users of a team that fits into a list."""

    def __init__(self) -> None:
        self.kept: list[User] = []

    async def get(self, thing_id: str) -> User:
        for user in self.kept:
            if user.id == thing_id:
                return user
        raise NotFound("There is no such user.")

    async def all(self) -> Sequence[User]:
        return self.kept

    async def add(self, thing: User) -> User:
        if await self.by_email(thing.email):
            raise Conflict("Another user has this address already.")
        self.kept.append(thing)
        return thing

    async def update(self, thing: User) -> User:
        await self.remove(thing.id)
        return await self.add(thing)

    async def remove(self, thing_id: str) -> None:
        self.kept.remove(await self.get(thing_id))

    async def by_email(self, email: str) -> User | None:
        return next((user for user in self.kept if user.email == email), None)


async def add(
    users: UsersInMemory,
    email: str = "ada@example.com",
    name: str = "Ada",
    password: str | None = None,
) -> NewUser:
    clock = ManualClock(NOW)
    return await add_user(
        users, QUICK, clock, email=email, name=name, role=Role.ADMIN, password=password
    )


async def test_made_password_is_shown_and_signs_in() -> None:
    users = UsersInMemory()
    new = await add(users)
    assert new.made_password is not None
    assert await QUICK.verify(users.kept[0].password_hash, new.made_password)
    assert (new.user.role, new.user.active, new.user.created_at) == (Role.ADMIN, True, NOW)


async def test_given_password_is_not_shown_again() -> None:
    users = UsersInMemory()
    new = await add(users, password="correct horse battery")
    assert new.made_password is None
    assert await QUICK.verify(users.kept[0].password_hash, "correct horse battery")


async def test_address_is_lower_cased_and_names_who_has_no_name() -> None:
    new = await add(UsersInMemory(), email=" Ada@Example.COM ", name=" ")
    assert (new.user.email, new.user.name) == ("ada@example.com", "ada")


@pytest.mark.parametrize("email", ["", "ada", "@example.com", "ada@", "a da@example.com"])
async def test_what_is_no_address_is_refused(email: str) -> None:
    users = UsersInMemory()
    with pytest.raises(Invalid, match="no mail address"):
        await add(users, email=email)
    assert users.kept == []


@pytest.mark.parametrize("password", ["", "short"])
async def test_short_password_is_refused(password: str) -> None:
    with pytest.raises(Invalid, match="too short"):
        await add(UsersInMemory(), password=password)


async def test_address_that_is_taken_is_refused() -> None:
    users = UsersInMemory()
    await add(users)
    with pytest.raises(Conflict):
        await add(users, email="ADA@example.com")
