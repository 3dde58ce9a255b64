"""The settings of an inbox for calls, as the console edits them and the connector obeys them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Annotated, Any, Literal

import phonenumbers
from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    Field,
    StringConstraints,
    model_validator,
)

from connectors.hours import Hours
from connectors.twilio_account.account import (
    TWILIO,
    Account,
    AccountSid,
    ApiBase,
    ApiKeySid,
)
from connectors.twilio_account.book import Book
from connectors.validation import validated

_NO_XML = re.compile(r"[^\t\n\r\x20-\uD7FF\uE000-\uFFFD\U00010000-\U0010FFFF]")
"""What XML 1.0 has no place for (section 2.2)."""


def _number(given: str) -> str:
    if not given:
        return ""
    try:
        number = phonenumbers.parse(given, None)
    except phonenumbers.NumberParseException:
        number = None
    if number is None or not phonenumbers.is_possible_number(number):
        raise ValueError("is no phone number with its country's code, such as +15005550006")
    return str(phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164))


def _sayable(given: str) -> str:
    if _NO_XML.search(given):
        raise ValueError("has a character in it that nobody can say; write it again")
    return given


Number = Annotated[
    str,
    StringConstraints(strict=True, strip_whitespace=True, max_length=40),
    AfterValidator(_number),
]
Words = Annotated[
    str,
    StringConstraints(strict=True, strip_whitespace=True, max_length=1000),
    AfterValidator(_sayable),
]
Word = Annotated[
    str,
    StringConstraints(strict=True, strip_whitespace=True, min_length=1, max_length=60),
    AfterValidator(_sayable),
]
FileId = Annotated[str, StringConstraints(strict=True, pattern=r"^[A-Za-z0-9_-]{0,64}$")]
QueueId = Annotated[str, StringConstraints(strict=True, pattern=r"^[A-Za-z0-9_-]{0,64}$")]
VoiceName = Annotated[
    str,
    StringConstraints(
        strict=True, strip_whitespace=True, pattern=r"^([A-Za-z][A-Za-z0-9._-]{0,79})?$"
    ),
]
LanguageTag = Annotated[
    str,
    StringConstraints(
        strict=True, strip_whitespace=True, pattern=r"^([a-z]{2,3}(-[A-Za-z0-9]{2,8}){0,2})?$"
    ),
]


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Prompt(_Part):
    """What the caller hears: a file of ours if one is named, else a text that Twilio reads out.
    Empty: the text that Parley has for it, if there is one."""

    text: Words = ""
    file: FileId = ""

    @property
    def is_set(self) -> bool:
        """Whether there is something of the team's own."""
        return bool(self.text or self.file)


class Option(_Part):
    """A key of the menu, and what it does. ``words`` are said instead of pressing it. ``queue_id``
    empty: the inbox's own queue."""

    digit: Annotated[str, StringConstraints(strict=True, pattern=r"^[0-9]$")]
    words: tuple[Word, ...] = Field((), max_length=20)
    does: Literal["queue", "voicemail", "say", "repeat"] = "queue"
    queue_id: QueueId = ""
    say: Prompt = Prompt()

    @model_validator(mode="after")
    def _complete(self) -> Option:
        if self.does == "say" and not self.say.is_set:
            raise ValueError(f"option {self.digit} says nothing: give it a text or a file")
        return self


class Menu(_Part):
    """What the caller can choose from. ``tries``: how often it is offered before the call goes to
    the queue without a choice."""

    prompt: Prompt = Prompt()
    options: tuple[Option, ...] = Field(min_length=1, max_length=10)
    tries: int = Field(3, ge=1, le=5)
    speech: bool = False

    @model_validator(mode="after")
    def _one_meaning_each(self) -> Menu:
        digits = [option.digit for option in self.options]
        for digit in digits:
            if digits.count(digit) > 1:
                raise ValueError(f"key {digit} has two options: give each a key of its own")
        return self


