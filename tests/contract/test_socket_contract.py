"""The contract of the sockets, run by the official client and by python-socketio's."""

from __future__ import annotations

import asyncio
import json
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import RequirePeer
from tests.contract.python_client import run_contract
from tests.running.parley_process import ParleyProcess

HERE = Path(__file__).parent
WEB = HERE.parents[1] / "agent_console" / "web"

pytestmark = pytest.mark.timeout(60)


def _options(parley: ParleyProcess, transports: list[str]) -> dict[str, Any]:
    agent = next(user for user in parley.demo["users"] if user["role"] == "agent")
    return {
        "url": parley.url,
        "email": agent["email"],
        "password": agent["password"],
        "key": parley.demo["inboxes"][0]["key"],
        "transports": transports,
    }


async def _by_node(node: str, options: dict[str, Any]) -> dict[str, Any]:
    process = await asyncio.create_subprocess_exec(
        node,
        str(HERE / "contract.mjs"),
        str(WEB),
        json.dumps(options),
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    output, errors = await process.communicate()
    assert process.returncode == 0, errors.decode()
    seen: dict[str, Any] = json.loads(output)
    return seen


def _check(seen: dict[str, Any]) -> None:
    assert set(seen["hello"]) >= {"agent", "presence", "capacity", "server_time", "cursor"}
    assert seen["hello"]["agent"].keys() == {"id", "name"}
    assert set(seen["session"]) >= {"visitor", "conversation", "entries", "presence"}
    assert isinstance(seen["session"]["presence"]["online"], bool)
    assert seen["message"]["seq"] == seen["repeated"]["seq"] > 0
    offer = seen["offer"]
    assert {"id", "conversation", "expires_at", "reasons"} <= offer.keys()
    assert offer["reasons"]
    assert seen["accept"]["conversation"]["state"] == "active"
    assert seen["accept_again"]["error"]["code"] == "offer_gone"
    entries = seen["open"]["entries"]
    assert [entry["seq"] for entry in entries] == sorted({entry["seq"] for entry in entries})
    assert any(entry["text"] == "A word from the contract" for entry in entries)
    assert seen["typing"]["author"] == "contact"
    assert seen["typing"]["on"] is True
    assert seen["reply"]["seq"] == seen["reply_repeated"]["seq"]
    assert seen["entry"]["seq"] == seen["reply"]["seq"]
    assert seen["entry"]["seq"] in seen["read"]["data"]["targets"]
    assert seen["note"]["seq"] > seen["reply"]["seq"]
    assert "error" not in seen["page"]
    texts = [entry["text"] for entry in seen["widget_catch_up"]["entries"]]
    assert "An answer" in texts
    assert "Internal" not in texts
    changed = {each["id"] for each in seen["catch_up"]["conversations"]}
    assert offer["conversation"]["id"] in changed
    assert seen["catch_up"]["cursor"]
    assert "error" not in seen["close"]
    assert seen["resolve"]["conversation"]["state"] == "resolved"
    assert seen["nonsense"]["error"]["code"] == "invalid"


@pytest.mark.parametrize("transports", [["websocket"], ["polling"], ["polling", "websocket"]])
async def test_python_client(parley: ParleyProcess, transports: list[str]) -> None:
    _check(await run_contract(_options(parley, transports)))


@pytest.mark.parametrize("transports", [["websocket"], ["polling"], ["polling", "websocket"]])
async def test_official_client(
    parley: ParleyProcess, require_peer: RequirePeer, transports: list[str]
) -> None:
    seen = await _by_node(require_peer("node"), _options(parley, transports))
    _check(seen)
