"""What waits to be tagged: fresh texts first, then the backlog; in batches of like length."""

from collections import deque
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Generic, TypeVar

from sentiment.port import Text

Key = TypeVar("Key")

LOOK_AHEAD = 4
"""Among how many times as many jobs as fit into a batch those of like length are sought."""


@dataclass(frozen=True, slots=True)
class Job(Generic[Key]):
    """A text to tag, and the key by which the caller knows it again (an entry's id)."""

    key: Key
    text: Text


class Lanes(Generic[Key]):
    """Two queues of jobs.

    A batch has the job that has waited longest, so that none waits for ever, and those that are
    most like it in length: a model's batch takes as long as its longest text. Fresh jobs come
    first; the backlog fills what they leave of a batch.
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

    def take(self) -> list[Job[Key]]:
        """Take out a batch; empty if nothing waits."""
        fresh = self._pick(self.fresh, [])
        batch = self._pick(self.backlog, fresh) if len(fresh) < self._size else fresh
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

    def _pick(self, lane: deque[Job[Key]], chosen: Sequence[Job[Key]]) -> list[Job[Key]]:
        """Move the jobs that go with those chosen (or with the first) out of a lane."""
        if not lane:
            return list(chosen)
        batch = list(chosen) or [lane[0]]
        first = 0 if chosen else 1
        alike = _length(batch[0])
        seen = list(islice(lane, LOOK_AHEAD * self._size))
        places = sorted(range(first, len(seen)), key=lambda at: abs(_length(seen[at]) - alike))
        longest = max(map(_length, batch))
        taken = set(range(first))
        for place in places:
            longest = max(longest, _length(seen[place]))
            if len(batch) >= self._size or longest * (len(batch) + 1) > self._letters:
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


def _length(job: Job[Key]) -> int:
    return len(job.text.text)
