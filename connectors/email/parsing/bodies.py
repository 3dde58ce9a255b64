"""Which parts of a mail are its text, and which are files (RFC 2046, RFC 2387, RFC 1847)."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from connectors.email.parsing import files, flowed, sealed, structure, transfer, vcard
from connectors.email.parsing.blocks import Block, bounded, joined_html
from connectors.email.parsing.filing import Filing
from connectors.email.parsing.part import Part
from connectors.email.parsing.tree import NESTED, STATUS, Tree

TEXTS = frozenset({"text/plain", "text/markdown", "text/x-markdown", "text/enriched"})
CALENDARS = frozenset({"text/calendar", "application/ics", "text/x-vcalendar"})
CARDS = frozenset({"text/vcard", "text/x-vcard", "text/directory"})
TNEF = frozenset({"application/ms-tnef", "application/vnd.ms-tnef"})
MOST_SEALED = 3
"""Signed messages within each other that are opened."""
REPORTS = {
    "message/delivery-status": "delivery-status.txt",
    "message/global-delivery-status": "delivery-status.txt",
    "message/disposition-notification": "disposition-notification.txt",
    "message/feedback-report": "feedback-report.txt",
    "text/rfc822-headers": "headers.txt",
}
"""Names of what servers report (RFC 3462, RFC 3464, RFC 8098, RFC 5965)."""
OTHER_FORMS = frozenset({"text/x-amp-html", "text/watch-html"})
"""Alternatives that say the same for special readers."""
_UU = re.compile(
    r"^begin [0-7]{3,4} [^\n]{1,200}\n(?:[ -`]{1,80}\n){1,400000}(?:`?\n)?end[ \t]*$", re.M
)


@dataclass
class Body:
    """Walks a tree and sorts its parts into text and files."""

    tree: Tree
    hints: tuple[str, ...] = ()
    """Charsets that other parts of the mail name."""
    spare: list[Block] = field(default_factory=list)
    """Text that counts only if there is no other."""
    sealed: str = ""
    opened: int = 0
    text_left: int = 0
    html_left: int = 0

    def __post_init__(self) -> None:
        """What the whole mail may still bring of text and of HTML, in characters."""
        self.filing = Filing(self.tree, self.hints)
        self.text_left = self.tree.limits.text
        self.html_left = self.tree.limits.html

    def read(self, root: Part) -> list[Block]:
        """The blocks of text in order; files, seal and problems are noted."""
        blocks = self._blocks(root, main=True)
        if any((block.plain or "").strip() or block.html for block in blocks):
            return blocks
        if not self.spare:
            self.filing.keep_unread()
        return self.spare or blocks

    def _blocks(self, part: Part, *, main: bool = False) -> list[Block]:
        kind = part.get_content_type()
        if kind in NESTED and part.children:
            self.filing.mail(part)
        elif kind in STATUS:
            self.filing.part(part, fallback=REPORTS[kind])
        elif part.children:
            return self._multipart(part, kind)
        else:
            return self._leaf(part, kind, main)
        return []

    def _multipart(self, part: Part, kind: str) -> list[Block]:
        if kind == "multipart/alternative":
            return self._alternative(part)
        if kind == "multipart/related":
            return self._related(part)
        if kind == "multipart/signed":
            self.sealed = self.sealed or "signed"
        elif kind == "multipart/encrypted":
            self._encrypted(part)
            return []
        elif kind == "multipart/appledouble":
            for child in part.children:
                if child.get_content_type() != "application/applefile":
                    self.filing.part(child)
            return []
        blocks = []
        for number, child in enumerate(part.children):
            main = number == 0 and child.get_content_disposition() is None
            blocks += self._blocks(child, main=main)
        return blocks

    def _alternative(self, part: Part) -> list[Block]:
        """The last plain form that says something, and the last HTML form."""
        best = Block()
        for child in part.children:
            if child.get_content_type() in OTHER_FORMS:
                continue
            blocks = self._blocks(child, main=True)
            html = joined_html(blocks)
            if html:
                best.html = html
            elif any((block.plain or "").strip() for block in blocks):
                best.plain = "\n\n".join(block.plain or "" for block in blocks)
        return [best] if best.plain or best.html else []

    def _related(self, part: Part) -> list[Block]:
        """The root (``start``, else the first part) is text; what it shows are files."""
        start = part.parameters("content-type")[1].get("start", "").strip("<> ")
        roots = [child for child in part.children if start and files.content_id_of(child) == start]
        root = (roots or part.children)[0]
        blocks = self._blocks(root, main=True)
        for child in part.children:
            if child is root:
                continue
            if child.children:
                blocks += self._blocks(child)
            else:
                blocks += self._leaf(child, child.get_content_type(), main=False, is_file=True)
        return blocks

    def _encrypted(self, part: Part) -> None:
        self.sealed = "encrypted"
        self.tree.problem(sealed.ENCRYPTED_NOTE)
        for child in part.children:
            if child.get_content_type() != "application/pgp-encrypted":
                self.filing.part(child, fallback="encrypted.asc", summary=sealed.ENCRYPTED_NOTE)

    def _leaf(self, part: Part, kind: str, main: bool, *, is_file: bool = False) -> list[Block]:
        name = files.raw_name_of(part)
        lower = name.lower()
        if kind in TNEF or lower in ("winmail.dat", "win.dat"):
            block = self.filing.unpack(part)
            self.spare += [block] if block else []
        elif kind in sealed.SIGNATURES:
            self.sealed = self.sealed or "signed"
            size = len(structure.content_bytes(part)[0])
            summary = sealed.summary_of_signature(kind, size)
            self.filing.part(part, fallback=sealed.SIGNATURES[kind], summary=summary)
        elif kind in sealed.SMIME or (lower.endswith(".p7m") and kind.endswith("octet-stream")):
            return self._smime(part)
        elif kind == "application/pgp-encrypted":
            self._encrypted_by_name(part)
        elif kind in CALENDARS or (lower.endswith(".ics") and kind != "text/html"):
            self.filing.calendar(part)
        elif kind in CARDS or lower.endswith(".vcf"):
            self.filing.part(
                part, fallback="contact.vcf", summary=vcard.summary(self.filing.text_of(part))
            )
        elif kind in REPORTS:
            self.filing.part(part, fallback=REPORTS[kind])
        elif is_file or not self._is_text(part, kind, name, main):
            self.filing.part(part)
        elif kind == "text/html":
            return self._html(part)
        else:
            return self._plain(part, kind)
        return []

    def _is_text(self, part: Part, kind: str, name: str, main: bool) -> bool:
        if kind not in TEXTS and kind != "text/html" and not kind.startswith("multipart/"):
            return False
        if part.get_content_disposition() == "attachment":
            return False
        return main or not name

    def _plain(self, part: Part, kind: str) -> list[Block]:
        text = self.filing.text_of(part, self.text_left + 1)
        options = part.parameters("content-type")[1]
        if len(text) > self.text_left:
            text = text[: self.text_left]
            self.tree.problem("The text is too long and is cut off.")
        self.text_left -= len(text)
        if options.get("format", "").lower() == "flowed":
            text = flowed.joined(text, delete_space=options.get("delsp", "").lower() == "yes")
        if kind == "text/enriched":
            text = re.sub(r"<<", "<", re.sub(r"(?<!<)</?[A-Za-z-]{1,60}>", "", text))
        text = self._without_uuencoded(text)
        if (clear := sealed.clear_signed(text)) is not None:
            self.sealed = self.sealed or "signed"
            text, signature = clear
            self.filing.add(
                signature.encode(), "application/pgp-signature", fallback="signature.asc",
                summary=sealed.summary_of_signature("pgp", len(signature)),
            )  # fmt: skip
        elif sealed.has_pgp_message(text):
            self.sealed = "encrypted"
            self.tree.problem(sealed.ENCRYPTED_NOTE)
        return [Block(plain=text)]

    def _html(self, part: Part) -> list[Block]:
        html = self.filing.text_of(part, self.html_left + 1)
        kept = bounded(html[: self.html_left], self.tree.limits)
        if len(html) > len(kept):
            html = kept
            self.tree.problem("The HTML is too long and is cut off.")
        self.html_left -= len(html)
        return [Block(html=html)]

    def _without_uuencoded(self, text: str) -> str:
        """Files that old programs put into the text itself become files."""
        if "\nend" not in text:
            return text
        for found in list(_UU.finditer(text))[:50]:
            content, name = transfer.uudecode(found[0].encode("utf-8", "replace"))
            if content:
                self.filing.add(content, "application/octet-stream", raw_name=name)
                text = text.replace(found[0], "", 1)
        return text

    def _smime(self, part: Part) -> list[Block]:
        content = structure.content_bytes(part)[0]
        declared = part.parameters("content-type")[1].get("smime-type", "").lower()
        if declared == "certs-only":
            self.filing.part(part, fallback="smime.p7c", summary="Certificates.")
            return []
        if sealed.is_enveloped(declared, content):
            self.sealed = "encrypted"
            self.tree.problem(sealed.ENCRYPTED_NOTE)
            self.filing.part(part, fallback="smime.p7m", summary=sealed.ENCRYPTED_NOTE)
            return []
        self.sealed = self.sealed or "signed"
        inner = sealed.opaque_content(content)
        self.opened += 1
        if inner is None or self.opened > MOST_SEALED:
            self.tree.problem(sealed.OPAQUE_NOTE)
            self.filing.part(part, fallback="smime.p7m", summary=sealed.OPAQUE_NOTE)
            return []
        summary = sealed.summary_of_signature("smime", len(content))
        self.filing.part(part, fallback="smime.p7m", summary=summary)
        return self._blocks(self.tree.entity(inner), main=True)

    def _encrypted_by_name(self, part: Part) -> None:
        """Exchange turns multipart/encrypted into multipart/mixed."""
        self.sealed = "encrypted"
        self.tree.problem(sealed.ENCRYPTED_NOTE)
        if len(structure.content_bytes(part)[0]) > 200:
            self.filing.part(part, summary=sealed.ENCRYPTED_NOTE)
