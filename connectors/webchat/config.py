"""What the widget asks over HTTP: its configuration, and a place for files. CORS by inbox."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Any

from aiohttp import BodyPartReader, web

from connectors.base import House
from connectors.webchat.answers import problem
from connectors.webchat.limits import Limits
from connectors.webchat.origins import check_origin
from connectors.webchat.presence import somebody_there
from connectors.webchat.settings import SettingsBook, WebchatSettings
from connectors.webchat.visitors import Visitors
from conversations.errors import Invalid, NotFound, ParleyError, Unauthenticated
from conversations.places import Inbox

CONFIG, FILES = "/widget/config", "/widget/files"
MAX_FILE = 10 * 1024 * 1024
CHUNK = 64 * 1024
PREFLIGHT_S = 600

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


class WidgetHttp:
    """The two routes, and the preflights of CORS (Fetch standard, 3.3)."""

    def __init__(
        self, house: House, settings: SettingsBook, visitors: Visitors, limits: Limits
    ) -> None:
        self._house = house
        self._settings = settings
        self._visitors = visitors
        self._limits = limits

    def add_routes(self, router: web.UrlDispatcher) -> None:
        """Add them."""
        router.add_route("GET", CONFIG, self._answering(self.config))
        router.add_route("POST", FILES, self._answering(self.upload))
        for path in (CONFIG, FILES):
            router.add_route("OPTIONS", path, self.preflight)

    async def config(self, request: web.Request) -> web.StreamResponse:
        """How the widget of an inbox looks and what it asks."""
        self._limits.configs.take(self._house.address_of(request), "Too many requests.")
        inbox, settings = await self._inbox(request)
        now = self._house.clock.now()
        shown: dict[str, Any] = settings.model_dump(
            mode="json", exclude={"allowed_origins", "mail"}
        )
        return web.json_response(
            {
                **shown,
                "transcript": bool(settings.mail.inbox_id) and settings.mail.transcript,
                "greeting": inbox.greeting,
                "language": inbox.language,
                "online": somebody_there(self._house.standing, settings, inbox.queue_id, now),
                "max_attachment_bytes": self._max_file,
            },
            headers={"Cache-Control": "no-store"},
        )

    async def upload(self, request: web.Request) -> web.StreamResponse:
        """A file of a visitor, for a message of that visitor only."""
        inbox, _ = await self._inbox(request)
        kind, _, token = request.headers.get("Authorization", "").partition(" ")
        if kind.lower() != "bearer" or not token:
            raise Unauthenticated("The visitor's token is missing.")
        visitor = self._visitors.read(inbox, token.strip())
        self._limits.uploads.take(visitor.address, "Too many files.")
        self._limits.uploads.take(self._house.address_of(request), "Too many files.")
        part = await _file_part(request)
        stored = await self._house.files.save(
            part.filename or "file",
            _chunks(part),
            max_bytes=self._max_file,
            owner={"visitor": visitor.address, "inbox_id": inbox.id},
        )
        return web.json_response(
            {
                "id": stored.id,
                "name": stored.name,
                "content_type": stored.content_type,
                "size": stored.size,
                "url": self._house.sign_file(stored.id),
            },
            status=201,
            headers={"Cache-Control": "no-store"},
        )

    async def preflight(self, request: web.Request) -> web.StreamResponse:
        """Which site may ask is said with the answer itself; the preflight only names the form."""
        return web.Response(
            status=204,
            headers={
                **_cors(request),
                "Access-Control-Allow-Methods": "GET, POST",
                "Access-Control-Allow-Headers": "Authorization, Content-Type",
                "Access-Control-Max-Age": str(PREFLIGHT_S),
            },
        )

    @property
    def _max_file(self) -> int:
        return min(MAX_FILE, self._house.attachment_max_bytes)

    async def _inbox(self, request: web.Request) -> tuple[Inbox, WebchatSettings]:
        key = request.query.get("key", "")
        if not 0 < len(key) <= 100:
            raise NotFound("There is no such inbox.")
        inbox = await self._house.inboxes.inbox_by_public_key(key)
        if not inbox.enabled:
            raise NotFound("There is no such inbox.")
        settings = await self._settings.of(inbox)
        check_origin(
            settings,
            request.headers.get("Origin"),
            public_url=self._house.public_url,
            host=request.host,
        )
        return inbox, settings

    def _answering(self, handler: Handler) -> Handler:
        """Errors as problems that the page may read: it must know 403 and 404 from a server away.

        No cookie is sent or read here, so letting any page read an answer gives nothing away.
        """

        async def answer(request: web.Request) -> web.StreamResponse:
            try:
                response = await handler(request)
            except ParleyError as error:
                response = problem(error)
            response.headers.update(_cors(request))
            return response

        return answer


def _cors(request: web.Request) -> dict[str, str]:
    origin = request.headers.get("Origin")
    headers = {"Vary": "Origin", "Cross-Origin-Resource-Policy": "cross-origin"}
    return {**headers, "Access-Control-Allow-Origin": origin} if origin else headers


async def _file_part(request: web.Request) -> BodyPartReader:
    if request.content_type != "multipart/form-data":
        raise Invalid("The body is no form.", remedy="Send multipart/form-data with a field file.")
    try:
        async for part in await request.multipart():
            if isinstance(part, BodyPartReader) and part.name == "file":
                return part
    except ValueError:
        raise Invalid("The form cannot be read.") from None
    raise Invalid("The form has no field named file.")


async def _chunks(part: BodyPartReader) -> AsyncIterator[bytes]:
    while chunk := await part.read_chunk(CHUNK):
        yield chunk
