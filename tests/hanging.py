"""What ends a test that hangs, and says where.

pytest-timeout fails a test that takes too long by raising in the main thread. That may not end it:
what is raised can be swallowed, and the fixtures' farewells come after it and have no time limit.
Where tests run in several processes, a thread gives the test its time and `GRACE_S` more; then it
writes what every thread, every task and every child waits for, and ends the process. pytest-xdist
tells which test that was and goes on with the others in a new process.
"""

from __future__ import annotations

import asyncio
import faulthandler
import gc
import os
import signal
import threading
from collections.abc import Generator, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest

GRACE_S = 90.0
"""For what a test that was cut off takes to clear up."""

_heard: list[int] = []
"""Where it is written: the standard error of the process before pytest captures it."""


def pytest_configure() -> None:
    """Keep the standard error that people see."""
    if not _heard:
        _heard.append(os.dup(2))


@pytest.hookimpl(wrapper=True)
def pytest_runtest_protocol(item: pytest.Item) -> Generator[None, object, object]:
    """Watch a test, with its fixtures; the wait for its turn comes before."""
    if "PYTEST_XDIST_WORKER" not in os.environ:
        return (yield)  # somebody may sit at a debugger
    watch = threading.Timer(_time_of(item) + GRACE_S, _end, [item.nodeid])
    watch.daemon = True
    watch.start()
    try:
        return (yield)
    finally:
        watch.cancel()


def _time_of(item: pytest.Item) -> float:
    marker = item.get_closest_marker("timeout")
    return float(marker.args[0] if marker else item.config.getini("timeout"))


def _end(test: str) -> None:
    """Write where everything is, and end this process and its children."""
    with suppress(Exception), os.fdopen(_heard[0], "w") as heard:  # whatever it is: it has to end
        print(f"\n{test} hangs.", file=heard, flush=True)
        faulthandler.dump_traceback(file=heard)
        for task in _tasks():
            print(f"\ntask {task.get_name()}", *_places(task), sep="\n  ", file=heard, flush=True)
        children = list(_children(os.getpid()))
        for pid, command in children:
            print(f"child {pid}: {command[:300]}", file=heard, flush=True)
        for pid, _ in children:
            os.kill(pid, signal.SIGKILL)
    os._exit(1)


def _tasks() -> list[asyncio.Task[Any]]:
    found = (it for it in gc.get_objects() if isinstance(it, asyncio.Task))
    return [task for task in found if not task.done()]


def _places(task: asyncio.Task[Any]) -> Iterator[str]:
    """Where a task waits, the outermost call first."""
    awaited: Any = task.get_coro()
    while awaited is not None:
        frame = getattr(awaited, "cr_frame", None) or getattr(awaited, "ag_frame", None)
        if frame is not None:
            code = frame.f_code
            yield f"{code.co_filename}:{frame.f_lineno} in {code.co_qualname}"
        awaited = getattr(awaited, "cr_await", None) or getattr(awaited, "ag_await", None)


def _children(pid: int) -> Iterator[tuple[int, str]]:
    for listed in Path(f"/proc/{pid}/task").glob("*/children"):
        for child in map(int, listed.read_text().split()):
            command = Path(f"/proc/{child}/cmdline").read_bytes().replace(b"\0", b" ")
            yield child, command.decode(errors="replace")
