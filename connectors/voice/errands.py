"""What is to be done with recordings, as it is kept over restarts."""

from __future__ import annotations

from dataclasses import dataclass

from conversations.calls.call import CallState
from conversations.conversation import Conversation

ALARM = "call recording"
LOOK, FETCH, THEIRS, OURS = "look", "fetch", "theirs", "ours"
"""Look for what Twilio has not told of; fetch it; delete what is theirs; delete what is ours."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Errand:
    """One thing to be done, as the key of an alarm. ``sid`` is the recording's, or the call's whose
    recordings are looked for."""

    what: str
    inbox_id: str
    conversation_id: str
    seq: int
    kind: str
    sid: str

    @property
    def key(self) -> str:
        """As an alarm's key."""
        parts = (self.what, self.inbox_id, self.conversation_id, self.seq, self.kind, self.sid)
        return " ".join(str(part) for part in parts)

    @classmethod
    def of(cls, key: str) -> Errand:
        """From an alarm's key. Raises ValueError if it is none."""
        what, inbox_id, conversation_id, seq, kind, sid = key.split(" ")
        return cls(
            what=what,
            inbox_id=inbox_id,
            conversation_id=conversation_id,
            seq=int(seq),
            kind=kind,
            sid=sid,
        )

    def then(self, what: str, sid: str = "") -> Errand:
        """What follows from it."""
        return Errand(
            what=what,
            inbox_id=self.inbox_id,
            conversation_id=self.conversation_id,
            seq=self.seq,
            kind=self.kind,
            sid=sid or self.sid,
        )


def looking_for(conversation: Conversation) -> Errand | None:
    """The errand to look for recordings of the contact's line; None if there is no line."""
    call = conversation.call
    contact = call.contact if call is not None else None
    if call is None or contact is None or contact.sid is None:
        return None
    return Errand(
        what=LOOK,
        inbox_id=conversation.inbox.id,
        conversation_id=conversation.id,
        seq=call.seq,
        kind="voicemail" if call.state is CallState.VOICEMAIL else "call",
        sid=contact.sid,
    )
