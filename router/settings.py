"""The router's times, each of which a team may want otherwise."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class RouterSettings:
    """Times in seconds."""

    offer_timeout_s: float = 30.0
    """How long an agent has to accept."""
    grace_s: float = 60.0
    """How long a vanished agent keeps their work."""
    ask_again_s: float = 20.0
    """How long an agent who declined is left alone with a conversation."""
    silent_after_s: float = 45.0
    """An agent without a sign of life for so long has vanished (their process died)."""
    reconcile_s: float = 30.0
    """How often everything is read again, as a net for missed events."""
    poll_s: float = 1.0
    """How often ``poll_changes`` is asked, where it is given."""
