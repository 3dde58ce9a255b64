"""Settings of an inbox: files in them, what is wrong with them, and trying them."""

from __future__ import annotations

from typing import Any

import pytest

from conversations.channels import Channel
from conversations.connections import CheckStep
from conversations.places import Inbox
from tests.integration.agent_console.conftest import Company
from tests.integration.agent_console.mailing import stored_file

V1 = "/api/v1"
WAV = b"RIFF\x24\x00\x00\x00WAVEfmt \x10\x00\x00\x00\x01\x00\x01\x00" + b"\x00" * 24


@pytest.fixture(autouse=True)
def any_settings(company: Company, monkeypatch: pytest.MonkeyPatch) -> None:
    """Web chat has no files in its settings; here it takes whatever it is given."""
    monkeypatch.setitem(company.services.check_settings, Channel.WEBCHAT, dict)


async def test_only_own_files_get_into_settings_and_are_listed(company: Company) -> None:
    ada = await company.browser("ada")
    me = (await ada.call("GET", f"{V1}/me"))["user"]["id"]
    mine = await stored_file(company.stores, "welcome.wav", WAV, {"user_id": me})
    foreign = await stored_file(company.stores, "letter.eml", b"private", {"source": "x"})
    inbox = company.inboxes["Shop"]
    path = f"{V1}/inboxes/{inbox.id}"

    def change(version: int, file: str) -> dict[str, Any]:
        options = [{"say": {"text": "", "file": file}}, {"say": {"text": "x", "file": ""}}]
        return {"version": version, "settings": {"menu": {"options": options}}}

    for wrong in (foreign.id, "0" * 32):
        refused = await ada.ask("PATCH", path, change(1, wrong))
        assert refused.status == 422
        assert (await refused.json())["remedy"] == "Upload it again."
    assert (await ada.call("GET", f"{path}/files"))["items"] == []
    stored = await ada.call("PATCH", path, change(1, mine.id))
    await ada.call("PATCH", path, change(stored["version"], mine.id))

    [listed] = (await ada.call("GET", f"{path}/files"))["items"]
    assert (listed["name"], listed["content_type"]) == ("welcome.wav", "audio/x-wav")
    heard = await ada.ask("GET", listed["url"])
    assert (heard.headers["Content-Type"], await heard.read()) == ("audio/x-wav", WAV)

    await company.stores.files.remove(mine.id)
    assert (await ada.call("GET", f"{path}/files"))["items"] == []


async def test_a_new_inbox_is_checked_as_well(company: Company) -> None:
    ada = await company.browser("ada")
    foreign = await stored_file(company.stores, "letter.eml", b"private")
    body = {
        "name": "Calls",
        "queue_id": company.queues["Shop"].id,
        "settings": {"music_file": foreign.id},
    }
    assert (await ada.ask("POST", f"{V1}/inboxes", body)).status == 422


async def test_wrong_settings_are_named_field_by_field(
    company: Company, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.undo()
    ada = await company.browser("ada")
    inbox = company.inboxes["Shop"]
    wrong = {"accent": "blue", "hours": {"timezone": "Mars/Olympus"}}
    answer = await ada.ask(
        "PATCH", f"{V1}/inboxes/{inbox.id}", {"version": inbox.version, "settings": wrong}
    )
    assert answer.status == 422
    found = {it["field"]: it["message"] for it in (await answer.json())["errors"]}
    assert set(found) == {"settings.accent", "settings.hours.timezone"}
    assert "time zone" in found["settings.hours.timezone"]


@pytest.mark.parametrize(("asked", "tried"), [({"language": "fa"}, "fa"), ({}, "en")])
async def test_settings_are_tried_in_the_language_that_is_chosen(
    company: Company, monkeypatch: pytest.MonkeyPatch, asked: dict[str, str], tried: str
) -> None:
    seen = []

    async def check(inbox: Inbox) -> list[CheckStep]:
        seen.append(inbox.language)
        return []

    monkeypatch.setitem(company.services.check_lines, Channel.WEBCHAT, check)
    ada = await company.browser("ada")
    body = {"channel": "webchat", "inbox": company.inboxes["Shop"].id, **asked}
    assert await ada.call("POST", f"{V1}/inboxes/check", body) == {"steps": []}
    assert seen == [tried]
