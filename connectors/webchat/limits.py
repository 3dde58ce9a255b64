"""How much a visitor, and an address, may do."""

from __future__ import annotations

from dataclasses import dataclass, field

from conversations.limits import Limit

ADDRESS_SHARE = 10
"""An address may send as much as so many visitors."""


@dataclass(frozen=True, slots=True)
class Limits:
    """Many visitors may share one address (an office, a mobile network), so those are wider."""

    messages: Limit
    messages_of_address: Limit
    connections: Limit = field(default_factory=lambda: Limit(burst=60, per_minute=120))
    signs: Limit = field(default_factory=lambda: Limit(burst=60, per_minute=240))
    uploads: Limit = field(default_factory=lambda: Limit(burst=10, per_minute=20))
    configs: Limit = field(default_factory=lambda: Limit(burst=120, per_minute=240))


def limits(messages_per_minute: int) -> Limits:
    """The limits where a visitor may send so many messages a minute, half of them at once."""
    at_once = max(1, messages_per_minute // 2)
    return Limits(
        messages=Limit(burst=at_once, per_minute=messages_per_minute),
        messages_of_address=Limit(
            burst=8 * at_once, per_minute=ADDRESS_SHARE * messages_per_minute
        ),
    )
