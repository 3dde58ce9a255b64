"""SEARCH keys (RFC 3501, 6.4.4) as conditions on a message."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from datetime import UTC, date
from email import message_from_bytes
from email.header import decode_header, make_header
from email.utils import parsedate_to_datetime

from sandbox.mail.imap.fetching import header_of
from sandbox.mail.imap.sets import chosen_numbers, chosen_uids
from sandbox.mail.imap.wire import MONTHS, Bad, No, Token, text
from sandbox.mail.mailbox import StoredMail

Condition = Callable[[StoredMail], bool]

_FLAGS = {
    "ANSWERED": "\\Answered",
    "DELETED": "\\Deleted",
    "DRAFT": "\\Draft",
    "FLAGGED": "\\Flagged",
    "SEEN": "\\Seen",
    "RECENT": "\\Recent",
}
_FIELDS = {"FROM", "TO", "CC", "BCC", "SUBJECT"}
_CHARSETS = {"UTF-8", "US-ASCII"}


def condition(given: Sequence[Token], uids: Sequence[int]) -> Condition:
    """All keys of a search together; ``uids`` are the messages by number. Raises Bad and No."""
    keys = list(given)
    if keys and not isinstance(keys[0], list) and keys[0].upper() == b"CHARSET":
        if text(keys[1]).upper() not in _CHARSETS:
            raise No("[BADCHARSET (UTF-8 US-ASCII)] That charset is not known")
        keys = keys[2:]
    if not keys:
        raise Bad("What is searched for is missing")
    keys.reverse()
    found = []
    while keys:
        found.append(_next(keys, uids))
    return lambda mail: all(one(mail) for one in found)


def _next(keys: list[Token], uids: Sequence[int]) -> Condition:
    """Take one key and its arguments off the end of ``keys``."""
    head = _pop(keys)
    if isinstance(head, list):
        return condition(head, uids)
    name = text(head).upper()
    if name == "ALL":
        return lambda mail: True
    if name in ("NEW", "OLD"):  # nothing is recent here
        return lambda mail: name == "OLD"
    if name == "NOT":
        inner = _next(keys, uids)
        return lambda mail: not inner(mail)
    if name == "OR":
        first, second = _next(keys, uids), _next(keys, uids)
        return lambda mail: first(mail) or second(mail)
    if name in _FLAGS:
        return lambda mail: _FLAGS[name] in mail.flags
    if name.startswith("UN") and name[2:] in _FLAGS:
        return lambda mail: _FLAGS[name[2:]] not in mail.flags
    if re.fullmatch(r"[\d*][\d:,*]*", name):
        numbered = set(chosen_numbers(name, uids))
        return lambda mail: mail.uid in numbered
    return _with_argument(name, keys, uids)


def _with_argument(name: str, keys: list[Token], uids: Sequence[int]) -> Condition:
    argument = text(_pop(keys))
    if name == "UID":
        named = set(chosen_uids(argument, uids))
        return lambda mail: mail.uid in named
    if name in ("KEYWORD", "UNKEYWORD"):
        return lambda mail: (argument in mail.flags) == (name == "KEYWORD")
    if name in ("LARGER", "SMALLER"):
        size = int(argument) if argument.isdigit() else -1
        return lambda mail: (len(mail.raw) > size) if name == "LARGER" else len(mail.raw) < size
    if name in ("BEFORE", "ON", "SINCE"):
        return _dated(name, argument, lambda mail: mail.received_at.astimezone(UTC).date())
    if name in ("SENTBEFORE", "SENTON", "SENTSINCE"):
        return _dated(name.removeprefix("SENT"), argument, _sent)
    if name in _FIELDS:
        return lambda mail: _field_holds(mail, name, argument)
    if name == "HEADER":
        wanted = text(_pop(keys))
        return lambda mail: _field_holds(mail, argument, wanted)
    if name in ("BODY", "TEXT"):
        return lambda mail: argument.casefold() in _words(mail, body_only=name == "BODY")
    raise Bad(f"{name} is no search key")


def _pop(keys: list[Token]) -> Token:
    if not keys:
        raise Bad("A search key lacks its argument")
    return keys.pop()


def _dated(name: str, given: str, day_of: Callable[[StoredMail], date | None]) -> Condition:
    found = re.fullmatch(r"(\d{1,2})-(\w{3})-(\d{4})", given)
    if found is None or found[2].title() not in MONTHS:
        raise Bad("That is no date")
    try:
        day = date(int(found[3]), MONTHS.index(found[2].title()) + 1, int(found[1]))
    except ValueError:
        raise Bad("That is no date") from None

    def holds(mail: StoredMail) -> bool:
        its = day_of(mail)
        if its is None:
            return False
        return its < day if name == "BEFORE" else its == day if name == "ON" else its >= day

    return holds


def _sent(mail: StoredMail) -> date | None:
    told = message_from_bytes(header_of(mail.raw)).get("Date")
    try:
        return None if told is None else parsedate_to_datetime(told).date()
    except ValueError:
        return None


def _field_holds(mail: StoredMail, name: str, wanted: str) -> bool:
    """Whether a header field of that name holds the words, in any case; no words: whether it is."""
    values = message_from_bytes(header_of(mail.raw)).get_all(name, [])
    return any(wanted.casefold() in _readable(str(value)).casefold() for value in values)


def _readable(value: str) -> str:
    try:
        return str(make_header(decode_header(value)))
    except (LookupError, UnicodeError, ValueError):
        return value


def _words(mail: StoredMail, *, body_only: bool) -> str:
    """A message's words as they stand there, its encodings left alone."""
    raw = mail.raw[len(header_of(mail.raw)) :] if body_only else mail.raw
    return raw.decode("utf-8", "replace").casefold()
