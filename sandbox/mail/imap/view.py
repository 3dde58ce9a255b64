"""A selected folder as one session has been told of it."""

from __future__ import annotations

import asyncio

from sandbox.mail.imap.fetching import Item, flags_of, response
from sandbox.mail.imap.sets import chosen_numbers, chosen_uids
from sandbox.mail.mailbox import Folder, StoredMail


class View:
    """Message numbers belong to a session: they change only when it is told (RFC 3501, 5.5).

    ``news`` is set when the folder has changed since.
    """

    def __init__(self, folder: Folder, *, read_only: bool) -> None:
        self.folder = folder
        self.read_only = read_only
        self.uids = list(folder.mails)
        self.uidvalidity = folder.uidvalidity
        self.news = asyncio.Event()
        self._flags = {uid: frozenset(mail.flags) for uid, mail in folder.mails.items()}
        folder.watchers.add(self.news.set)

    def leave(self) -> None:
        """Hear no more of the folder."""
        self.folder.watchers.discard(self.news.set)

    def mails(self, given: str, *, by_uid: bool) -> list[tuple[int, StoredMail]]:
        """The messages of a set with their numbers; those that are gone meanwhile are left out."""
        uids = (chosen_uids if by_uid else chosen_numbers)(given, self.uids)
        number = {uid: place for place, uid in enumerate(self.uids, 1)}
        kept = self.folder.mails
        return [(number[uid], kept[uid]) for uid in uids if uid in kept]

    def has_new_uids(self) -> bool:
        """Whether the folder has been numbered anew: this view has no meaning any more."""
        return self.uidvalidity != self.folder.uidvalidity

    def told(self, mail: StoredMail) -> None:
        """The session has just been told this message's flags."""
        self._flags[mail.uid] = frozenset(mail.flags)

    def changes(self, *, expunges: bool) -> bytes:
        """What has changed since the last time, as untagged responses.

        Removals may not be told during FETCH, STORE and SEARCH (RFC 3501, 7.4.1): without
        ``expunges`` they wait.
        """
        self.news.clear()
        told = []
        kept = self.folder.mails
        if expunges:
            for place in range(len(self.uids), 0, -1):
                if self.uids[place - 1] not in kept:
                    self._flags.pop(self.uids.pop(place - 1), None)
                    told.append(b"* %d EXPUNGE\r\n" % place)
        last = self.uids[-1] if self.uids else 0
        fresh = [uid for uid in kept if uid > last and uid not in self._flags]
        if fresh:
            self.uids += fresh
            for uid in fresh:
                self.told(kept[uid])
            told.append(b"* %d EXISTS\r\n" % len(self.uids))
        told += self._changed_flags()
        return b"".join(told)

    def _changed_flags(self) -> list[bytes]:
        told = []
        wanted = [Item("UID", lambda mail: str(mail.uid).encode()), Item("FLAGS", flags_of)]
        for number, uid in enumerate(self.uids, 1):
            mail = self.folder.mails.get(uid)
            if mail is not None and self._flags.get(uid) != frozenset(mail.flags):
                self.told(mail)
                told.append(response(number, mail, wanted))
        return told
