"""The tags of conversations' messages, kept for a while: a conversation in which much is said has
an insight made after each message, and only what is new since the last one is read for it."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from conversations.conversation import Conversation
from conversations.entries import Activity
from conversations.events import Committed
from conversations.insights import MessageTags

CONVERSATIONS = 200
"""How many are kept, those asked for last."""
FIRST_ENTRIES = 100
LAST_ENTRIES = 900
"""Of a very long conversation so many entries are looked at, from its beginning and its end."""


class ReadsMessages(Protocol):
    """Where messages are stored."""

    async def messages(
        self, conversation_id: str, after: int, until: int, also: Collection[int] = ()
    ) -> Sequence[MessageTags]:
        """Return what is known of the customer's messages with a ``seq`` above ``after`` and up to
        ``until``, and of those in ``also``, in order."""
        ...


@dataclass(slots=True)
class _Kept:
    version: int
    """Of the conversation, up to which every change is known."""
    messages: dict[int, MessageTags] = field(default_factory=dict)
    tagged: set[int] = field(default_factory=set)
    """Those that have been tagged, for the first time or anew, since they were read."""


class KnownMessages:
    """Reads messages' tags, and remembers them as long as it hears of what changes them.

    It must hear of every commit on a conversation (`heard`), of one in another process too.
    """

    def __init__(self, stored: ReadsMessages) -> None:
        self._stored = stored
        self._kept: OrderedDict[str, _Kept] = OrderedDict()

    def heard(self, event: Committed) -> None:
        """Note what a commit has changed. Of one of another process that is not told, so everything
        of that conversation is forgotten."""
        kept, version = self._kept.get(event.conversation.id), event.conversation.version
        if kept is None or version <= kept.version:
            return  # not kept, or heard of before
        if not event.entries or version > kept.version + 1:
            del self._kept[event.conversation.id]
            return
        kept.version = version
        for entry in event.entries:
            if entry.activity is Activity.TAGGED:
                kept.tagged.update(entry.data["targets"])
            elif entry.tags:  # one that came with tags
                kept.tagged.add(entry.seq)

    def forget(self) -> None:
        """Forget everything, such as after a while without hearing."""
        self._kept.clear()

    async def of(self, conversation: Conversation) -> list[MessageTags]:
        """Return what is known of a conversation's messages by the customer, in order: of all when
        it is asked for first, and then of those besides that have been tagged. What waits for its
        tags says nothing yet, and under load that is much.
        """
        conversation_id, last_seq = conversation.id, conversation.seq
        begin = 0 if last_seq <= FIRST_ENTRIES + LAST_ENTRIES else last_seq - LAST_ENTRIES
        known = self._kept.get(conversation_id)
        kept = self._kept[conversation_id] = known or _Kept(conversation.version)
        self._kept.move_to_end(conversation_id)
        while len(self._kept) > CONVERSATIONS:
            self._kept.popitem(last=False)
        # taken before the reading: what changes while it lasts is read once more next time
        tagged, kept.tagged = kept.tagged, set()
        try:
            if known is None:
                if begin:
                    await self._read(conversation_id, kept, 0, FIRST_ENTRIES, ())
                await self._read(conversation_id, kept, begin, last_seq, ())
            else:
                late = [seq for seq in tagged if seq > begin or seq <= FIRST_ENTRIES]
                await self._read(conversation_id, kept, 0, 0, late)
        except BaseException:
            self._kept.pop(conversation_id, None)
            raise
        for seq in [it for it in kept.messages if FIRST_ENTRIES < it <= begin]:
            del kept.messages[seq]
        return [kept.messages[seq] for seq in sorted(kept.messages) if seq <= last_seq]

    async def _read(
        self, conversation_id: str, kept: _Kept, after: int, until: int, also: Collection[int]
    ) -> None:
        if after < until or also:
            found = await self._stored.messages(conversation_id, after, until, also)
            kept.messages.update((message.seq, message) for message in found)
