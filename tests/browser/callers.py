"""People who call the demo, by the door of its stand-in for Twilio."""

from __future__ import annotations

import time
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Callable
from dataclasses import dataclass

from tests.running.parley_process import ParleyProcess

DEADLINE_S = 20.0
MENU = "press 1"
BEEP = "(beep)"
SPEAKING_S = 1.5
"""So long a message lasts; one without any length is none."""


@dataclass(frozen=True)
class Exchange:
    """The telephone network that the demo is connected to."""

    url: str

    @classmethod
    def of(cls, parley: ParleyProcess) -> Exchange:
        """The one of a running demo."""
        return cls(str(parley.demo["voice"]["url"]))

    def call(self, number: str) -> Caller:
        """Somebody calls the shop."""
        return Caller(self, self.ask("/calls", From=number).strip())

    def complaints(self) -> str:
        """What was wrong with our answers: Twilio would have said so."""
        return self.ask("/complaints").strip()

    def ask(self, path: str, **data: str) -> str:
        """One request to the door; a refusal fails the test."""
        body = urllib.parse.urlencode(data).encode() if data else None
        try:
            with urllib.request.urlopen(self.url + path, data=body, timeout=10) as answer:
                return str(answer.read().decode())
        except urllib.error.HTTPError as error:
            raise AssertionError(f"{path}: {error.code} {error.read().decode()}") from None


@dataclass(frozen=True)
class Caller:
    """Somebody on the phone."""

    exchange: Exchange
    sid: str

    def state(self) -> tuple[str, str]:
        """How the call stands for Twilio, and what was heard so far."""
        status, _, heard = self.exchange.ask(f"/calls/{self.sid}").partition("\n")
        return status, heard

    def until(self, accept: Callable[[str, str], bool]) -> None:
        """Wait until something is true of the state and of what was heard."""
        deadline = time.monotonic() + DEADLINE_S
        while not accept(*self.state()):
            assert time.monotonic() < deadline, f"the call stays {self.state()}"
            time.sleep(0.05)

    def chooses(self, key: str) -> Caller:
        """Listens to the menu and presses a key."""
        self.until(lambda _, heard: MENU in heard)
        before = self.state()
        deadline = time.monotonic() + DEADLINE_S
        # a key that is pressed before the menu listens is lost, as on any telephone
        while self.state() == before:
            assert time.monotonic() < deadline, f"nobody listens: {before}"
            self.exchange.ask(f"/calls/{self.sid}", press=key)
            time.sleep(0.1)
        return self

    def leaves(self, words: str) -> None:
        """Leaves a message after the tone and puts the phone down."""
        self.until(lambda _, heard: BEEP in heard)
        self.says(words)
        time.sleep(SPEAKING_S)
        self.hangs_up()

    def says(self, words: str) -> None:
        """Says something."""
        self.exchange.ask(f"/calls/{self.sid}", say=words)

    def hangs_up(self) -> None:
        """Puts the phone down."""
        self.exchange.ask(f"/calls/{self.sid}", hang_up="yes")

    def is_gone(self) -> None:
        """Wait until the call has ended."""
        self.until(lambda status, _: status == "completed")
