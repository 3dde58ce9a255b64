"""How the tests share a machine when pytest-xdist runs them in several processes.

Most tests wait for something, so there is one process more than there are cores. A test that
measures time is marked `alone`: it waits until the tests that run now are through, and no other
begins until it is. Waiting does not count for its timeout.

Two locks do that, each on something that is always there: whoever wants to begin comes through a
door, one at a time, and then enters the room, which everybody shares but one who is alone. The
one who is alone keeps the door shut while the room empties. The locks hold between two runs in
one checkout as well, and the system opens them when a process dies.
"""

from __future__ import annotations

import fcntl
import os
from collections.abc import Generator, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

DOOR = Path(__file__)
ROOM = DOOR.parent


def pytest_xdist_auto_num_workers(config: pytest.Config) -> int:
    """How many processes `-n auto` means."""
    return (os.cpu_count() or 1) + 1


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_runtest_protocol(item: pytest.Item) -> Generator[None, object, object]:
    """Run a test when it is its turn. Where all run in one process, it always is."""
    if "PYTEST_XDIST_WORKER" not in os.environ:
        return (yield)
    with _in_the_room(alone=item.get_closest_marker("alone") is not None):
        return (yield)


@contextmanager
def _in_the_room(*, alone: bool) -> Iterator[None]:
    with _opened(DOOR) as door, _opened(ROOM) as room:
        fcntl.flock(door, fcntl.LOCK_EX)
        fcntl.flock(room, fcntl.LOCK_EX if alone else fcntl.LOCK_SH)
        fcntl.flock(door, fcntl.LOCK_UN)
        try:
            yield
        finally:
            # said aloud: a child that a test has forked holds the same lock and may live longer
            fcntl.flock(room, fcntl.LOCK_UN)


@contextmanager
def _opened(path: Path) -> Iterator[int]:
    number = os.open(path, os.O_RDONLY)
    try:
        yield number
    finally:
        os.close(number)
