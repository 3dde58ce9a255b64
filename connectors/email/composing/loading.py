"""The files of a mail, read from the file store."""

from __future__ import annotations

import re
from collections.abc import Sequence

from connectors.email.composing.mime import File
from connectors.ports import Files
from conversations.entries import Attachment
from conversations.errors import DeliveryRefused, NotFound

LARGEST = 100 * 1024 * 1024
"""Bytes of all files of one mail: more is not even read. The server's own limit is usually less."""
_UNUSUAL = re.compile(r"[^A-Za-z0-9._-]")


def content_id(file_id: str, domain: str) -> str:
    """By what the HTML names an image of the mail (RFC 2392), without brackets."""
    return f"{_UNUSUAL.sub('', file_id)}@{domain}"


async def load(files: Files, wanted: Sequence[Attachment], domain: str) -> list[File]:
    """Read files whole. Raises DeliveryRefused if they are too large together, or one is gone."""
    size = sum(each.size for each in wanted)
    if size > LARGEST:
        raise DeliveryRefused(
            f"The files have {size / 1024 / 1024:.0f} MB together, which no mail server takes.",
            remedy="Send fewer or smaller files, or links to them.",
        )
    loaded = []
    for each in wanted:
        try:
            content = b"".join([chunk async for chunk in files.read(each.id)])
        except NotFound:
            raise DeliveryRefused(
                f"The file “{each.name}” is gone.", remedy="Attach it again."
            ) from None
        loaded.append(
            File(
                name=each.name,
                content_type=each.content_type,
                content=content,
                content_id=content_id(each.id, domain),
            )
        )
    return loaded
