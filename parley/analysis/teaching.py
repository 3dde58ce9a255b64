"""What teams teach the tagger, read anew when it has changed, and what the tagger's findings make
of a message by it."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from typing import Protocol

from conversations.entries import Tag, TagKind
from conversations.intents import Intent
from conversations.model_heads import SHIPPED, ModelHead
from conversations.places import WatchTerms
from sentiment.builtin import NAME
from sentiment.tags import TextTags
from sentiment.teachings import IntentExamples, Teachings, TunedHead
from sentiment.watchlists import WatchList

_log = logging.getLogger(__name__)

TAUGHT = frozenset({"watch_list", "intent", "model_head"})
"""The kinds of settings that the tagger is taught."""


class WatchLists(Protocol):
    """The watch lists that teams have set up."""

    async def all(self) -> Sequence[WatchTerms]:
        """Return all of them."""
        ...


class Intents(Protocol):
    """The intents that teams have set up."""

    async def all(self) -> Sequence[Intent]:
        """Return all of them."""
        ...


class Heads(Protocol):
    """The built-in model's heads."""

    async def version(self) -> int:
        """Return the version of the head in force."""
        ...

    async def head(self, version: int) -> ModelHead | None:
        """Return a head; None for the shipped one."""
        ...

    async def put_in_force(self, version: int, *, instead_of: int | None = None) -> None:
        """Go back to an earlier head, if ``instead_of`` is still in force."""
        ...


class QueueTeams(Protocol):
    """Which team a queue belongs to."""

    async def team_of(self, queue_id: str) -> str | None:
        """Return the team's id, None if the queue is gone."""
        ...


def tuned_head(head: ModelHead | None) -> TunedHead | None:
    """Return a stored head as the tagger takes it."""
    return TunedHead(head.version, head.weights, head.bias, head.model) if head else None


class Taught:
    """Watch lists, intents and the model's head as they were read last."""

    def __init__(
        self, watch_lists: WatchLists, intents: Intents, heads: Heads, teams: QueueTeams
    ) -> None:
        self.teachings = Teachings()
        self.lists: dict[str, WatchTerms] = {}
        self._watch_lists = watch_lists
        self._intents = intents
        self._heads = heads
        self._teams = teams
        self._intent_teams: dict[str, str | None] = {}
        self._known: object = None

    async def reload(self) -> bool:
        """Read them anew; return whether anything has changed."""
        lists, intents = await self._watch_lists.all(), await self._intents.all()
        version = await self._heads.version()
        versions = [(it.id, it.version) for it in lists]
        known = versions, [(it.id, it.version) for it in intents], version
        if known == self._known:
            return False
        self.lists = {each.id: each for each in lists}
        self._intent_teams = {each.id: each.team_id for each in intents}
        head = await self._heads.head(version) if version != SHIPPED else None
        if head is not None and head.model != NAME:
            await self._take_out(head)
            return await self.reload()
        self.teachings = Teachings(
            watch=tuple(WatchList(each.id, each.name, each.terms) for each in lists),
            intents=tuple(IntentExamples(it.id, it.name, it.examples) for it in intents),
            head=tuned_head(head),
        )
        self._known = known
        return True

    async def _take_out(self, head: ModelHead) -> None:
        """A head of a former model would read this one's features as noise. Where another one
        has been chosen since it was found, that stays."""
        _log.warning(
            "Head %d was tuned for the model %s and not for %s, which is in use now; the shipped "
            "one takes its place. Tune the model again: no correction is lost.",
            head.version,
            head.model,
            NAME,
        )
        await self._heads.put_in_force(SHIPPED, instead_of=head.version)

    async def tags(self, queue_id: str | None, found: TextTags) -> list[Tag]:
        """Return a message's tags; lists and intents of a team act in its queues only."""
        tags = [
            Tag(
                kind=TagKind.SENTIMENT,
                value=found.sentiment.label,
                score=round(found.sentiment.score, 3),
                source=f"machine:{found.sentiment.engine}",
            )
        ]
        if found.language:
            tags.append(
                Tag(
                    kind=TagKind.LANGUAGE,
                    value=found.language,
                    score=round(found.language_confidence, 3),
                    source="machine:eldc",
                )
            )
        tags += [
            Tag(
                kind=TagKind.KEYWORD,
                value=word.phrase,
                score=round(word.score, 2),
                source="machine:rake",
            )
            for word in found.keywords
        ]
        team = await self._teams.team_of(queue_id) if queue_id else None
        watched = {
            (hit.list_name, hit.list_id)
            for hit in found.watch_hits
            if hit.list_id in self.lists and self.lists[hit.list_id].team_id in (None, team)
        }
        tags += [
            Tag(kind=TagKind.WATCH, value=name, source="machine:watch", ref=list_id)
            for name, list_id in sorted(watched)
        ]
        tags += [
            Tag(
                kind=TagKind.INTENT,
                value=hit.name,
                score=round(hit.score, 3),
                source="machine:intent",
                ref=hit.intent_id,
            )
            for hit in found.intents
            if hit.intent_id in self._intent_teams
            and self._intent_teams[hit.intent_id] in (None, team)
        ]
        return tags
