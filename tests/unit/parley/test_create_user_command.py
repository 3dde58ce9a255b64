from __future__ import annotations

import io
from pathlib import Path

import pytest

from parley.cli import main
from tests.conftest import MongoServer


@pytest.fixture(autouse=True)
def own_database(
    mongo_server: MongoServer, database_name: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("MONGODB_URI", mongo_server.uri)
    monkeypatch.setenv("PARLEY_DATABASE", database_name)


def test_first_admin_on_an_empty_database(capsys: pytest.CaptureFixture[str]) -> None:
    ada = ["create-user", "--email", "Ada@example.com", "--name", "Ada", "--role", "admin"]
    assert main(ada) == 0
    told, password = capsys.readouterr().out.splitlines()
    assert told == "made admin Ada <ada@example.com>"
    assert len(password.removeprefix("password: ")) >= 16

    assert main(ada) == 1
    error = capsys.readouterr().err
    assert error.startswith("parley: ")
    assert "Traceback" not in error


def test_password_from_standard_input_is_not_printed(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO("correct horse battery\n"))
    assert main(["create-user", "--email", "bo@example.com", "--password-stdin"]) == 0
    assert capsys.readouterr().out == "made agent bo <bo@example.com>\n"
