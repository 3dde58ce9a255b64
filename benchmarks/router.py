"""Decision rate of the router at 1,000 waiting and 50 agents, and at 100,000 and 5,000.

One decision is: choose the work and the agent with reasons and candidates, and take over the two
events that its commit brings (the conversation is offered, the seat is claimed). Between decisions,
outside the measured time, the offered conversation ends and a new one arrives, so that the sizes
stay what they say. Both sizes are measured in turns, so that a busy machine slows both.
"""

from __future__ import annotations

import gc
import random
import statistics
import time
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from benchmarks.table import Row
from conversations.channels import Channel
from conversations.conversation import Conversation, Priority, Ref, State
from conversations.people import Presence, Seat
from conversations.places import Queue
from router import steps
from router.board import Board

START = datetime(2026, 3, 1, 9, 0, tzinfo=UTC)
LANGUAGES = ("en", "de", "fr", "tr", "fa")
CHANNELS = (Channel.WEBCHAT, Channel.WEBCHAT, Channel.EMAIL, Channel.SMS)
SMALL = (1_000, 50)
LARGE = (100_000, 5_000)
ROUNDS = 7
DECISIONS = 1_500
QUEUES = 20


class Floor:
    """A floor where work waits and every agent is full, so that each release makes a decision."""

    def __init__(
        self,
        waiting: int,
        agents: int,
        *,
        channels: tuple[Channel, ...] = CHANNELS,
        seed: int = 7,
    ) -> None:
        self._channels = channels
        self._dice = random.Random(seed)
        self._number = 0
        self.now = START + timedelta(hours=2)
        self.board = Board()
        queues = [
            Queue(id=f"q{n}", name=f"Queue {n}", team_id="t", created_at=START)
            for n in range(QUEUES)
        ]
        self.board.put_queues(queues)
        self._queues = [Ref(id=queue.id, name=queue.name) for queue in queues]
        self._seats = {
            f"a{n}": Seat(
                user_id=f"a{n}",
                name=f"Agent {n}",
                presence=Presence.AVAILABLE,
                since=START,
                queue_ids=(f"q{n % QUEUES}", f"q{(n * 7 + 3) % QUEUES}"),
                skills=("billing", "returns")[: n % 3],
                languages=tuple(self._dice.sample(LANGUAGES, 2)),
                load=60,
                idle_since=START + timedelta(seconds=n % 3600),
                version=1,
            )
            for n in range(agents)
        }
        for seat in self._seats.values():
            self.board.see_seat(seat)
        for _ in range(waiting):
            self.arrive()
        assert self.board.next_match(self.now) is None

    def arrive(self) -> None:
        """A new conversation starts to wait."""
        self._number += 1
        number, dice = self._number, self._dice
        at = START + timedelta(seconds=dice.random() * 7200)
        self.board.see(
            Conversation(
                id=f"c{number}",
                number=number,
                inbox=Ref(id="i", name="Shop"),
                channel=dice.choice(self._channels),
                contact=Ref(id=f"p{number}", name="Visitor"),
                thread=f"t{number}",
                address=f"t{number}",
                state=State.QUEUED,
                priority=dice.choice(list(Priority)),
                queue=dice.choice(self._queues),
                skills=("billing",) if number % 3 == 0 else (),
                language=dice.choice(LANGUAGES),
                created_at=at,
                changed_at=at,
                queued_at=at,
                version=1,
            )
        )

    def release(self, count: int) -> None:
        """Some agents finish a chat."""
        for user_id in self._dice.sample(sorted(self._seats), count):
            seat = self._seats[user_id]
            self._seats[user_id] = replace(seat, load=40, version=seat.version + 1)
            self.board.see_seat(self._seats[user_id])

    def decide(self, most: int) -> list[float]:
        """Decide until nobody is free; return seconds per decision with its two events."""
        taken: list[float] = []
        clock = time.perf_counter
        while len(taken) < most:
            begun = clock()
            match = self.board.next_match(self.now)
            decided = clock()
            if match is None:
                break
            offered = steps.offer(match, self.now, 30.0).after
            seat = self._seats[match.agent.id]
            claimed = replace(
                seat,
                load=seat.load + offered.weight,
                idle_since=self.now,
                version=seat.version + 1,
            )
            self._seats[seat.user_id] = claimed
            resumed = clock()
            self.board.see(offered)
            self.board.see_seat(claimed)
            taken.append(clock() - resumed + decided - begun)
            self.board.see(
                replace(offered, state=State.RESOLVED, offer=None, version=offered.version + 1)
            )
            self.arrive()
        return taken


def run() -> dict[str, float]:
    """Measure both sizes; times are medians in microseconds, rates are decisions per second."""
    small, large = Floor(*SMALL), Floor(*LARGE)
    rates: dict[str, list[float]] = {"small": [], "large": []}
    gc.collect()
    gc.freeze()
    try:
        for _ in range(ROUNDS):
            for name, floor in (("small", small), ("large", large)):
                rates[name].append(_round(floor))
    finally:
        gc.unfreeze()
    small_rate, large_rate = (statistics.median(rates[name]) for name in ("small", "large"))
    return {
        "small_per_s": round(small_rate),
        "large_per_s": round(large_rate),
        "small_us": round(1e6 / small_rate, 2),
        "large_us": round(1e6 / large_rate, 2),
        "ratio": round(small_rate / large_rate, 2),
    }


def rows() -> list[Row]:
    """The measurement as rows of the table."""
    found = run()
    return [
        Row(
            what=f"router: a decision with {LARGE[0]:,} waiting and {LARGE[1]:,} agents",
            measured=found["large_us"],
            unit="µs",
            against=f"{SMALL[0]:,} and {SMALL[1]}",
            reference=found["small_us"],
            ratio=found["ratio"],
            at_most=2.0,
        ),
        Row(
            what="router: decisions in memory, one thread",
            measured=found["small_per_s"],
            unit="/s",
            at_least=20_000,
        ),
    ]


def _round(floor: Floor) -> float:
    taken: list[float] = []
    while len(taken) < DECISIONS:
        floor.release(25)
        taken += floor.decide(DECISIONS)
        floor.now += timedelta(seconds=1)
    return len(taken) / sum(taken)


if __name__ == "__main__":
    for name, value in run().items():
        print(f"{name:12} {value:>12,}")
