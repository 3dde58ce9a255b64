"""The demo shop with the widget before a fake Parley, under a policy as strict as sites have.

Runs in a thread of its own, for Playwright's synchronous interface keeps the test's.
"""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable, Coroutine
from pathlib import Path
from typing import Any, TypeVar

from aiohttp import web

from tests.unit.sandbox.fake_parley import FakeParley, Json, Talk

ROOT = Path(__file__).parents[2]
SHOP = ROOT / "sandbox" / "shop"
BUNDLE = ROOT / "agent_console" / "web" / "dist" / "widget" / "widget.js"
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; "
    "connect-src 'self'; base-uri 'self'"
)
DEADLINE_S = 8.0

T = TypeVar("T")


class WidgetStage:
    """``fake`` may only be touched through :meth:`run`; ``config`` is what the widget is told."""

    def __init__(self) -> None:
        self.config: Json = {"accent": "#1f5b4c", "title": "Glimmerwick", "greeting": "Hello!"}
        self.fake = FakeParley()
        self._blobs: dict[str, tuple[bytes, str]] = {}
        self._loop = asyncio.new_event_loop()
        self._ready = threading.Event()
        self._done: asyncio.Event
        self._thread = threading.Thread(target=self._serve, daemon=True)

    @property
    def shop(self) -> str:
        """The address of the shop's first page."""
        return f"{self.fake.url}/demo-shop"

    def start(self) -> None:
        self._thread.start()
        assert self._ready.wait(DEADLINE_S)

    def stop(self) -> None:
        self._loop.call_soon_threadsafe(self._done.set)
        self._thread.join(DEADLINE_S)
        self._loop.close()

    def run(self, work: Coroutine[Any, Any, T]) -> T:
        """Runs ``work`` where the fake lives."""
        return asyncio.run_coroutine_threadsafe(work, self._loop).result(DEADLINE_S)

    def until(self, condition: Callable[[], bool]) -> None:
        self.run(self.fake.until(condition))

    def the_talk(self) -> Talk:
        self.until(lambda: len(self.fake.talks) == 1)
        (talk,) = self.fake.talks.values()
        return talk

    def _serve(self) -> None:
        asyncio.set_event_loop(self._loop)
        self._loop.run_until_complete(self._main())

    async def _main(self) -> None:
        self._done = asyncio.Event()
        app = self.fake.app
        app.on_response_prepare.append(_policy)
        app.router.add_get("/demo-shop", self._page)
        app.router.add_get("/demo-shop/{page:.+}", self._page)
        app.router.add_get("/widget.js", self._bundle)
        app.router.add_get("/widget/config", self._config)
        app.router.add_post("/widget/files", self._upload)
        app.router.add_get("/api/v1/files/{id}", self._file)
        async with self.fake.running():
            self._ready.set()
            await self._done.wait()
        rest = asyncio.all_tasks() - {asyncio.current_task()}
        for task in rest:
            task.cancel()
        await asyncio.gather(*rest, return_exceptions=True)

    async def _page(self, request: web.Request) -> web.StreamResponse:
        path = SHOP / request.match_info.get("page", "index.html")
        if path.suffix != ".html":
            return web.FileResponse(path)
        text = path.read_text(encoding="utf-8").replace("{{widget_key}}", "shop")
        return web.Response(text=text, content_type="text/html")

    async def _bundle(self, _request: web.Request) -> web.StreamResponse:
        return web.FileResponse(BUNDLE)

    async def _config(self, _request: web.Request) -> web.Response:
        return web.json_response(self.config)

    async def _upload(self, request: web.Request) -> web.Response:
        assert request.headers["Authorization"].startswith("Bearer token-")
        assert request.query["key"] == "shop"
        part = (await request.post())["file"]
        assert isinstance(part, web.FileField)
        content = part.file.read()
        number = f"f{len(self._blobs)}"
        self._blobs[number] = (content, part.content_type)
        self.fake.files[number] = {
            "id": number,
            "name": part.filename,
            "content_type": part.content_type,
            "size": len(content),
            "url": f"/api/v1/files/{number}?exp=1&sig=x",
        }
        return web.json_response(self.fake.files[number])

    async def _file(self, request: web.Request) -> web.Response:
        content, kind = self._blobs[request.match_info["id"]]
        return web.Response(body=content, content_type=kind)


async def _policy(request: web.Request, response: web.StreamResponse) -> None:
    if not request.path.startswith("/socket.io"):
        response.headers["Content-Security-Policy"] = POLICY
