"""Which mail an own one answers, and the chain of those before it (RFC 5322, 3.6.4)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from connectors.email.composing.headers import usable_id
from connectors.ports import Timelines
from conversations.channels import Channel
from conversations.entries import Activity, DeliveryState, Direction, Entry, Kind
from conversations.letters import MAIL

LONGEST = 1_500
"""Characters of a References field, its name and folding included: some servers cut or refuse
longer ones. The first id (what Gmail's thread began with) and the newest ones stay."""
PAGE, PAGES = 30, 10
"""Entries read at a time when looking for the mail before, and how often."""
_FOLD = len("\r\n <>")

IdOf = Callable[[Entry], str]
"""Makes the Message-ID of an entry that we sent."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Lineage:
    """Where a mail stands in its thread. ``parent`` is the timeline's entry that it answers, None
    if there is none; ``references`` are ids without brackets, oldest first, the parent's last."""

    parent: Entry | None = None
    in_reply_to: str = ""
    references: tuple[str, ...] = ()


async def lineage(timelines: Timelines, entry: Entry, quoted: Entry | None, id_of: IdOf) -> Lineage:
    """Find what ``entry`` answers: the quoted mail, else the customer's newest mail before it,
    else our own newest one that was not refused."""
    mails = await _mails_before(timelines, entry)
    if quoted is not None and not is_mail(quoted):
        quoted = None
    parent = quoted or next((it for it in reversed(mails) if _is_from_outside(it)), None)
    parent = parent or next((it for it in reversed(mails) if not _is_from_outside(it)), None)
    if parent is None:
        return Lineage()
    own = id_of(parent) if not _is_from_outside(parent) else usable_id(_mail(parent)["message_id"])
    chain = _references_of(parent, mails, id_of)
    return Lineage(
        parent=parent, in_reply_to=own, references=shortened(_once([*chain, *([own] * bool(own))]))
    )


def is_mail(entry: Entry) -> bool:
    """Whether an entry is a mail that others may have: written by a person, or sent by us."""
    if entry.direction is Direction.IN:
        mail = _mail(entry)
        written = mail.get("kind") in ("message", "list")
        return entry.kind is Kind.MESSAGE and written and bool(usable_id(mail.get("message_id")))
    ours = entry.kind is Kind.MESSAGE or entry.activity is Activity.MAILED
    return ours and entry.channel is Channel.EMAIL and entry.delivery is not None


def shortened(references: Sequence[str]) -> tuple[str, ...]:
    """The first id and as many of the newest as :data:`LONGEST` leaves room for."""
    if not references:
        return ()
    first, *rest = references
    room = LONGEST - len("References:") - len(first) - _FOLD
    kept: list[str] = []
    for each in reversed(rest):
        room -= len(each) + _FOLD
        if room < 0:
            break
        kept.append(each)
    return (first, *reversed(kept)) if kept or not rest else (rest[-1],)


async def _mails_before(timelines: Timelines, entry: Entry) -> list[Entry]:
    """The mails before an entry, oldest first, back to the newest one from outside."""
    found: list[Entry] = []
    before = entry.seq
    for _ in range(PAGES):
        page = await timelines.page(entry.conversation_id, after=None, before=before, limit=PAGE)
        found[:0] = [it for it in page.items if is_mail(it) and _was_not_refused(it)]
        if not page.items or not page.has_more or any(map(_is_from_outside, found)):
            break
        before = page.items[0].seq
    return found


def _references_of(parent: Entry, mails: Sequence[Entry], id_of: IdOf) -> list[str]:
    if not _is_from_outside(parent):
        # what we wrote ourselves is not stored with its references: they are made again
        earlier = [it for it in mails if it.seq < parent.seq]
        outside = [it for it in earlier if _is_from_outside(it)]
        ours = [id_of(it) for it in earlier if not _is_from_outside(it)]
        if not outside:
            return ours
        newest = outside[-1]
        return [*_references_of(newest, mails, id_of), usable_id(_mail(newest)["message_id"])]
    mail = _mail(parent)
    named = mail.get("references") or mail.get("in_reply_to") or ()
    return [each for each in map(usable_id, named) if each]


def _once(ids: Sequence[str]) -> list[str]:
    """Each id once, where it stands last; the first one stays the first."""
    wanted = [each for each in ids if each]
    seen = dict.fromkeys(reversed(wanted))
    ordered = list(reversed(seen))
    if ordered and ordered[0] != wanted[0]:
        ordered.remove(wanted[0])
        ordered.insert(0, wanted[0])
    return ordered


def _mail(entry: Entry) -> dict[str, Any]:
    mail = entry.data.get(MAIL)
    return mail if isinstance(mail, dict) else {}


def _is_from_outside(entry: Entry) -> bool:
    return entry.direction is Direction.IN


def _was_not_refused(entry: Entry) -> bool:
    return entry.delivery is None or entry.delivery.state is not DeliveryState.FAILED
