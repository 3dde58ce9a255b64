"""The connectors that are installed, sound or not."""

from __future__ import annotations

from importlib.metadata import EntryPoint

import pytest
from structlog.testing import capture_logs

from parley import connecting


def test_a_connector_that_cannot_be_loaded_keeps_no_other_out(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    given = [
        EntryPoint("aaa", "not_installed_anywhere:Connector", connecting.GROUP),
        EntryPoint("bbb", "connectors.email.connector:NoSuchClass", connecting.GROUP),
        EntryPoint("email", "connectors.email.connector:EmailConnector", connecting.GROUP),
    ]
    monkeypatch.setattr(connecting, "entry_points", lambda group: given)
    with capture_logs() as told:
        found = connecting.installed()
    assert [it.channel.value for it in found] == ["email"]
    assert [(it["log_level"], it["name"], it["entry_point"]) for it in told] == [
        ("error", "aaa", "not_installed_anywhere:Connector"),
        ("error", "bbb", "connectors.email.connector:NoSuchClass"),
    ]
