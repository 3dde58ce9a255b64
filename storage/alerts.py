"""What supervisors and owners of watch lists should look at."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime

from pymongo.errors import DuplicateKeyError

from conversations.alerts import Alert, AlertPage, AlertReach
from conversations.errors import NotFound
from conversations.people import Scope
from storage import names
from storage.client import Database, Document, answering
from storage.documents.alerts import NO_QUEUE, from_alert, to_alert
from storage.documents.fields import from_ref
from storage.documents.keys import moment_key
from storage.merging import merged
from storage.windows import Stretch, Windows


class AlertRepository:
    """Implements :class:`conversations.alerts.AlertBook`."""

    def __init__(self, db: Database, windows: Windows) -> None:
        self._alerts = db[names.ALERTS]
        self._windows = windows

    @answering
    async def add(self, alert: Alert) -> bool:
        """Store a new one; False if it has been raised before, and then nothing changes."""
        try:
            await self._alerts.insert_one(from_alert(alert))
        except DuplicateKeyError:
            return False
        return True

    @answering
    async def page(
        self, reach: AlertReach, *, only_open: bool, cursor: str | None, limit: int
    ) -> AlertPage:
        """Return a page, newest first; of what was seen to only if not ``only_open``."""
        key = "open_key" if only_open else "time_key"
        places: list[dict[str, str]] = [{"owner_id": reach.user_id}]
        if reach.supervises and reach.scope.everything:
            places = [{}]
        elif reach.supervises:
            queues = [NO_QUEUE, *sorted(reach.scope.queue_ids)]
            places += [{"queue_id": queue_id} for queue_id in queues]
        stretches = [
            Stretch(
                collection=self._alerts,
                equal=place,
                key=key,
                keep=_of_some_of(reach.scope) if place.get("queue_id") == NO_QUEUE else None,
            )
            for place in places
        ]
        found = await merged(self._windows, stretches, cursor=cursor, limit=limit)
        items = (to_alert(document) for document in found.documents)
        return AlertPage(items=tuple(it for it in items if reach.covers(it)), next=found.next)

    @answering
    async def get(self, alert_id: str, reach: AlertReach) -> Alert:
        """Return it or raise NotFound, also out of reach."""
        document = await self._alerts.find_one({"_id": alert_id})
        alert = to_alert(document) if document else None
        if alert is None or not reach.covers(alert):
            raise NotFound("There is no such alert.")
        return alert

    @answering
    async def of_topic(self, topic_id: str, limit: int) -> Sequence[Alert]:
        """Return a topic's newest."""
        query = {"topic_id": topic_id, "time_key": {"$gte": ""}}
        found = self._alerts.find(query).sort("time_key", -1).limit(limit)
        return [to_alert(document) async for document in found]

    @answering
    async def forget(self, before: datetime) -> int:
        """Take away what was raised before a moment; return how many there were."""
        old = {"time_key": {"$gte": "", "$lt": moment_key(before)}}
        return (await self._alerts.delete_many(old)).deleted_count

    @answering
    async def finish(self, alert: Alert) -> Alert:
        """Keep that it was seen to, and return it as it is kept: who came first stands."""
        await self._alerts.update_one(
            {"_id": alert.id, "open_key": {"$gte": ""}},
            {
                "$set": {"done_at": alert.done_at, "done_by": from_ref(alert.done_by)},
                "$unset": {"open_key": ""},
            },
        )
        document = await self._alerts.find_one({"_id": alert.id})
        if document is None:
            raise NotFound("There is no such alert.")
        return to_alert(document)


def _of_some_of(scope: Scope) -> Callable[[Document], bool]:
    """Which alerts about several queues a scope sees: as :meth:`AlertReach.covers`."""
    return lambda it: "queue_ids" not in it or not scope.queue_ids.isdisjoint(it["queue_ids"])
