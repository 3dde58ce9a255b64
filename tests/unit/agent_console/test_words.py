"""The console has words for what the server names."""

from __future__ import annotations

import json
import re
from pathlib import Path

import agent_console
from conversations.people import Permission

HERE = Path(agent_console.__file__).parent
ENGLISH = json.loads((HERE / "web/console/i18n/en.json").read_text(encoding="utf-8"))
_WRITTEN = re.compile(
    r"\brecord\(\s*[\w.]+,\s*\"(\w+)\""  # the audit line itself
    r"|_changed\(call, [^\n]*\"((?:team|queue|inbox)_\w+)\"\)"
    r"|_changed\(call, \"(\w+)\", [\w.]+, \"(\w+)\"\)"
)


def test_every_action_of_the_audit_log_has_words() -> None:
    actions = {"totp_on", "totp_off"}
    for path in HERE.rglob("*.py"):
        for line, of_place, kind, what in _WRITTEN.findall(path.read_text(encoding="utf-8")):
            actions.add(line or of_place or f"{kind}_{what}")
    assert len(actions) > 20
    assert actions == set(ENGLISH["audit"]["action"])


def test_every_permission_has_words() -> None:
    for permission in Permission:
        place, _, what = permission.value.partition(".")
        assert ENGLISH["scope"][place][what]
