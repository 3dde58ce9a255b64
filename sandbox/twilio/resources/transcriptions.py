"""``/Calls/{Sid}/Transcriptions``
(https://www.twilio.com/docs/voice/api/realtime-transcription-resource)."""

from __future__ import annotations

from typing import Any

from aiohttp import web

from sandbox.twilio.access import API, Access, missing
from sandbox.twilio.dates import rfc2822
from sandbox.twilio.errors import ApiError
from sandbox.twilio.resources.calls import wanted as call_wanted
from sandbox.twilio.resources.forms import address, flag, text
from sandbox.twilio.voice.exchange import Exchange
from sandbox.twilio.voice.transcription import Transcription

LIST = API + "/Accounts/{account}/Calls/{call}/Transcriptions.json"
ONE = API + "/Accounts/{account}/Calls/{call}/Transcriptions/{sid}.json"


def routes(access: Access, exchange: Exchange) -> list[web.RouteDef]:
    """Starting and stopping."""

    async def create(request: web.Request) -> web.Response:
        leg = call_wanted(exchange, access.account(request), request, "call")
        if not leg.answered:
            raise ApiError(21220)
        form = await request.post()
        labels = {
            f"{end.lower()}_track": text(form, f"{end}TrackLabel")
            for end in ("Inbound", "Outbound")
            if form.get(f"{end}TrackLabel")
        }
        made = exchange.transcriptions.start(
            leg,
            url=address(form, "StatusCallbackUrl"),
            method=text(form, "StatusCallbackMethod", "POST"),
            name=text(form, "Name"),
            track=text(form, "Track", "both_tracks"),
            language=text(form, "LanguageCode", "en-US"),
            partial=flag(form, "PartialResults"),
            labels=labels,
        )
        return web.json_response(_rendered(made))

    async def update(request: web.Request) -> web.Response:
        leg = call_wanted(exchange, access.account(request), request, "call")
        found = exchange.transcriptions.named(leg, request.match_info["sid"])
        if found is None:
            raise missing(request)
        if text(await request.post(), "Status") != "stopped":
            raise ApiError(20001)
        found.end()
        return web.json_response(_rendered(found))

    return [web.post(LIST, create), web.post(ONE, update)]


def _rendered(one: Transcription) -> dict[str, Any]:
    path = f"{API}/Accounts/{one.leg.account.sid}/Calls/{one.leg.sid}/Transcriptions"
    return {
        "account_sid": one.leg.account.sid,
        "call_sid": one.leg.sid,
        "date_updated": rfc2822(one.updated),
        "name": one.name or None,
        "sid": one.sid,
        "status": one.status,
        "uri": f"{path}/{one.sid}.json",
    }
