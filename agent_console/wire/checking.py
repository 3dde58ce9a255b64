"""Trying an inbox's settings before they are used."""

from __future__ import annotations

from typing import Any

from pydantic import Field

from agent_console.wire.places import Secret, SecretName
from agent_console.wire.scalars import Given, Id, Language, Shown
from conversations.channels import Channel


class CheckBody(Given):
    """Settings to try. ``inbox``: secrets left out are taken from it; null leaves one out.
    ``language``: that of the inbox as it will be; left out, the stored one's."""

    channel: Channel
    settings: dict[str, Any] = Field(default_factory=dict)
    secrets: dict[SecretName, Secret | None] = Field(default_factory=dict, max_length=20)
    inbox: Id | None = None
    language: Language | None = None


class StepShape(Shown):
    """One step: ``ok`` null was not tried, because one before it failed."""

    name: str
    ok: bool | None
    detail: str
    remedy: str


class CheckAnswer(Shown):
    """What came of each step, in the order tried."""

    steps: list[StepShape]
