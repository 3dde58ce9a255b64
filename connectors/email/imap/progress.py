"""How far a folder has been fetched, as it is kept between sessions.

UIDs of one folder rise for ever as long as its UIDVALIDITY stays (RFC 3501, 2.3.1.1). When that
changes, all numbers are void, and what was there is looked through again; the letterbox knows by
content what it has.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any, Self

from connectors.email.imap.responses import Fetched
from conversations.errors import Invalid

ALL_OF_IT = -1
"""``history_days``: everything that is there."""
SLACK = timedelta(minutes=10)
"""How far a mail server's clock may be behind ours."""
MOST_MISSED = 1000


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """Everything up to ``last_uid`` has been dealt with, but for what was ``missed``: messages that
    the server did not give, which are tried again.

    ``boundary`` is the highest UID when the folder was first seen under this ``uidvalidity``: of
    the messages up to there only those are ours that arrived from ``since`` on (None: all).
    """

    uidvalidity: int
    last_uid: int
    boundary: int
    since: datetime | None
    missed: tuple[int, ...] = ()

    @classmethod
    def first(cls, uidvalidity: int, highest: int, now: datetime, history_days: int) -> Self:
        """The beginning: 0 days of history means what comes from now on."""
        return cls(
            uidvalidity=uidvalidity,
            last_uid=highest if history_days == 0 else 0,
            boundary=highest,
            since=None if history_days == ALL_OF_IT else now - timedelta(days=history_days),
        )

    @classmethod
    def read(cls, value: Mapping[str, Any]) -> Self:
        """Read what was kept. Raises Invalid on what this is not."""
        try:
            since = value["since"]
            return cls(
                uidvalidity=int(value["uidvalidity"]),
                last_uid=int(value["last_uid"]),
                boundary=int(value["boundary"]),
                since=datetime.fromisoformat(since) if since else None,
                missed=tuple(int(uid) for uid in value["missed"]),
            )
        except (KeyError, TypeError, ValueError):
            raise Invalid("What is known of a folder's progress cannot be read.") from None

    def written(self) -> dict[str, Any]:
        """As it is kept."""
        return {
            "uidvalidity": self.uidvalidity,
            "last_uid": self.last_uid,
            "boundary": self.boundary,
            "since": self.since.isoformat() if self.since else None,
            "missed": list(self.missed),
        }

    def renumbered(self, uidvalidity: int, highest: int) -> Self:
        """The folder has new numbers: what belongs to us is looked through from the start."""
        return replace(
            self,
            uidvalidity=uidvalidity,
            last_uid=0,
            boundary=highest,
            since=self.since - SLACK if self.since else None,
            missed=(),
        )

    def covers(self, message: Fetched) -> bool:
        """Whether a message is ours to fetch; one without a date is."""
        if message.uid > self.boundary or self.since is None or message.received_at is None:
            return True
        # servers tell whole seconds
        return message.received_at >= self.since.replace(microsecond=0)

    def advanced(self, uid: int, missed: Sequence[int] = ()) -> Self:
        """Everything up to ``uid`` has been dealt with, but for ``missed``."""
        together = tuple(sorted({*self.missed, *missed}))
        return replace(self, last_uid=max(uid, self.last_uid), missed=together)

    def recovered(self, uids: Sequence[int]) -> Self:
        """These are missed no longer."""
        return replace(self, missed=tuple(uid for uid in self.missed if uid not in set(uids)))
