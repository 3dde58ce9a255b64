"""Putting the tags of an analysis on messages and on their conversation."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from conversations.change import Change
from conversations.entries import Activity, Tag, TagKind
from conversations.handlers import tag_data
from conversations.outcome import EntryFold
from conversations.workbench import Workbench

MEANINGS_UP_TO = 40
"""The meanings of messages among a conversation's first entries are kept with them: from these one
learns what it is about, and they take a third of a kilobyte each."""


class TagKeeper:
    """Stores what the tagger finds. A person's correction is kept apart and not touched."""

    def __init__(self, workbench: Workbench) -> None:
        self._workbench = workbench

    async def put(
        self,
        conversation_id: str,
        tags: Mapping[int, Sequence[Tag]],
        meanings: Mapping[int, bytes] | None = None,
    ) -> None:
        """Store machine tags by the ``seq`` of their messages, in one commit. ``meanings`` are the
        messages' as well, as far as the engine gives any."""
        kept = {seq: it for seq, it in (meanings or {}).items() if seq <= MEANINGS_UP_TO}
        if not tags:
            return

        async def decide(change: Change) -> bool:
            for seq, found in sorted(tags.items()):
                change.note_activity(
                    Activity.TAGGED,
                    {"targets": [seq], "tags": [tag_data(tag) for tag in found]},
                )
                change.fold(EntryFold(seq=seq, tags=tuple(found), meaning=kept.get(seq)))
                _mark_conversation(change, found)
            return True

        await self._workbench.change(conversation_id, decide)


def _mark_conversation(change: Change, tags: Sequence[Tag]) -> None:
    for tag in tags:
        if tag.kind is TagKind.LANGUAGE:
            change.set(language=tag.value)
        elif tag.kind is TagKind.SENTIMENT:
            change.set(sentiment=tag.value, sentiment_score=tag.score)
