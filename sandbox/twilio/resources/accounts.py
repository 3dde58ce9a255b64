"""``/Accounts/{Sid}.json`` (https://www.twilio.com/docs/iam/api/account)."""

from __future__ import annotations

from typing import Any

from aiohttp import web

from sandbox.twilio.access import API, Access
from sandbox.twilio.account import Account
from sandbox.twilio.dates import rfc2822

_LISTS = {
    "calls": "Calls",
    "conferences": "Conferences",
    "incoming_phone_numbers": "IncomingPhoneNumbers",
    "messages": "Messages",
    "queues": "Queues",
    "recordings": "Recordings",
}


def routes(access: Access) -> list[web.RouteDef]:
    """Fetching the account."""

    async def fetch(request: web.Request) -> web.Response:
        return web.json_response(_rendered(access.account(request, by_key=False)))

    return [web.get(API + "/Accounts/{account}.json", fetch)]


def _rendered(account: Account) -> dict[str, Any]:
    path = f"{API}/Accounts/{account.sid}"
    return {
        "auth_token": account.auth_token,
        "date_created": rfc2822(account.created),
        "date_updated": rfc2822(account.created),
        "friendly_name": account.name,
        "owner_account_sid": account.sid,
        "sid": account.sid,
        "status": "active",
        "subresource_uris": {key: f"{path}/{name}.json" for key, name in _LISTS.items()},
        "type": "Full",
        "uri": f"{path}.json",
    }
