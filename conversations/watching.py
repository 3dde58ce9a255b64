"""What a watch list, or a mood that worsens, does to a conversation: pure functions of a change."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from conversations import assignment
from conversations.alerts import Alert, AlertKind, alert_id, excerpt
from conversations.change import Change
from conversations.conversation import Priority, Ref, State
from conversations.entries import Activity
from conversations.places import Queue, WatchTerms

NOBODYS = frozenset({State.QUEUED, State.OFFERED})
"""States in which a watch list may move a conversation: no agent has it."""
_RAISED: dict[Priority, Priority] = {
    Priority.LOW: Priority.NORMAL,
    Priority.NORMAL: Priority.HIGH,
    Priority.HIGH: Priority.URGENT,
    Priority.URGENT: Priority.URGENT,
}
Data = dict[str, Any]  # an activity's data


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """A list that found one of its terms in a message that has just come. ``queue`` is where the
    list moves conversations, ``owner_id`` who hears of it beside the supervisors; None if that is
    not to be, or cannot be any more."""

    watch: WatchTerms
    term: str
    seq: int
    text: str
    queue: Queue | None = None
    owner_id: str | None = None


def worsened(change: Change, sentence: str) -> None:
    """Note that the newest slide has begun, raise the priority by one step, and raise an alert."""
    mood = change.it.mood
    if mood is None or not mood.sliding:
        raise ValueError(f"conversation {change.it.id} has not worsened")
    words = excerpt(sentence)
    change.note_activity(
        Activity.WORSENED,
        {
            "seq": mood.slide_seq,
            "sentence": words,
            "from": round(mood.slide_from, 3),
            "to": round(mood.slide_to, 3),
        },
    )
    change.set(mood_told=mood.slide_seq)
    _raise_priority(change, _RAISED[change.it.priority], {"kind": "mood"}, "The mood worsened.")
    change.raise_alert(
        Alert(
            id=alert_id(AlertKind.MOOD_WORSENED, change.it.id, mood.slide_seq),
            kind=AlertKind.MOOD_WORSENED,
            seq=mood.slide_seq,
            sentence=words,
            data={"from": round(mood.slide_from, 3), "to": round(mood.slide_to, 3)},
            **_about(change, change.now),
        )
    )


def watched(change: Change, found: Finding) -> None:
    """Carry out what a list does to a conversation, once, and say in the timeline why."""
    watch = found.watch
    if watch.id in change.it.watched:
        return
    change.set(watched=(*change.it.watched, watch.id))
    cause = {"kind": "watch", "list": {"id": watch.id, "name": watch.name}, "term": found.term}
    reason = f"Watch list “{watch.name}” found “{found.term}”."
    if watch.tag and watch.tag not in change.it.labels:
        change.note_activity(
            Activity.LABELS,
            {"added": [watch.tag], "removed": [], "reason": reason, "cause": cause},
        )
        change.set(labels=(*change.it.labels, watch.tag))
    if watch.priority is not None:
        _raise_priority(change, watch.priority, cause, reason)
    if found.queue is not None and _may_move(change, found.queue):
        assignment.move(change, found.queue, reason=reason, cause=cause)
    if watch.alert:
        change.raise_alert(
            Alert(
                id=alert_id(AlertKind.WATCH, change.it.id, watch.id),
                kind=AlertKind.WATCH,
                seq=found.seq,
                sentence=excerpt(found.text),
                watch_list=Ref(id=watch.id, name=watch.name),
                owner_id=found.owner_id,
                data={"term": found.term},
                **_about(change, change.now),
            )
        )


def _raise_priority(change: Change, wanted: Priority, cause: Data, reason: str) -> None:
    """Never lowers, and does not raise what a person chose."""
    before = change.it.priority
    if change.it.priority_held or wanted.rank >= before.rank:
        return
    change.note_activity(
        Activity.PRIORITY, {"from": before, "to": wanted, "reason": reason, "cause": cause}
    )
    change.set(priority=wanted)


def _may_move(change: Change, queue: Queue) -> bool:
    """An agent keeps what is theirs, and nobody in a call is moved from under it."""
    it = change.it
    in_call = it.call is not None and it.call.is_attended
    elsewhere = it.queue is None or it.queue.id != queue.id
    return elsewhere and it.state in NOBODYS and it.agent is None and not in_call


def _about(change: Change, at: datetime) -> Data:
    it = change.it
    return {
        "at": at,
        "conversation": Ref(id=it.id, name=it.contact.name),
        "number": it.number,
        "queue_id": it.queue.id if it.queue else None,
    }
