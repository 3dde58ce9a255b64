"""Queues, and who waits in them (https://www.twilio.com/docs/voice/api/queue-resource)."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING

from sandbox.twilio import sids
from sandbox.twilio.account import Account
from sandbox.twilio.voice.leg import Leg

if TYPE_CHECKING:
    from sandbox.twilio.voice.bridge import Bridge
    from sandbox.twilio.voice.exchange import Exchange

LARGEST = 100
"""How many may wait, unless it is said otherwise."""


@dataclass(slots=True, kw_only=True, eq=False)
class Member:
    """Somebody who waits; ``bridge`` is set when somebody else takes them."""

    queue: Queue
    leg: Leg
    since: datetime
    bridge: Bridge | None = None
    taken: asyncio.Event = field(default_factory=asyncio.Event)
    left: asyncio.Event = field(default_factory=asyncio.Event)
    """Set when it does not wait any more, nor talk to whoever took it."""

    @property
    def sid(self) -> str:
        """The call's."""
        return self.leg.sid

    def waited(self, now: datetime) -> int:
        """In whole seconds."""
        return int((now - self.since).total_seconds())


@dataclass(slots=True, kw_only=True, eq=False)
class Queue:
    """``members`` is in the order in which they came."""

    exchange: Exchange
    account: Account
    name: str
    created: datetime
    updated: datetime
    sid: str = field(default_factory=lambda: sids.new_sid("QU"))
    largest: int = LARGEST
    members: list[Member] = field(default_factory=list)

    def enter(self, leg: Leg) -> Member:
        """Take somebody in at the end."""
        member = Member(queue=self, leg=leg, since=self.exchange.now())
        self.members.append(member)
        leg.queue = self.name
        self.exchange.bell.ring()
        return member

    def leave(self, member: Member) -> None:
        """Take somebody out; for the second time it is nothing."""
        if member in self.members:
            self.members.remove(member)
            member.leg.queue = ""
            self.exchange.bell.ring()

    def take(self, member: Member, bridge: Bridge) -> None:
        """Take somebody out in order to talk to them."""
        self.leave(member)
        member.bridge = bridge
        member.taken.set()

    def position(self, member: Member) -> int:
        """From 1 on."""
        return self.members.index(member) + 1

    def average_wait(self) -> int:
        """Of those who are in it now, in seconds."""
        now = self.exchange.now()
        waits = [member.waited(now) for member in self.members]
        return round(sum(waits) / len(waits)) if waits else 0


class Queues:
    """All of them, by SID; each name of an account is there once."""

    def __init__(self, exchange: Exchange) -> None:
        self._exchange = exchange
        self.all: dict[str, Queue] = {}

    def named(self, account: Account, name: str) -> Queue | None:
        """The one that has a name."""
        return next(
            (one for one in self.all.values() if one.account is account and one.name == name), None
        )

    def open(self, account: Account, name: str, largest: int | None = None) -> Queue:
        """The one that has a name; a new one if there is none."""
        found = self.named(account, name)
        if found is None:
            now = self._exchange.now()
            found = Queue(
                exchange=self._exchange,
                account=account,
                name=name,
                created=now,
                updated=now,
                largest=largest if largest is not None else LARGEST,
            )
            self.all[found.sid] = found
        return found
