"""Parts of a mail as files: their names, and what may be wrong with them."""

from __future__ import annotations

import mimetypes
import re
from dataclasses import replace

from connectors.email.parsing import dangers, words
from connectors.email.parsing.parsed import MailPart
from connectors.email.parsing.part import Part

LONGEST_NAME = 200
"""Characters of a file's name that are kept; its ending stays."""
EXTENSIONS = {
    "application/pgp-signature": ".asc", "application/pkcs7-signature": ".p7s",
    "application/x-pkcs7-signature": ".p7s", "application/pkcs7-mime": ".p7m",
    "application/x-pkcs7-mime": ".p7m", "application/pgp-encrypted": ".asc",
    "application/pgp-keys": ".asc", "application/ms-tnef": ".dat", "audio/amr": ".amr",
    "application/octet-stream": ".bin", "image/jpeg": ".jpg", "image/jpg": ".jpg",
    "image/pjpeg": ".jpg", "image/heic": ".heic", "message/delivery-status": ".txt",
    "message/disposition-notification": ".txt", "message/feedback-report": ".txt",
    "message/rfc822": ".eml", "message/global": ".eml", "text/calendar": ".ics",
    "text/directory": ".vcf", "text/html": ".html", "text/plain": ".txt",
    "text/rfc822-headers": ".txt", "text/vcard": ".vcf", "text/x-vcard": ".vcf",
    "application/ics": ".ics", "application/smil": ".smil", "text/csv": ".csv",
}  # fmt: skip
"""Endings for types that have none in Python's table, or a different one on each machine."""
_TYPE = re.compile(r"[a-z0-9][a-z0-9!#$&^_.+-]{0,100}/[a-z0-9][a-z0-9!#$&^_.+-]{0,100}")
_FORBIDDEN = re.compile(r'[\x00-\x1f\x7f-\x9f<>:"|?*\u202a-\u202e\u2066-\u2069\u200e\u200f]')


def safe_name(given: str) -> str:
    """``given`` as a file's name: without folders, control characters and what turns the writing
    around; empty if nothing is left of it."""
    name = words.one_line(given)
    name = re.split(r"[/\\]", name)[-1]
    name = _FORBIDDEN.sub("", name).strip()
    if not name.strip(". "):
        return ""
    if len(name) > LONGEST_NAME:
        stem, dot, ending = name.rpartition(".")
        ending = dot + ending if dot and len(ending) <= 20 else ""
        name = (stem if ending else name)[: LONGEST_NAME - len(ending)] + ending
    return name


def file_of(
    content: bytes,
    content_type: str,
    *,
    raw_name: str = "",
    number: int = 1,
    content_id: str | None = None,
    summary: str = "",
    fallback: str = "",
) -> MailPart:
    """One file. ``number`` names it where neither ``raw_name`` nor ``fallback`` does."""
    if not _TYPE.fullmatch(content_type):
        content_type = "application/octet-stream"
    name = safe_name(raw_name) or safe_name(fallback)
    if not name:
        name = f"attachment-{number}{_extension(content_type)}"
    return MailPart(
        name=name,
        content_type=content_type,
        content=content,
        content_id=words.one_line(content_id or "", 500) or None,
        warning=dangers.warning(raw_name, name, content_type, content),
        summary=summary,
    )


def content_id_of(part: Part) -> str | None:
    """Content-ID without its brackets (RFC 2392)."""
    return words.decoded(part.raw("content-id")).strip("<> ")[:500] or None


def raw_name_of(part: Part) -> str:
    """The declared name with all its characters, those that deceive too; empty if there is none.

    Content-Description counts where it is the name of a file, as some programs put it there.
    """
    for header, field in (("content-disposition", "filename"), ("content-type", "name")):
        if name := part.unclean(header, field):
            return name
    description = words.decoded(part.raw("content-description"))
    return description if re.fullmatch(r"[^/\\]{1,80}\.[A-Za-z0-9]{2,5}", description) else ""


def unique(files: list[MailPart]) -> tuple[MailPart, ...]:
    """The files with different names: ``report.pdf``, ``report-2.pdf``."""
    used: set[str] = set()
    counts: dict[str, int] = {}
    out = []
    for file in files:
        name = file.name
        stem, dot, ending = name.rpartition(".")
        if not stem:
            stem, dot, ending = name, "", ""
        while name.lower() in used:
            counts[file.name] = counts.get(file.name, 1) + 1
            name = f"{stem}-{counts[file.name]}{dot}{ending}"
        used.add(name.lower())
        out.append(file if name == file.name else replace(file, name=name))
    return tuple(out)


def _extension(content_type: str) -> str:
    return EXTENSIONS.get(content_type) or mimetypes.guess_extension(content_type) or ".bin"
