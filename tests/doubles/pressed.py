"""A database that others wait for as much as a test says."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field


@dataclass
class Pressed:
    """Stands for :class:`storage.busy.Busy`."""

    pressure: float = 1.0
    turn: asyncio.Lock = field(default_factory=asyncio.Lock)
