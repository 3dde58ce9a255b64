from __future__ import annotations

from pathlib import Path

import pytest

from parley.cli import main
from storage.schema import known_migrations
from tests.conftest import MongoServer


def test_migrate_tells_each_step_and_then_has_nothing_to_do(
    mongo_server: MongoServer,
    database_name: str,
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("MONGODB_URI", mongo_server.uri)
    monkeypatch.setenv("PARLEY_DATABASE", database_name)
    steps = [f"{step.number:04d} {step.title}" for step in known_migrations()]
    last = f"the database is at version {known_migrations()[-1].number}"

    assert main(["migrate"]) == 0
    assert capsys.readouterr().out.splitlines() == [*steps, last]
    assert main(["migrate"]) == 0
    assert capsys.readouterr().out.splitlines() == [last]
