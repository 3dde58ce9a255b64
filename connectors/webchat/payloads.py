"""What the widget sends, as strict models."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import (
    BaseModel,
    ConfigDict,
    Field,
    StringConstraints,
    TypeAdapter,
    ValidationError,
    model_validator,
)

from conversations.errors import Invalid

MAX_TEXT = 8_000
MAX_ATTACHMENTS = 10
MAX_ANSWERS = 12

Uuid = Annotated[
    str,
    StringConstraints(
        strict=True, pattern=r"^[0-9a-fA-F]{8}-?(?:[0-9a-fA-F]{4}-?){3}[0-9a-fA-F]{12}$"
    ),
]
FileId = Annotated[str, StringConstraints(strict=True, pattern=r"^[A-Za-z0-9_-]{1,64}$")]


class _Given(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Handshake(BaseModel):
    """The ``auth`` of the connection. Unknown fields are for newer servers and ignored."""

    model_config = ConfigDict(extra="ignore", frozen=True)

    inbox: str = Field(min_length=1, max_length=100, strict=True)
    visitor: str | None = Field(None, max_length=6_000, strict=True)
    identity: dict[str, Any] | None = None


class Message(_Given):
    """A message; its id makes it count once."""

    id: Uuid
    text: str = Field("", max_length=MAX_TEXT, strict=True)
    attachments: list[FileId] = Field(default_factory=list, max_length=MAX_ATTACHMENTS)

    @model_validator(mode="after")
    def _not_empty(self) -> Message:
        if not self.text.strip() and not self.attachments:
            raise ValueError("is empty")
        if "\x00" in self.text:
            raise ValueError("holds a NUL character")
        return self


class TypingSign(_Given):
    """That the visitor writes, or stopped."""

    on: bool


class Seen(_Given):
    """How far the visitor has read."""

    seq: int = Field(ge=0, le=10**9)


class PageView(_Given):
    """The page that the visitor looks at."""

    url: str = Field(max_length=2_000, strict=True, pattern=r"^https?://")
    title: str = Field("", max_length=300, strict=True)


class CatchUp(_Given):
    """Entries after a seq."""

    after: int = Field(ge=0, le=10**9)


class Rating(_Given):
    """How it was, from 1 to 5."""

    id: Uuid
    score: int = Field(ge=1, le=5)
    comment: str = Field("", max_length=2_000, strict=True)


class End(_Given):
    """The visitor ends the conversation."""

    id: Uuid


class Transcript(_Given):
    """The visitor wants what was said by mail, at ``email`` or at the address they gave before."""

    email: (
        Annotated[
            str,
            StringConstraints(strict=True, max_length=254, pattern=r"^[^@\s<>,;]+@[^@\s<>,;]+$"),
        ]
        | None
    ) = None
    locale: Annotated[str, StringConstraints(strict=True, pattern=r"^[A-Za-z-]{0,20}$")] = ""


Answers = Annotated[
    dict[
        Annotated[str, StringConstraints(strict=True, pattern=r"^[a-z][a-z0-9_]{0,39}$")],
        Annotated[str, StringConstraints(strict=True, strip_whitespace=True, max_length=500)],
    ],
    Field(max_length=MAX_ANSWERS),
]
"""The answers to the form before the chat, by the names of its fields."""


def read(adapter: TypeAdapter[Any], given: object) -> Any:
    """The payload as a model, or Invalid naming the field."""
    try:
        return adapter.validate_python({} if given is None else given)
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False, include_context=False)[0]
        where = ".".join(str(part) for part in first["loc"]) or "payload"
        raise Invalid(f"{where}: {first['msg']}") from None
    except RecursionError:
        raise Invalid("The payload is nested too deeply.") from None
