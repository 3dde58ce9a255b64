"""Counting what is sent to the database: one command is one round trip."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from pymongo.monitoring import (
    CommandFailedEvent,
    CommandListener,
    CommandStartedEvent,
    CommandSucceededEvent,
)

HOUSEKEEPING = frozenset({"hello", "ismaster", "ping", "endSessions"})


class CommandLog(CommandListener):
    """Notes each command's name and collection; for ``connect(event_listeners=[…])``."""

    def __init__(self) -> None:
        self.commands: list[str] = []

    def started(self, event: CommandStartedEvent) -> None:
        """Note a command that is sent."""
        if event.command_name in HOUSEKEEPING:
            return
        target = event.command.get(event.command_name)
        name = f" {target}" if isinstance(target, str) else ""
        self.commands.append(event.command_name + name)

    def succeeded(self, event: CommandSucceededEvent) -> None:
        """Nothing to note: it was counted when it was sent."""

    def failed(self, event: CommandFailedEvent) -> None:
        """Nothing to note: it was counted when it was sent."""

    @contextmanager
    def watching(self) -> Iterator[list[str]]:
        """Collect the commands that are sent inside the ``with`` block."""
        start = len(self.commands)
        seen: list[str] = []
        yield seen
        seen.extend(self.commands[start:])
