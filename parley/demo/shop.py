"""The demo shop's site, with the chat on every page."""

from __future__ import annotations

import asyncio
import mimetypes
from importlib.resources import files
from importlib.resources.abc import Traversable

from aiohttp import web

from parley.web import Extend

PREFIX = "/demo-shop"
KEY_MARK = b"{{widget_key}}"
CONTENT_SECURITY_POLICY = (
    "default-src 'self'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; "
    "connect-src 'self' ws: wss:; base-uri 'self'; object-src 'none'; frame-ancestors 'self'"
)
"""As a careful shop would have it: the widget has to live with that."""


def shop_routes(inbox_key: str) -> Extend:
    """Return what adds the shop's pages to an application, with the chat of an inbox."""

    def extend(app: web.Application) -> None:
        pages: dict[str, bytes] = {}

        async def load(_: web.Application) -> None:
            found = await asyncio.to_thread(_read_all, files("sandbox") / "shop", "")
            pages.update({name: body.replace(KEY_MARK, inbox_key.encode()) for name, body in found})

        async def page(request: web.Request) -> web.Response:
            name = request.match_info.get("name", "").strip("/") or "index.html"
            body = pages.get(name)
            if body is None:
                raise web.HTTPNotFound(text="The shop has no such page.")
            kind = mimetypes.guess_type(name)[0] or "application/octet-stream"
            return web.Response(
                body=body,
                content_type=kind,
                charset="utf-8" if kind.startswith("text/") else None,
                headers={
                    "Content-Security-Policy": CONTENT_SECURITY_POLICY,
                    "Cache-Control": "no-cache",
                },
            )

        app.on_startup.append(load)
        app.router.add_get(PREFIX, page)
        app.router.add_get(PREFIX + "/{name:.*}", page)

    return extend


def _read_all(folder: Traversable, prefix: str) -> list[tuple[str, bytes]]:
    found: list[tuple[str, bytes]] = []
    for item in folder.iterdir():
        name = f"{prefix}{item.name}"
        if item.is_dir():
            found += _read_all(item, f"{name}/")
        else:
            found.append((name, item.read_bytes()))
    return found
