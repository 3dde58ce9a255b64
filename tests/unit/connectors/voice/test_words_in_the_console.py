"""The console shows what Parley itself says to callers: in the very words that they hear."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

import agent_console
from connectors.voice.words import ALL

I18N = Path(agent_console.__file__).parent / "web" / "console" / "i18n"


@pytest.mark.parametrize("language", sorted(ALL))
def test_the_preview_says_what_callers_hear(language: str) -> None:
    shown = json.loads((I18N / f"{language}.json").read_text())["voiceInbox"]["own"]
    spoken = ALL[language]
    assert {name: text.replace("{{", "{").replace("}}", "}") for name, text in shown.items()} == {
        name: getattr(spoken, name) for name in shown
    }
