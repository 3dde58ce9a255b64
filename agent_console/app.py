"""The web application of the console."""

from __future__ import annotations

from aiohttp import web

from agent_console import middlewares, sockets, static
from agent_console.api import ROUTES
from agent_console.api.documentation import ROUTE_TABLE
from agent_console.console import CONSOLE, Console
from agent_console.dispatch import endpoint
from agent_console.services import ConsoleServices

MAX_BODY = 1024 * 1024
"""Bytes of a JSON body; files have a limit of their own."""


def create_app(services: ConsoleServices) -> web.Application:
    """Make the application: routes, sockets, static files. Nothing starts before it is run.

    Connectors (``services.extensions``) add their routes and their namespaces (to
    ``app[agent_console.sockets.SOCKETS]``) before the last route, which answers every other path
    with the console's single page.
    """
    settings = services.settings
    app = web.Application(
        client_max_size=MAX_BODY,
        middlewares=[
            middlewares.request_log(settings),
            middlewares.security_headers(settings),
            middlewares.allowed_hosts(settings),
            middlewares.errors_as_problems(settings),
        ],
    )
    app[CONSOLE] = Console(services)
    app[ROUTE_TABLE] = ROUTES
    for route in ROUTES:
        app.router.add_route(route.method, route.path, endpoint(route))
    sockets.attach(app)
    for extend in services.extensions:
        extend(app)
    static.attach(app)
    return app
