"""Every error the domain can raise, in one place.

Each carries a stable ``code`` (used in API problem documents and socket answers), a sentence for
a person, and what to do about it.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType


class ParleyError(Exception):
    """Base of all expected errors. ``str(error)`` is a sentence that may be shown to a person."""

    code = "error"
    remedy = ""

    def __init__(self, message: str, *, remedy: str | None = None) -> None:
        super().__init__(message)
        if remedy is not None:
            self.remedy = remedy


class NotFound(ParleyError):
    """The thing does not exist, or lies outside the caller's scope (the two are not told apart)."""

    code = "not_found"


class Forbidden(ParleyError):
    """The caller is known but lacks the permission."""

    code = "forbidden"


class Unauthenticated(ParleyError):
    """The caller is not known."""

    code = "unauthenticated"
    remedy = "Sign in again."


class Invalid(ParleyError):
    """The input cannot be accepted as it is. ``fields``, where it is known: what is wrong with
    which of them, by their names as they were given, such as ``settings.hours.timezone``."""

    code = "invalid"

    def __init__(
        self,
        message: str,
        *,
        remedy: str | None = None,
        fields: Mapping[str, str] = MappingProxyType({}),
    ) -> None:
        super().__init__(message, remedy=remedy)
        self.fields = fields


class IllegalTransition(Invalid):
    """A conversation cannot go from its state to the one asked for."""

    code = "illegal_transition"


class Conflict(ParleyError):
    """Somebody else changed the thing first."""

    code = "conflict"
    remedy = "Look at the newest state and try again."


class VersionConflict(Conflict):
    """The stored version is not the one decided on. The caller reloads and retries."""

    code = "version_conflict"


class ClaimLost(Conflict):
    """An agent's seat could not be claimed: away, full, or gone since the decision."""

    code = "claim_lost"
    remedy = "Choose another agent, or wait until this one has finished something."


class OfferGone(Conflict):
    """The offer has been accepted, declined, withdrawn, or has timed out."""

    code = "offer_gone"
    remedy = "The conversation has moved on; wait for the next offer."


class DuplicateEntry(Conflict):
    """An entry of this external id or command id is stored already."""

    code = "duplicate_entry"


class RateLimited(ParleyError):
    """Too many attempts; ``retry_after_s`` is in seconds."""

    code = "rate_limited"

    def __init__(self, message: str, retry_after_s: float) -> None:
        super().__init__(message, remedy=f"Wait {retry_after_s:.0f} seconds and try again.")
        self.retry_after_s = retry_after_s


class Unavailable(ParleyError):
    """A part that is needed (usually the database) does not answer right now."""

    code = "unavailable"
    remedy = "Nothing is lost; try again in a moment."


class UnknownEvent(Invalid):
    """A channel sent an event type that its connector does not know (logged and counted)."""

    code = "unknown_event"


class DeliveryRefused(ParleyError):
    """The channel will never take this message; the agent sees why and may resend it changed."""

    code = "delivery_refused"


class DeliveryDelayed(ParleyError):
    """The channel did not take the message this time; it is tried again with back-off."""

    code = "delivery_delayed"

    def __init__(
        self, message: str, *, remedy: str | None = None, retry_after_s: float = 0.0
    ) -> None:
        """``retry_after_s``: the channel wants to be left alone for so many seconds at least."""
        super().__init__(message, remedy=remedy)
        self.retry_after_s = retry_after_s


class DeliveryUnknown(ParleyError):
    """The channel may or may not have taken the message; reconcile before sending it again."""

    code = "delivery_unknown"
