"""``/IncomingPhoneNumbers`` (https://www.twilio.com/docs/phone-numbers/api)."""

from __future__ import annotations

from typing import Any

from aiohttp import web

from sandbox.twilio.access import API, Access, missing
from sandbox.twilio.account import Account, PhoneNumber
from sandbox.twilio.dates import rfc2822
from sandbox.twilio.paging import page_of
from sandbox.twilio.timing import Now

LIST = API + "/Accounts/{account}/IncomingPhoneNumbers.json"
ONE = API + "/Accounts/{account}/IncomingPhoneNumbers/{sid}.json"

_SETTINGS = {
    "FriendlyName": "name",
    "SmsUrl": "sms_url",
    "SmsMethod": "sms_method",
    "SmsFallbackUrl": "sms_fallback_url",
    "SmsFallbackMethod": "sms_fallback_method",
    "StatusCallback": "status_callback",
    "StatusCallbackMethod": "status_callback_method",
    "VoiceUrl": "voice_url",
    "VoiceMethod": "voice_method",
    "VoiceFallbackUrl": "voice_fallback_url",
    "VoiceFallbackMethod": "voice_fallback_method",
}
"""What can be set, and as what it is kept."""


def routes(access: Access, now: Now) -> list[web.RouteDef]:
    """Listing, fetching and updating numbers."""

    async def show(request: web.Request) -> web.Response:
        account = access.account(request)
        wanted, name = request.query.get("PhoneNumber", ""), request.query.get("FriendlyName", "")
        found = [
            one
            for one in account.numbers.values()
            if wanted in one.number and name in ("", one.name)
        ]
        return page_of(
            request, "incoming_phone_numbers", found, lambda one: _rendered(account, one)
        )

    async def fetch(request: web.Request) -> web.Response:
        account = access.account(request)
        return web.json_response(_rendered(account, _wanted(account, request)))

    async def update(request: web.Request) -> web.Response:
        account = access.account(request)
        number = _wanted(account, request)
        form = await request.post()
        for parameter, kept in _SETTINGS.items():
            if parameter in form:
                setattr(number, kept, str(form[parameter]))
        number.updated = now()
        return web.json_response(_rendered(account, number))

    return [web.get(LIST, show), web.get(ONE, fetch), web.post(ONE, update)]


def _wanted(account: Account, request: web.Request) -> PhoneNumber:
    sid = request.match_info["sid"]
    for number in account.numbers.values():
        if number.sid == sid:
            return number
    raise missing(request)


def _rendered(account: Account, number: PhoneNumber) -> dict[str, Any]:
    return {
        "account_sid": account.sid,
        "address_requirements": "none",
        "address_sid": None,
        "api_version": "2010-04-01",
        "beta": False,
        "bundle_sid": None,
        "capabilities": {
            "fax": False,
            "mms": number.can_text,
            "sms": number.can_text,
            "voice": True,
        },
        "date_created": rfc2822(number.created),
        "date_updated": rfc2822(number.updated),
        "emergency_address_sid": None,
        "emergency_address_status": "unregistered",
        "emergency_status": "Inactive",
        "friendly_name": number.name or number.number,
        "identity_sid": None,
        "origin": "twilio",
        "phone_number": number.number,
        "sid": number.sid,
        "sms_application_sid": None,
        "sms_fallback_method": number.sms_fallback_method,
        "sms_fallback_url": number.sms_fallback_url,
        "sms_method": number.sms_method,
        "sms_url": number.sms_url,
        "status": "in-use",
        "status_callback": number.status_callback,
        "status_callback_method": number.status_callback_method,
        "trunk_sid": None,
        "type": "local",
        "uri": f"{API}/Accounts/{account.sid}/IncomingPhoneNumbers/{number.sid}.json",
        "voice_application_sid": None,
        "voice_caller_id_lookup": False,
        "voice_fallback_method": number.voice_fallback_method,
        "voice_fallback_url": number.voice_fallback_url,
        "voice_method": number.voice_method,
        "voice_receive_mode": "voice",
        "voice_url": number.voice_url,
    }
