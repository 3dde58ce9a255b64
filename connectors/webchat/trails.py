"""Which visible entry came before: remembered from what this process committed.

The widget tells a hole from a run of entries that visitors do not see by the seq of the visible
entry before. That is asked for with every entry, so it is answered from memory where it can be.
"""

from __future__ import annotations

from collections import OrderedDict, deque
from collections.abc import Sequence
from dataclasses import dataclass, field

from connectors.webchat.view import visible
from conversations.entries import Entry

REMEMBERED = 10_000
"""Conversations; the ones that nothing happened in for longest are forgotten."""
KEPT = 16
"""Visible entries of each of them."""


@dataclass(slots=True)
class _Trail:
    """All visible entries from ``start`` to ``end`` (both included)."""

    start: int
    end: int
    seen: deque[int] = field(default_factory=deque)


class Trails:
    """The latest visible entries of many conversations, as far as they are known without a hole."""

    def __init__(self) -> None:
        self._trails: OrderedDict[str, _Trail] = OrderedDict()

    def note(self, entries: Sequence[Entry]) -> None:
        """Take in the entries of one commit, in order of ``seq``."""
        if not entries:
            return
        conversation_id, first, last = entries[0].conversation_id, entries[0].seq, entries[-1].seq
        trail = self._trails.get(conversation_id)
        if trail is None or first > trail.end + 1:
            # something is missing in between: what was before says nothing any more
            trail = self._trails[conversation_id] = _Trail(first, first - 1)
        if first == trail.end + 1:
            trail.end = last
            trail.seen.extend(entry.seq for entry in entries if visible(entry))
            while len(trail.seen) > KEPT:
                trail.start = trail.seen.popleft() + 1
        self._trails.move_to_end(conversation_id)
        if len(self._trails) > REMEMBERED:
            self._trails.popitem(last=False)

    def before(self, conversation_id: str, seq: int) -> int | None:
        """The seq of the visible entry before ``seq``; 0 if there is none, None if unknown."""
        trail = self._trails.get(conversation_id)
        if trail is None or not trail.start <= seq <= trail.end + 1:
            return None
        earlier = [it for it in trail.seen if it < seq]
        if earlier:
            return earlier[-1]
        return 0 if trail.start == 1 else None
