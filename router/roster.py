"""The roster: who is at work, and in which crews."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from conversations.people import Seat
from router.crews import Crew, CrewKey, Taker
from router.heaps import Tally
from router.offers import Offers

CREWS_KEPT = 1024
"""Beyond so many kinds of work, those with nothing waiting are forgotten."""


class Roster:
    """Agents by id and by queue, and the crews that they make up."""

    def __init__(self, tally: Tally, offers: Offers) -> None:
        self._tally = tally
        self._offers = offers
        self.takers: dict[str, Taker] = {}
        self._members: dict[str, dict[str, Taker]] = {}
        self._crews: dict[CrewKey, Crew] = {}
        self._crews_of_queue: dict[str, dict[CrewKey, Crew]] = {}
        self._most_crews = CREWS_KEPT

    @property
    def crews(self) -> int:
        """How many kinds of work there is a crew for."""
        return len(self._crews)

    @property
    def has_too_many_crews(self) -> bool:
        """Whether it is time to :meth:`forget_crews` that nothing waits for."""
        return len(self._crews) >= self._most_crews

    def members(self, queue_id: str) -> Mapping[str, Taker]:
        """Return the agents of a queue."""
        return self._members.get(queue_id, {})

    def see(self, seat: Seat, *, force: bool) -> bool:
        """Take over a seat; False if it is older, or equal and not ``force``."""
        taker = self.takers.get(seat.user_id)
        if taker is None:
            offers = self._offers
            taker = Taker(seat, offers.at(seat.user_id), offers.at_once)
            self.takers[seat.user_id] = taker
            self._enlist(taker)
            return True
        old = taker.seat
        if seat.version < old.version or (seat.version == old.version and not force):
            return False
        taker.update(seat)
        if _abilities(old) != _abilities(seat):
            self._dismiss(taker, old.queue_ids)
            taker.take_abilities(seat)
            self._enlist(taker)
        return True

    def forget(self, user_id: str) -> Taker | None:
        """Drop somebody who is no agent any more; return them as they were last, if known."""
        taker = self.takers.pop(user_id, None)
        if taker is not None:
            self._dismiss(taker, taker.seat.queue_ids)
        return taker

    def let_in(self, user_id: str) -> list[CrewKey]:
        """Let an agent into every crew that they have room for; return those they are new to. None
        for somebody whose seat is not known."""
        taker = self.takers.get(user_id)
        if taker is None or not taker.present:
            return []
        crews = taker.crews.items()
        return [key for key, it in crews if taker.has_room_for(key.weight) and it.join(taker)]

    def crew(self, key: CrewKey) -> Crew:
        """Return the crew for a kind of work; made from the queue's members when first asked."""
        crew = self._crews.get(key)
        if crew is not None:
            return crew
        crew = self._crews[key] = Crew(key, self._tally)
        self._crews_of_queue.setdefault(key.queue_id, {})[key] = crew
        for taker in self.members(key.queue_id).values():
            if key.skills <= taker.skills:
                taker.crews[key] = crew
                if taker.has_room_for(key.weight):
                    crew.join(taker)
        return crew

    def forget_crews(self, keys: Iterable[CrewKey]) -> None:
        """Drop crews that nothing waits for."""
        for key in keys:
            self._crews.pop(key, None)
            self._crews_of_queue.get(key.queue_id, {}).pop(key, None)
            for taker in self.members(key.queue_id).values():
                taker.crews.pop(key, None)
        self._most_crews = max(CREWS_KEPT, 2 * len(self._crews))

    def crew_keys(self) -> set[CrewKey]:
        """Return the kinds of work that there is a crew for."""
        return set(self._crews)

    def _enlist(self, taker: Taker) -> None:
        for queue_id in taker.seat.queue_ids:
            self._members.setdefault(queue_id, {})[taker.user_id] = taker
            for key, crew in self._crews_of_queue.get(queue_id, {}).items():
                if key.skills <= taker.skills:
                    taker.crews[key] = crew

    def _dismiss(self, taker: Taker, queue_ids: tuple[str, ...]) -> None:
        for queue_id in queue_ids:
            self._members[queue_id].pop(taker.user_id, None)
        for crew in taker.crews.values():
            crew.leave(taker)
        taker.crews.clear()


def _abilities(seat: Seat) -> tuple[tuple[str, ...], ...]:
    return (seat.queue_ids, seat.skills, seat.languages)
