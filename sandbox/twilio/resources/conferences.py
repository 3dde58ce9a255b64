"""``/Conferences`` (https://www.twilio.com/docs/voice/api/conference-resource)."""

from __future__ import annotations

from typing import Any

from aiohttp import web

from sandbox.twilio.access import API, Access, missing
from sandbox.twilio.account import Account
from sandbox.twilio.dates import rfc2822, within
from sandbox.twilio.paging import page_of
from sandbox.twilio.resources.forms import source, text
from sandbox.twilio.voice.conference import Conference
from sandbox.twilio.voice.exchange import Exchange

LIST = API + "/Accounts/{account}/Conferences.json"
ONE = API + "/Accounts/{account}/Conferences/{sid}.json"


def routes(access: Access, exchange: Exchange) -> list[web.RouteDef]:
    """Listing, fetching, ending conferences, and announcing something in them."""

    async def show(request: web.Request) -> web.Response:
        account = access.account(request)
        query = request.query
        found = [
            one
            for one in reversed(exchange.conferences.all.values())
            if one.account is account
            and query.get("FriendlyName", "") in ("", one.name)
            and query.get("Status", "") in ("", one.status)
            and within(one.created, query, "DateCreated")
            and within(one.updated, query, "DateUpdated")
        ]
        return page_of(request, "conferences", found, rendered)

    async def fetch(request: web.Request) -> web.Response:
        return web.json_response(rendered(wanted(exchange, access.account(request), request)))

    async def update(request: web.Request) -> web.Response:
        conference = wanted(exchange, access.account(request), request)
        form = await request.post()
        announcement = source(form, "AnnounceUrl", "AnnounceMethod")
        if announcement.known:
            conference.announce(announcement)
        if text(form, "Status") == "completed":
            conference.end("conference-ended-via-api")
        return web.json_response(rendered(conference))

    return [web.get(LIST, show), web.get(ONE, fetch), web.post(ONE, update)]


def wanted(
    exchange: Exchange, account: Account, request: web.Request, part: str = "sid"
) -> Conference:
    """The conference that the path names; raises :class:`ApiError` 20404."""
    name = request.match_info[part]
    found = exchange.conferences.all.get(name) or exchange.conferences.named(account, name)
    if found is None or found.account is not account:
        raise missing(request)
    return found


def rendered(conference: Conference) -> dict[str, Any]:
    """A conference as Twilio shows it."""
    path = f"{API}/Accounts/{conference.account.sid}/Conferences/{conference.sid}"
    # By Twilio's own file it is not null: it is not there until there is a reason.
    ended = {"reason_conference_ended": conference.reason} if conference.reason else {}
    return {
        **ended,
        "account_sid": conference.account.sid,
        "api_version": "2010-04-01",
        "call_sid_ending_conference": conference.ended_by,
        "date_created": rfc2822(conference.created),
        "date_updated": rfc2822(conference.updated),
        "friendly_name": conference.name,
        "region": "us1",
        "sid": conference.sid,
        "status": conference.status,
        "subresource_uris": {
            "participants": f"{path}/Participants.json",
            "recordings": f"{path}/Recordings.json",
        },
        "uri": f"{path}.json",
    }
