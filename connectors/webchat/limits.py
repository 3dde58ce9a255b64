"""How much a visitor, and an address, may do."""

from __future__ import annotations

from dataclasses import dataclass, field

from conversations.limits import Limit


@dataclass(frozen=True, slots=True)
class Limits:
    """Many visitors may share one address (an office, a mobile network), so those are wider."""

    connections: Limit = field(default_factory=lambda: Limit(burst=60, per_minute=120))
    messages: Limit = field(default_factory=lambda: Limit(burst=15, per_minute=30))
    messages_of_address: Limit = field(default_factory=lambda: Limit(burst=120, per_minute=300))
    signs: Limit = field(default_factory=lambda: Limit(burst=60, per_minute=240))
    uploads: Limit = field(default_factory=lambda: Limit(burst=10, per_minute=20))
    configs: Limit = field(default_factory=lambda: Limit(burst=120, per_minute=240))
