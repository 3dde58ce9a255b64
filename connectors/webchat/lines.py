"""The visitors connected to this process."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

from connectors.webchat.payloads import PageView
from connectors.webchat.view import Shape, visitor_room
from connectors.webchat.visitors import Visitor


@dataclass(slots=True)
class Line:
    """One socket of a visitor. ``queue_id`` is where their words go or wait."""

    sid: str
    inbox_id: str
    visitor: Visitor
    address: str
    queue_id: str
    conversation_id: str | None = None
    contact_id: str | None = None
    page: PageView | None = None
    told: Shape | None = None

    @property
    def room(self) -> str:
        """The room of the visitor's sockets."""
        return visitor_room(self.inbox_id, self.visitor.address)


class Lines:
    """All of them, by socket and by visitor."""

    def __init__(self) -> None:
        self._by_sid: dict[str, Line] = {}
        self._by_room: defaultdict[str, set[str]] = defaultdict(set)

    def __len__(self) -> int:
        return len(self._by_sid)

    def __iter__(self) -> Iterator[Line]:
        return iter(list(self._by_sid.values()))

    def add(self, line: Line) -> None:
        """Take one in."""
        self._by_sid[line.sid] = line
        self._by_room[line.room].add(line.sid)

    def remove(self, sid: str) -> tuple[Line, bool] | None:
        """Forget one; returns it and whether it was its visitor's last here."""
        line = self._by_sid.pop(sid, None)
        if line is None:
            return None
        self._by_room[line.room].discard(sid)
        last = not self._by_room[line.room]
        if last:
            del self._by_room[line.room]
        return line, last

    def get(self, sid: str) -> Line | None:
        """The line of a socket."""
        return self._by_sid.get(sid)

    def of(self, room: str) -> list[Line]:
        """A visitor's lines."""
        return [self._by_sid[sid] for sid in self._by_room.get(room, ())]
