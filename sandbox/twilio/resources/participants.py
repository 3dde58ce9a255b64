"""``/Conferences/{Sid}/Participants``
(https://www.twilio.com/docs/voice/api/conference-participant-resource)."""

from __future__ import annotations

from typing import Any

from aiohttp import web

from sandbox.twilio.access import API, Access, missing
from sandbox.twilio.account import Account
from sandbox.twilio.dates import rfc2822
from sandbox.twilio.errors import ApiError
from sandbox.twilio.paging import page_of
from sandbox.twilio.resources.calls import RING_S, outgoing
from sandbox.twilio.resources.conferences import wanted as conference_wanted
from sandbox.twilio.resources.forms import Form, callback, flag, source, text, whole
from sandbox.twilio.voice.conference import EVENTS, Conference
from sandbox.twilio.voice.exchange import Exchange
from sandbox.twilio.voice.leg import CallStatus
from sandbox.twilio.voice.participant import Participant, Seating
from sandbox.twilio.voice.source import Callback, Source

LIST = API + "/Accounts/{account}/Conferences/{conference}/Participants.json"
ONE = API + "/Accounts/{account}/Conferences/{conference}/Participants/{sid}.json"

_STATUSES = {
    CallStatus.QUEUED: "queued",
    CallStatus.RINGING: "ringing",
    CallStatus.IN_PROGRESS: "connected",
    CallStatus.COMPLETED: "complete",
}
KICKED = "participant_updated_via_api"


def routes(access: Access, exchange: Exchange) -> list[web.RouteDef]:
    """Calling somebody in, listing, fetching, changing participants, and sending them out."""

    async def create(request: web.Request) -> web.Response:
        account = access.account(request)
        form = await request.post()
        conference = _opened(exchange, account, request)
        participant = invite(exchange, conference, form)
        return web.json_response(rendered(participant), status=201)

    async def show(request: web.Request) -> web.Response:
        conference = conference_wanted(exchange, access.account(request), request, "conference")
        query = request.query
        everybody = [*conference.participants.values(), *conference.invited.values()]
        found = [
            one
            for one in everybody
            if query.get("Muted", "") in ("", _word(one.muted))
            and query.get("Hold", "") in ("", _word(one.hold))
            and query.get("Coaching", "") in ("", _word(bool(one.coach)))
        ]
        return page_of(request, "participants", found, rendered)

    async def fetch(request: web.Request) -> web.Response:
        return web.json_response(rendered(_wanted(exchange, access.account(request), request)))

    async def update(request: web.Request) -> web.Response:
        participant = _wanted(exchange, access.account(request), request)
        _change(participant, await request.post())
        return web.json_response(rendered(participant))

    async def delete(request: web.Request) -> web.Response:
        participant = _wanted(exchange, access.account(request), request)
        if participant.leg.started is None:
            exchange.hang_up(participant.leg)
        participant.conference.leave(participant, KICKED)
        return web.Response(status=204)

    return [
        web.post(LIST, create),
        web.get(LIST, show),
        web.get(ONE, fetch),
        web.post(ONE, update),
        web.delete(ONE, delete),
    ]


def invite(exchange: Exchange, conference: Conference, form: Form) -> Participant:
    """Ring somebody, who is in the conference when the phone is answered."""
    seating = Seating(
        muted=flag(form, "Muted"),
        beep=text(form, "Beep", "true"),
        start_on_enter=flag(form, "StartConferenceOnEnter", True),
        end_on_exit=flag(form, "EndConferenceOnExit"),
        wait=source(form, "WaitUrl", "WaitMethod") if "WaitUrl" in form else None,
        coach=text(form, "CallSidToCoach") if flag(form, "Coaching") else "",
        label=text(form, "Label"),
    )
    if any(form.get(name) for name in ("MachineDetection", "Byoc", "CallToken")):
        raise ApiError(20001)
    if flag(form, "Coaching") and conference.find(seating.coach) is None:
        raise ApiError(20001)
    leg = outgoing(exchange, conference.account, form)
    _arrange(conference, form)
    participant = exchange.conferences.seat(conference, leg, seating)
    conference.invited[leg.sid] = participant

    async def work() -> None:
        try:
            if not await exchange.phones.ring(leg, whole(form, "Timeout", RING_S)):
                return
            if conference.status == "completed" or conference.full:
                return
            if flag(form, "Record"):
                exchange.recordings.start(
                    leg.taps,
                    conference.account,
                    leg.sid,
                    "OutboundAPI",
                    callback=callback(form, "RecordingStatusCallback", ("completed",)),
                    track=text(form, "RecordingTrack", "both"),
                )
            conference.join(participant)
            await participant.out.wait()
        finally:
            conference.leave(participant, "participant_hung_up")
            if not conference.participants and not conference.invited:
                conference.end("last-participant-left", leg.sid)

    exchange.start(leg, work)
    return participant