class Closed(_Part):
    """What happens out of hours."""

    prompt: Prompt = Prompt()
    then: Literal["voicemail", "hang_up"] = "voicemail"


class Waiting(_Part):
    """What is heard in the queue. Times in seconds: something is said every ``every_s``; after
    ``longest_s`` the caller is taken to the voicemail, if it is on."""

    prompt: Prompt = Prompt()
    music_file: FileId = ""
    say_position: bool = True
    say_wait: bool = True
    every_s: int = Field(30, ge=15, le=120)
    callback: bool = False
    callback_prompt: Prompt = Prompt()
    longest_s: int = Field(1800, ge=60, le=7200)


class Voicemail(_Part):
    """Messages of ``longest_s`` seconds at most."""

    on: bool = True
    prompt: Prompt = Prompt()
    longest_s: int = Field(180, ge=10, le=600)


class VoiceSettings(_Part):
    """All settings of an inbox for calls. Until account and number are set, it stays off.

    ``voice`` is the name of one of Twilio's (``Polly.Vicki-Neural``), empty for the language's
    own; ``speech_language`` (BCP 47) is what is spoken and understood, empty for the inbox's.
    ``recording``: never, when an agent wants it, or every call. A recording is kept for
    ``keep_recordings_days`` (0: for ever), and at Twilio for ``recordings_at_twilio_days`` (0:
    until we have it). ``ring_s`` is how long an agent's device rings, ``wrap_up_s`` how long an
    agent has after a call, both in seconds.
    """

    account_sid: AccountSid = ""
    api_base: ApiBase = TWILIO
    api_key_sid: ApiKeySid = ""
    number: Number = ""
    voice: VoiceName = ""
    speech_language: LanguageTag = ""
    greeting: Prompt = Prompt()
    menu: Menu | None = None
    hours: Hours | None = None
    closed: Closed = Closed()
    waiting: Waiting = Waiting()
    voicemail: Voicemail = Voicemail()
    recording: Literal["off", "on_request", "always"] = "off"
    keep_recordings_days: int = Field(0, ge=0, le=3650)
    recordings_at_twilio_days: int = Field(0, ge=0, le=365)
    transcribe: bool = False
    ring_s: int = Field(20, ge=10, le=60)
    wrap_up_s: int = Field(60, ge=0, le=3600)
    dispositions: tuple[Word, ...] = Field((), max_length=40)

    @property
    def is_set_up(self) -> bool:
        """Whether calls can come and go, as far as the settings tell."""
        return bool(self.account_sid and self.number)

    def account(self, secrets: Mapping[str, str]) -> Account | None:
        """The account, or None while something is missing that signing in needs."""
        return Account.of(self.account_sid, self.api_base, self.api_key_sid, secrets)

    @property
    def prompts(self) -> dict[str, Prompt]:
        """All prompts by their place in the settings."""
        found = {
            "greeting": self.greeting,
            "closed.prompt": self.closed.prompt,
            "waiting.prompt": self.waiting.prompt,
            "waiting.callback_prompt": self.waiting.callback_prompt,
            "voicemail.prompt": self.voicemail.prompt,
        }
        if self.menu is not None:
            found["menu.prompt"] = self.menu.prompt
            for option in self.menu.options:
                found[f"menu.options.{option.digit}.say"] = option.say
        return found


def read(settings: Mapping[str, Any]) -> VoiceSettings:
    """An inbox's settings as a model; what is not set has its default. Raises Invalid. May read
    files: a time zone's, and a country's plan of numbers, once for each."""
    return validated(VoiceSettings, settings, "settings for calls")


def check(settings: Mapping[str, Any]) -> dict[str, Any]:
    """The settings complete, as they are stored and shown."""
    return read(settings).model_dump(mode="json")


class SettingsBook(Book[VoiceSettings]):
    """The settings of this process's inboxes."""

    def __init__(self) -> None:
        super().__init__(read)
