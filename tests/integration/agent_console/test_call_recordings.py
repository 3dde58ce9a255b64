"""Recordings of calls: who may hear them, and how players jump within them."""

from __future__ import annotations

import pytest

from agent_console.files import FileLinks
from conversations.calls.leg import Party
from tests.integration.agent_console.conftest import Company
from tests.integration.agent_console.mailing import stored_file
from tests.integration.agent_console.telephoning import Line, order, telephone

pytestmark = pytest.mark.timeout(30)
V1 = "/api/v1"


async def test_recordings_are_played_from_their_own_conversation(company: Company) -> None:
    inbox = await telephone(company)
    line = await (await (await Line.rings(company, inbox)).waits()).talks("agnes")
    content = b"ID3\x03" + bytes(range(256)) * 2000
    file = await stored_file(company.stores, "recording.mp3", content)
    other = await stored_file(company.stores, "another.mp3", content)
    await line.recorded(file.id)
    agnes, bert = await company.browser("agnes"), await company.browser("bert")
    path = f"{V1}/conversations/{line.conversation_id}/recordings"
    played = await agnes.ask("GET", f"{path}/{file.id}")
    assert (played.status, await played.read()) == (200, content)
    assert played.headers["Content-Type"] == "audio/mpeg"
    assert played.url.path == f"{V1}/files/{file.id}"
    assert (await bert.ask("GET", f"{path}/{file.id}")).status == 404
    assert (await agnes.ask("GET", f"{path}/{other.id}")).status == 404
    elsewhere = await company.say("Shop", "v1")
    wrong = f"{V1}/conversations/{elsewhere.id}/recordings/{file.id}"
    assert (await agnes.ask("GET", wrong)).status == 404

    # of a call before the present one as well
    for _ in range(2):
        await order(agnes, line, "hang_up")
        await order(agnes, line, "wrap_up", resolve=False)
        await order(agnes, line, "call_back")
        await line.comes(Party.AGENT)
    assert (await agnes.ask("GET", f"{path}/{file.id}")).status == 200


@pytest.mark.parametrize(
    ("asked", "status", "part"),
    [
        ("bytes=0-9", 206, slice(0, 10)),
        ("bytes=261120-", 206, slice(261_120, None)),
        ("bytes=300000-300001", 206, slice(300_000, 300_002)),
        ("bytes=-100", 206, slice(-100, None)),
        ("bytes=-9999999", 206, slice(0, None)),
        ("bytes=5-99999999", 206, slice(5, None)),
        ("bytes=9-5", 200, slice(0, None)),
        ("bytes=0-1,5-6", 200, slice(0, None)),
        ("pages=1-2", 200, slice(0, None)),
        ("bytes=999999-", 416, None),
        ("bytes=-0", 416, None),
    ],
)
async def test_a_player_jumps_within_a_recording(
    company: Company, asked: str, status: int, part: slice | None
) -> None:
    content = b"ID3\x03" + bytes(range(256)) * 2000  # three chunks of the store's
    file = await stored_file(company.stores, "recording.mp3", content)
    browser = await company.browser()
    address = FileLinks(company.services.settings.signing_key, company.clock).sign(file.id)
    answer = await browser.ask("GET", address, headers={"Range": asked})
    assert answer.status == status
    if part is None:
        assert answer.headers["Content-Range"] == f"bytes */{len(content)}"
        return
    assert await answer.read() == content[part]
    assert answer.headers["Accept-Ranges"] == "bytes"
    if status == 206:
        start, stop, _ = part.indices(len(content))
        assert answer.headers["Content-Range"] == f"bytes {start}-{stop - 1}/{len(content)}"
    changed = {"Range": asked, "If-Range": '"another"'}
    assert (await browser.ask("GET", address, headers=changed)).status == 200
    same = {"Range": asked, "If-Range": answer.headers["ETag"]}
    assert (await browser.ask("GET", address, headers=same)).status == status
