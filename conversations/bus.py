"""The event bus of one process."""

from __future__ import annotations

import logging

from conversations.events import Event
from conversations.ports import Handler

_log = logging.getLogger(__name__)


class EventBus:
    """Calls handlers in the order of their subscription, after the commit they tell of."""

    def __init__(self) -> None:
        self._handlers: list[tuple[type | tuple[type, ...], Handler]] = []
        self.failures = 0

    def subscribe(self, kinds: type | tuple[type, ...], handler: Handler) -> None:
        """Call ``handler`` for events of ``kinds``. Handlers must be quick: long work is queued."""
        self._handlers.append((kinds, handler))

    async def publish(self, event: Event) -> None:
        """Run every handler of the event's kind; one that fails is logged, counted, and passed."""
        for kinds, handler in self._handlers:
            if not isinstance(event, kinds):
                continue
            try:
                await handler(event)
            except Exception:
                self.failures += 1
                _log.exception("event handler failed", extra={"event_type": type(event).__name__})
