"""Telephones of agents on the wire."""

from __future__ import annotations

import re
from typing import Annotated, Literal, Self

from pydantic import Field, StringConstraints, model_validator

from agent_console.wire.scalars import Given, Id, Moment, Shown
from conversations.phones import Device, Phone, PhoneToken

_SIP = re.compile(r"sips?:[A-Za-z0-9_.!~*'()%+=-]{1,100}@[A-Za-z0-9.-]{1,150}(:[0-9]{1,5})?")
"""A SIP address without parameters (RFC 3261, section 19.1)."""


class PhoneBody(Given):
    """Where my calls ring. ``address``: a phone number, or a ``sip:`` address; none for the
    browser."""

    device: Device
    address: Annotated[
        str, StringConstraints(strict=True, strip_whitespace=True, max_length=255)
    ] = ""

    @model_validator(mode="after")
    def _whole(self) -> Self:
        if (self.device is Device.BROWSER) is bool(self.address):
            raise ValueError("a browser has no address, everything else has one")
        if self.device is Device.SIP and not _SIP.fullmatch(self.address):
            raise ValueError("is no SIP address, such as sip:agent@example.com")
        return self


class PhoneShape(Shown):
    """Where an agent's calls ring."""

    device: Device
    address: str


class PhoneTokenBody(Given):
    """For the account of which inbox; without it, for the first that has one."""

    inbox_id: Id | None = None


class PhoneTokenShape(Shown):
    """What lets this browser be my telephone. ``simulated``: there is no provider to sign in to,
    the other end is a simulation."""

    kind: Literal["twilio", "simulated"]
    identity: str = Field(description="The browser's name there; it is called as `client:…`.")
    token: str | None
    expires_at: Moment | None


def phone_shape(given: Phone) -> PhoneShape:
    """A telephone on the wire."""
    return PhoneShape(device=given.device, address=given.address)


def phone_token_shape(given: PhoneToken) -> PhoneTokenShape:
    """A token on the wire."""
    return PhoneTokenShape(
        kind="simulated" if given.token is None else "twilio",
        identity=given.identity,
        token=given.token,
        expires_at=given.expires_at,
    )
