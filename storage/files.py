"""Attachments in GridFS, under a type that was sniffed from their content."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

import filetype
from gridfs import NoFile
from gridfs.asynchronous import AsyncGridFSBucket

from conversations.clock import new_id
from conversations.entries import Attachment
from conversations.errors import Invalid, NotFound
from storage import names
from storage.client import Database, Document, answering, translated

HEAD = 4096
"""Bytes that the type is told from."""
UNKNOWN = "application/octet-stream"
_MARKUP = (b"<!doctype", b"<html", b"<svg", b"<?xml", b"<script", b"<body", b"<head", b"<iframe")


class GridFileStore:
    """Implements :class:`conversations.ports.FileStore`."""

    def __init__(self, db: Database) -> None:
        self._bucket = AsyncGridFSBucket(db, bucket_name=names.FILES)
        self._files = db[f"{names.FILES}.files"]
        self._chunks = db[f"{names.FILES}.chunks"]

    async def save(
        self,
        name: str,
        content: AsyncIterator[bytes],
        *,
        max_bytes: int,
        owner: dict[str, Any],
        file_id: str | None = None,
    ) -> Attachment:
        """Store a file as it streams in; beyond ``max_bytes`` nothing is kept and Invalid raised.

        ``name`` loses its folders; the type comes from the content and never from the sender. What
        is stored already under ``file_id`` is left as it is and its description returned; what a
        crash left half stored under it is stored anew.
        """
        if file_id is None:
            return await self._save(new_id(), name, content, max_bytes, owner)
        document = await self._files.find_one({"_id": file_id})
        if document is not None and document.get("metadata"):
            return _attachment(document)
        with translated():
            await self._chunks.delete_many({"files_id": file_id})
            if document is not None:
                await self._files.delete_many({"_id": file_id})
        return await self._save(file_id, name, content, max_bytes, owner)

    async def _save(
        self,
        file_id: str,
        name: str,
        content: AsyncIterator[bytes],
        max_bytes: int,
        owner: dict[str, Any],
    ) -> Attachment:
        plain_name = _plain_name(name)
        head, size = b"", 0
        with translated():
            rest = aiter(content)
            while len(head) < HEAD and (chunk := await anext(rest, None)) is not None:
                head += chunk
            # the description is stored with the last byte, so a described file is a whole one
            content_type = sniff(head[:HEAD])
            facts: Document = {"content_type": content_type, "owner": dict(owner)}
            stream = self._bucket.open_upload_stream_with_id(file_id, plain_name, metadata=facts)
            try:
                piece: bytes | None = head
                while piece is not None:
                    size += len(piece)
                    if size > max_bytes:
                        raise Invalid(
                            f"“{plain_name}” is larger than {max_bytes // 1024} KB.",
                            remedy="Send a smaller file, or a link to it.",
                        )
                    await stream.write(piece)
                    piece = await anext(rest, None)
                await stream.close()
            except BaseException:
                await stream.abort()
                raise
        return Attachment(id=file_id, name=plain_name, content_type=content_type, size=size)

    @answering
    async def describe(self, file_id: str) -> Attachment:
        """Return what is known of a file, or raise NotFound."""
        return _attachment(await self._document(file_id))

    @answering
    async def owner(self, file_id: str) -> dict[str, Any]:
        """Return who put it there, or raise NotFound."""
        return dict((await self._document(file_id))["metadata"]["owner"])

    async def read(self, file_id: str, start: int = 0) -> AsyncIterator[bytes]:
        """Return its content from byte ``start`` in chunks, or raise NotFound."""
        with translated():
            try:
                stream = await self._bucket.open_download_stream(file_id)
            except NoFile:
                raise NotFound("There is no such file.") from None
            await stream.seek(start)
            while chunk := await stream.readchunk():
                yield chunk

    @answering
    async def remove(self, file_id: str) -> None:
        """Delete a file; harmless if it is gone."""
        try:
            await self._bucket.delete(file_id)
        except NoFile:
            return

    async def _document(self, file_id: str) -> Document:
        document = await self._files.find_one({"_id": file_id})
        if document is None or not document.get("metadata"):  # the latter is still being stored
            raise NotFound("There is no such file.")
        return document


def _attachment(document: Document) -> Attachment:
    return Attachment(
        id=document["_id"],
        name=document["filename"],
        content_type=document["metadata"]["content_type"],
        size=document["length"],
    )


def sniff(head: bytes) -> str:
    """Tell the type from the first bytes. Markup that a browser might run is never called by its
    name: SVG, HTML and XML are ``application/octet-stream``."""
    if any(mark in head.lower() for mark in _MARKUP):
        return UNKNOWN
    kind = filetype.guess(head)
    if kind is not None:
        return str(kind.mime)
    if b"\x00" in head:
        return UNKNOWN
    try:
        head.decode()
    except UnicodeDecodeError as error:
        # the head may end in the middle of a letter
        return "text/plain" if error.start >= len(head) - 3 and len(head) == HEAD else UNKNOWN
    return "text/plain"


def _plain_name(name: str) -> str:
    last = name.replace("\\", "/").rsplit("/", 1)[-1]
    printable = "".join(char for char in last if char.isprintable()).strip(". ")
    return printable[:200] or "file"
