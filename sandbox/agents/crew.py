"""Several simulated agents at work at once."""

from __future__ import annotations

import asyncio
import logging
import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import aiohttp
from socketio import exceptions

from sandbox.agents.agent import Agent
from sandbox.agents.phrases import Phrasebook
from sandbox.agents.pulse import Pulse

_AGAIN_S = 5.0

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Login:
    """Who an agent signs in as."""

    email: str
    password: str


class Crew:
    """Keeps every agent at work until cancelled; one whose server is away comes back by itself."""

    def __init__(
        self,
        url: str,
        logins: Sequence[Login],
        books: Mapping[str, Phrasebook],
        *,
        seed: int = 1,
        pulse: Pulse | None = None,
    ) -> None:
        self.agents = [
            Agent(
                url,
                login.email,
                login.password,
                books,
                rng=random.Random(f"{seed} {login.email}"),
                pulse=pulse,
            )
            for login in logins
        ]

    async def run(self) -> None:
        """Runs until cancelled. A wrong password raises ``SignInFailed`` in an exception group."""
        async with asyncio.TaskGroup() as crew:
            for agent in self.agents:
                crew.create_task(_keep_at_work(agent))


async def _keep_at_work(agent: Agent) -> None:
    while True:
        try:
            await agent.work()
        except* (aiohttp.ClientError, exceptions.ConnectionError) as errors:
            _log.info("%s cannot reach the server: %s", agent.email, errors.exceptions[0])
            await asyncio.sleep(_AGAIN_S)
