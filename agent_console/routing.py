"""The route table: every route with who may call it, what it takes, and what it answers.

A handler is a coroutine ``(call, body?, query?) -> model``. Its annotations are the one truth:
requests are validated by them, and the OpenAPI document is made of them.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import dataclass, field
from enum import StrEnum
from types import UnionType
from typing import Any, get_args, get_type_hints

from aiohttp import web
from pydantic import TypeAdapter

from agent_console.auth.identity import Caller
from agent_console.auth.origins import remote_address
from agent_console.console import Console
from agent_console.services import ConsoleServices
from agent_console.wire.view import View
from conversations.clock import new_id
from conversations.errors import Invalid, NotFound, Unauthenticated
from conversations.people import Permission

API = "/api/v1"
_ID = re.compile(r"[A-Za-z0-9_-]{1,64}")
_KEY = re.compile(r"[\x21-\x7e]{1,200}")

Handler = Callable[..., Awaitable[object]]


class Door(StrEnum):
    """Who may call a route that needs no permission of its own."""

    PUBLIC = "public"
    SIGNED_IN = "signed_in"


@dataclass(frozen=True, slots=True, kw_only=True)
class Route:
    """One route. ``needs``: a door or a permission. ``browser_only``: no token opens it.

    ``accepted``: what it answers instead, with 202, when it does what was asked later.
    """

    method: str
    path: str
    handler: Handler
    needs: Door | Permission
    summary: str
    tag: str
    status: int
    body: TypeAdapter[Any] | None
    query: TypeAdapter[Any] | None
    answer: type | None
    accepted: type | None
    browser_only: bool

    @property
    def name(self) -> str:
        """``GET /api/v1/conversations``: how tests and logs call it."""
        return f"{self.method} {self.path}"


@dataclass(slots=True)
class Call:
    """One request on its way through a handler."""

    request: web.Request
    console: Console
    known: Caller | None = None
    _view: View | None = field(default=None, repr=False)

    @property
    def services(self) -> ConsoleServices:
        """What the room was handed."""
        return self.console.services

    @property
    def caller(self) -> Caller:
        """Who calls; raises Unauthenticated on a public route without anybody known."""
        if self.known is None:
            raise Unauthenticated("You are not signed in.")
        return self.known

    @property
    def address(self) -> str:
        """The caller's network address."""
        return remote_address(self.request, self.console.settings.trusted_proxies)

    def id(self, name: str = "id") -> str:
        """An identifier from the path. What cannot be one is not found."""
        value = self.request.match_info[name]
        if not _ID.fullmatch(value):
            raise NotFound("There is no such thing.")
        return value

    def seq(self, name: str = "seq") -> int:
        """A number from the path."""
        value = self.request.match_info[name]
        if not value.isdecimal() or len(value) > 9:
            raise NotFound("There is no such thing.")
        return int(value)

    async def view(self) -> View:
        """What wire shapes need to know; read once per call."""
        if self._view is None:
            self._view = await self.console.view(self.known)
        return self._view

    @property
    def idempotency_key(self) -> str | None:
        """The ``Idempotency-Key`` header (draft-ietf-httpapi-idempotency-key-header)."""
        value = self.request.headers.get("Idempotency-Key")
        if value is None:
            return None
        value = value.strip().strip('"')
        if not _KEY.fullmatch(value):
            raise Invalid(
                "The Idempotency-Key is not printable ASCII of at most 200 characters.",
                remedy="Use a UUID.",
            )
        return value

    def fresh_id(self) -> str:
        """An id for what this call creates: the same whenever the same caller repeats the call
        with the same Idempotency-Key, so that a repeated create meets the first one's id."""
        key = self.idempotency_key
        if key is None:
            return new_id()
        whole = f"{self.caller.user.id}\n{self.request.path}\n{key}"
        return hashlib.sha256(whole.encode()).hexdigest()[:32]


def _answers(hint: Any) -> tuple[Any, type | None]:
    """The answer of a handler; of a union of two the second is what it answers with 202."""
    if isinstance(hint, UnionType):
        done, accepted = get_args(hint)
        return done, accepted
    return hint, None


class Routes:
    """A list of routes in the making; each file of :mod:`agent_console.api` fills one."""

    def __init__(self, tag: str, prefix: str = API) -> None:
        self._tag = tag
        self._prefix = prefix
        self._routes: list[Route] = []

    def __iter__(self) -> Iterator[Route]:
        return iter(self._routes)

    def __call__(
        self,
        method: str,
        path: str,
        needs: Door | Permission,
        *,
        status: int = 200,
        browser_only: bool = False,
    ) -> Callable[[Handler], Handler]:
        """Add the decorated handler."""

        def add(handler: Handler) -> Handler:
            hints = get_type_hints(handler, include_extras=True)
            answer, accepted = _answers(hints.get("return"))
            self._routes.append(
                Route(
                    method=method,
                    path=self._prefix + path,
                    handler=handler,
                    needs=needs,
                    summary=(handler.__doc__ or "").strip().split("\n")[0],
                    tag=self._tag,
                    status=204 if answer is type(None) else status,
                    body=TypeAdapter(hints["body"]) if "body" in hints else None,
                    query=TypeAdapter(hints["query"]) if "query" in hints else None,
                    answer=None if answer is type(None) else answer,
                    accepted=accepted,
                    browser_only=browser_only,
                )
            )
            return handler

        return add
