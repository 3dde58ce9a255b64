"""What packaging promises: locks that hold anywhere, entry points, and targets that exist."""

from __future__ import annotations

import json
import re
import tomllib
from pathlib import Path

import pytest

import parley

ROOT = Path(__file__).parents[3]
LOCKS = ["requirements.lock", "requirements-server.lock", "scripts/node.lock"]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())


def pins(lock: str) -> dict[str, list[str]]:
    """The pinned `name==version` of a lock, each with its hashes."""
    found: dict[str, list[str]] = {}
    hashes: list[str] = []
    for line in (ROOT / lock).read_text().splitlines():
        if pin := re.match(r"([A-Za-z0-9._-]+==[^\s;\\]+)", line):
            hashes = found.setdefault(pin[1], [])
        elif digest := re.search(r"--hash=(sha256:[0-9a-f]{64})", line):
            hashes.append(digest[1])
    return found


@pytest.mark.parametrize("lock", LOCKS)
def test_lock_names_no_host_and_hashes_everything(lock: str) -> None:
    assert not re.search(r"://|file:|^-|--(index|find|extra)", (ROOT / lock).read_text(), re.M)
    assert pins(lock)
    assert all(pins(lock).values())


def test_server_lock_is_a_part_of_the_whole_one() -> None:
    assert pins("requirements-server.lock").items() <= pins("requirements.lock").items()


@pytest.mark.parametrize("lock", LOCKS)
def test_lock_brings_no_torch_and_no_gpl_into_the_server(lock: str) -> None:
    names = {pin.split("==")[0] for pin in pins(lock)}
    assert "torch" not in names
    assert lock == "requirements.lock" or "secantusdb" not in names


def test_lock_serves_every_dependency() -> None:
    locked = {
        re.sub(r"[-_.]+", "-", pin.split("==")[0]).lower() for pin in pins("requirements.lock")
    }
    extras = PROJECT["project"]["optional-dependencies"].values()
    for wanted in [*PROJECT["project"]["dependencies"], *(name for one in extras for name in one)]:
        name = re.split(r"[\[<>=~! ;]", wanted)[0]
        assert re.sub(r"[-_.]+", "-", name).lower() in locked, f"run `make lock`: {name} is missing"


def test_npm_lock_holds_no_download_address() -> None:
    lock = json.loads((ROOT / "agent_console/web/package-lock.json").read_text())
    packages = {name: package for name, package in lock["packages"].items() if name}
    assert packages
    assert [name for name, package in packages.items() if "resolved" in package] == []
    assert [name for name, package in packages.items() if "integrity" not in package] == []


def test_version_is_told_once() -> None:
    assert PROJECT["project"]["version"] == parley.__version__
    assert f"parley:{parley.__version__}" in (ROOT / "docker-compose.yml").read_text()
    assert f"## {parley.__version__}" in (ROOT / "CHANGELOG.md").read_text()


@pytest.mark.parametrize(
    "target", ["demo", "serve", "test", "check", "bench", "lock", "web", "clean"]
)
def test_makefile_has_the_targets(target: str) -> None:
    makefile = (ROOT / "Makefile").read_text()
    assert re.search(rf"^{target}:.*## \w", makefile, re.M)
    assert re.search(rf"^\.PHONY:.*\b{target}\b", makefile, re.M)
