"""A change being made to a conversation: collects entries and new state into an Outcome.

Who holds a seat before and after is compared at the end, so that claims and releases always
match the states and no handler can forget one.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from typing import Any

from conversations.alerts import Alert
from conversations.calls.following import follow
from conversations.clock import new_id
from conversations.conversation import Conversation, State, check_transition
from conversations.corrections import Correction
from conversations.entries import SYSTEM, Activity, Author, Entry, Kind
from conversations.outbox import OutboxItem
from conversations.outcome import Decision, EntryFold, Outcome, SeatClaim, SeatRelease


class Change:
    """One decision on one conversation, in the making."""

    def __init__(
        self,
        before: Conversation | None,
        after: Conversation,
        now: datetime,
        ids: Callable[[], str] = new_id,
    ) -> None:
        self._before = before
        self.now = now
        self.it = after
        self._ids = ids
        self._entries: list[Entry] = []
        self._outbox: list[OutboxItem] = []
        self._folds: list[EntryFold] = []
        self._alerts: list[Alert] = []
        self._corrections: list[Correction] = []

    @classmethod
    def of(cls, conversation: Conversation, now: datetime) -> Change:
        """Begin a change of an existing conversation."""
        return cls(conversation, conversation, now)

    def set(self, **fields: Any) -> None:
        """Replace fields of the conversation (not its state: see :meth:`to`)."""
        self.it = replace(self.it, **fields)

    def to(self, state: State, **fields: Any) -> None:
        """Move to ``state`` if the table of transitions allows it."""
        if state is not self.it.state:
            check_transition(self.it.number, self.it.state, state)
        self.it = replace(self.it, state=state, **fields)

    def add(self, kind: Kind, author: Author, **fields: Any) -> Entry:
        """Add a timeline entry with the next ``seq``; inbox and channel are the conversation's
        unless given."""
        fields.setdefault("inbox_id", self.it.inbox.id)
        fields.setdefault("channel", self.it.channel)
        entry = Entry(
            id=self._ids(),
            conversation_id=self.it.id,
            contact_id=self.it.contact.id,
            queue_id=self.it.queue.id if self.it.queue else None,
            seq=self.it.seq + 1,
            kind=kind,
            at=self.now,
            author=author,
            **fields,
        )
        self.it = replace(self.it, seq=entry.seq)
        self._entries.append(entry)
        return entry

    def note_activity(
        self,
        activity: Activity,
        data: dict[str, Any],
        *,
        author: Author = SYSTEM,
        command_id: str | None = None,
    ) -> Entry:
        """Add an activity entry."""
        return self.add(Kind.ACTIVITY, author, activity=activity, data=data, command_id=command_id)

    def deliver(self, entry: Entry, *, due_at: datetime | None = None) -> None:
        """Queue an outbound message for its channel, in the same transaction."""
        self._outbox.append(
            OutboxItem(
                id=entry.id,
                conversation_id=entry.conversation_id,
                inbox_id=entry.inbox_id,
                channel=entry.channel,
                seq=entry.seq,
                due_at=due_at or self.now,
                created_at=self.now,
            )
        )

    def fold(self, fold: EntryFold) -> None:
        """Change a stored message along with the activity that tells of it."""
        self._folds.append(fold)

    def raise_alert(self, alert: Alert) -> None:
        """Raise an alert along with the change that it is about."""
        self._alerts.append(alert)

    def keep_correction(self, correction: Correction) -> None:
        """Keep a person's word about a tag along with it."""
        self._corrections.append(correction)

    def finish(self, *, any_presence: bool = False, decision: Decision | None = None) -> Outcome:
        """Return the outcome. A call follows its conversation; seats are claimed and released by
        who held one before and after."""
        follow(self)
        after = replace(self.it, version=self.it.version + 1, changed_at=self.now)
        old = self._before.holders if self._before else frozenset()
        new = after.holders
        claims = tuple(
            SeatClaim(user_id=it, weight=after.weight, at=self.now, any_presence=any_presence)
            for it in sorted(new - old)
        )
        releases = tuple(SeatRelease(user_id=it, weight=after.weight) for it in sorted(old - new))
        return Outcome(
            before=self._before,
            after=after,
            entries=tuple(self._entries),
            outbox=tuple(self._outbox),
            claims=claims,
            releases=releases,
            folds=tuple(self._folds),
            decision=decision,
            alerts=tuple(self._alerts),
            corrections=tuple(self._corrections),
        )
