"""The files of a mail, as they are found in its parts and in what is packed in those."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace

from connectors.email.parsing import files, icalendar, structure, tnef
from connectors.email.parsing.blocks import Block, bounded
from connectors.email.parsing.parsed import MailPart
from connectors.email.parsing.part import Part
from connectors.email.parsing.tree import Tree

LONGEST_CARD = 500_000
"""Characters of a calendar or a contact card that are read for their summary."""


@dataclass
class Filing:
    """Collects the files of one mail; problems go to its tree."""

    tree: Tree
    hints: tuple[str, ...] = ()
    """Charsets that other parts of the mail name."""
    files: list[MailPart] = field(default_factory=list)
    unread: list[bytes] = field(default_factory=list)
    """``winmail.dat`` whose text is only there as compressed RTF."""

    def text_of(self, part: Part, longest: int = LONGEST_CARD) -> str:
        """A part's text; what is doubtful about it is noted."""
        text, problems = structure.content_text(part, self.hints, longest)
        for problem in problems:
            self.tree.problem(problem)
        return text

    def mail(self, part: Part) -> None:
        """A mail within the mail is a file, named by its subject; its text is not ours."""
        inner = part.children[0]
        subject = re.sub(r"[\\/:]+", "-", structure.header(inner, "subject"))[:100].strip(" .-")
        raw = files.raw_name_of(part)
        self.add(
            inner.source[inner.start : inner.end], "message/rfc822",
            raw_name=f"{subject}.eml" if subject else raw, fallback="message.eml",
        )  # fmt: skip

    def calendar(self, part: Part) -> None:
        """A calendar with its summary; once, though Outlook and Google send it as alternative and
        as file."""
        method = part.parameters("content-type")[1].get("method", "")
        summary = icalendar.summary(self.text_of(part), method)
        content = structure.content_bytes(part)[0]
        known = [file for file in self.files if summary and file.summary == summary]
        if any(file.content.split() == content.split() for file in known):
            return
        self.part(part, fallback="invite.ics", summary=summary)

    def unpack(self, part: Part) -> Block | None:
        """The files in ``winmail.dat``, and its text, which counts only if there is no other."""
        content = structure.content_bytes(part)[0]
        try:
            found = tnef.read(content)
        except tnef.NotTnef:
            self.tree.problem("winmail.dat could not be unpacked and is kept as it came.")
            self._keep_packed(content, "It could not be unpacked.")
            return None
        for file in found.files:
            kind = file.content_type or "application/octet-stream"
            self.add(file.content, kind, raw_name=file.name, content_id=file.content_id)
        if found.cut_off:
            self.tree.problem("winmail.dat is cut off; what could be read of it is shown.")
            self._keep_packed(content, "It could not be unpacked as a whole.")
        elif found.rtf and not (found.text or found.html):
            self.unread.append(content)
        elif not (found.files or found.text or found.html):
            self._keep_packed(content)
        limits = self.tree.limits
        text = structure.plain(found.text[: limits.text])
        html = bounded(structure.plain(found.html[: limits.html]), limits)
        return Block(plain=text or None, html=html or None) if text or html else None

    def keep_unread(self) -> None:
        """Keep what holds the only text of the mail, in a form that cannot be read here."""
        for content in self.unread:
            self.tree.problem("The text in winmail.dat is in a form that cannot be read here.")
            self._keep_packed(content)

    def _keep_packed(self, content: bytes, warning: str = "") -> None:
        self.add(content, "application/ms-tnef", raw_name="winmail.dat", warning=warning)

    def part(self, part: Part, *, fallback: str = "", summary: str = "") -> None:
        """A part as it is; ``fallback`` is its name where it says none."""
        content, problems = structure.content_bytes(part)
        for problem in problems:
            self.tree.problem(problem)
        kind = part.get_content_type()
        if kind == "message/partial":
            self.tree.problem("The mail is one of several that belong together.")
        self.add(
            content, kind, raw_name=files.raw_name_of(part), fallback=fallback, summary=summary,
            content_id=files.content_id_of(part),
        )  # fmt: skip

    def add(
        self,
        content: bytes,
        kind: str,
        *,
        raw_name: str = "",
        fallback: str = "",
        summary: str = "",
        content_id: str | None = None,
        warning: str = "",
    ) -> None:
        """A file from bytes."""
        file = files.file_of(
            content, kind, raw_name=raw_name, number=len(self.files) + 1, content_id=content_id,
            summary=summary, fallback=fallback,
        )  # fmt: skip
        self.files.append(replace(file, warning=warning) if warning else file)
