"""A real Parley in a process of its own: started, asked whether it is ready, and killed."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tests.conftest import end_what_was_left_open, free_port

READY_DEADLINE_S = 60.0
STOP_DEADLINE_S = 30.0
BEHIND_A_PROXY = {"PARLEY_TRUSTED_PROXIES": "127.0.0.1"}
"""Visitors of a test come from one machine; with this, X-Forwarded-For tells them apart."""


@dataclass
class ParleyProcess:
    """One `parley` command on one data folder; ``start`` may be called again after ``kill``."""

    command: tuple[str, ...]
    data: Path
    port: int
    environment: dict[str, str] = field(default_factory=dict)
    process: subprocess.Popen[bytes] | None = None
    database: str = field(default_factory=lambda: f"parley_test_{uuid.uuid4().hex[:12]}")

    @property
    def url(self) -> str:
        """Where it answers."""
        return f"http://127.0.0.1:{self.port}"

    @property
    def log_file(self) -> Path:
        """What it wrote, over all its starts."""
        return self.data.with_suffix(".log")

    @property
    def demo(self) -> dict[str, Any]:
        """What `parley demo` tells of itself in its data folder."""
        found: dict[str, Any] = json.loads((self.data / "demo.json").read_text())
        return found

    def start(self, *, wait: bool = True) -> None:
        """Start it, and wait until `/readyz` says yes."""
        with self.log_file.open("ab") as log:
            self.process = subprocess.Popen(
                [
                    sys.executable,
                    "-m",
                    "parley",
                    *self.command,
                    "--port",
                    str(self.port),
                    "--data",
                    str(self.data),
                ],
                stdout=log,
                stderr=subprocess.STDOUT,
                env=self.whole_environment(),
                start_new_session=True,
            )
        if wait:
            self.wait_until_ready()

    def whole_environment(self) -> dict[str, str]:
        """The environment of its commands: ours, without settings of a Parley of ours."""
        environment = {
            key: value for key, value in os.environ.items() if not key.startswith("PARLEY_")
        }
        environment.pop("PORT", None)
        environment |= {
            "PARLEY_LOG_FORMAT": "json",
            "PARLEY_DATABASE": self.database,
            "PARLEY_TAGGING_ENGINE": "lexicon",  # quick to start, and the same everywhere
        }
        return environment | self.environment

    def wait_until_ready(self) -> None:
        """Return when `/readyz` answers 200; fail with the log if it does not in time."""
        deadline = time.monotonic() + READY_DEADLINE_S
        while time.monotonic() < deadline:
            if self.process is not None and self.process.poll() is not None:
                break
            if self.is_ready():
                return
            time.sleep(0.05)
        raise AssertionError(f"Parley did not get ready:\n{self.tail()}")

    def is_ready(self) -> bool:
        """Whether `/readyz` answers 200 now."""
        try:
            with urllib.request.urlopen(f"{self.url}/readyz", timeout=2) as answer:
                return bool(answer.status == 200)
        except (urllib.error.URLError, OSError):
            return False

    def database_pid(self) -> int:
        """Return the process id of the embedded database, which may just be starting again."""
        assert self.process is not None
        children = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children")
        deadline = time.monotonic() + READY_DEADLINE_S
        while time.monotonic() < deadline:
            for pid in map(int, children.read_text().split()):
                if b"secantus" in _command_line(pid):
                    return pid
            time.sleep(0.02)
        raise AssertionError(f"the embedded database is no child of Parley:\n{self.tail()}")

    def kill(self) -> None:
        """End it as a power cut would: SIGKILL, no farewell."""
        assert self.process is not None
        self.process.kill()
        self.process.wait(STOP_DEADLINE_S)
        if shared := self.environment.get("MONGODB_URI"):
            end_what_was_left_open(shared)

    def stop(self) -> int:
        """Ask it to stop and return its exit code; whatever is left of its tree is ended."""
        if self.process is None:
            return 0
        if self.process.poll() is None:
            self.process.terminate()
        try:
            return self.process.wait(STOP_DEADLINE_S)
        except subprocess.TimeoutExpired:
            os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()
            raise AssertionError(f"Parley did not stop:\n{self.tail()}") from None

    def tail(self) -> str:
        """The end of its log."""
        return self.log_file.read_text(errors="replace")[-4000:] if self.log_file.exists() else ""


@contextmanager
def running_demo(folder: Path, **environment: str) -> Iterator[ParleyProcess]:
    """Run a demo with nobody in it but the test; its visitors may have addresses of their own."""
    demo = ParleyProcess(
        command=("demo", "--rate", "0", "--past", "0", "--quiet"),
        data=folder / "data",
        port=free_port(),
        environment=BEHIND_A_PROXY | environment,
    )
    try:
        demo.start()
        yield demo
    finally:
        demo.stop()


def _command_line(pid: int) -> bytes:
    """Return a process's command line; empty if it has ended."""
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes()
    except OSError:
        return b""
