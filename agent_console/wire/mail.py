"""Mail on the wire: how an answer goes out, drafts of it, and what is shown of a received one."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Annotated, Any, Self

from pydantic import AfterValidator, Field, StringConstraints, model_validator

from agent_console.wire.scalars import ClientId, Given, Id, Line, Shown, Text
from conversations.addresses import normal_address, normal_sender
from conversations.letters import MAIL, Letter

MAX_RECIPIENTS = 50
"""Addresses of one mail, copies included: it is an answer, not a mailing."""
MAX_FILES = 25
"""Files of one mail, those within its text included."""

_NUMBER = re.compile(r"\+[1-9][0-9]{6,14}")
_BETWEEN_DIGITS = re.compile(r"[\s().\u200e/-]")
_CONTROL = re.compile(r"[\x00-\x1f\x7f\u2028\u2029]")


def normal_recipient(given: str) -> str:
    """A mail address, or a phone number with its country's code, as E.164."""
    if not given.strip().startswith("+") or "@" in given:
        return normal_address(given)
    number = _BETWEEN_DIGITS.sub("", given)
    if not _NUMBER.fullmatch(number):
        raise ValueError("is no phone number with its country's code, such as +15005550006")
    return number


def _single_line(text: str) -> str:
    if _CONTROL.search(text):
        raise ValueError("is more than one line")
    return text


_Typed = Annotated[
    str, StringConstraints(strict=True, max_length=320), AfterValidator(_single_line)
]
Address = Annotated[_Typed, AfterValidator(normal_address)]
Recipient = Annotated[_Typed, AfterValidator(normal_recipient)]
Sender = Annotated[_Typed, AfterValidator(normal_sender)]
Subject = Annotated[
    str,
    StringConstraints(strict=True, strip_whitespace=True, max_length=250),
    AfterValidator(_single_line),
]
Html = Annotated[str, StringConstraints(strict=True, max_length=200_000)]


class _Written(Given):
    """What every letter has beside its words."""

    subject: Subject = ""
    cc: list[Address] = Field(default_factory=list, max_length=MAX_RECIPIENTS)
    bcc: list[Address] = Field(default_factory=list, max_length=MAX_RECIPIENTS)
    html: Html = Field(
        "",
        description=(
            "The words with their formatting; cleaned on arrival. "
            '`<img data-file="ID">` shows a file of yours in its place.'
        ),
    )


class MailBody(_Written):
    """How an answer goes out by mail. What is left out has the conversation's own value.

    ``quote``: the ``seq`` of the message that is quoted below; with ``forward`` that message is
    handed on whole, with its files, to those named in ``to``.
    """

    to: list[Address] = Field(default_factory=list, max_length=MAX_RECIPIENTS)
    quote: int | None = Field(None, ge=1)
    forward: bool = False

    @model_validator(mode="after")
    def _whole(self) -> Self:
        _count(self.to, self.cc, self.bcc)
        if self.forward and self.quote is None:
            raise ValueError("to forward, name the message by its seq as quote")
        if self.forward and not self.to:
            raise ValueError("to forward, say to whom")
        return self


class StartBody(_Written):
    """A mail, or a text, that begins a conversation; the first of ``to`` is the contact. A text
    has one recipient, a phone number, and nothing but words and files."""

    id: ClientId | None = None
    inbox: Id
    to: list[Recipient] = Field(min_length=1, max_length=MAX_RECIPIENTS)
    name: Line = Field("", description="What to call the contact, if they are new.")
    text: Text = Field("", description="The words without formatting; made from html if empty.")
    attachments: list[Id] = Field(default_factory=list, max_length=MAX_FILES)

    @model_validator(mode="after")
    def _whole(self) -> Self:
        _count(self.to, self.cc, self.bcc)
        by_phone = any("@" not in each for each in self.to)
        if by_phone and (len(self.to) > 1 or self.cc or self.bcc or self.subject or self.html):
            raise ValueError("a text has one recipient, no subject and no formatting")
        return self


class DraftMail(Given):
    """A letter that is still being written: its addresses may be unfinished."""

    subject: Subject = ""
    to: list[_Typed] = Field(default_factory=list, max_length=MAX_RECIPIENTS)
    cc: list[_Typed] = Field(default_factory=list, max_length=MAX_RECIPIENTS)
    bcc: list[_Typed] = Field(default_factory=list, max_length=MAX_RECIPIENTS)
    html: Html = ""
    quote: int | None = Field(None, ge=1)
    forward: bool = False


class LetterShape(Shown):
    """A letter that has not gone out yet: that of a draft or of a scheduled reply."""

    subject: str
    to: list[str]
    cc: list[str]
    bcc: list[str]
    html: str
    quote: int | None
    forward: bool


class HeaderShape(Shown):
    """One header field, decoded (RFC 2047), on one line."""

    name: str
    value: str


class Headers(Shown):
    """The header of a received mail, in its order."""

    headers: list[HeaderShape]


def letter_shape(letter: Letter) -> LetterShape:
    """A letter on the wire."""
    return LetterShape(
        subject=letter.subject,
        to=list(letter.to),
        cc=list(letter.cc),
        bcc=list(letter.bcc),
        html=letter.html,
        quote=letter.quote,
        forward=letter.forward,
    )


_HELD_BACK = frozenset({"html", "html_file", "source"})
"""What is fetched by routes of its own: the text of a list must not carry it."""


def shown_data(data: Mapping[str, Any]) -> dict[str, Any]:
    """An entry's ``data`` on the wire: of a mail not the HTML and the source, but whether they
    are there."""
    mail = data.get(MAIL)
    if not isinstance(mail, Mapping):
        return dict(data)
    shown = {name: value for name, value in mail.items() if name not in _HELD_BACK}
    shown["has_html"] = bool(mail.get("html") or mail.get("html_file"))
    shown["has_source"] = bool(mail.get("source"))
    return {**data, MAIL: shown}


def _count(*lists: list[str]) -> None:
    if sum(len(each) for each in lists) > MAX_RECIPIENTS:
        raise ValueError(f"has more than {MAX_RECIPIENTS} addresses")
