"""Whether somebody wants to be written to: what the ledger of consent holds."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class ConsentState(StrEnum):
    """What somebody said of being written to."""

    UNKNOWN = "unknown"
    """Nothing; whoever wrote to us may be answered."""
    OPTED_IN = "opted_in"
    OPTED_OUT = "opted_out"
    """Nothing may be sent."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Consent:
    """The newest word of an address to one inbox. ``source`` is who told us: ``contact`` (they
    wrote ``word``) or ``provider`` (it refused to send)."""

    inbox_id: str
    address: str
    state: ConsentState = ConsentState.UNKNOWN
    at: datetime | None = None
    source: str = ""
    word: str = ""
