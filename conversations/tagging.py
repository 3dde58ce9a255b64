"""Putting the tags of an analysis on messages and on their conversation."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from conversations.change import Change
from conversations.entries import Activity, Tag, TagKind
from conversations.handlers import tag_data
from conversations.outcome import EntryFold
from conversations.workbench import Workbench


class TagKeeper:
    """Stores what the tagger finds. A person's correction is kept apart and not touched."""

    def __init__(self, workbench: Workbench) -> None:
        self._workbench = workbench

    async def put(self, conversation_id: str, tags: Mapping[int, Sequence[Tag]]) -> None:
        """Store machine tags by the ``seq`` of their messages, in one commit."""
        if not tags:
            return

        async def decide(change: Change) -> bool:
            for seq, found in sorted(tags.items()):
                change.note_activity(
                    Activity.TAGGED,
                    {"targets": [seq], "tags": [tag_data(tag) for tag in found]},
                )
                change.fold(EntryFold(seq=seq, tags=tuple(found)))
                _mark_conversation(change, found)
            return True

        await self._workbench.change(conversation_id, decide)


def _mark_conversation(change: Change, tags: Sequence[Tag]) -> None:
    for tag in tags:
        if tag.kind is TagKind.LANGUAGE:
            change.set(language=tag.value)
        elif tag.kind is TagKind.SENTIMENT:
            change.set(sentiment=tag.value, sentiment_score=tag.score)
