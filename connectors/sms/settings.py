"""The settings of a texts' inbox, as the console edits them and the connector obeys them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any

from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    Field,
    StringConstraints,
)

from connectors.sms.numbers import can_be_answered, normal
from connectors.sms.segments import MAX_LENGTH
from connectors.twilio_account.account import (
    TWILIO,
    Account,
    AccountSid,
    ApiBase,
    ApiKeySid,
)
from connectors.twilio_account.book import Book
from connectors.validation import validated


def _own_number(given: str) -> str:
    if not given:
        return ""
    number = normal(given)
    if not can_be_answered(number):
        raise ValueError("is a name, and nobody could answer it")
    return number


Number = Annotated[
    str,
    StringConstraints(strict=True, strip_whitespace=True, max_length=40),
    AfterValidator(_own_number),
]
ServiceSid = Annotated[
    str, StringConstraints(strict=True, strip_whitespace=True, pattern=r"^(MG[0-9a-fA-F]{32})?$")
]
Words = Annotated[str, StringConstraints(strict=True, strip_whitespace=True, max_length=MAX_LENGTH)]


class SmsSettings(BaseModel):
    """All settings of a texts' inbox. Until the account and a number or a messaging service are
    set, it stays off.

    ``opt_out_managed_by_twilio``: Twilio itself answers STOP, START and HELP (it does unless that
    was switched off); else they are answered with ``stop_text``, ``start_text`` and ``help_text``,
    each if there is one. ``max_segments`` is how many parts an answer may have.
    ``backfill_minutes`` is how often Twilio's list is looked through for texts that did not reach
    us. ``status_callback``: ask Twilio to tell what becomes of our texts.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    account_sid: AccountSid = ""
    number: Number = ""
    messaging_service_sid: ServiceSid = ""
    api_base: ApiBase = TWILIO
    api_key_sid: ApiKeySid = ""
    stop_text: Words = ""
    start_text: Words = ""
    help_text: Words = ""
    opt_out_managed_by_twilio: bool = True
    max_segments: int = Field(10, ge=1, le=10)
    backfill_minutes: int = Field(5, ge=1, le=1440)
    status_callback: bool = True

    @property
    def is_set_up(self) -> bool:
        """Whether texts can come and go, as far as the settings tell."""
        return bool(self.account_sid and (self.number or self.messaging_service_sid))

    def account(self, secrets: Mapping[str, str]) -> Account | None:
        """The account, or None while something is missing that signing in needs."""
        return Account.of(self.account_sid, self.api_base, self.api_key_sid, secrets)


def read(settings: Mapping[str, Any]) -> SmsSettings:
    """An inbox's settings as a model; what is not set has its default. Raises Invalid. May read
    files (:func:`connectors.sms.numbers.normal`), once for each country."""
    return validated(SmsSettings, settings, "settings for texts")


def check(settings: Mapping[str, Any]) -> dict[str, Any]:
    """The settings complete, as they are stored and shown."""
    return read(settings).model_dump(mode="json")


class SettingsBook(Book[SmsSettings]):
    """The settings of this process's inboxes."""

    def __init__(self) -> None:
        super().__init__(read)
