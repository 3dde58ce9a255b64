"""The OpenAPI document and a readable page of it."""

from __future__ import annotations

import json

from aiohttp import web

from agent_console import pages
from agent_console.openapi import document
from agent_console.routing import Call, Door, Route, Routes

routes = Routes("documentation", prefix="/api")


@routes("GET", "/openapi.json", Door.PUBLIC)
async def openapi(call: Call) -> web.StreamResponse:
    """This API as an OpenAPI 3.1 document"""
    table: tuple[Route, ...] = call.request.app[ROUTE_TABLE]
    text = json.dumps(document(table, call.console.settings.public_url), ensure_ascii=False)
    return web.Response(text=text, content_type="application/json")


@routes("GET", "/docs", Door.PUBLIC)
async def docs(call: Call) -> web.StreamResponse:
    """This API as a page to read"""
    return web.Response(text=pages.read("docs.html"), content_type="text/html")


@routes("GET", "/docs/{file}", Door.PUBLIC)
async def docs_file(call: Call) -> web.StreamResponse:
    """The script and style of that page"""
    name = call.request.match_info["file"]
    kinds = {"docs.js": "text/javascript", "docs.css": "text/css"}
    if name not in kinds:
        raise web.HTTPNotFound
    return web.Response(text=pages.read(name), content_type=kinds[name])


ROUTE_TABLE = web.AppKey("route_table", tuple[Route, ...])