def _arrange(conference: Conference, form: Form) -> None:
    conference.largest = whole(form, "MaxParticipants", conference.largest)
    told = callback(form, "ConferenceStatusCallback", ())
    if told.url and not conference.callback.url:
        names = frozenset(name for event in told.events for name in EVENTS.get(event, ()))
        conference.callback = Callback(url=told.url, method=told.method, events=names)
    record = text(form, "ConferenceRecord", "false")
    if record in ("true", "record-from-start") and not conference.recording[0]:
        recorded = callback(form, "ConferenceRecordingStatusCallback", ("completed",))
        conference.recording = ("both", recorded)


def _change(participant: Participant, form: Form) -> None:
    conference = participant.conference
    if "Muted" in form:
        conference.mute(participant, flag(form, "Muted"))
    if "Hold" in form:
        music = source(form, "HoldUrl", "HoldMethod") if "HoldUrl" in form else None
        conference.hold(participant, flag(form, "Hold"), music)
    if "Coaching" in form or "CallSidToCoach" in form:
        whom = text(form, "CallSidToCoach") or participant.coach
        if flag(form, "Coaching", True) and whom not in conference.participants:
            raise ApiError(20001)
        conference.coach(participant, whom if flag(form, "Coaching", True) else "")
    if "EndConferenceOnExit" in form:
        participant.seating.end_on_exit = flag(form, "EndConferenceOnExit")
    if "BeepOnExit" in form:
        on_enter = participant.seating.beep in ("true", "onEnter")
        beeps = {(True, True): "true", (True, False): "onEnter", (False, True): "onExit"}
        participant.seating.beep = beeps.get((on_enter, flag(form, "BeepOnExit")), "false")
    if form.get("WaitUrl"):
        participant.seating.wait = source(form, "WaitUrl", "WaitMethod")
    announcement: Source = source(form, "AnnounceUrl", "AnnounceMethod")
    if announcement.known:
        conference.announce(announcement, participant)


def _opened(exchange: Exchange, account: Account, request: web.Request) -> Conference:
    """By SID one that goes on; by name also a new one."""
    name = request.match_info["conference"]
    found = exchange.conferences.all.get(name)
    if found is not None and (found.account is not account or found.status == "completed"):
        raise missing(request)
    return found or exchange.conferences.open(account, name)


def _wanted(exchange: Exchange, account: Account, request: web.Request) -> Participant:
    conference = conference_wanted(exchange, account, request, "conference")
    found = conference.find(request.match_info["sid"])
    if found is None:
        raise missing(request)
    return found


def _word(value: bool) -> str:
    return str(value).lower()


def rendered(participant: Participant) -> dict[str, Any]:
    """A participant as Twilio shows it."""
    conference = participant.conference
    path = f"{API}/Accounts/{conference.account.sid}/Conferences/{conference.sid}"
    return {
        "account_sid": conference.account.sid,
        "call_sid": participant.sid,
        "call_sid_to_coach": participant.coach or None,
        "coaching": bool(participant.coach),
        "conference_sid": conference.sid,
        "date_created": rfc2822(participant.created),
        "date_updated": rfc2822(participant.updated),
        "end_conference_on_exit": participant.seating.end_on_exit,
        "hold": participant.hold,
        "label": participant.seating.label or None,
        "muted": participant.muted,
        "queue_time": "0",
        "start_conference_on_enter": participant.seating.start_on_enter,
        "status": _STATUSES.get(participant.leg.status, "failed"),
        "uri": f"{path}/Participants/{participant.sid}.json",
    }
