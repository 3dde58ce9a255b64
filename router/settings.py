"""The router's times and bounds, each of which a team may want otherwise."""

from __future__ import annotations

from dataclasses import dataclass

from conversations.channels import Channel


@dataclass(frozen=True, slots=True, kw_only=True)
class RouterSettings:
    """Times are in seconds."""

    offer_timeout_s: float = 30.0
    """How long an agent has to accept anything but a call."""
    call_offer_timeout_s: float = 20.0
    """How long an agent has to accept a call: somebody listens to music meanwhile."""
    grace_s: float = 60.0
    """How long a vanished agent keeps their work."""
    ask_again_s: float = 20.0
    """How long an agent who declined is left alone with a conversation."""
    keep_room_s: float = 600.0
    """How long an agent keeps room for heavier work without finishing anything meanwhile."""
    offers_at_once: int = 3
    """At most so many offers stand at one agent at the same time, at least 1; calls do not count
    and ring beside them."""
    silent_after_s: float = 45.0
    """An agent without a sign of life for so long has vanished (their process died)."""
    reconcile_s: float = 30.0
    """How often everything is read again, as a net for missed events."""
    poll_s: float = 1.0
    """How often ``poll_changes`` is asked, where it is given."""

    def offer_stands_s(self, channel: Channel) -> float:
        """How long an offer on a channel stands."""
        return self.call_offer_timeout_s if channel is Channel.VOICE else self.offer_timeout_s
