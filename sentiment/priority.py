"""Puts a process behind all others of the machine: what it works out is wanted, but not now."""

import os
from contextlib import suppress
from pathlib import Path

STEPS = 15
"""Where others want all cores, a thirtieth of one is left; else everything that is free."""
_SCHEDULING_GROUP = Path("/proc/self/autogroup")


def go_behind() -> None:
    """Give way to other processes by `STEPS`, of the 19 that there are.

    Where Linux groups processes by session (autogroup, see sched(7)), cores are shared among
    sessions first, and a process's own nice value counts among those of its session only. So this
    process begins a session, and gives the session the same value. In a container, and elsewhere,
    the process's own value is what counts.
    """
    os.nice(STEPS)
    with suppress(OSError):  # it leads a session or a group of processes already
        os.setsid()
    if os.getsid(0) == os.getpid():  # never slow down those who started us
        with suppress(OSError):  # no such groups here
            _SCHEDULING_GROUP.write_text(str(STEPS), encoding="ascii")
