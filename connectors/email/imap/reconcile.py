"""The comparison of what the server has with what the journal has, mail by mail.

It trusts no cursor: it reads the Message-IDs of all mail that is ours, asks the journal for each,
and brings whatever it does not know for certain to the letterbox, which knows it by its content.
"""

from __future__ import annotations

import contextlib
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import asdict, dataclass
from typing import Protocol

from connectors.email.imap.errors import FolderMissing
from connectors.email.imap.mailbox import Mailbox
from connectors.email.imap.responses import Fetched, Folder
from connectors.email.imap.session import Session
from connectors.email.letterbox import message_id_of
from connectors.email.threads import external_id_of

LOOKED_AT_ONCE = 200


class Journal(Protocol):
    """What the journal knows."""

    async def known(self, inbox_id: str, external_ids: Sequence[str]) -> frozenset[str]:
        """Return which of these it has."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Reconciliation:
    """``on_server``: mail that is ours there; ``stored``: how much of it is in the journal now;
    ``missing_found``: how much was not there before, of which ``fetched`` is there now;
    ``unreadable``: what the server has and does not give, or we could not take."""

    on_server: int = 0
    stored: int = 0
    missing_found: int = 0
    fetched: int = 0
    unreadable: int = 0

    @property
    def missing(self) -> int:
        """How much is not in the journal even now."""
        return self.on_server - self.stored

    def __str__(self) -> str:
        return (
            f"{self.on_server} on the server, {self.stored} stored, {self.missing} missing "
            f"({self.missing_found} were missing, {self.fetched} of them fetched now; "
            f"{self.unreadable} unreadable)"
        )

    def plus(self, other: Reconciliation) -> Reconciliation:
        """Both together."""
        mine, theirs = asdict(self), asdict(other)
        return Reconciliation(**{name: mine[name] + theirs[name] for name in mine})


Looked = Callable[[str, int, int], Awaitable[None]]
"""Told of (folder, messages looked at, messages there)."""


async def _unheard(folder: str, looked: int, of: int) -> None:
    return


class Reconciling:
    """Compares the folders of one inbox."""

    def __init__(self, mailbox: Mailbox, journal: Journal, looked: Looked = _unheard) -> None:
        self._mailbox = mailbox
        self._journal = journal
        self._looked = looked
        self._seen: set[int] = set()

    async def run(self, session: Session) -> Reconciliation:
        """Compare, and take what is missing. Raises what :meth:`Mailbox.catch_up` does."""
        result = Reconciliation()
        for name in self._mailbox.imap.folders:
            # one that is missing is told of in every round, and holds up no other
            with contextlib.suppress(FolderMissing):
                result = result.plus(await self._folder(session, name))
        return result

    async def _folder(self, session: Session, name: str) -> Reconciliation:
        folder, progress = await self._mailbox.open(session, name)
        there = await self._mailbox.candidates(session, progress, 1)
        # what is behind that is not missing, but about to be fetched
        uids = [uid for uid in there if uid <= progress.last_uid]
        result = Reconciliation()
        for start in range(0, len(uids), LOOKED_AT_ONCE):
            heads = await session.message_ids(uids[start : start + LOOKED_AT_ONCE])
            ours = [head for head in heads if progress.covers(head)]
            doubtful = await self._doubtful(ours)
            result = result.plus(
                Reconciliation(on_server=len(ours), stored=len(ours) - len(doubtful))
            )
            result = result.plus(await self._taken(session, folder, doubtful))
            await self._looked(name, min(start + LOOKED_AT_ONCE, len(uids)), len(uids))
        return result

    async def _doubtful(self, heads: Sequence[Fetched]) -> list[Fetched]:
        """Mail that the journal does not know by its Message-ID alone: one that has none, one that
        is not there, and further ones of the same Message-ID, which may say something else."""
        named: dict[int, str] = {}
        doubtful: list[Fetched] = []
        for head in heads:
            message_id = message_id_of(head.content or b"")
            external_id = external_id_of(message_id) if message_id else None
            if external_id is None or hash(external_id) in self._seen:
                doubtful.append(head)
                continue
            self._seen.add(hash(external_id))
            named[head.uid] = external_id
        known = await self._journal.known(self._mailbox.inbox.id, list(named.values()))
        doubtful += [head for head in heads if named.get(head.uid, "") not in {*known, ""}]
        return sorted(doubtful, key=lambda head: head.uid)

    async def _taken(
        self, session: Session, folder: Folder, doubtful: Sequence[Fetched]
    ) -> Reconciliation:
        if not doubtful:
            return Reconciliation()
        measured = await session.measure([head.uid for head in doubtful])
        # what was expunged meanwhile is not on the server any more
        result = Reconciliation(on_server=len(measured) - len(doubtful))
        for batch in self._mailbox.taking.batches(folder, measured):
            outcome = await self._mailbox.take(session, folder, batch)
            if outcome.stopped_by:
                raise outcome.stopped_by[0]
            result = result.plus(
                Reconciliation(
                    on_server=len(outcome.taken) + len(outcome.missed) - len(batch),
                    stored=len(outcome.taken),
                    missing_found=len(outcome.new) + len(outcome.missed),
                    fetched=len(outcome.new),
                    unreadable=len(outcome.missed),
                )
            )
        return result
