from __future__ import annotations

import os
from ipaddress import ip_network
from pathlib import Path

import pytest

from parley.settings import LogLevel, Role, Settings, variable
from parley.settings_loading import SettingsError, load
from parley.settings_table import table


@pytest.fixture(autouse=True)
def clean_environment(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Neither the developer's environment nor a parley.toml in the checkout has a say here."""
    for name in list(os.environ):
        if name.startswith("PARLEY_") or name in {"PORT", "MONGODB_URI", "REDIS_URL"}:
            monkeypatch.delenv(name)
    monkeypatch.chdir(tmp_path)


def problems(**given: object) -> list[str]:
    with pytest.raises(SettingsError) as caught:
        load(**given)
    return caught.value.problems


def test_defaults_serve_on_loopback_with_the_embedded_database() -> None:
    settings = load()
    assert (settings.host, settings.port, settings.role) == ("127.0.0.1", 8080, Role.ALL)
    assert settings.mongodb_uri is None
    assert settings.data == Path("data")
    assert settings.base_url == "http://127.0.0.1:8080"


def test_sources_stand_above_each_other(monkeypatch: pytest.MonkeyPatch) -> None:
    Path("parley.toml").write_text('port = 7001\nlog_level = "debug"\n')
    assert (load().port, load().log_level) == (7001, LogLevel.DEBUG)
    monkeypatch.setenv("PORT", "7002")
    assert load().port == 7002
    monkeypatch.setenv("PARLEY_PORT", "7003")
    assert load().port == 7003
    assert load(port="7004").port == 7004
    assert load(port=None).port == 7003


def test_settings_file_can_be_named(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    other = tmp_path / "elsewhere.toml"
    other.write_text('database = "other"\ntrusted_proxies = ["10.1.0.0/16"]\n')
    monkeypatch.setenv("PARLEY_CONFIG", str(other))
    assert load().database == "other"
    assert load().trusted_proxies == (ip_network("10.1.0.0/16"),)


def test_lists_are_split_at_commas(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PARLEY_TRUSTED_PROXIES", "10.0.0.0/8, 127.0.0.1,")
    monkeypatch.setenv("PARLEY_ALLOWED_HOSTS", "a.example.com , b.example.com")
    settings = load()
    assert settings.trusted_proxies == (ip_network("10.0.0.0/8"), ip_network("127.0.0.1/32"))
    assert settings.allowed_hosts == ("a.example.com", "b.example.com")


def test_labels_are_pairs(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PARLEY_TRANSFORMERS_LABELS", "LABEL_0=negative, a=b = positive,")
    assert load().transformers_labels == {"LABEL_0": "negative", "a=b": "positive"}
    monkeypatch.delenv("PARLEY_TRANSFORMERS_LABELS")
    Path("parley.toml").write_text('[transformers_labels]\n"1 star" = "negative"\n')
    assert load().transformers_labels == {"1 star": "negative"}


def test_the_engine_of_ones_own_needs_a_model(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PARLEY_TAGGING_ENGINE", "transformers")
    (problem,) = problems()
    assert "set PARLEY_TRANSFORMERS_MODEL" in problem
    assert load(transformers_model="./model").transformers_model == "./model"


def test_empty_variable_counts_as_unset(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MONGODB_URI", "")
    assert load().mongodb_uri is None


@pytest.mark.parametrize(
    ("name", "value", "says"),
    [
        ("PARLEY_PORT", "eighty", "PARLEY_PORT is 'eighty'"),
        ("PARLEY_PORT", "70000", "less than or equal to 65535"),
        ("PARLEY_LOG_LEVEL", "loud", "'debug', 'info', 'warning' or 'error'"),
        ("PARLEY_ROLE", "boss", "'all', 'web', 'connectors' or 'worker'"),
        ("PARLEY_PUBLIC_URL", "help.example.com", "begin with http:// or https://"),
        ("PARLEY_PUBLIC_URL", "https://example.com/help", "without path"),
        ("PARLEY_TRUSTED_PROXIES", "banana", "does not appear to be an IPv4 or IPv6 network"),
        ("PARLEY_OFFER_TIMEOUT_S", "-1", "greater than or equal to 1"),
        ("PARLEY_TRANSFORMERS_LABELS", "LABEL_0", "labels with what they mean"),
        ("PARLEY_TRANSFORMERS_LABELS", "joy=good", "'negative', 'neutral' or 'positive'"),
        ("PARLEY_TRANSFORMERS_DEVICE", "the fast one", "match"),
        ("MONGODB_URI", "postgres://db", "begin with mongodb:// or mongodb+srv://"),
        ("REDIS_URL", "localhost:6379", "begin with redis:// or rediss:// or unix://"),
    ],
)
def test_wrong_value_names_the_setting_and_the_remedy(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str, says: str
) -> None:
    monkeypatch.setenv(name, value)
    (problem,) = problems()
    assert problem.startswith(name)
    assert says in problem
    assert f"Example: {name}=" in problem


def test_every_wrong_setting_is_told_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PARLEY_PORT", "x")
    monkeypatch.setenv("PARLEY_LOG_FORMAT", "x")
    assert len(problems()) == 2


def test_a_secret_is_not_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PARLEY_SECRET_KEY", "correct-horse")
    monkeypatch.setenv("MONGODB_URI", "postgres://me:correct-horse@db/")
    told = "\n".join(problems())
    assert "PARLEY_SECRET_KEY" in told
    assert "MONGODB_URI" in told
    assert "correct-horse" not in told


def test_secrets_are_hidden_in_repr() -> None:
    settings = load(mongodb_uri="mongodb://me:correct-horse@db/", secret_key="s" * 40)
    assert "correct-horse" not in repr(settings)
    assert "ssss" not in repr(settings)


def test_unknown_setting_in_the_file_suggests_the_right_one() -> None:
    Path("parley.toml").write_text("prot = 8080\n")
    (problem,) = problems()
    assert "prot is no setting" in problem
    assert "Did you mean port?" in problem


def test_broken_settings_file_names_file_and_place() -> None:
    Path("parley.toml").write_text("port 8080\n")
    (problem,) = problems()
    assert "parley.toml is not valid TOML" in problem
    assert "line 1" in problem


def test_named_settings_file_has_to_exist(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PARLEY_CONFIG", "nowhere.toml")
    (problem,) = problems()
    assert "PARLEY_CONFIG names nowhere.toml, which does not exist" in problem


@pytest.mark.parametrize("role", ["web", "connectors", "worker"])
def test_roles_apart_need_a_shared_database(role: str) -> None:
    (problem,) = problems(role=role)
    assert "set MONGODB_URI" in problem
    assert load(role=role, mongodb_uri="mongodb://db/").role == role


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ({"public_url": "https://help.example.com/"}, "https://help.example.com"),
        ({"host": "0.0.0.0", "port": 81}, "http://127.0.0.1:81"),
        ({"host": "::1", "port": 81}, "http://[::1]:81"),
    ],
)
def test_base_url(given: dict[str, object], expected: str) -> None:
    assert load(**given).base_url == expected


def test_every_setting_is_described_with_an_example_that_holds() -> None:
    for name, field in Settings.model_fields.items():
        assert field.description, name
        assert field.examples, name
        if name != "role":  # needs a database beside it
            load(**{name: field.examples[0]})


def test_table_has_a_row_for_each_setting() -> None:
    rows = table().splitlines()
    assert len(rows) == 3 + len(Settings.model_fields)
    for name in Settings.model_fields:
        assert any(f"| `{variable(name)}` | `{name}` |" in row for row in rows)


def test_readme_holds_the_table() -> None:
    readme = Path(__file__).parents[3] / "README.md"
    assert table() in readme.read_text(encoding="utf-8"), (
        "README.md: paste the output of `python -m parley.settings_table` into “Configuration”"
    )
