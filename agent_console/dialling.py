"""Whom an agent may call, and how often: a stolen session must not run up the telephone bill."""

from __future__ import annotations

from agent_console.auth.identity import Caller
from agent_console.console import Console
from agent_console.numbers import e164
from conversations.channels import Channel
from conversations.errors import Invalid, RateLimited

HOUR_S = 3600.0
NUMBER = "number"
"""Under this name an inbox for calls has its own number among its settings."""


async def number_to_call(console: Console, typed: str, ours: str) -> str:
    """A number as somebody typed it, in E.164 (see :func:`agent_console.numbers.e164`). Raises
    Invalid on one of our own too: such a call would come in here, and ring for ever."""
    number = await e164(typed, ours)
    for inbox in await console.services.inboxes.all():
        if inbox.channel is Channel.VOICE and inbox.settings.get(NUMBER) == number:
            raise Invalid(
                f"{number} is the number of “{inbox.name}”.",
                remedy="Transfer to a queue or a colleague instead.",
            )
    return number


async def count(console: Console, caller: Caller) -> None:
    """Count a call out. Raises RateLimited if the user has made as many as allowed in this hour;
    what is asked for again with the same id counts again."""
    services = console.services
    most = services.settings.calls_out_per_hour
    if not await services.tallies.take(f"calls out:{caller.user.id}", most, HOUR_S):
        raise RateLimited(f"More than {most} calls to numbers in an hour are not allowed.", HOUR_S)
