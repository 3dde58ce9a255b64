"""A small IMAP4rev1 server (RFC 3501) over the mailboxes in memory.

It has LITERAL+ (7888), SASL-IR (4959), IDLE (2177), UIDPLUS (4315), MOVE (6851), UNSELECT (3691),
SPECIAL-USE (6154), ID (2971) and NAMESPACE (2342). It does not take messages apart: a client gets
them whole, their header, single header fields or the text, but no numbered parts, no ENVELOPE and
no BODYSTRUCTURE; asked for those, it says so. ``\\Recent`` is never set.
"""

from sandbox.mail.imap.session import ImapSession

__all__ = ["ImapSession"]
