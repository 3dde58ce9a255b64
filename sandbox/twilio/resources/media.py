"""``/Messages/{MessageSid}/Media`` (https://www.twilio.com/docs/messaging/api/media-resource).

A file itself is at the address without ``.json``. Whoever may have it is sent on to another host,
which serves it to anybody for a while by a signature in its address, and which refuses a request
that has credentials beside that.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable
from typing import Any

from aiohttp import web

from sandbox.twilio.access import API, Access, missing
from sandbox.twilio.dates import rfc2822, within
from sandbox.twilio.message import Media, Message
from sandbox.twilio.paging import page_of
from sandbox.twilio.resources.messages import wanted

LIST = API + "/Accounts/{account}/Messages/{message}/Media.json"
ONE = API + "/Accounts/{account}/Messages/{message}/Media/{sid}.json"
FILES = "/files"
FILE = API + "/Accounts/{account}/Messages/{message}/Media/{sid}"


class MediaStore:
    """The host behind, with the addresses that are good for now. ``apart``: it is another host."""

    def __init__(self, *, apart: bool) -> None:
        self._apart = apart
        self._shared: dict[str, Media] = {}

    def share(self, media: Media) -> str:
        """A path at which a file can be had."""
        path = f"{FILES}/{media.sid}/{secrets.token_urlsafe(16)}"
        self._shared[path] = media
        return path

    def routes(self) -> list[web.RouteDef]:
        """What it answers."""

        async def file(request: web.Request) -> web.Response:
            media = self._shared.get(request.path)
            if media is None:
                raise web.HTTPForbidden(text="The signature is not good (any more).")
            if self._apart and "Authorization" in request.headers:
                raise web.HTTPBadRequest(text="Only one way to authenticate is allowed.")
            return web.Response(body=media.data, headers={"Content-Type": media.content_type})

        return [web.get(FILES + "/{path:.+}", file)]


def routes(
    access: Access, store: MediaStore, base: Callable[[], str], *, open_to_all: bool
) -> list[web.RouteDef]:
    """Listing, fetching and deleting media. ``base`` is the other host's address.

    ``open_to_all`` serves files without credentials, as old accounts do.
    """

    async def show(request: web.Request) -> web.Response:
        message = wanted(access.account(request), request, "message")
        found = [
            one
            for one in message.media.values()
            if within(one.created, request.query, "DateCreated")
        ]
        return page_of(request, "media_list", found, lambda one: _rendered(message, one))

    async def fetch(request: web.Request) -> web.Response:
        message = wanted(access.account(request), request, "message")
        return web.json_response(_rendered(message, _file(message, request)))

    async def delete(request: web.Request) -> web.Response:
        message = wanted(access.account(request), request, "message")
        del message.media[_file(message, request).sid]
        return web.Response(status=204)

    async def file(request: web.Request) -> web.Response:
        account = access.named(request) if open_to_all else access.account(request)
        message = wanted(account, request, "message")
        path = store.share(_file(message, request))
        return web.Response(status=307, headers={"Location": base() + path})

    return [
        web.get(LIST, show),
        web.get(ONE, fetch),
        web.delete(ONE, delete),
        web.get(FILE, file),
    ]


def _file(message: Message, request: web.Request) -> Media:
    media = message.media.get(request.match_info["sid"])
    if media is None:
        raise missing(request)
    return media


def _rendered(message: Message, media: Media) -> dict[str, Any]:
    path = f"{API}/Accounts/{message.account_sid}/Messages/{message.sid}/Media/{media.sid}"
    return {
        "account_sid": message.account_sid,
        "content_type": media.content_type,
        "date_created": rfc2822(media.created),
        "date_updated": rfc2822(media.created),
        "parent_sid": message.sid,
        "sid": media.sid,
        "uri": f"{path}.json",
    }
