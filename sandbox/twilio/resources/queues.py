"""``/Queues`` and their members (https://www.twilio.com/docs/voice/api/queue-resource)."""

from __future__ import annotations

from typing import Any

from aiohttp import web

from sandbox.twilio.access import API, Access, missing
from sandbox.twilio.account import Account
from sandbox.twilio.dates import rfc2822
from sandbox.twilio.errors import ApiError
from sandbox.twilio.paging import page_of
from sandbox.twilio.resources.forms import source, text, whole
from sandbox.twilio.voice.exchange import Exchange
from sandbox.twilio.voice.queue import LARGEST, Member, Queue
from sandbox.twilio.voice.source import Source

LIST = API + "/Accounts/{account}/Queues.json"
ONE = API + "/Accounts/{account}/Queues/{sid}.json"
MEMBERS = API + "/Accounts/{account}/Queues/{sid}/Members.json"
MEMBER = API + "/Accounts/{account}/Queues/{sid}/Members/{call}.json"


def routes(access: Access, exchange: Exchange) -> list[web.RouteDef]:
    """Queues; and listing, fetching and taking out who waits in them."""

    async def create(request: web.Request) -> web.Response:
        account = access.account(request)
        form = await request.post()
        name = text(form, "FriendlyName")
        if not name or exchange.queues.named(account, name) is not None:
            raise ApiError(22003 if name else 20001)
        queue = exchange.queues.open(account, name, whole(form, "MaxSize", LARGEST))
        return web.json_response(_rendered(queue), status=201)

    async def show(request: web.Request) -> web.Response:
        account = access.account(request)
        found = [one for one in exchange.queues.all.values() if one.account is account]
        return page_of(request, "queues", found, _rendered)

    async def fetch(request: web.Request) -> web.Response:
        return web.json_response(_rendered(_wanted(exchange, access.account(request), request)))

    async def update(request: web.Request) -> web.Response:
        account = access.account(request)
        queue = _wanted(exchange, account, request)
        form = await request.post()
        name = text(form, "FriendlyName", queue.name)
        if exchange.queues.named(account, name) not in (None, queue):
            raise ApiError(22003)
        queue.name, queue.largest = name, whole(form, "MaxSize", queue.largest)
        queue.updated = exchange.now()
        return web.json_response(_rendered(queue))

    async def delete(request: web.Request) -> web.Response:
        queue = _wanted(exchange, access.account(request), request)
        if queue.members:
            raise ApiError(22002)
        del exchange.queues.all[queue.sid]
        return web.Response(status=204)

    async def members(request: web.Request) -> web.Response:
        queue = _wanted(exchange, access.account(request), request)
        return page_of(request, "queue_members", queue.members, _member)

    async def member(request: web.Request) -> web.Response:
        queue = _wanted(exchange, access.account(request), request)
        return web.json_response(_member(_waiting(queue, request)))

    async def dequeue(request: web.Request) -> web.Response:
        queue = _wanted(exchange, access.account(request), request)
        found = _waiting(queue, request)
        asked = source(await request.post())
        if not asked.known:
            raise ApiError(21205, "")
        shown = _member(found)
        told = {"QueueSid": queue.sid, "QueueTime": str(found.waited(exchange.now()))}
        exchange.redirect(found.leg, Source(url=asked.url, method=asked.method, params=told))
        queue.leave(found)
        return web.json_response({**shown, "position": 0})

    return [
        web.post(LIST, create),
        web.get(LIST, show),
        web.get(ONE, fetch),
        web.post(ONE, update),
        web.delete(ONE, delete),
        web.get(MEMBERS, members),
        web.get(MEMBER, member),
        web.post(MEMBER, dequeue),
    ]


def _wanted(exchange: Exchange, account: Account, request: web.Request) -> Queue:
    queue = exchange.queues.all.get(request.match_info["sid"])
    if queue is None or queue.account is not account:
        raise missing(request)
    return queue


def _waiting(queue: Queue, request: web.Request) -> Member:
    """By the call's SID, or ``Front`` for who has waited longest."""
    name = request.match_info["call"]
    if name == "Front" and queue.members:
        return queue.members[0]
    for member in queue.members:
        if member.sid == name:
            return member
    raise missing(request)


def _rendered(queue: Queue) -> dict[str, Any]:
    return {
        "account_sid": queue.account.sid,
        "average_wait_time": queue.average_wait(),
        "current_size": len(queue.members),
        "date_created": rfc2822(queue.created),
        "date_updated": rfc2822(queue.updated),
        "friendly_name": queue.name,
        "max_size": queue.largest,
        "sid": queue.sid,
        "uri": f"{API}/Accounts/{queue.account.sid}/Queues/{queue.sid}.json",
    }


def _member(member: Member) -> dict[str, Any]:
    queue = member.queue
    path = f"{API}/Accounts/{queue.account.sid}/Queues/{queue.sid}/Members"
    return {
        "call_sid": member.sid,
        "date_enqueued": rfc2822(member.since),
        "position": queue.position(member),
        "queue_sid": queue.sid,
        "uri": f"{path}/{member.sid}.json",
        "wait_time": member.waited(queue.exchange.now()),
    }
