"""Trying an inbox's settings for real, step by step, before they are used."""

from __future__ import annotations

from collections.abc import Mapping

from agent_console.api.inboxes import checked, keep_secrets_at_home, visible
from agent_console.routing import Call, Routes
from agent_console.wire.checking import CheckAnswer, CheckBody, StepShape
from conversations.clock import new_id
from conversations.connections import CheckStep
from conversations.errors import Invalid, NotFound
from conversations.people import Permission
from conversations.places import Inbox

routes = Routes("settings")

SHORTEST = 4
"""Characters of a secret below which it is not looked for in answers: it would be everywhere."""


@routes("POST", "/inboxes/check", Permission.SETTINGS_EDIT)
async def check_inbox(call: Call, body: CheckBody) -> CheckAnswer:
    """Try an inbox's settings and credentials; says which step failed, why, and what to do"""
    call.console.inbox_checks.take(call.caller.user.id, "Too many trials of inboxes.")
    check = call.services.check_lines.get(body.channel)
    if check is None:
        raise Invalid(
            f"No connector for {body.channel} is installed.",
            remedy="Choose one of the channels listed.",
        )
    stored = await _stored(call, body)
    settings = await checked(call, body.channel, body.settings)
    if stored is not None:
        keep_secrets_at_home(call, stored, settings, body.secrets)
    secrets = {**(stored.secrets if stored else {}), **body.secrets}
    trial = Inbox(
        id=stored.id if stored else new_id(),
        name=stored.name if stored else "",
        channel=body.channel,
        public_key=stored.public_key if stored else "",
        queue_id=stored.queue_id if stored else "",
        language=body.language or (stored.language if stored else "en"),
        settings=settings,
        secrets={name: value for name, value in secrets.items() if value is not None},
        created_at=call.services.clock.now(),
    )
    steps = await check(trial)
    failed = next((step.name for step in steps if step.ok is False), None)
    await call.console.record(
        call.caller,
        "inbox_checked",
        "inbox",
        stored.id if stored else None,
        name=trial.name or trial.channel,
        failed=failed,
    )
    return CheckAnswer(steps=[_shown(step, trial.secrets) for step in steps])


async def _stored(call: Call, body: CheckBody) -> Inbox | None:
    if body.inbox is None:
        return None
    inbox = await call.services.inboxes.get(body.inbox)
    if not visible(call, inbox) or inbox.channel is not body.channel:
        raise NotFound("There is no such inbox.")
    return inbox


def _shown(step: CheckStep, secrets: Mapping[str, str]) -> StepShape:
    """A step on the wire. A server that repeats what it was given must not tell it to us."""
    detail = step.detail
    for secret in secrets.values():
        if len(secret) >= SHORTEST:
            detail = detail.replace(secret, "…")
    return StepShape(name=step.name, ok=step.ok, detail=detail, remedy=step.remedy)
