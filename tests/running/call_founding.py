"""What a house for calls begins with: its clock, its queues and its inbox."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from connectors.voice.settings import check
from conversations.channels import Channel
from conversations.clock import new_id, to_milliseconds
from conversations.places import Inbox, Queue, Team
from sandbox.twilio import Account, ManualClock
from storage import Stores

OURS = "+15550100200"


class HouseClock:
    """Parley's view of the one clock of a test."""

    def __init__(self, time: ManualClock) -> None:
        self._time = time

    def now(self) -> datetime:
        return to_milliseconds(self._time.now())


async def founded(
    stores: Stores, clock: HouseClock, account: Account, api_base: str, settings: dict[str, Any]
) -> tuple[Inbox, dict[str, Queue]]:
    """A team with two queues, and an inbox for calls with these settings."""
    now = clock.now()
    team = await stores.teams.add(Team(id=new_id(), name="Shop", created_at=now))
    queues = {
        name: await stores.queues.add(
            Queue(id=new_id(), name=name, team_id=team.id, created_at=now)
        )
        for name in ("Calls", "Orders")
    }
    given = {"account_sid": account.sid, "number": OURS, "api_base": api_base, **settings}
    inbox = await stores.inboxes.add(
        Inbox(
            id=new_id(),
            name="Shop calls",
            channel=Channel.VOICE,
            public_key=new_id(),
            queue_id=queues["Calls"].id,
            settings=check(given),
            secrets={"auth_token": account.auth_token},
            created_at=now,
        )
    )
    return inbox, queues
