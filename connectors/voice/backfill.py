"""Calls that Twilio could not hand to us: its list is looked through, and those that are over come
to their timelines as missed, so that somebody can call back."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from connectors.base import House
from connectors.ports import HeldLease
from connectors.twilio_account import cursor
from connectors.voice.callers import Callers
from connectors.voice.inbound import listed
from connectors.voice.states import is_over
from connectors.voice.trunk import Trunk
from conversations.errors import Conflict, Invalid, ParleyError
from conversations.places import Inbox

CURSOR = "calls"
OVERLAP = timedelta(minutes=10)
"""Looked through once more each time: Twilio's clock and list may be late."""
SETTLED = timedelta(minutes=1)
"""A call that has ended since is left to its webhooks, which may be on their way yet."""
LONGEST = timedelta(hours=24)
"""No call goes on for longer (https://www.twilio.com/docs/voice/api/call-resource, TimeLimit)."""
PAGE = 200
DECLINED = "busy"
"""So end the calls to an inbox that is switched off: that was told to the caller, and is ours."""


class Backfill:
    """Looks through the list from where the last look ended. The first look begins with the
    present: what was before belongs to whoever had the number then."""

    def __init__(self, house: House, callers: Callers) -> None:
        self._house = house
        self._callers = callers

    async def look(self, inbox: Inbox, trunk: Trunk, lease: HeldLease) -> int:
        """Look through it; how many had not reached us. Raises TwilioError, Conflict if another
        process has taken over."""
        now = self._house.clock.now()
        kept = await cursor.load(self._house.cursors, inbox.id, CURSOR)
        if kept is None:
            await self._keep(inbox, lease, now, now)
            return 0
        since, until = kept.since, kept.until
        unknown = await self._unknown(inbox, trunk, max(since, until - OVERLAP), lease)
        missed, next_from = 0, now
        for call in reversed(unknown):  # the oldest first
            if _is_over(call, now):
                missed += await self._take(inbox, call)
            else:  # it is looked at again when it is over
                next_from = min(next_from, _began(call))
        await self._keep(inbox, lease, since, max(next_from, now - LONGEST))
        return missed

    async def _unknown(
        self, inbox: Inbox, trunk: Trunk, begin: datetime, lease: HeldLease
    ) -> list[Any]:
        """The calls to our number since then that the journal has not, newest first. Only these
        are kept, so that a long list needs little memory."""
        number, unknown, page = trunk.settings.number, list[Any](), list[Any]()
        with trunk.api.asking():
            async for each in await trunk.api.rest.calls.stream_async(
                to=number, start_time_after=begin, page_size=PAGE
            ):
                # told again here: the filter may count whole days
                if each.direction == "inbound" and each.to == number and _began(each) >= begin:
                    page.append(each)
                if len(page) >= PAGE:
                    unknown += await self._lacking(inbox, page, lease)
                    page = []
        return unknown + await self._lacking(inbox, page, lease)

    async def _lacking(self, inbox: Inbox, page: list[Any], lease: HeldLease) -> list[Any]:
        if not await lease.hold():
            raise Conflict("Another process looks after this inbox by now.")
        known = await self._house.journal.known(inbox.id, [str(each.sid) for each in page])
        return [each for each in page if str(each.sid) not in known]

    async def _take(self, inbox: Inbox, call: Any) -> bool:
        """Put one on its timeline; False if it is no matter of ours."""
        if str(call.status) == DECLINED:
            return False
        try:
            await self._callers.missed(inbox, str(call.sid), listed(call))
        except Invalid:
            pass  # it waits in quarantine for a person
        except ParleyError:
            if await self._house.journal.find(inbox.id, str(call.sid)) is None:
                raise
        return True

    async def _keep(self, inbox: Inbox, lease: HeldLease, since: datetime, until: datetime) -> None:
        looked = cursor.Stretch(since=since, until=until)
        await cursor.keep(self._house.cursors, inbox.id, CURSOR, looked, lease)


def _began(call: Any) -> datetime:
    began: datetime = call.start_time or call.date_created
    return began


def _is_over(call: Any, now: datetime) -> bool:
    ended = call.end_time or _began(call)
    return is_over(str(call.status)) and now - ended >= SETTLED
