"""Mailboxes in memory: accounts, their folders, and messages with numbers that only grow.

A folder's UIDs follow RFC 3501, 2.3.1.1: strictly ascending, never given twice under one
UIDVALIDITY, and a new UIDVALIDITY is larger than any before it.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import count

INBOX = "INBOX"
SPECIAL_USE = {"Archive": "\\Archive", "Junk": "\\Junk", "Sent": "\\Sent", "Trash": "\\Trash"}
"""Folders that every account has beside its inbox, with their use (RFC 6154)."""

_validity = count(int(time.time()))


@dataclass(slots=True)
class StoredMail:
    """A message in a folder: its bytes as they came, when, and its flags."""

    uid: int
    raw: bytes
    received_at: datetime
    flags: set[str] = field(default_factory=set)


class Folder:
    """Messages in the order of their UIDs. Whoever watches it is called after every change."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.uidvalidity = next(_validity)
        self.uidnext = 1
        self.mails: dict[int, StoredMail] = {}
        """By UID, in ascending order."""
        self.watchers: set[Callable[[], None]] = set()

    def add(
        self, raw: bytes, flags: Iterable[str] = (), received_at: datetime | None = None
    ) -> StoredMail:
        """Put a message in, under the next UID. Without a time it has come just now."""
        at = received_at or datetime.now(UTC)
        mail = StoredMail(uid=self.uidnext, raw=raw, received_at=at, flags=set(flags))
        self.mails[mail.uid] = mail
        self.uidnext += 1
        self.changed()
        return mail

    def remove(self, uids: Iterable[int]) -> None:
        """Take messages out for good; their UIDs are never given again."""
        for uid in uids:
            self.mails.pop(uid, None)
        self.changed()

    def renumber(self) -> None:
        """Forget all UIDs, as a server does whose index was lost: a new UIDVALIDITY, from 1 on."""
        self.uidvalidity = next(_validity)
        kept = list(self.mails.values())
        for uid, mail in enumerate(kept, 1):
            mail.uid = uid
        self.mails = {mail.uid: mail for mail in kept}
        self.uidnext = len(kept) + 1

    def changed(self) -> None:
        """Tell everybody who watches."""
        for watcher in tuple(self.watchers):
            watcher()


class Account:
    """Somebody's mailbox. ``password`` signs in; with XOAUTH2 it is taken as the access token."""

    def __init__(self, address: str, password: str) -> None:
        self.address = address
        self.password = password
        self.folders = {name: Folder(name) for name in (INBOX, *SPECIAL_USE)}

    @property
    def inbox(self) -> Folder:
        """Where mail arrives."""
        return self.folders[INBOX]

    def folder(self, name: str) -> Folder | None:
        """A folder by its name; ``INBOX`` in any case (RFC 3501, 5.1)."""
        return self.folders.get(INBOX if name.upper() == INBOX else name)
