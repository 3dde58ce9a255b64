"""What QUALITY.md calls done is held against the code."""

from __future__ import annotations

import re
import tomllib
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest

from connectors.base import Connector
from conversations.entries import DeliveryState
from conversations.errors import Invalid

ROOT = Path(__file__).parents[3]
FOLDER = ROOT / "connectors"
ROW = re.compile(r"^\| (?P<rule>.+?) \| (?P<marks>.+) \|$", re.M)


def _table() -> tuple[list[str], dict[str, list[str]]]:
    rows = [
        (match["rule"], [mark.strip() for mark in match["marks"].split(" | ")])
        for match in ROW.finditer((FOLDER / "QUALITY.md").read_text(encoding="utf-8"))
    ]
    (_, channels), *rules = [row for row in rows if not set(row[0]) <= {"-"}]
    return channels, dict(rules)


CHANNELS, RULES = _table()


def _connector(channel: str) -> Connector:
    connector: Connector = import_module(f"connectors.{channel}").setup()
    return connector


def _entry_points() -> dict[str, str]:
    project: dict[str, Any] = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    points: dict[str, str] = project["entry-points"]["parley.connectors"]
    return points


def _folders() -> set[str]:
    """The channels among the folders: those with a ``setup()``. What several of them share has
    none."""
    sources = FOLDER.glob("*/__init__.py")
    return {it.parent.name for it in sources if "def setup(" in it.read_text(encoding="utf-8")}


def test_every_connector_has_a_column_and_every_mark_is_one() -> None:
    assert set(CHANNELS) == _folders()
    for rule, marks in RULES.items():
        assert len(marks) == len(CHANNELS), rule
        assert all(re.fullmatch(r"done|to do|exempt: .{10,}", mark) for mark in marks), rule


def _done(channel: str, rule: str) -> bool:
    """Whether a rule is marked done; the rule must be in the table."""
    return RULES[rule][CHANNELS.index(channel)] == "done"


@pytest.mark.parametrize("channel", CHANNELS)
def test_the_shape(channel: str) -> None:
    assert _done(channel, "`settings.py`, `inbound.py`, `outbound.py` and a `setup()`")
    for name in ("settings.py", "inbound.py", "outbound.py"):
        assert (FOLDER / channel / name).is_file()
    assert _connector(channel).channel == channel
    assert _done(channel, "registered in the entry-point group `parley.connectors`")
    assert _entry_points()[channel] == f"connectors.{channel}:setup"


@pytest.mark.parametrize("channel", CHANNELS)
def test_settings_are_strict(channel: str) -> None:
    assert _done(channel, "settings are a strict model; a wrong one names its field")
    connector = _connector(channel)
    with pytest.raises(Invalid, match="no_such_setting"):
        connector.check_settings({"no_such_setting": 1})
    complete = connector.check_settings({})
    assert connector.check_settings(complete) == complete


@pytest.mark.parametrize("channel", CHANNELS)
def test_delivery_states_are_known(channel: str) -> None:
    assert _done(channel, "delivery states are those its capabilities name")
    states = _connector(channel).capabilities.delivery_states
    assert states <= {state.value for state in DeliveryState}


@pytest.mark.parametrize("channel", CHANNELS)
def test_every_payload_goes_through_the_journal(channel: str) -> None:
    assert _done(channel, "every payload is journalled before its sender is answered")
    sources = [it.read_text(encoding="utf-8") for it in (FOLDER / channel).glob("*.py")]
    assert sum(".intake.accept(" in source for source in sources) == 1
    assert not any("continue_with" in source or "open_with" in source for source in sources)


@pytest.mark.parametrize("channel", CHANNELS)
def test_copies(channel: str) -> None:
    assert _done(channel, "says whether the receiver tells copies apart")
    outbound = import_module(f"connectors.{channel}.outbound")
    carriers = [it for it in vars(outbound).values() if hasattr(it, "tells_copies_apart")]
    assert [carrier.channel for carrier in carriers] == [channel]
