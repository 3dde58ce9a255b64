"""``/Recordings``, also those of a call and of a conference
(https://www.twilio.com/docs/voice/api/recording)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from aiohttp import web

from sandbox.twilio.access import API, Access, missing
from sandbox.twilio.account import Account
from sandbox.twilio.dates import rfc2822, within
from sandbox.twilio.errors import ApiError
from sandbox.twilio.paging import page_of
from sandbox.twilio.resources.calls import wanted as call_wanted
from sandbox.twilio.resources.forms import callback, text
from sandbox.twilio.voice.exchange import Exchange
from sandbox.twilio.voice.recording import Recording, wav

BASE = API + "/Accounts/{account}"
PLACES = {
    "": BASE + "/Recordings",
    "call": BASE + "/Calls/{call}/Recordings",
    "conference": BASE + "/Conferences/{conference}/Recordings",
}
"""Where they are found: all, those of a call, and those of a conference."""
CURRENT = "Twilio.CURRENT"
_CHANGES = ("in-progress", "paused", "stopped")


def routes(
    access: Access, exchange: Exchange, *, open_to_all: Callable[[], bool]
) -> list[web.RouteDef]:
    """Everything about them. ``open_to_all``: files are served without credentials."""

    def found(request: web.Request) -> tuple[Account, list[Recording]]:
        account = access.account(request)
        info = request.match_info
        return account, [
            one
            for one in reversed(exchange.recordings.all.values())
            if one.account is account
            and info.get("call") in (None, one.call_sid)
            and info.get("conference") in (None, one.conference_sid)
        ]

    def wanted(request: web.Request) -> Recording:
        sid = request.match_info["sid"]
        for one in found(request)[1]:
            if one.sid == sid or (sid == CURRENT and not one.stopped):
                return one
        raise missing(request)

    async def create(request: web.Request) -> web.Response:
        account = access.account(request)
        leg = call_wanted(exchange, account, request, "call")
        if not leg.answered:
            raise ApiError(21220)
        form = await request.post()
        recording = exchange.recordings.start(
            leg.taps,
            account,
            leg.sid,
            "StartCallRecordingAPI",
            callback=callback(form, "RecordingStatusCallback", ("completed",)),
            channels=2 if text(form, "RecordingChannels", "dual") == "dual" else 1,
            track=text(form, "RecordingTrack", "both"),
        )
        return web.json_response(rendered(recording, "call"), status=201)

    async def update(request: web.Request) -> web.Response:
        recording = wanted(request)
        form = await request.post()
        status = text(form, "Status")
        if status not in _CHANGES or recording.stopped:
            raise ApiError(20001 if status not in _CHANGES else 21220)
        recording.change(status, text(form, "PauseBehavior", "silence"))
        return web.json_response({**rendered(recording, _place(request)), "status": status})

    async def show(request: web.Request) -> web.Response:
        query = request.query
        _, those = found(request)
        place = _place(request)
        listed = [
            one
            for one in those
            if query.get("CallSid", "") in ("", one.call_sid)
            and query.get("ConferenceSid", "") in ("", one.conference_sid)
            and within(one.created, query, "DateCreated")
        ]
        return page_of(request, "recordings", listed, lambda one: rendered(one, place))

    async def fetch(request: web.Request) -> web.Response:
        return web.json_response(rendered(wanted(request), _place(request)))

    async def delete(request: web.Request) -> web.Response:
        recording = wanted(request)
        if not recording.stopped:
            raise ApiError(20009)
        del exchange.recordings.all[recording.sid]
        return web.Response(status=204)

    async def media(request: web.Request) -> web.Response:
        account = access.named(request) if open_to_all() else access.account(request)
        recording = exchange.recordings.all.get(request.match_info["sid"])
        if recording is None or recording.account is not account:
            raise missing(request)
        if recording.status != "completed":
            raise missing(request)
        return web.Response(body=wav(recording), content_type="audio/x-wav")

    made: list[web.RouteDef] = []
    for place, path in PLACES.items():
        made += [
            web.get(path + ".json", show),
            web.get(path + "/{sid}.json", fetch),
            web.delete(path + "/{sid}.json", delete),
        ]
        if place:
            made.append(web.post(path + "/{sid}.json", update))
    files = PLACES[""] + r"/{sid:RE\w+}"
    return [
        *made,
        web.post(PLACES["call"] + ".json", create),
        web.get(files + ".wav", media),
        web.get(files, media),
    ]


def _place(request: web.Request) -> str:
    return next((part for part in ("call", "conference") if part in request.match_info), "")


def rendered(recording: Recording, place: str) -> dict[str, Any]:
    """A recording as Twilio shows it in a place; the places differ a little."""
    account = f"{API}/Accounts/{recording.account.sid}"
    within_ = {
        "": "",
        "call": f"/Calls/{recording.call_sid}",
        "conference": f"/Conferences/{recording.conference_sid}",
    }[place]
    shown: dict[str, Any] = {
        "account_sid": recording.account.sid,
        "api_version": "2010-04-01",
        "call_sid": recording.call_sid,
        "channels": recording.channels,
        "conference_sid": recording.conference_sid,
        "date_created": rfc2822(recording.created),
        "date_updated": rfc2822(recording.updated),
        "duration": str(recording.duration) if recording.stopped else None,
        "encryption_details": None,
        "error_code": None,
        "price": None,
        "price_unit": "USD",
        "sid": recording.sid,
        "source": recording.source,
        "start_time": rfc2822(recording.created),
        "status": recording.status,
        "uri": f"{account}{within_}/Recordings/{recording.sid}.json",
    }
    if place == "call":
        shown["track"] = recording.track
    if not place:
        shown["subresource_uris"] = {}
        shown["media_url"] = recording.exchange.recordings.url(recording)
    return shown
