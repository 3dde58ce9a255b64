"""Settings of inboxes, read once for each state of an inbox."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Generic, TypeVar

T = TypeVar("T")


class Book(Generic[T]):
    """Webhooks come often, and reading settings may touch the disk (a time zone's file, a country's
    plan of numbers)."""

    def __init__(self, read: Callable[[Mapping[str, Any]], T]) -> None:
        self._reading = read
        self._read: dict[str, tuple[dict[str, Any], T]] = {}

    def of(self, inbox_id: str, settings: dict[str, Any]) -> T:
        """The settings as a model. Raises Invalid."""
        known = self._read.get(inbox_id)
        if known is not None and known[0] == settings:
            return known[1]
        model = self._reading(settings)
        self._read[inbox_id] = (dict(settings), model)
        return model
