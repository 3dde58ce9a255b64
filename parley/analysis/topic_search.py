"""The search for topics in a process of its own, behind everything else that the machine does."""

from __future__ import annotations

from collections.abc import Sequence
from multiprocessing import get_context
from multiprocessing.connection import Connection
from typing import TYPE_CHECKING

from sentiment.priority import go_behind

if TYPE_CHECKING:
    from sentiment.topics import Found, Known, Point


class SearchFailed(Exception):
    """The process ended without an answer."""


class TopicProcess:
    """One search. It blocks its thread; another thread may stop it."""

    def __init__(self) -> None:
        here, there = get_context("spawn").Pipe()
        self._line: Connection = here
        self._far_end: Connection = there
        self._process = get_context("spawn").Process(
            target=_search, args=(there,), name="topics", daemon=True
        )

    @property
    def is_alive(self) -> bool:
        """Whether it runs."""
        return self._process.pid is not None and self._process.is_alive()

    def find(self, points: Sequence[Point], before: Sequence[Known]) -> Found:
        """Return the topics of these conversations. Raises SearchFailed."""
        self._process.start()
        self._far_end.close()  # ours: with it open we would wait for ever for one who has died
        try:
            self._line.send((points, before))
            answer = self._line.recv()
        except (EOFError, OSError) as error:
            raise SearchFailed("The search for topics ended without an answer.") from error
        finally:
            self._process.join(5.0)
            self._line.close()
        if isinstance(answer, Exception):
            raise SearchFailed(f"The search for topics failed: {answer}") from answer
        found: Found = answer
        return found

    def stop(self) -> None:
        """End it, wherever it is."""
        if self._process.pid is not None:
            self._process.kill()


def _search(line: Connection) -> None:
    """Search once, and answer. Ends by itself when nobody is at the other end any more."""
    go_behind()
    from sentiment.topics import find_topics  # takes a second, and is needed here alone

    points, before = line.recv()
    try:
        answer: object = find_topics(points, before)
    except Exception as error:
        answer = error
    line.send(answer)
