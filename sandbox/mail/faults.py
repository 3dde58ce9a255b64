"""What may be made to go wrong with the mail host, by whoever holds it in the same process."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(slots=True)
class ImapFaults:
    """Troubles of the IMAP side. Nothing here can be reached over the wire."""

    refuse_logins: str = ""
    """The server's words with which every login is refused, e.g. ``[UNAVAILABLE] Try later``."""
    drop_at: set[str] = field(default_factory=set)
    """Commands (``FETCH``, ``IDLE``, …) at which the connection is cut, once each."""
    cut_after: int | None = None
    """Cut the connection within the next FETCH response, after so many bytes of it; once."""
    slow_s: float = 0.0
    """How long every command waits before it is carried out."""
    lose_pushes: bool = False
    """Keep quiet in IDLE, as a server behind a deaf middlebox does."""
    lacking: set[str] = field(default_factory=set)
    """Capabilities (``IDLE``, ``MOVE``, ``UIDPLUS``, …) that are neither told nor understood."""

    def drops(self, command: str) -> bool:
        """Whether the connection is to be cut at this command; asked once each."""
        if command not in self.drop_at:
            return False
        self.drop_at.discard(command)
        return True


@dataclass(slots=True)
class SmtpFaults:
    """Troubles of the SMTP side. Answers are whole lines: ``450 4.2.1 The mailbox is busy``."""

    recipients: dict[str, str] = field(default_factory=dict)
    """The answer to RCPT TO, by recipient."""
    data: str = ""
    """The answer to every message's end, if it is not to be accepted."""
    greylisting: bool = False
    """Refuse a sender's first try to write to a recipient with 451, and accept the next."""
    drop_after_data: int = 0
    """So many messages are accepted and delivered, but the line is cut before that is said."""
    drop_at_data: int = 0
    """So many times the line is cut at the end of a message, which is not delivered."""
    slow_s: float = 0.0
    """How long the answer to a message's end takes."""
    refuse_logins: str = ""
    """The answer to AUTH, if nobody is to be let in, e.g. ``535 5.7.8 Wrong``."""
    known: set[tuple[str, str]] = field(default_factory=set)
    """Pairs that greylisting has seen."""

    def greylists(self, sender: str, recipient: str) -> bool:
        """Whether this is the first try of the pair; from now on it is known."""
        if not self.greylisting or (sender, recipient) in self.known:
            return False
        self.known.add((sender, recipient))
        return True
