from __future__ import annotations

import re
from pathlib import Path

import pytest

from conversations.errors import Unavailable
from parley import __version__, commands
from parley.cli import main, parser
from parley.settings import Role


@pytest.fixture(autouse=True)
def own_folder(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)


def test_version(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["version"]) == 0
    assert re.fullmatch(
        rf"parley {re.escape(__version__)} \(Python .+\)\n", capsys.readouterr().out
    )


@pytest.mark.parametrize("role", list(Role))
def test_serve_takes_every_role(role: Role) -> None:
    options = parser().parse_args(["serve", "--role", role.value, "--port", "81", "--data", "d"])
    assert (options.role, options.port, options.data) == (role.value, "81", Path("d"))


def test_demo_takes_its_options() -> None:
    options = parser().parse_args(
        ["demo", "--rate", "0.5", "--past", "9", "--seed", "7", "--quiet"]
    )
    assert (options.rate, options.past, options.seed, options.quiet) == (0.5, 9, 7, True)


@pytest.mark.parametrize("wrong", [["demo", "--rate", "-1"], ["serve", "--role", "boss"], []])
def test_wrong_use_exits_with_two(wrong: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as caught:
        main(wrong)
    assert caught.value.code == 2
    assert "usage: parley" in capsys.readouterr().err


def test_wrong_setting_is_told_without_a_traceback(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("PARLEY_LOG_LEVEL", "loud")
    assert main(["serve"]) == 2
    error = capsys.readouterr().err
    assert error.startswith("parley: PARLEY_LOG_LEVEL is 'loud'")
    assert "Traceback" not in error


def test_expected_failure_is_told_with_its_remedy(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def away(_options: object) -> int:
        raise Unavailable("The database does not answer.", remedy="Start it.")

    monkeypatch.setattr(commands.version, "run", away)
    assert main(["version"]) == 1
    assert capsys.readouterr().err == "parley: The database does not answer. Start it.\n"


def test_doctor_prints_a_line_for_each_check(capsys: pytest.CaptureFixture[str]) -> None:
    from parley import checks

    (Path("data")).write_text("a file is in the way")
    assert main(["doctor", "--port", "65535"]) == 1
    lines = capsys.readouterr().out.splitlines()
    assert len(lines) == len(checks.ALL)
    assert all(re.match(r"(ok|warn|fail) +[a-z]", line, re.IGNORECASE) for line in lines)


def test_the_demos_inboxes_are_in_a_database_of_their_own(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    from parley import lines
    from parley.settings import Settings

    asked: list[str] = []

    async def look(settings: Settings, _say: object) -> bool:
        asked.append(settings.database)
        return True

    monkeypatch.setattr(lines, "show_all", look)
    assert main(["connectors", "list"]) == 0
    assert main(["connectors", "list", "--demo"]) == 0
    assert asked == ["parley", "parley_demo"]
