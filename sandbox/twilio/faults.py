"""What may be made to go wrong with Twilio, by whoever holds it in the same process."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

EVER = 1_000_000_000
"""As a number of times: until it is taken back."""


@dataclass(slots=True, kw_only=True)
class Trouble:
    """One thing that goes wrong with the next requests to the API that it is meant for."""

    times: int = 1
    method: str = ""
    """Only requests by this method; "": any."""
    path: str = ""
    """Only where the path has this in it."""
    status: int = 0
    """Answer so, and do nothing: 429, 500, 503, …; 0: carry it out."""
    retry_after_s: float | None = None
    """With ``status``: what the answer's ``Retry-After`` says, in seconds."""
    slow_s: float = 0.0
    """How long the answer takes when all is done."""
    drop_after: bool = False
    """Carried out, but the line is cut before that is said."""
    drop_before: bool = False
    """The line is cut, and nothing is carried out."""


@dataclass(slots=True)
class ApiFaults:
    """Troubles of the REST side, first come, first served."""

    troubles: list[Trouble] = field(default_factory=list)

    def add(self, *troubles: Trouble) -> None:
        """Let things go wrong from now on."""
        self.troubles.extend(troubles)

    def take(self, method: str, path: str) -> Trouble | None:
        """The trouble that befalls this request; asked once each."""
        for trouble in self.troubles:
            if trouble.method in ("", method) and trouble.path in path:
                trouble.times -= 1
                if trouble.times <= 0:
                    self.troubles.remove(trouble)
                return trouble
        return None


@dataclass(slots=True)
class WebhookFaults:
    """Troubles of the side that asks us."""

    lose_incoming: int = 0
    """So many texts that come in reach neither the webhook nor its fallback; of what a call asks
    for, so many requests fail, and the fallback is asked."""
    lose_statuses: int = 0
    """So many status callbacks never come."""
    double_incoming: bool = False
    """Every webhook of an incoming text comes twice, at once, with the same token; so does all
    that a call asks for."""
    double_statuses: bool = False
    """Every status callback comes twice."""
    hold_statuses: bool = False
    """Status callbacks wait until :meth:`TwilioSandbox.release_statuses` sends them shuffled."""
    wrong_token: str = ""
    """Sign with this instead of the account's token."""


@dataclass(slots=True)
class CarrierFaults:
    """Troubles of the networks behind: how messages to a number end."""

    fates: dict[str, int] = field(default_factory=dict)
    """The error code (30003 to 30008) with which messages to a number end ``undelivered``."""
    refusals: dict[str, int] = field(default_factory=dict)
    """The code with which messages to a number end ``failed``, before they were ever sent."""
    no_receipts: set[str] = field(default_factory=set)
    """Numbers whose network tells nothing: messages to them stay ``sent``."""

    def fail(self, numbers: Iterable[str], code: int, *, unsent: bool = False) -> None:
        """Let messages to ``numbers`` end with ``code``."""
        (self.refusals if unsent else self.fates).update(dict.fromkeys(numbers, code))


@dataclass(slots=True)
class Faults:
    """All of them. Nothing here can be reached over the wire."""

    api: ApiFaults = field(default_factory=ApiFaults)
    webhooks: WebhookFaults = field(default_factory=WebhookFaults)
    carrier: CarrierFaults = field(default_factory=CarrierFaults)
