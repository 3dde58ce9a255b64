"""Somebody who calls the demo's number by hand, by way of the stand-in's door."""

from __future__ import annotations

import time
import urllib.parse
import urllib.request
from collections.abc import Callable
from dataclasses import dataclass

from tests.running.parley_process import ParleyProcess

DEADLINE_S = 30.0
AGAIN_S = 0.05


@dataclass(frozen=True)
class Caller:
    """A person on the phone."""

    address: str

    @classmethod
    def dials(cls, demo: ParleyProcess, number: str) -> Caller:
        """Call the shop."""
        door = f"{demo.demo['voice']['url']}/calls"
        return cls(f"{door}/{_asked(door, From=number).strip()}")

    def hears(self, text: str) -> None:
        """Wait until something is said to them."""
        self._until(lambda told: text in told)

    def does(self, **what: str) -> None:
        """``press``, ``say`` or ``hang_up``."""
        _asked(self.address, **what)

    def is_rid_of_the_call(self) -> None:
        """Wait until their call is over."""
        self._until(lambda told: told.startswith("completed"))

    def leaves_a_message(self, words: str) -> None:
        """Speak after the tone, and then say no more: that ends it."""
        self.hears("(beep)")
        self.does(say=words)
        self.is_rid_of_the_call()

    def _until(self, holds: Callable[[str], bool]) -> None:
        deadline = time.monotonic() + DEADLINE_S
        while not holds(told := _asked(self.address)):
            assert time.monotonic() < deadline, f"heard only: {told}"
            time.sleep(AGAIN_S)


def _asked(url: str, **data: str) -> str:
    body = urllib.parse.urlencode(data).encode() if data else None
    with urllib.request.urlopen(url, body, timeout=DEADLINE_S) as answer:
        return str(answer.read().decode())
