"""``/Calls`` (https://www.twilio.com/docs/voice/api/call-resource)."""

from __future__ import annotations

from typing import Any

from aiohttp import web

from sandbox.twilio.access import API, Access, missing
from sandbox.twilio.account import Account
from sandbox.twilio.dates import rfc2822, within
from sandbox.twilio.errors import ApiError
from sandbox.twilio.numbers import is_possible
from sandbox.twilio.paging import page_of
from sandbox.twilio.resources.forms import Form, callback, flag, source, text, whole
from sandbox.twilio.voice.exchange import Exchange
from sandbox.twilio.voice.leg import CallDirection, CallStatus, Kind, Leg, Sound
from sandbox.twilio.voice.source import Source

LIST = API + "/Accounts/{account}/Calls.json"
ONE = API + "/Accounts/{account}/Calls/{sid}.json"

_NOT_HERE = ("MachineDetection", "AsyncAmd", "ApplicationSid", "Byoc", "CallToken")
"""Refused rather than ignored."""
_SUBRESOURCES = {
    "recordings": "Recordings",
    "transcriptions": "Transcriptions",
    "notifications": "Notifications",
    "events": "Events",
}
RING_S = 60
_WAITING = (CallStatus.QUEUED, CallStatus.RINGING)


def routes(access: Access, exchange: Exchange) -> list[web.RouteDef]:
    """Calling out, listing, fetching, changing and deleting calls."""

    async def create(request: web.Request) -> web.Response:
        account = access.account(request)
        form = await request.post()
        if any(form.get(name) for name in _NOT_HERE):
            raise ApiError(20001)
        first = _instructions(form)
        if not first.known:
            raise ApiError(21205, "")
        leg = outgoing(exchange, account, form)
        answer = web.json_response(rendered(exchange, leg), status=201)

        async def work() -> None:
            if not await exchange.phones.ring(leg, whole(form, "Timeout", RING_S)):
                return
            if digits := text(form, "SendDigits"):
                leg.hear(Sound(Kind.TONE, digits, leg.sid))
            if flag(form, "Record"):
                exchange.recordings.start(
                    leg.taps,
                    account,
                    leg.sid,
                    "OutboundAPI",
                    callback=callback(form, "RecordingStatusCallback", ("completed",)),
                    channels=2 if text(form, "RecordingChannels") == "dual" else 1,
                    track=text(form, "RecordingTrack", "both"),
                )
            await exchange.perform(exchange, leg, first)

        exchange.start(leg, work)
        return answer

    async def show(request: web.Request) -> web.Response:
        account = access.account(request)
        query = request.query
        found = [
            leg
            for leg in exchange.of(account)
            if query.get("To", "") in ("", leg.to)
            and query.get("From", "") in ("", leg.from_)
            and query.get("Status", "") in ("", leg.status.value)
            and query.get("ParentCallSid", "") in ("", leg.parent.sid if leg.parent else None)
            and within(leg.started or leg.created, query, "StartTime")
            and within(leg.ended or leg.created, query, "EndTime")
        ]
        return page_of(request, "calls", found, lambda leg: rendered(exchange, leg))

    async def fetch(request: web.Request) -> web.Response:
        leg = wanted(exchange, access.account(request), request)
        return web.json_response(rendered(exchange, leg))

    async def update(request: web.Request) -> web.Response:
        leg = wanted(exchange, access.account(request), request)
        form = await request.post()
        first = _instructions(form)
        if leg.over.is_set() or (first.known and not leg.answered):
            raise ApiError(21220)
        if form.get("StatusCallback"):
            leg.callback = callback(form, "StatusCallback", leg.callback.events or ("completed",))
        if form.get("FallbackUrl"):
            leg.fallback = source(form, "FallbackUrl", "FallbackMethod")
        exchange.limit(leg, whole(form, "TimeLimit", 0))
        status = text(form, "Status")
        if status == "canceled" and leg.status in _WAITING:
            exchange.hang_up(leg, CallStatus.CANCELED)
        elif status == "completed":
            exchange.hang_up(leg)
        elif first.known:
            exchange.redirect(leg, first)
        return web.json_response(rendered(exchange, leg))

    async def delete(request: web.Request) -> web.Response:
        leg = wanted(exchange, access.account(request), request)
        if not leg.over.is_set():
            raise ApiError(20009)
        del exchange.legs[leg.sid]
        return web.Response(status=204)

    return [
        web.post(LIST, create),
        web.get(LIST, show),
        web.get(ONE, fetch),
        web.post(ONE, update),
        web.delete(ONE, delete),
    ]


def wanted(exchange: Exchange, account: Account, request: web.Request, part: str = "sid") -> Leg:
    """The call whose SID the path names; raises :class:`ApiError` 20404."""
    leg = exchange.legs.get(request.match_info[part])
    if leg is None or leg.account is not account:
        raise missing(request)
    return leg


def outgoing(exchange: Exchange, account: Account, form: Form) -> Leg:
    """A leg to whom a form names; raises :class:`ApiError` for what cannot be called."""
    to, from_ = text(form, "To"), text(form, "From")
    if not to:
        raise ApiError(21201)
    if not from_:
        raise ApiError(21213)
    device = to.startswith(("client:", "sip:"))
    if not device and not is_possible(to):
        raise ApiError(21211, to)
    caller = text(form, "CallerId", from_)
    ours = caller in account.numbers
    if not ours and not (device and not caller.startswith("+")):
        raise ApiError(21210, caller)
    now = exchange.now()
    return exchange.add(
        Leg(
            account=account,
            from_=caller,
            to=to,
            direction=CallDirection.API,
            created=now,
            updated=now,
            phone_number_sid=account.numbers[caller].sid if ours else None,
            callback=callback(form, "StatusCallback", ("completed",)),
            fallback=source(form, "FallbackUrl", "FallbackMethod"),
            limit_s=whole(form, "TimeLimit", 0),
        )
    )


def _instructions(form: Form) -> Source:
    if twiml := text(form, "Twiml"):
        return Source(twiml=twiml)
    return source(form)


def rendered(exchange: Exchange, leg: Leg) -> dict[str, Any]:
    """A call as Twilio shows it."""
    path = f"{API}/Accounts/{leg.account.sid}/Calls/{leg.sid}"
    return {
        "account_sid": leg.account.sid,
        "answered_by": None,
        "api_version": "2010-04-01",
        "caller_name": leg.caller_name or None,
        "date_created": rfc2822(leg.created),
        "date_updated": rfc2822(leg.updated),
        "direction": leg.direction.value,
        "duration": str(leg.duration(exchange.now())) if leg.over.is_set() else None,
        "end_time": rfc2822(leg.ended),
        "forwarded_from": leg.forwarded_from or None,
        "from": leg.from_,
        "from_formatted": leg.from_,
        "group_sid": None,
        "parent_call_sid": leg.parent.sid if leg.parent else None,
        "phone_number_sid": leg.phone_number_sid,
        "price": None,
        "price_unit": "USD",
        "queue_time": "0",
        "sid": leg.sid,
        "start_time": rfc2822(leg.started),
        "status": leg.status.value,
        "subresource_uris": {key: f"{path}/{name}.json" for key, name in _SUBRESOURCES.items()},
        "to": leg.to,
        "to_formatted": leg.to,
        "trunk_sid": None,
        "uri": f"{path}.json",
    }
