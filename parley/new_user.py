"""Makes somebody who can sign in, from the command line: the first admin above all."""

from __future__ import annotations

from dataclasses import dataclass

from agent_console.auth.passwords import Passwords, made_password
from agent_console.ports import Users
from conversations.clock import Clock, new_id
from conversations.errors import Invalid
from conversations.people import Role, User

SHORTEST_PASSWORD = 10


@dataclass(frozen=True, slots=True)
class NewUser:
    """The stored user, and the password that was made where none was given."""

    user: User
    made_password: str | None


async def add_user(
    users: Users,
    passwords: Passwords,
    clock: Clock,
    *,
    email: str,
    name: str,
    role: Role,
    password: str | None,
) -> NewUser:
    """Store a new user. Raises Invalid for an address or password that will not do, and Conflict
    where the address is taken.
    """
    address = email.strip().lower()
    local, at, domain = address.partition("@")
    if not (local and at and domain) or any(letter.isspace() for letter in address):
        raise Invalid(f"{email!r} is no mail address.", remedy="Give one like ada@example.com.")
    if password is not None and len(password) < SHORTEST_PASSWORD:
        raise Invalid(
            "The password is too short.",
            remedy=f"Give one of {SHORTEST_PASSWORD} characters or more, or none to have one made.",
        )
    chosen = password if password is not None else made_password()
    now = clock.now()
    user = User(
        id=new_id(),
        email=address,
        name=name.strip() or local,
        role=role,
        password_hash=await passwords.hash(chosen),
        created_at=now,
        changed_at=now,
    )
    return NewUser(await users.add(user), chosen if password is None else None)
