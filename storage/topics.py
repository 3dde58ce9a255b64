"""Topics, how the search for them stands, and which conversations are in them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, date, datetime, time, timedelta

from pymongo import DeleteOne, InsertOne, UpdateOne

from conversations.clock import Clock
from conversations.errors import NotFound, VersionConflict
from conversations.topics import MACHINE, SearchStep, Topic, TopicSearch
from storage import names
from storage.alarms import AlarmRepository
from storage.client import Database, Document, answering
from storage.cursors import CursorRepository
from storage.documents.insights import from_topic, to_topic
from storage.documents.keys import moment_key

_PLACE, _NAME = "topics", "search"
_MEANT = {"meaning": 1, "language": 1, "keywords": 1, "topic_id": 1, "queue_id": 1}


@dataclass(frozen=True, slots=True, kw_only=True)
class Meant:
    """What the search for topics needs of one insight."""

    conversation_id: str
    language: str | None
    meaning: bytes
    keywords: tuple[str, ...]
    topic_id: str | None
    queue_id: str | None


class TopicRepository:
    """Few things, read as a whole. The search writes them under its lease, people their names."""

    def __init__(self, db: Database, clock: Clock) -> None:
        self._topics = db[names.TOPICS]
        self._insights = db[names.INSIGHTS]
        self._cursors = CursorRepository(db)
        self._alarms = AlarmRepository(db)
        self._clock = clock

    @answering
    async def all(self) -> Sequence[Topic]:
        """Return all topics, the largest first."""
        found = [to_topic(document) async for document in self._topics.find({})]
        return sorted(found, key=lambda it: (-it.size, it.id))

    @answering
    async def get(self, topic_id: str) -> Topic:
        """Return one or raise NotFound."""
        document = await self._topics.find_one({"_id": topic_id})
        if document is None:
            raise NotFound("There is no such topic.")
        return to_topic(document)

    @answering
    async def name(self, topic: Topic) -> Topic:
        """Store a topic's name, who gave it, and whether it is hidden, if its version still stands,
        else VersionConflict."""
        done = await self._topics.update_one(
            {"_id": topic.id, "version": topic.version},
            {
                "$set": {
                    "name": topic.name,
                    "named_by": topic.named_by,
                    "hidden": topic.hidden,
                    "version": topic.version + 1,
                }
            },
        )
        if done.matched_count != 1:
            raise VersionConflict("Somebody has changed this since you looked.")
        return await self.get(topic.id)

    @answering
    async def keep(self, found: Sequence[Topic], gone: Sequence[str]) -> None:
        """Store what a search found: new topics, and what it knows anew of those that stay. The
        name of one that a person named meanwhile is not touched."""
        stored = {topic.id for topic in await self.all()}
        writes: list[InsertOne[Document] | UpdateOne | DeleteOne] = [
            DeleteOne({"_id": topic_id}) for topic_id in gone
        ]
        for topic in found:
            document = from_topic(topic)
            if topic.id not in stored:
                writes.append(InsertOne(document))
                continue
            known = {key: document[key] for key in ("phrases", "centroid", "size", "examples")}
            writes.append(UpdateOne({"_id": topic.id}, {"$set": known}))
            if topic.named_by == MACHINE:
                unnamed = {"_id": topic.id, "named_by": MACHINE}
                writes.append(UpdateOne(unnamed, {"$set": {"name": topic.name}}))
        if writes:
            await self._topics.bulk_write(writes, ordered=True)

    @answering
    async def grown(self, topic_id: str, day: date) -> None:
        """Keep the last day of the week for which growth was told."""
        await self._topics.update_one({"_id": topic_id}, {"$set": {"grown_on": day.isoformat()}})

    async def search(self) -> TopicSearch:
        """Return how the search stands."""
        kept = await self._cursors.load(_PLACE, _NAME)
        if kept is None:
            return TopicSearch()
        return TopicSearch(**{**kept, "step": SearchStep(kept["step"])})

    async def keep_search(self, search: TopicSearch, *, fence: int) -> None:
        """Keep how it stands. Raises Conflict if somebody else searches by now."""
        await self._cursors.keep(_PLACE, _NAME, asdict(search), fence=fence)

    async def wish(self) -> None:
        """Have topics looked for soon."""
        await self._alarms.set(_PLACE, _NAME, self._clock.now())

    async def wished(self) -> bool:
        """Whether somebody wants topics to be looked for."""
        return bool(await self._alarms.due(_PLACE, self._clock.now(), 1))

    async def granted(self) -> None:
        """Take the wish away: the search begins now, so that a later wish counts again."""
        await self._alarms.clear(_PLACE, _NAME)

    @answering
    async def meant(self, day: date) -> Sequence[Meant]:
        """Return a day's insights that have a meaning, in the order of their first messages."""
        begin = datetime.combine(day, time(), UTC)
        query: Document = {
            "at_key": {"$gte": moment_key(begin), "$lt": moment_key(begin + timedelta(days=1))}
        }
        found = await self._insights.find(query, _MEANT).sort("at_key", 1).to_list()
        return [
            Meant(
                conversation_id=it["_id"],
                language=it.get("language"),
                meaning=it["meaning"],
                keywords=tuple(it["keywords"]),
                topic_id=it.get("topic_id"),
                queue_id=it["queue_id"] or None,
            )
            for it in found
            if "meaning" in it
        ]

    @answering
    async def put_in(self, topics: Mapping[str, str | None]) -> None:
        """Put conversations into topics, or into none, in one statement."""
        writes = [
            UpdateOne(
                {"_id": conversation_id},
                {"$set": {"topic_id": topic_id}} if topic_id else {"$unset": {"topic_id": ""}},
            )
            for conversation_id, topic_id in topics.items()
        ]
        if writes:
            await self._insights.bulk_write(writes, ordered=False)
