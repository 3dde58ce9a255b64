"""From the bytes of a mail to what Parley makes of it. Nothing here raises."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from html import unescape
from typing import TypeVar
from urllib.parse import unquote

from connectors.email.parsing import (
    addresses,
    bounces,
    classify,
    dates,
    files,
    identifiers,
    quotes,
    structure,
    words,
)
from connectors.email.parsing import html as html_of_mail
from connectors.email.parsing.blocks import Block, bounded, joined_html
from connectors.email.parsing.bodies import Body
from connectors.email.parsing.limits import Limits
from connectors.email.parsing.parsed import MailAddress, MailKind, MailPart, ParsedMail
from connectors.email.parsing.part import Part
from connectors.email.parsing.tree import Tree

T = TypeVar("T")
AS_SOURCE = "The mail could not be understood and is shown as plain source."
ADDRESSES_READ = "addresses of a header are read."
"""So ends what is said of a mail with more addresses than are read."""
SHOWN_HEADERS = 200
DELIVERED = frozenset(
    """
    delivered-to x-original-to envelope-to x-envelope-to x-delivered-to x-real-to x-rcpt-to
    apparently-to x-forwarded-to
    """.split()  # noqa: SIM905 - a list would be a page long
)
"""Headers in which servers say whose mailbox a mail went to."""
_SENDERS = ("from", "sender", "return-path", "x-original-from", "reply-to")
_KNOWN = frozenset(
    """
    from to cc subject date message-id received return-path sender reply-to mime-version
    content-type in-reply-to references delivered-to
    """.split()  # noqa: SIM905 - a list would be a page long
)
_CID = re.compile(r"""cid:([^"'\s<>)]{1,500})""", re.I)


def parse(raw: bytes, *, limits: Limits | None = None) -> ParsedMail:
    """Read a mail as it came over the wire or from a file.

    Never raises, whatever ``raw`` holds. What is doubtful or left out is named in ``problems``; if
    nothing can be understood, ``text`` is the plain source.
    """
    limits = limits or Limits()
    try:
        return _Reading(raw, limits).mail()
    except Exception:  # the last resort that the promise above needs
        return as_source(raw, limits)


def as_source(raw: bytes, limits: Limits) -> ParsedMail:
    """A mail of which only the source can be shown."""
    if not raw.strip():
        return ParsedMail(problems=("The mail is empty.",))
    text = structure.plain(raw[: limits.source].decode("utf-8", "replace"))
    return ParsedMail(text=text, reply=text, problems=(AS_SOURCE,))


class _Reading:
    """One mail being read."""

    def __init__(self, raw: bytes, limits: Limits) -> None:
        self.raw = raw
        self.limits = limits
        self.tree = Tree(limits)
        self.root: Part = self.tree.read(raw)
        self.hints = structure.header_hints(self.root)

    def mail(self) -> ParsedMail:
        """All of it."""
        root = self.root
        body = Body(self.tree, hints=self.hints)
        blocks = body.read(root)
        text = self._text(blocks)
        safe = self._guarded(
            lambda: html_of_mail.safe_html(bounded(joined_html(blocks), self.limits)),
            html_of_mail.SafeHtml("", 0),
            "HTML",
        )
        if self._is_nothing(text, safe.html, body.filing.files):
            return as_source(self.raw, self.limits)
        bounce = self._guarded(lambda: bounces.read_bounce(root, text), None, "delivery report")
        people = {name: self._people(name) for name in ("reply-to", "to", "cc")}
        sender = self._sender()
        known = {box.address for boxes in people.values() for box in boxes}
        known |= {sender.address} if sender else set()
        return ParsedMail(
            kind=self._guarded(lambda: classify.kind_of(root, bounce), MailKind.MESSAGE, "kind"),
            sender=sender,
            reply_to=people["reply-to"],
            to=people["to"],
            cc=people["cc"],
            delivered_to=self._delivered_to(),
            subject=self._first("subject"),
            date=dates.read(self._first("date")),
            message_id=identifiers.first(structure.raw_headers(root, "message-id")),
            in_reply_to=identifiers.all_of(structure.raw_headers(root, "in-reply-to"), known),
            references=identifiers.all_of(structure.raw_headers(root, "references")),
            text=text,
            reply=self._guarded(
                lambda: quotes.fresh_words(text, self._first("subject")), text, "quotes"
            ),
            html=safe.html,
            remote_images=safe.remote_images,
            attachments=_shown_inline(files.unique(body.filing.files), safe.html),
            bounce=bounce,
            list_id=self._guarded(lambda: classify.list_id(root), None, "list"),
            spam=self._guarded(lambda: classify.is_spam(root), False, "spam mark"),
            auto_submitted=self._guarded(
                lambda: classify.auto_submitted(root), "", "Auto-Submitted"
            ),
            loop_ids=self._guarded(lambda: classify.loop_ids(root), (), "loop mark"),
            authentication=tuple(structure.headers(root, "authentication-results")[:20]),
            sealed=body.sealed,
            language=self._language(),
            headers=self._headers(),
            problems=tuple(self.tree.problems),
        )

    def _guarded(self, reading: Callable[[], T], otherwise: T, what: str) -> T:
        """What ``reading`` gives; one part that fails must not take the whole mail with it."""
        try:
            return reading()
        except Exception:
            self.tree.problem(f"The {what} of the mail could not be read.")
            return otherwise

    def _text(self, blocks: list[Block]) -> str:
        pieces = []
        left = self.limits.text
        for block in blocks:
            piece = block.plain or ""
            used = len(piece)
            if block.html and not piece.strip():
                html = block.html[: max(left, 0)]  # text is shorter than the HTML it is made of
                used = len(html)
                piece = self._guarded(partial(html_of_mail.text_of, html), "", "HTML")
                if used < len(block.html):
                    self.tree.problem("The text is too long and is cut off.")
            left -= used
            if piece.strip():
                pieces.append(piece.strip("\n").rstrip())
        return "\n\n".join(pieces)[: self.limits.text].rstrip()

    def _is_nothing(self, text: str, html: str, found: list[MailPart]) -> bool:
        names = {name.lower() for name in self.root}
        if not names:
            return True
        return not (text or html or found or names & _KNOWN)

    def _first(self, name: str) -> str:
        return next(iter(self._all(name)), "")

    def _all(self, name: str) -> list[str]:
        return [
            words.decoded(value, self.hints) for value in structure.raw_headers(self.root, name)
        ]

    def _people(self, name: str) -> tuple[MailAddress, ...]:
        values = structure.raw_headers(self.root, name)
        most = self.limits.addresses
        found: dict[MailAddress, None] = {}
        for value in values:
            boxes = addresses.mailboxes(value, most + 1, self.hints)
            found.update(dict.fromkeys(boxes))
            if len(found) > most:
                self.tree.problem(f"Only the first {most} {ADDRESSES_READ}")
                break
        return tuple(found)[:most]

    def _sender(self) -> MailAddress | None:
        """From, else who else says to have sent it."""
        if len(structure.raw_headers(self.root, "from")) > 1:
            self.tree.problem("The mail has several From headers; the first one counts.")
        for name in _SENDERS:
            for value in structure.raw_headers(self.root, name):
                for box in addresses.mailboxes(value, 1, self.hints):
                    if name != "from":
                        self.tree.problem(
                            f"The mail has no From that can be read; {name.title()} counts."
                        )
                    return box
        self.tree.problem("The mail does not say who sent it.")
        return None

    def _delivered_to(self) -> tuple[str, ...]:
        found: dict[str, None] = {}
        for name, value in self.root.raw_items():
            if name.lower() in DELIVERED:
                boxes = addresses.mailboxes(words.unfolded(value), 10, self.hints)
                found.update(dict.fromkeys(box.address for box in boxes))
        return tuple(found)[:50]

    def _language(self) -> str | None:
        found = re.match(
            r"[A-Za-z]{2,3}(?:-[A-Za-z0-9]{2,8}){0,3}", self._first("content-language")
        )
        return found[0] if found else None

    def _headers(self) -> tuple[tuple[str, str], ...]:
        return tuple(
            (words.one_line(words.eight_bit(name), 200), words.decoded(value, self.hints))
            for name, value in list(self.root.raw_items())[:SHOWN_HEADERS]
        )


def _shown_inline(found: tuple[MailPart, ...], html: str) -> tuple[MailPart, ...]:
    """Files that the HTML shows by ``cid:`` (RFC 2392) are marked so."""
    shown = {unquote(unescape(cid)).lower() for cid in _CID.findall(html)}
    return tuple(
        replace(file, inline=True) if (file.content_id or "").lower() in shown else file
        for file in found
    )
