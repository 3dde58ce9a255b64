"""Somebody signed in: cookie, CSRF token, and the calls that a console makes."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from typing import Any

import aiohttp

from tests.running.line import Line, Listener, Payload
from tests.running.parley_process import ParleyProcess

DEADLINE_S = 20.0


@dataclass(frozen=True)
class Answer:
    """What came back: the status, the headers, and the JSON of the body."""

    status: int
    headers: dict[str, str]
    json: Any


@dataclass(frozen=True)
class Browser:
    """A signed-in session at one address of Parley; ``at`` is the same at another process."""

    url: str
    cookie: str
    csrf: str
    user_id: str

    @property
    def headers(self) -> dict[str, str]:
        """What a browser sends along."""
        return {"Cookie": self.cookie, "Origin": self.url, "X-CSRF-Token": self.csrf}

    def at(self, url: str) -> Browser:
        """The same session at another address."""
        return Browser(url, self.cookie, self.csrf, self.user_id)

    async def line(self, listener: Listener | None = None) -> Line:
        """Open a socket of the console."""
        line = Line("/console", listener)
        try:
            await line.connect(self.url, headers=self.headers)
        except BaseException:
            await line.close()
            raise
        return line

    async def ask(
        self, method: str, path: str, body: Payload | None = None, *, under: str = "/api/v1"
    ) -> Answer:
        """Call the API; every answer counts, also errors."""
        async with (
            asyncio.timeout(DEADLINE_S),
            aiohttp.ClientSession(headers=self.headers) as http,
            http.request(method, f"{self.url}{under}{path}", json=body) as answer,
        ):
            shown = await answer.json(content_type=None)
            return Answer(answer.status, dict(answer.headers), shown)

    async def get(self, path: str) -> Any:
        """Read something that is there."""
        answer = await self.ask("GET", path)
        assert answer.status == 200, (path, answer)
        return answer.json

    async def post(self, path: str, body: Payload) -> Any:
        """Do something that is allowed."""
        answer = await self.ask("POST", path, body)
        assert 200 <= answer.status < 300, (path, answer)
        return answer.json

    async def timeline(self, conversation: str) -> list[Payload]:
        """Read a conversation's whole timeline afresh."""
        entries: list[Payload] = []
        while True:
            after = entries[-1]["seq"] if entries else 0
            page = await self.get(f"/conversations/{conversation}/entries?after={after}&limit=200")
            entries += page["entries"]
            if not page["has_more"]:
                return entries


async def sign_in(url: str, email: str, password: str) -> Browser:
    """Sign in as the login page does."""
    async with (
        asyncio.timeout(DEADLINE_S),
        aiohttp.ClientSession() as http,
        http.post(
            f"{url}/api/v1/session",
            json={"email": email, "password": password},
            headers={"Origin": url},
        ) as answer,
    ):
        answer.raise_for_status()
        me = await answer.json()
        cookie = "; ".join(f"{key}={morsel.value}" for key, morsel in answer.cookies.items())
    return Browser(url, cookie, me["csrf"], me["user"]["id"])


async def signed_in(demo: ParleyProcess, role: str = "agent") -> Browser:
    """Sign in to a demo as the first person of a role."""
    person = next(user for user in demo.demo["users"] if user["role"] == role)
    return await sign_in(demo.url, person["email"], person["password"])
