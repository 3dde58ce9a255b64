"""What waits to be tagged: fresh texts first, then the backlog; in batches of what belongs together
and of like length."""

from collections import defaultdict, deque
from collections.abc import Hashable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Generic, TypeVar

from sentiment.port import Text

Key = TypeVar("Key")

LOOK_AHEAD = 4
"""Among how many times as many jobs as fit into a batch those of like length are sought."""


@dataclass(frozen=True, slots=True)
class Job(Generic[Key]):
    """A text to tag, and the key by which the caller knows it again (an entry's id).

    Jobs of one ``group`` (a conversation's) are taken in their order and together, as far as they
    fit into a batch. None belongs to no group.
    """

    key: Key
    text: Text
    group: Hashable = None


class Lanes(Generic[Key]):
    """Two queues of jobs.

    A batch has the job that has waited longest, so that none waits for ever, and those of its
    group: whoever stores their tags does so at once for all of them, and what comes in order is
    added to what is known instead of reckoned anew. Then come the groups whose first job is most
    like it in length: a model's batch takes as long as its longest text. Fresh jobs come first; the
    backlog fills what they leave of a batch.
    """

    def __init__(self, size: int, letters: int) -> None:
        """Take how many jobs make a batch at most, and how many letters (see `BatchLimits`)."""
        self.fresh: deque[Job[Key]] = deque()
        self.backlog: deque[Job[Key]] = deque()
        self._size = size
        self._letters = letters
        self._of_backlog: set[int] = set()

    def __len__(self) -> int:
        return len(self.fresh) + len(self.backlog)

    def take(self, at_most: int | None = None) -> list[Job[Key]]:
        """Take out a batch, of ``at_most`` so many jobs; empty if nothing waits."""
        size = self._size if at_most is None else min(at_most, self._size)
        fresh = self._pick(self.fresh, [], size)
        batch = self._pick(self.backlog, fresh, size) if len(fresh) < size else fresh
        self._of_backlog = {id(job) for job in batch[len(fresh) :]}
        return batch

    def put_back(self, jobs: Sequence[Job[Key]]) -> None:
        """Put jobs of the last batch, or its end, back to where they came from."""
        backlog = [job for job in jobs if id(job) in self._of_backlog]
        fresh = [job for job in jobs if id(job) not in self._of_backlog]
        self.fresh.extendleft(reversed(fresh))
        self.backlog.extendleft(reversed(backlog))

    def clear(self) -> None:
        """Forget all."""
        self.fresh.clear()
        self.backlog.clear()

    def _pick(self, lane: deque[Job[Key]], chosen: Sequence[Job[Key]], size: int) -> list[Job[Key]]:
        """Move the jobs that go with those chosen (or with the first) out of a lane."""
        if not lane:
            return list(chosen)
        seen = list(islice(lane, LOOK_AHEAD * size))
        batch = list(chosen)
        longest = max(map(_length, batch), default=0)
        taken: set[int] = set()
        for place in _in_turn(seen, alike=_length(batch[0] if batch else seen[0])):
            longest = max(longest, _length(seen[place]))
            too_long = batch and longest * (len(batch) + 1) > self._letters
            if len(batch) >= size or too_long:
                break
            batch.append(seen[place])
            taken.add(place)
        self._leave(lane, len(seen), (job for at, job in enumerate(seen) if at not in taken))
        return batch

    @staticmethod
    def _leave(lane: deque[Job[Key]], seen: int, left: Iterable[Job[Key]]) -> None:
        kept = list(left)
        for _ in range(seen):
            lane.popleft()
        lane.extendleft(reversed(kept))


def _in_turn(seen: Sequence[Job[Key]], alike: int) -> Iterator[int]:
    """The places of jobs, group by group: of those like each other in length, the oldest first."""
    groups: dict[Hashable, list[int]] = defaultdict(list)
    for place, job in enumerate(seen):
        groups[place if job.group is None else (job.group,)].append(place)
    for places in sorted(groups.values(), key=lambda it: abs(_length(seen[it[0]]) - alike)):
        yield from places


def _length(job: Job[Key]) -> int:
    return len(job.text.text)
