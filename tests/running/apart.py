"""Parley's roles in processes of their own, over one database and one Redis."""

from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path

from tests.conftest import free_port
from tests.running.browser import Browser, sign_in
from tests.running.parley_process import BEHIND_A_PROXY, ParleyProcess

ADMIN, PASSWORD = "ada@example.com", "a password of the tests"


@dataclass
class Apart:
    """The processes. Each gets a folder of its own, as on a machine of its own."""

    folder: Path
    mongodb_uri: str
    database: str
    redis_url: str
    public_port: int | None = None
    """Where the first web process listens, if others call Parley back there."""
    processes: list[ParleyProcess] = field(default_factory=list)

    def create_admin(self) -> None:
        """Make the first user, as an operator does."""
        subprocess.run(
            [
                *(sys.executable, "-m", "parley", "create-user", "--password-stdin"),
                *("--email", ADMIN, "--name", "Ada", "--role", "admin"),
                *("--data", str(self.folder / "operator")),
            ],
            input=PASSWORD.encode() + b"\n",
            env=os.environ | self._environment,
            check=True,
            capture_output=True,
            timeout=30,
        )

    def process(self, role: str) -> ParleyProcess:
        """Start a process of a role; several of one role are fine."""
        name = f"{role}-{len(self.processes)}"
        first = role == "web" and not any("web" in it.command for it in self.processes)
        made = ParleyProcess(
            command=("serve", "--role", role),
            data=self.folder / name,
            port=self.public_port if first and self.public_port else free_port(),
            environment=self._environment,
        )
        self.processes.append(made)
        made.start(wait=False)
        return made

    def stop(self) -> None:
        """End them all."""
        for process in self.processes:
            if process.process is not None and process.process.poll() is None:
                process.stop()

    @property
    def _environment(self) -> dict[str, str]:
        called_back = {}
        if self.public_port is not None:
            called_back["PARLEY_PUBLIC_URL"] = f"http://127.0.0.1:{self.public_port}"
        return {
            "MONGODB_URI": self.mongodb_uri,
            "PARLEY_DATABASE": self.database,
            "REDIS_URL": self.redis_url,
            "PARLEY_SECRET_KEY": "the same secret key in every process",
            **BEHIND_A_PROXY,
            **called_back,
        }


@dataclass(frozen=True)
class Team:
    """What an admin has set up: an inbox whose conversations go to a queue with one agent."""

    inbox_key: str
    agent: Browser


async def set_up(url: str) -> Team:
    """Set up a small team by the API."""
    admin = await sign_in(url, ADMIN, PASSWORD)
    team = await admin.post("/teams", {"name": "Support"})
    queue = await admin.post("/queues", {"name": "Support", "team_id": team["id"]})
    inbox = await admin.post(
        "/inboxes", {"name": "Site", "channel": "webchat", "queue_id": queue["id"]}
    )
    email = "agnes@example.com"
    user = {
        "email": email,
        "name": "Agnes",
        "role": "agent",
        "team_ids": [team["id"]],
        "password": PASSWORD,
        "capacity": 600,
    }
    await admin.post("/users", user)
    return Team(inbox["public_key"], await sign_in(url, email, PASSWORD))
