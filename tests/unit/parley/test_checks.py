from __future__ import annotations

import asyncio
import socket
from pathlib import Path

import pytest

from parley import checks
from parley.checks import Verdict
from parley.settings import Settings
from parley.settings_loading import load
from storage.embedded import EmbeddedServer
from tests.conftest import MongoServer, RequirePeer, free_port


async def settings(tmp_path: Path, **given: object) -> Settings:
    return await asyncio.to_thread(load, data=tmp_path / "data", **given)


async def test_data_folder_is_made_and_written(tmp_path: Path) -> None:
    finding = await checks.data_folder(await settings(tmp_path))
    assert finding.verdict is Verdict.OK
    assert list((tmp_path / "data").iterdir()) == []


async def test_data_folder_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    (tmp_path / "data").write_text("a file is in the way")
    finding = await checks.data_folder(await settings(tmp_path))
    assert finding.verdict is Verdict.FAIL
    assert "PARLEY_DATA" in finding.remedy


@pytest.mark.parametrize(
    ("given", "verdict", "says"),
    [
        ({"tagging_engine": "off"}, Verdict.OK, "off"),
        ({"tagging_engine": "lexicon"}, Verdict.OK, "word lists"),
        (
            {"tagging_engine": "transformers", "transformers_model": "./nowhere"},
            Verdict.WARN,
            "",
        ),
    ],
)
async def test_the_engine_is_looked_for(
    tmp_path: Path, given: dict[str, str], verdict: Verdict, says: str
) -> None:
    finding = await checks.tagging(await settings(tmp_path, **given))
    assert finding.verdict is verdict
    assert says in finding.detail
    assert bool(finding.remedy) is (verdict is Verdict.WARN)


async def test_address_in_use_is_told(tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        finding = await checks.address(await settings(tmp_path, port=port))
    assert finding.verdict is Verdict.FAIL
    assert "set PORT" in finding.remedy
    assert (await checks.address(await settings(tmp_path, port=port))).verdict is Verdict.OK


@pytest.mark.parametrize(
    ("given", "verdict"),
    [
        ({}, Verdict.OK),
        ({"host": "0.0.0.0"}, Verdict.WARN),
        ({"host": "localhost"}, Verdict.OK),
        ({"host": "0.0.0.0", "public_url": "https://help.example.com"}, Verdict.OK),
    ],
)
async def test_public_url(tmp_path: Path, given: dict[str, object], verdict: Verdict) -> None:
    assert (await checks.public_url(await settings(tmp_path, **given))).verdict is verdict


async def test_roles_apart_need_one_secret_key(tmp_path: Path) -> None:
    apart = {"role": "worker", "mongodb_uri": "mongodb://db/"}
    assert (await checks.secret_key(await settings(tmp_path))).verdict is Verdict.OK
    assert (await checks.secret_key(await settings(tmp_path, **apart))).verdict is Verdict.FAIL
    keyed = await settings(tmp_path, secret_key="k" * 40, **apart)
    assert (await checks.secret_key(keyed)).verdict is Verdict.OK


@pytest.mark.peers
async def test_redis_answers_or_is_told(tmp_path: Path, require_peer: RequirePeer) -> None:
    port = free_port()
    here = await settings(tmp_path, redis_url=f"redis://127.0.0.1:{port}/0")
    assert (await checks.redis(here)).verdict is Verdict.FAIL
    server = await asyncio.create_subprocess_exec(
        require_peer("redis-server"),
        *("--port", str(port), "--bind", "127.0.0.1", "--save", "", "--dir", str(tmp_path)),
        stdout=asyncio.subprocess.PIPE,
    )
    assert server.stdout is not None
    try:
        while b"Ready to accept connections" not in await server.stdout.readline():
            continue
        assert (await checks.redis(here)).verdict is Verdict.OK
    finally:
        server.terminate()
        await server.communicate()


async def test_several_web_processes_without_redis_are_warned_about(tmp_path: Path) -> None:
    assert (await checks.redis(await settings(tmp_path))).verdict is Verdict.OK
    web = await settings(tmp_path, role="web", mongodb_uri="mongodb://db/")
    assert (await checks.redis(web)).verdict is Verdict.WARN


async def test_database_that_carries_parley(
    tmp_path: Path, mongo_server: MongoServer, database_name: str
) -> None:
    here = await settings(tmp_path, mongodb_uri=mongo_server.uri, database=database_name)
    finding = await checks.database(here)
    assert finding.verdict is Verdict.OK, finding
    assert "durable writes and transactions" in finding.detail


async def test_database_away_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("storage.client.SERVER_SELECTION_MS", 100)
    uri = f"mongodb://127.0.0.1:{free_port()}/"
    finding = await checks.database(await settings(tmp_path, mongodb_uri=uri))
    assert finding.verdict is Verdict.FAIL
    assert "MONGODB_URI" in finding.remedy


async def test_embedded_database_of_a_running_parley_is_no_failure(tmp_path: Path) -> None:
    here = await settings(tmp_path)
    async with EmbeddedServer(here.data):
        finding = await checks.database(here)
    assert finding.verdict is Verdict.OK
    assert "in use by a running Parley" in finding.detail


def test_a_finding_is_one_line_with_its_remedy() -> None:
    finding = checks.Finding(Verdict.FAIL, "redis", "away", "start it")
    assert str(finding) == "fail  redis: away → start it"
