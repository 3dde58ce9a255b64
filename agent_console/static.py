"""The console's single-page app and the chat widget's script, as the build left them."""

from __future__ import annotations

import asyncio
import mimetypes
from pathlib import Path

from aiohttp import web

from agent_console import pages
from agent_console.console import CONSOLE

UNCACHED = "no-cache"
FOREVER = "public, max-age=31536000, immutable"
WIDGET_CACHE = "public, max-age=300, stale-while-revalidate=86400"
"""Sites embed one fixed address, so a new widget is seen within minutes."""

OURS = ("/api", "/socket.io", "/widget")
"""Paths below which an unknown address is an error and not a page of the app."""


def attach(app: web.Application) -> None:
    """Add the routes; they stand last, since the app's own pages may have any path."""
    app.on_startup.append(_preload)
    app.router.add_get("/widget.js", widget, allow_head=True)
    app.router.add_get("/{path:.*}", console, allow_head=True)


async def console(request: web.Request) -> web.StreamResponse:
    """A file of the app, or its index for the app's own paths (``/inbox``, ``/settings/…``)."""
    path = request.match_info["path"]
    if any(request.path == own or request.path.startswith(f"{own}/") for own in OURS):
        raise web.HTTPNotFound(text="There is nothing at this address.")
    folder = request.app[CONSOLE].settings.web / "console"
    found = await asyncio.to_thread(_inside, folder, path)
    if found is not None:
        hashed = path.startswith("assets/")
        return _file(found, FOREVER if hashed else UNCACHED)
    if path.startswith("assets/"):
        raise web.HTTPNotFound(text="This file is of another version of the app.")
    index = await asyncio.to_thread(_inside, folder, "index.html")
    if index is None:
        return _missing("The console")
    return _file(index, UNCACHED)


async def widget(request: web.Request) -> web.StreamResponse:
    """The widget's script: any site may load it; what it may do there, its inbox decides."""
    folder = request.app[CONSOLE].settings.web / "widget"
    found = await asyncio.to_thread(_inside, folder, "widget.js")
    if found is None:
        return _missing("The chat widget")
    response = _file(found, WIDGET_CACHE)
    response.headers["Access-Control-Allow-Origin"] = "*"
    response.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
    return response


async def _preload(app: web.Application) -> None:
    await asyncio.to_thread(pages.preload)


def _inside(folder: Path, path: str) -> Path | None:
    """The file if it is one and lies inside the folder; dot files do not count."""
    if not path or "\x00" in path or any(part.startswith(".") for part in path.split("/")):
        return None
    file = (folder / path).resolve()
    if not file.is_relative_to(folder.resolve()) or not file.is_file():
        return None
    return file


def _file(path: Path, cache: str) -> web.FileResponse:
    response = web.FileResponse(path, headers={"Cache-Control": cache})
    kind = mimetypes.guess_type(path.name)[0]
    if path.suffix == ".js":
        kind = "text/javascript"
    response.content_type = kind or "application/octet-stream"
    return response


def _missing(what: str) -> web.Response:
    return web.Response(
        status=503,
        text=pages.read("unbuilt.html").replace("{what}", what),
        content_type="text/html",
        headers={"Cache-Control": "no-store", "Retry-After": "30"},
    )
