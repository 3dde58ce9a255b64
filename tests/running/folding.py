"""What a client makes of snapshots and events, by the rules that the contract gives it.

The console (`agent_console/web/console/state`) and these tests follow the same rules, so a fresh
read has to give what is folded here: that is guarantee 6.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from conversations.entries import DeliveryState, advances

Shape = dict[str, Any]  # a JSON object as it came over the wire

FOLDED = frozenset(
    {"hello", "conversation", "entry", "agent", "queue", "offer", "offer_withdrawn", "alert"}
)
"""The console's events that change what it holds."""
PASSING = frozenset({"typing", "watching", "visitor", "settings", "monitoring"})
"""Its events that tell of a moment, or of something to be read again."""


class FoldedTimeline:
    """The entries of one conversation, in order and without a hole."""

    def __init__(self) -> None:
        self.entries: list[Shape] = []
        self._ahead: dict[int, Shape] = {}

    @property
    def last(self) -> int:
        """The ``seq`` up to which nothing is missing."""
        return int(self.entries[-1]["seq"]) if self.entries else 0

    @property
    def has_hole(self) -> bool:
        """Whether something arrived that comes after something missing."""
        return bool(self._ahead)

    def apply(self, arrived: Iterable[Shape]) -> None:
        """Take entries in any order and number; what is known already is ignored."""
        for entry in arrived:
            if entry["seq"] > self.last:
                self._ahead.setdefault(entry["seq"], entry)
        while self.last + 1 in self._ahead:
            entry = self._ahead.pop(self.last + 1)
            self._fold(entry)
            self.entries.append(dict(entry))

    def _fold(self, entry: Shape) -> None:
        if entry["activity"] not in ("delivery", "tagged", "call"):
            return
        for place, seq in enumerate(entry["data"]["targets"]):
            target = self.entries[seq - 1]
            if entry["activity"] == "delivery":
                _deliver(target, entry)
            elif entry["activity"] == "call":
                target["data"] = entry["data"]["card"]
            else:
                each = entry["data"].get("each")
                _tag(target, {**entry["data"], "tags": each[place]} if each else entry["data"])


def bare(entry: Shape) -> Shape:
    """An entry without what every read makes anew (signed addresses) or does not promise to
    events (when and how often a delivery was tried)."""
    delivery = entry["delivery"]
    return {
        **entry,
        "attachments": [{**it, "url": None} for it in entry["attachments"]],
        "delivery": delivery and {"state": delivery["state"], "error": delivery["error"]},
    }


class FoldedLists:
    """Conversations, seats and queues, the newest version of each, the offers that stand, and
    alerts."""

    def __init__(self) -> None:
        self.conversations: dict[str, Shape] = {}
        self.seats: dict[str, Shape] = {}
        self.queues: dict[str, Shape] = {}
        self.offers: dict[str, Shape] = {}
        self.alerts: dict[str, Shape] = {}

    def hear(self, event: str, payload: Shape) -> None:
        """Take one event of the console's namespace."""
        match event:
            case "conversation":
                _newest(self.conversations, payload["id"], payload)
                self._hold_out(self.offers.values())
            case "agent":
                self._sit(payload)
            case "queue":
                self.queues[payload["queue"]["id"]] = payload
            case "alert":
                self.alerts[payload["id"]] = payload
            case "offer":
                self._hold_out([payload])
            case "offer_withdrawn":
                self.offers.pop(payload["id"], None)
            case "hello":
                self.offers = {}
                self._hold_out(payload["offers"])
                self._sit(payload["presence"])

    def _hold_out(self, offers: Iterable[Shape]) -> None:
        """An offer shows the newest that is known of its conversation, which goes on meanwhile."""
        for offer in list(offers):
            told: Shape = offer["conversation"]
            known = self.conversations.get(told["id"], told)
            newest = known if known["version"] > told["version"] else told
            self.offers[offer["id"]] = {**offer, "conversation": newest}

    def _sit(self, seat: Shape) -> None:
        """What an agent has in hand changes without the version of their seat."""
        known = self.seats.get(seat["agent"]["id"])
        if known is None or seat["version"] >= known["version"]:
            self.seats[seat["agent"]["id"]] = seat


def _newest(known: dict[str, Shape], key: str, payload: Shape) -> None:
    if key not in known or payload["version"] > known[key]["version"]:
        known[key] = payload


def _deliver(target: Shape, receipt: Shape) -> None:
    old, state = target["delivery"], DeliveryState(receipt["data"]["state"])
    if old is not None and not advances(DeliveryState(old["state"]), state):
        return
    target["delivery"] = {
        "state": state.value,
        "at": receipt["at"],
        "error": receipt["data"].get("error"),
        "attempts": old["attempts"] if old else 0,
    }


def _tag(target: Shape, data: Shape) -> None:
    """What people said comes as a whole (``corrected``), for it may have been taken back."""
    arrived = data["tags"]
    machine = [tag for tag in arrived if not _by_person(tag)] or target["machine_tags"]
    whole = data.get("corrected", False)
    kept = [] if whole else [tag for tag in target["tags"] if _by_person(tag)]
    corrections = {tag["kind"]: tag for tag in [*kept, *filter(_by_person, arrived)]}
    target["machine_tags"] = machine
    target["tags"] = [tag for tag in machine if tag["kind"] not in corrections]
    target["tags"] += corrections.values()


def _by_person(tag: Shape) -> bool:
    return bool(tag["source"].startswith("person:"))
