"""Who is connected to this process, with which rights, and what they have open."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from agent_console.auth.identity import Caller
from conversations.calls.leg import Party
from conversations.people import Permission

CONSOLE = "/console"
SETTINGS = "settings"
ALL_ALERTS = "alerts"
"""The room of those who are told of every alert, whatever it is about."""


def user_room(user_id: str) -> str:
    """The room of one person's sockets."""
    return f"user:{user_id}"


def queue_room(queue_id: str) -> str:
    """The room of those who see a queue's conversations in their lists."""
    return f"queue:{queue_id}"


def conversation_of(conversation_id: str) -> str:
    """The room of those who have a conversation open."""
    return f"conversation:{conversation_id}"


def monitors_of(conversation_id: str) -> str:
    """The room of those among them who may know which supervisors listen to its call."""
    return f"conversation:{conversation_id}:monitors"


def others_of(conversation_id: str) -> str:
    """The room of those among them who may not."""
    return f"conversation:{conversation_id}:others"


def conversation_rooms(conversation_id: str) -> tuple[str, ...]:
    """All rooms of a conversation."""
    return (
        conversation_of(conversation_id),
        monitors_of(conversation_id),
        others_of(conversation_id),
    )


def wallboard_room(queue_id: str) -> str:
    """The room of those who see a queue on their wallboard."""
    return f"wallboard:{queue_id}"


def alerts_room(queue_id: str | None) -> str:
    """The room of those who are told of a queue's alerts, or of those that are about no queue."""
    return f"alerts:{queue_id or ''}"


@dataclass(slots=True)
class Connection:
    """One socket of somebody who is signed in."""

    sid: str
    caller: Caller
    open: set[str] = field(default_factory=set)
    writing: set[str] = field(default_factory=set)

    def rooms(self, queue_ids: frozenset[str]) -> frozenset[str]:
        """The rooms that the caller's rights give, of the queues that exist."""
        scope = self.caller.actor.scope
        mine = [it for it in queue_ids if scope.covers(queue_id=it)]
        rooms = {user_room(self.caller.user.id), *(queue_room(it) for it in mine)}
        if self.caller.may(Permission.WALLBOARD_SEE):
            rooms.update(wallboard_room(it) for it in mine)
        if self.caller.may_read(Permission.INTELLIGENCE_SEE):
            rooms.update(map(alerts_room, [None, *mine]))
            if scope.everything:
                rooms.add(ALL_ALERTS)
        if self.caller.may(Permission.SETTINGS_SEE):
            rooms.add(SETTINGS)
        return frozenset(rooms)

    def rooms_of(self, conversation_id: str) -> tuple[str, str]:
        """The rooms that opening a conversation leads to."""
        second = monitors_of if self.caller.may_read(Permission.CALLS_MONITOR) else others_of
        return conversation_of(conversation_id), second(conversation_id)


class Registry:
    """The connections of this process."""

    namespace = CONSOLE

    def __init__(self) -> None:
        self._by_sid: dict[str, Connection] = {}
        self._of_user: defaultdict[str, set[str]] = defaultdict(set)
        self._watchers: defaultdict[str, set[str]] = defaultdict(set)

    def __len__(self) -> int:
        return len(self._by_sid)

    def add(self, connection: Connection) -> None:
        """Take a connection in."""
        self._by_sid[connection.sid] = connection
        self._of_user[connection.caller.user.id].add(connection.sid)

    def remove(self, sid: str) -> Connection | None:
        """Forget a connection and return it."""
        connection = self._by_sid.pop(sid, None)
        if connection is None:
            return None
        for conversation_id in list(connection.open):
            self._unwatch(sid, conversation_id)
        user_id = connection.caller.user.id
        self._of_user[user_id].discard(sid)
        if not self._of_user[user_id]:
            del self._of_user[user_id]
        return connection

    def get(self, sid: str) -> Connection | None:
        """The connection of a socket."""
        return self._by_sid.get(sid)

    def all(self) -> list[Connection]:
        """Every connection."""
        return list(self._by_sid.values())

    def of_user(self, user_id: str) -> list[Connection]:
        """A user's connections."""
        return [self._by_sid[sid] for sid in self._of_user.get(user_id, ())]

    def open(self, sid: str, conversation_id: str) -> None:
        """Note that a socket looks at a conversation."""
        self._by_sid[sid].open.add(conversation_id)
        self._watchers[conversation_id].add(sid)

    def close(self, sid: str, conversation_id: str) -> None:
        """Note that it does not any more."""
        connection = self._by_sid.get(sid)
        if connection is not None:
            connection.open.discard(conversation_id)
            connection.writing.discard(conversation_id)
        self._unwatch(sid, conversation_id)

    def watching(self, conversation_id: str) -> list[dict[str, object]]:
        """Who looks at a conversation, and whether they write: one line for each person."""
        people: dict[str, dict[str, object]] = {}
        for sid in self._watchers.get(conversation_id, ()):
            connection = self._by_sid[sid]
            user = connection.caller.user
            writing = conversation_id in connection.writing
            known = people.setdefault(user.id, {"id": user.id, "name": user.name, "writing": False})
            known["writing"] = known["writing"] or writing
        return sorted(people.values(), key=lambda person: str(person["name"]))

    def out_of_scope(self, conversation: Mapping[str, Any]) -> list[str]:
        """The sockets that have a conversation (as it is on the wire) open and may not see it."""
        queue = conversation["queue"]
        offer = conversation["offer"]
        people = [conversation["agent"], conversation["last_agent"], offer and offer["agent"]]
        agents = frozenset(person["id"] for person in people if person) | _in_call(conversation)
        return [
            sid
            for sid in self._watchers.get(conversation["id"], ())
            if not self._by_sid[sid].caller.actor.scope.covers(
                queue_id=queue["id"] if queue else None, agent_ids=agents
            )
        ]

    def _unwatch(self, sid: str, conversation_id: str) -> None:
        watchers = self._watchers.get(conversation_id)
        if watchers is None:
            return
        watchers.discard(sid)
        if not watchers:
            del self._watchers[conversation_id]


def _in_call(conversation: Mapping[str, Any]) -> frozenset[str]:
    """Those of the team whom the call takes up beside the agent."""
    call = conversation["call"]
    legs = call["legs"] if call else ()
    return frozenset(
        leg["user_id"]
        for leg in legs
        if leg["user_id"] and leg["party"] in (Party.CONSULTED, Party.GUEST)
    )
