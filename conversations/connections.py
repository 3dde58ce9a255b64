"""How an inbox's line to the outside fares, as its connector reports it."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any


class ConnectionState(StrEnum):
    """Whether messages can come in."""

    CONNECTED = "connected"
    CONNECTING = "connecting"
    FAILING = "failing"
    """It does not work now; the connector keeps trying."""
    OFF = "off"
    """The inbox is disabled, or not set up yet."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Connection:
    """An inbox's line. ``detail`` is a sentence for a person and ``remedy`` what to do about it;
    ``since`` is when this state began. ``facts`` are the connector's own, flat: for mail
    ``mode`` (``idle`` or ``poll``), ``last_message_at``, and of the last comparison with the server
    ``reconciled_at``, ``on_server``, ``stored``, ``missing``."""

    inbox_id: str
    state: ConnectionState
    since: datetime
    detail: str = ""
    remedy: str = ""
    facts: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckStep:
    """One step of trying an inbox's settings: what was tried, and what came of it.

    ``name`` is a code such as ``imap.connect``; ``detail`` tells what the other side said;
    ``remedy`` what to do if it failed. ``ok`` None: not tried, because a step before failed.
    """

    name: str
    ok: bool | None
    detail: str = ""
    remedy: str = ""
