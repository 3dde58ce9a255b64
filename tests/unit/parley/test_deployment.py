"""Holds Dockerfile and docker-compose.yml against the settings and roles, for want of an engine."""

from __future__ import annotations

import re
import shlex
from pathlib import Path
from typing import Any

import pytest
import yaml

from parley.cli import parser
from parley.settings import CONFIG_VARIABLE, Role, Settings, variable
from parley.settings_loading import load

ROOT = Path(__file__).parents[3]
KNOWN = {CONFIG_VARIABLE, *(variable(name) for name in Settings.model_fields)}
SUBSTITUTION = re.compile(r"\$\{(?P<name>\w+)(?::(?P<kind>[-?])(?P<text>[^}]*))?\}")


def compose() -> dict[str, Any]:
    parsed: dict[str, Any] = yaml.safe_load((ROOT / "docker-compose.yml").read_text())
    return parsed


def ours() -> dict[str, dict[str, Any]]:
    return {name: service for name, service in compose()["services"].items() if "build" in service}


def instructions() -> list[tuple[str, str]]:
    """The Dockerfile's instructions with their arguments, continued lines joined."""
    text = (ROOT / "Dockerfile").read_text().replace("\\\n", " ")
    lines = [line for line in text.splitlines() if line.strip() and not line.startswith("#")]
    return [(word, rest.strip()) for word, _, rest in (line.partition(" ") for line in lines)]


def role_of(service: dict[str, Any]) -> str:
    role: str = parser().parse_args(service["command"]).role
    return role


def test_compose_runs_the_roles_of_the_house() -> None:
    roles = sorted(role_of(service) for service in ours().values())
    assert roles == ["connectors", "web", "web", "worker"]
    assert {*roles, Role.ALL} == set(Role)


@pytest.mark.parametrize("service", sorted(ours()))
def test_each_service_has_settings_that_load(
    service: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.chdir(tmp_path)
    environment = ours()[service]["environment"]
    assert set(environment) <= KNOWN
    for name, value in environment.items():
        filled = SUBSTITUTION.sub(
            lambda found: found["text"] if found["kind"] == "-" else "k" * 48, value
        )
        monkeypatch.setenv(name, filled)
    settings = load(role=role_of(ours()[service]))
    assert settings.mongodb_uri is not None
    assert settings.redis_url is not None
    assert settings.secret_key is not None


def test_a_missing_secret_key_is_asked_for_before_anything_starts() -> None:
    for service in ours().values():
        found = SUBSTITUTION.fullmatch(service["environment"]["PARLEY_SECRET_KEY"])
        assert found is not None
        assert found["kind"] == "?"


def test_mongodb_is_a_replica_set_that_ours_wait_for() -> None:
    mongo = compose()["services"]["mongo"]
    assert mongo["command"][1:3] == ["--replSet", "rs0"]
    assert 'rs.initiate({_id: "rs0"' in mongo["healthcheck"]["test"][1]
    for service in ours().values():
        assert service["environment"]["MONGODB_URI"].endswith("replicaSet=rs0")
        assert service["depends_on"]["mongo"]["condition"] == "service_healthy"
        assert service["depends_on"]["redis"]["condition"] == "service_healthy"


def test_proxy_keeps_a_client_with_one_of_the_web_processes() -> None:
    caddyfile = compose()["configs"]["caddyfile"]["content"]
    webs = sorted(name for name, service in ours().items() if role_of(service) == "web")
    upstreams = re.search(r"reverse_proxy (?P<names>.+) \{", caddyfile)
    assert upstreams is not None
    port = Settings.model_fields["port"].default
    assert upstreams["names"].split() == [f"{name}:{port}" for name in webs]
    assert "lb_policy client_ip_hash" in caddyfile
    assert "health_uri /readyz" in caddyfile


def test_the_proxy_alone_is_believed_about_addresses() -> None:
    (network,) = compose()["networks"]["parley"]["ipam"]["config"]
    for service in ours().values():
        assert service["environment"]["PARLEY_TRUSTED_PROXIES"] == network["subnet"]


def test_image_runs_as_nobody_special() -> None:
    last = [rest for word, rest in instructions() if word == "USER"][-1]
    assert last.split(":")[0] not in {"", "0", "root"}


def test_image_sets_only_known_settings() -> None:
    set_here = {
        pair.split("=", 1)[0]
        for word, rest in instructions()
        if word == "ENV"
        for pair in shlex.split(rest)
    }
    assert {name for name in set_here if name.startswith("PARLEY_")} <= KNOWN
    assert {"PARLEY_HOST", "PARLEY_DATA"} <= set_here


def test_image_starts_the_command_line_and_asks_readyz() -> None:
    by_word = dict(instructions())  # the last of each counts
    assert yaml.safe_load(by_word["ENTRYPOINT"]) == ["parley"]
    assert parser().parse_args(yaml.safe_load(by_word["CMD"])).command == "serve"
    assert int(by_word["EXPOSE"]) == Settings.model_fields["port"].default
    assert "/readyz" in by_word["HEALTHCHECK"]


def test_image_is_built_in_stages_from_files_that_exist() -> None:
    stages = [rest.split(" AS ")[1] for word, rest in instructions() if word == "FROM"]
    assert stages == ["web", "python", "runtime"]
    for word, rest in instructions():
        if word != "COPY":
            continue
        if rest.startswith("--from="):
            assert rest.split()[0].removeprefix("--from=") in stages
            continue
        for source in rest.split()[:-1]:
            assert (ROOT / source).exists(), source


def test_every_room_is_in_the_image() -> None:
    rooms = re.search(r"packages = \[(?P<names>[^\]]+)\]", (ROOT / "pyproject.toml").read_text())
    assert rooms is not None
    copied = {rest.split()[0].rstrip("/") for word, rest in instructions() if word == "COPY"}
    allowed = (ROOT / ".dockerignore").read_text().split()
    for room in re.findall(r'"(\w+)"', rooms["names"]):
        assert room in copied
        assert f"!{room}" in allowed
