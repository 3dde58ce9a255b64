"""Users, sign-in and tokens on the wire."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field, StringConstraints

from agent_console.wire.places import QueueShape
from agent_console.wire.scalars import (
    Email,
    Given,
    Id,
    Language,
    Moment,
    Name,
    RefShape,
    Shown,
    Word,
)
from conversations.channels import FULL_CAPACITY, Channel
from conversations.people import Role, User

Password = Annotated[str, StringConstraints(strict=True, min_length=10, max_length=200)]
"""A new password: ten characters or more (NIST SP 800-63B asks for length, not for symbols)."""

GivenPassword = Annotated[str, StringConstraints(strict=True, min_length=1, max_length=200)]
Code = Annotated[str, StringConstraints(strict=True, pattern=r"^[0-9]{6}$")]


class UserShape(Shown):
    """Somebody who signs in. Neither password nor TOTP secret ever leaves."""

    id: str
    email: str
    name: str
    role: Role
    team_ids: list[str]
    skills: list[str]
    languages: list[str]
    capacity: int = Field(description=f"{FULL_CAPACITY} is one fully loaded agent.")
    locale: str
    active: bool
    totp: bool
    version: int


class Users(Shown):
    """All users that the caller may see."""

    items: list[UserShape]
    next: str | None = None


class UserBody(Given):
    """A new user."""

    email: Email
    name: Name
    role: Role = Role.AGENT
    team_ids: list[Id] = Field(default_factory=list, max_length=50)
    skills: list[Word] = Field(default_factory=list, max_length=100)
    languages: list[Language] = Field(default_factory=list, max_length=20)
    capacity: int = Field(FULL_CAPACITY, ge=0, le=10 * FULL_CAPACITY)
    locale: Language = "en"
    password: Password | None = Field(
        None, description="Left out: one is made and shown once, in the answer."
    )


class UserPatch(Given):
    """What to change; a field left out stays. ``version`` is the one that was looked at."""

    version: int = Field(ge=1)
    email: Email | None = None
    name: Name | None = None
    role: Role | None = None
    team_ids: list[Id] | None = Field(None, max_length=50)
    skills: list[Word] | None = Field(None, max_length=100)
    languages: list[Language] | None = Field(None, max_length=20)
    capacity: int | None = Field(None, ge=0, le=10 * FULL_CAPACITY)
    locale: Language | None = None
    active: bool | None = None


class NewUser(UserShape):
    """A user just made, with the password that was made for them, if one was."""

    password: str | None = None


class NewPassword(Shown):
    """A password made for a user; shown this once."""

    password: str


class SignIn(Given):
    """Who, and the proof."""

    email: Annotated[str, StringConstraints(strict=True, max_length=254)]
    password: GivenPassword
    totp: Code | None = None


class PasswordChange(Given):
    """The present password proves that it is you."""

    current: GivenPassword
    new: Password


class MePatch(Given):
    """What people change about themselves."""

    name: Name | None = None
    locale: Language | None = None
    password: PasswordChange | None = None


class TotpBody(Given):
    """Empty: make a secret. With ``secret`` and ``code``: switch it on. ``off`` with the password
    and a code: switch it off."""

    secret: Annotated[str, StringConstraints(pattern=r"^[A-Z2-7]{32}$")] | None = None
    code: Code | None = None
    password: GivenPassword | None = None
    off: bool = False


class TotpAnswer(Shown):
    """The secret to scan, or how it stands now."""

    totp: bool
    secret: str | None = None
    uri: str | None = Field(None, description="otpauth:// address, to be shown as a QR code.")


class MeSettings(Shown):
    """What the console needs to know of the installation."""

    offer_timeout_s: float
    max_attachment_bytes: int
    presence_reasons: list[str]


class MyInbox(Shown):
    """An enabled inbox of the caller's queues: what they may write from, if its channel lets us
    write first."""

    id: str
    name: str
    channel: Channel
    language: str = Field(description="In which we write what the inbox itself says.")


class Me(Shown):
    """The signed-in user, what they may do, and the token that unsafe requests carry."""

    user: UserShape
    permissions: list[str]
    csrf: str
    teams: list[RefShape]
    queues: list[QueueShape]
    inboxes: list[MyInbox]
    server_time: Moment
    settings: MeSettings


class TokenBody(Given):
    """A new token for a program. It may do what its scopes and its maker's role both allow."""

    name: Name
    scopes: list[Annotated[str, StringConstraints(pattern=r"^[a-z_.]{1,40}$")]] = Field(
        min_length=1, max_length=20
    )


class TokenShape(Shown):
    """A token, without its secret."""

    id: str
    name: str
    scopes: list[str]
    created_at: Moment
    last_used_at: Moment | None


class NewToken(TokenShape):
    """A token just made, with its secret: shown this once."""

    token: str


class Tokens(Shown):
    """All tokens."""

    items: list[TokenShape]
    next: str | None = None


def user_shape(given: User) -> UserShape:
    """A user as colleagues see them."""
    return UserShape(
        id=given.id,
        email=given.email,
        name=given.name,
        role=given.role,
        team_ids=list(given.team_ids),
        skills=list(given.skills),
        languages=list(given.languages),
        capacity=given.capacity,
        locale=given.locale,
        active=given.active,
        totp=given.totp_secret is not None,
        version=given.version,
    )
