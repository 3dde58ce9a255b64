"""``/Messages`` (https://www.twilio.com/docs/messaging/api/message-resource)."""

from __future__ import annotations

from typing import Any

from aiohttp import web
from multidict import MultiDictProxy

from sandbox.twilio.access import API, Access, missing
from sandbox.twilio.account import Account
from sandbox.twilio.carrying import Carrying
from sandbox.twilio.dates import rfc2822, within
from sandbox.twilio.errors import MESSAGES, ApiError
from sandbox.twilio.message import FINAL, Direction, Message
from sandbox.twilio.outgoing import Order, take
from sandbox.twilio.paging import page_of

LIST = API + "/Accounts/{account}/Messages.json"
ONE = API + "/Accounts/{account}/Messages/{sid}.json"

_PRICE = {False: 0.0079, True: 0.02}
"""US dollars for a segment, and for a message with media."""
_NOT_HERE = ("SendAt", "ScheduleType", "ContentSid")
"""Refused rather than ignored: messages for later, and those of templates."""


def routes(access: Access, carrying: Carrying) -> list[web.RouteDef]:
    """Sending, listing, fetching, redacting and deleting messages."""

    async def create(request: web.Request) -> web.Response:
        account = access.account(request)
        message = take(account, _order(await request.post()), Direction.API, carrying.now)
        answer = web.json_response(_rendered(message), status=201)
        carrying.begin(account, message)
        return answer

    async def show(request: web.Request) -> web.Response:
        account = access.account(request)
        query = request.query
        found = [
            message
            for message in account.messages.values()
            if query.get("To", "") in ("", message.to)
            and query.get("From", "") in ("", message.sender)
            and within(message.listed_at, query, "DateSent")
        ]
        # The newest first; of the same moment, the one that was made last.
        found.reverse()
        found.sort(key=lambda message: message.listed_at, reverse=True)
        return page_of(request, "messages", found, _rendered)

    async def fetch(request: web.Request) -> web.Response:
        return web.json_response(_rendered(wanted(access.account(request), request)))

    async def update(request: web.Request) -> web.Response:
        message = wanted(access.account(request), request)
        form = await request.post()
        # All that a message that is not planned for later can become is empty.
        if "Status" in form or form.get("Body") != "" or message.status not in FINAL:
            raise ApiError(20001)
        message.body, message.updated = "", carrying.now()
        return web.json_response(_rendered(message))

    async def delete(request: web.Request) -> web.Response:
        account = access.account(request)
        message = wanted(account, request)
        if message.status not in FINAL:
            raise ApiError(20009)
        del account.messages[message.sid]
        return web.Response(status=204)

    return [
        web.post(LIST, create),
        web.get(LIST, show),
        web.get(ONE, fetch),
        web.post(ONE, update),
        web.delete(ONE, delete),
    ]


def wanted(account: Account, request: web.Request, part: str = "sid") -> Message:
    """The message whose SID the path names; raises :class:`ApiError` 20404."""
    message = account.messages.get(request.match_info[part])
    if message is None:
        raise missing(request)
    return message


def _order(form: MultiDictProxy[Any]) -> Order:
    if any(form.get(name) for name in _NOT_HERE):
        raise ApiError(20001)
    return Order(
        to=str(form.get("To", "")),
        sender=str(form.get("From", "")),
        service_sid=str(form.get("MessagingServiceSid", "")),
        body=str(form.get("Body", "")),
        media_urls=tuple(str(url) for url in form.getall("MediaUrl", ())),
        status_callback=str(form.get("StatusCallback", "")),
    )


def _rendered(message: Message) -> dict[str, Any]:
    path = f"{API}/Accounts/{message.account_sid}/Messages/{message.sid}"
    media = len(message.media) or len(message.media_urls)
    priced = message.sent is not None
    price = _PRICE[media > 0] * message.segments
    return {
        "account_sid": message.account_sid,
        "api_version": "2010-04-01",
        "body": message.body,
        "date_created": rfc2822(message.created),
        "date_sent": rfc2822(message.sent),
        "date_updated": rfc2822(message.updated),
        "direction": message.direction.value,
        "error_code": message.error_code,
        "error_message": MESSAGES.get(message.error_code or 0),
        "from": message.sender,
        "messaging_service_sid": message.service_sid,
        "num_media": str(media),
        "num_segments": str(message.segments),
        "price": f"{-price:.5f}" if priced else None,
        "price_unit": "USD",
        "sid": message.sid,
        "status": message.status.value,
        "subresource_uris": {"media": f"{path}/Media.json"},
        "to": message.to,
        "uri": f"{path}.json",
    }
