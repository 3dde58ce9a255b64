"""What kind of mail it is, by its headers: a message, a machine's answer, a list, a bounce.

The first row that fits decides:

=============  =============================================================================
bounce         a delivery report was read (:mod:`connectors.email.parsing.bounces`; RFC 3464)
auto-reply     ``Auto-Submitted`` other than ``no`` (RFC 3834, 5.2)
list           ``List-Id`` (RFC 2919)
message        everything else
=============  =============================================================================
"""

from __future__ import annotations

from email.message import EmailMessage

from .parsed import Bounce, MailKind


def kind_of(message: EmailMessage, bounce: Bounce | None) -> MailKind:
    """The kind of ``message``, given the delivery report that was read from it, if any."""
    if bounce is not None:
        return MailKind.BOUNCE
    if auto_submitted(message):
        return MailKind.AUTO_REPLY
    if list_id(message):
        return MailKind.LIST
    return MailKind.MESSAGE


def auto_submitted(message: EmailMessage) -> str:
    """The keyword of Auto-Submitted (RFC 3834, 5.2), lower-cased; empty for none or ``no``."""
    value = _first(message, "Auto-Submitted").split(";")[0].split("(")[0].strip().lower()
    return "" if value == "no" else value[:100]


def is_spam(message: EmailMessage) -> bool:
    """Whether a filter on the way here marked the mail as spam."""
    return any(
        value.strip().lower().startswith("yes")
        for name in ("X-Spam-Flag", "X-Spam-Status", "X-Spam")
        for value in _all(message, name)
    )


def list_id(message: EmailMessage) -> str | None:
    """The identifier of the mailing list (RFC 2919), lower-cased, without brackets and title."""
    value = _first(message, "List-Id")
    start, end = value.rfind("<"), value.rfind(">")
    if 0 <= start < end:
        value = value[start + 1 : end]
    return "".join(value.split()).lower()[:255] or None


def loop_ids(message: EmailMessage) -> tuple[str, ...]:
    """Marks by which we know mail of our own: X-Loop and X-Parley-Inbox, at most 50."""
    values = [*_all(message, "X-Loop"), *_all(message, "X-Parley-Inbox")]
    return tuple(value.strip()[:500] for value in values if value.strip())[:50]


def _all(message: EmailMessage, name: str) -> list[str]:
    """All values of a header. The library's header parser raises on some broken ones."""
    try:
        return [str(value) for value in message.get_all(name, [])]
    except Exception:
        return [
            " ".join(str(value).split())
            for key, value in message.raw_items()
            if str(key).lower() == name.lower()
        ]


def _first(message: EmailMessage, name: str) -> str:
    """The first value of a header, empty if there is none."""
    return next(iter(_all(message, name)), "")
