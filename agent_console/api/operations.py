"""What operators and orchestrators ask: alive, ready, figures."""

from __future__ import annotations

from aiohttp import web

from agent_console.routing import Call, Door, Routes

routes = Routes("operations", prefix="")


@routes("GET", "/healthz", Door.PUBLIC)
async def alive(call: Call) -> web.StreamResponse:
    """Whether the process answers"""
    return _text("ok\n")


@routes("GET", "/readyz", Door.PUBLIC)
async def ready(call: Call) -> web.StreamResponse:
    """Whether everything that is needed answers; 503 while it does not"""
    await call.services.ready()
    return _text("ready\n")


@routes("GET", "/metrics", Door.PUBLIC)
async def metrics(call: Call) -> web.StreamResponse:
    """Figures in Prometheus's text format; no ids, no names, no addresses"""
    return web.Response(
        body=call.services.metrics(),
        headers={"Content-Type": "text/plain; version=0.0.4; charset=utf-8"},
    )


def _text(text: str) -> web.Response:
    return web.Response(text=text, headers={"Cache-Control": "no-store"})
