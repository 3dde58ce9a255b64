"""Texts that Twilio has and we have not: its list is looked through, and they are taken in."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from connectors.base import House
from connectors.ports import HeldLease
from connectors.sms.letterbox import take
from connectors.sms.settings import SmsSettings
from connectors.twilio_account import cursor
from connectors.twilio_account.client import TwilioApi
from conversations.errors import Conflict, Invalid, ParleyError
from conversations.places import Inbox

CURSOR = "texts"
OVERLAP = timedelta(minutes=10)
"""Looked through once more each time: Twilio's clock and list may be late."""
STRETCH = timedelta(hours=12)
"""At most so much is listed at once, and the cursor kept after each: memory stays small."""
PAGE = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Looked:
    """What came of looking through the list: how many texts there were, and how many of them had
    not reached us."""

    listed: int
    missed: int


class Backfill:
    """Looks through the list from where the last look ended. The first look begins with the
    present: what was before belongs to whoever had the number then."""

    def __init__(self, house: House) -> None:
        self._house = house

    async def due_at(self, inbox: Inbox, settings: SmsSettings) -> datetime | None:
        """When the next look is due; None if there was none yet."""
        kept = await cursor.load(self._house.cursors, inbox.id, CURSOR)
        if kept is None:
            return None
        return kept.until + timedelta(minutes=settings.backfill_minutes)

    async def look(
        self, inbox: Inbox, settings: SmsSettings, api: TwilioApi, lease: HeldLease
    ) -> Looked:
        """Look through it. Raises TwilioError, Conflict if another process has taken over."""
        now = self._house.clock.now()
        kept = await cursor.load(self._house.cursors, inbox.id, CURSOR)
        if kept is None:
            await self._keep(inbox, lease, now, now)
            return Looked(listed=0, missed=0)
        since, until = kept.since, kept.until
        listed = missed = 0
        while True:
            begin = max(since, until - OVERLAP)
            end = min(now, until + STRETCH)
            found = await self._list(settings, api, begin, None if end == now else end)
            for start in range(0, len(found), PAGE):
                if not await lease.hold():
                    raise Conflict("Another process looks after this inbox by now.")
                missed += await self._take(inbox, api, found[start : start + PAGE])
            listed += len(found)
            await self._keep(inbox, lease, since, end)
            if end == now:
                return Looked(listed=listed, missed=missed)
            until = end

    async def _list(
        self, settings: SmsSettings, api: TwilioApi, begin: datetime, end: datetime | None
    ) -> list[Any]:
        """The incoming texts of a time, oldest first."""
        given: dict[str, Any] = {"date_sent_after": begin, "page_size": PAGE}
        if end is not None:
            given["date_sent_before"] = end
        if settings.number:
            given["to"] = settings.number
        found = []
        with api.asking():
            async for each in await api.rest.messages.stream_async(**given):
                if each.direction == "inbound" and _is_ours(each, settings):
                    found.append(each)
        return found[::-1]

    async def _take(self, inbox: Inbox, api: TwilioApi, texts: list[Any]) -> int:
        known = await self._house.journal.known(inbox.id, [str(each.sid) for each in texts])
        missed = [each for each in texts if each.sid not in known]
        for each in missed:
            media = await _media(api, each) if int(each.num_media or 0) else []
            sent_at = each.date_sent or each.date_created
            listed = {
                "sid": each.sid,
                "from": each.from_ or "",
                "to": each.to or "",
                "body": each.body or "",
                "media": media,
                "sent_at": sent_at.isoformat() if sent_at else None,
            }
            try:
                await take(self._house, inbox, str(each.sid), {"listed": listed})
            except Invalid:
                continue  # it waits in quarantine for a person
            except ParleyError:
                if await self._house.journal.find(inbox.id, str(each.sid)) is None:
                    raise
        return len(missed)

    async def _keep(self, inbox: Inbox, lease: HeldLease, since: datetime, until: datetime) -> None:
        looked = cursor.Stretch(since=since, until=until)
        await cursor.keep(self._house.cursors, inbox.id, CURSOR, looked, lease)


async def _media(api: TwilioApi, text: Any) -> list[dict[str, str]]:
    with api.asking():
        found = await api.rest.messages(text.sid).media.list_async(limit=10)
        return [
            {
                "url": f"{api.account.api_base}{str(each.uri).removesuffix('.json')}",
                "content_type": each.content_type or "",
            }
            for each in found
        ]


def _is_ours(listed: Any, settings: SmsSettings) -> bool:
    if settings.number:
        return bool(listed.to == settings.number)
    return bool(listed.messaging_service_sid == settings.messaging_service_sid)
