"""The scalars that all wire models are made of."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated

from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    Field,
    PlainSerializer,
    StringConstraints,
)

from conversations.conversation import Ref


def iso(moment: datetime) -> str:
    """ISO 8601 in UTC with milliseconds and ``Z``: the one way that times are written."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.") + (
        f"{moment.microsecond // 1000:03d}Z"
    )


def _aware(moment: datetime) -> datetime:
    if moment.tzinfo is None:
        raise ValueError("needs a time zone, such as Z")
    return moment.astimezone(UTC)


Moment = Annotated[
    datetime,
    AfterValidator(_aware),
    PlainSerializer(iso, return_type=str, when_used="json-unless-none"),
]
"""A moment: always aware; a bare local time is refused."""

Id = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9_-]{1,64}$", strict=True)]
"""An identifier of ours: no dots, no dollars, no braces."""

ClientId = Annotated[
    str,
    StringConstraints(
        pattern=r"^[0-9a-fA-F]{8}-?(?:[0-9a-fA-F]{4}-?){3}[0-9a-fA-F]{12}$", strict=True
    ),
]
"""A UUID made by the client (RFC 9562), which makes its call idempotent."""


def _no_control(text: str) -> str:
    if "\x00" in text:
        raise ValueError("holds a NUL character")
    return text


Word = Annotated[
    str,
    StringConstraints(strict=True, strip_whitespace=True, max_length=60, min_length=1),
    AfterValidator(_no_control),
]
Line = Annotated[
    str,
    StringConstraints(strict=True, strip_whitespace=True, max_length=200),
    AfterValidator(_no_control),
]
Name = Annotated[
    str,
    StringConstraints(strict=True, strip_whitespace=True, min_length=1, max_length=200),
    AfterValidator(_no_control),
]
Text = Annotated[
    str, StringConstraints(strict=True, max_length=20_000), AfterValidator(_no_control)
]
Email = Annotated[
    str,
    StringConstraints(
        strict=True,
        strip_whitespace=True,
        to_lower=True,
        max_length=254,
        pattern=r"^[^@\s\x00]+@[^@\s\x00]+$",
    ),
]
Language = Annotated[
    str, StringConstraints(strict=True, pattern=r"^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$")
]
"""A language tag (BCP 47) as short as it goes: ``en``, ``fa``, ``zh-Hant``."""


class Given(BaseModel):
    """Base of everything that comes from outside: unknown fields are an error."""

    model_config = ConfigDict(extra="forbid", frozen=True, str_max_length=20_000)


class Shown(BaseModel):
    """Base of everything that goes out."""

    model_config = ConfigDict(frozen=True)


class RefShape(Shown):
    """A thing pointed at, with its name."""

    id: str
    name: str


class Problem(Shown):
    """An error (RFC 9457) with what to do about it."""

    type: str = "about:blank"
    title: str
    status: int
    detail: str = ""
    code: str
    remedy: str = ""
    errors: list[FieldError] | None = None


class FieldError(Shown):
    """What is wrong with one field of a request."""

    field: str
    message: str


class Listing(Given):
    """How to page through a list; ``cursor`` is what the last answer called ``next``."""

    cursor: (
        Annotated[str, StringConstraints(max_length=300, pattern=r"^[A-Za-z0-9_=:.+~-]*$")] | None
    ) = None
    limit: int = Field(50, ge=1, le=100)


class Nothing(Shown):
    """An empty answer."""


Problem.model_rebuild()


def ref(given: Ref | None) -> RefShape | None:
    """A domain reference on the wire."""
    return RefShape(id=given.id, name=given.name) if given else None


def sure_ref(given: Ref) -> RefShape:
    """A reference that is never missing."""
    return RefShape(id=given.id, name=given.name)
