"""How much of one mail is read. What goes beyond is named in the mail's problems, never lost: the
source stays as it came."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """Bounds of one mail. The size of the mail itself is bounded where it is fetched; nothing in a
    mail is ever decompressed."""

    parts: int = 500
    """Parts in all, multiparts and nested mails included."""
    nesting: int = 30
    """Multiparts and mails within each other."""
    headers: int = 1_000
    """Header fields of one part."""
    header_bytes: int = 1_000_000
    """Bytes of one part's header block."""
    addresses: int = 1_000
    """Mailboxes of one header."""
    text: int = 1_000_000
    """Characters of the text."""
    html: int = 2_000_000
    """Characters of HTML before it is made safe."""
    tags: int = 100_000
    """Tags of HTML; a page of a megabyte has some 30,000."""
    references: int = 150_000
    """Character references of HTML (``&amp;``); the sanitiser's time grows with their square."""
    source: int = 100_000
    """Characters of the plain source where a mail cannot be understood."""
