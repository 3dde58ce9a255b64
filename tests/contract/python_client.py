"""The socket contract, run by python-socketio's client. The same steps as contract.mjs."""

from __future__ import annotations

import uuid

import aiohttp

from tests.running.line import Line, Payload


async def run_contract(options: Payload) -> Payload:
    """Run every step and return what each saw."""
    url, transports = options["url"], options["transports"]
    seen: Payload = {}
    cookie, csrf = await _sign_in(options)
    console, widget = Line("/console"), Line("/widget")
    try:
        headers = {"Cookie": cookie, "Origin": url}
        await console.connect(url, headers=headers, transports=transports)
        seen["hello"] = await console.next("hello")
        seen["presence"] = await console.call("presence", {"state": "available"})
        await widget.connect(
            url,
            headers={"Origin": url},
            auth={"inbox": options["key"]},
            transports=transports,
        )
        seen["session"] = await widget.next("session")
        await _talk(console, widget, seen)
        seen["resolve"] = await _resolve(options, cookie, csrf, seen["offer"]["conversation"]["id"])
    finally:
        await console.close()
        await widget.close()
    return seen


async def _sign_in(options: Payload) -> tuple[str, str]:
    url = options["url"]
    async with (
        aiohttp.ClientSession() as http,
        http.post(
            f"{url}/api/v1/session",
            json={"email": options["email"], "password": options["password"]},
            headers={"Origin": url},
        ) as answer,
    ):
        answer.raise_for_status()
        me = await answer.json()
        cookie = "; ".join(f"{key}={morsel.value}" for key, morsel in answer.cookies.items())
    return cookie, me["csrf"]


async def _resolve(options: Payload, cookie: str, csrf: str, conversation: str) -> Payload:
    headers = {"Cookie": cookie, "X-CSRF-Token": csrf, "Origin": options["url"]}
    async with (
        aiohttp.ClientSession(headers=headers) as http,
        http.post(
            f"{options['url']}/api/v1/conversations/{conversation}/resolve",
            json={"id": str(uuid.uuid4())},
        ) as answer,
    ):
        result: Payload = await answer.json()
        return result


async def _talk(console: Line, widget: Line, seen: Payload) -> None:
    message = {"id": str(uuid.uuid4()), "text": "A word from the contract"}
    seen["message"] = await widget.call("message", message)
    seen["repeated"] = await widget.call("message", message)
    seen["offer"] = offer = await console.next("offer")
    conversation = offer["conversation"]["id"]
    seen["accept"] = await console.call("accept", {"offer": offer["id"]})
    seen["accept_again"] = await console.call("decline", {"offer": offer["id"], "reason": "late"})
    seen["open"] = await console.call("open", {"conversation": conversation})
    await widget.call("typing", {"on": True})
    seen["typing"] = await console.next("typing", lambda e: e["conversation"] == conversation)
    reply = {"id": str(uuid.uuid4()), "conversation": conversation, "text": "An answer"}
    seen["reply"] = await console.call("reply", reply)
    seen["reply_repeated"] = await console.call("reply", reply)
    seen["entry"] = await widget.next("entry", lambda e: e["text"] == "An answer")
    await widget.call("seen", {"seq": seen["entry"]["seq"]})
    seen["read"] = await console.next(
        "entry", lambda e: e["activity"] == "delivery" and e["data"]["state"] == "read"
    )
    note = {"id": str(uuid.uuid4()), "conversation": conversation, "text": "Internal"}
    seen["note"] = await console.call("note", note)
    seen["page"] = await widget.call("page", {"url": "https://shop.example/lamps", "title": "L"})
    seen["widget_catch_up"] = await widget.call("catch_up", {"after": 0})
    seen["catch_up"] = await console.call("catch_up", {"changed_since": seen["hello"]["cursor"]})
    seen["close"] = await console.call("close", {"conversation": conversation})
    seen["nonsense"] = await console.call("open", {"conversation": {"$ne": None}})
