"""Files: uploads by agents, and the signed addresses by which all files are fetched."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from typing import Annotated
from urllib.parse import quote

from aiohttp import BodyPartReader, web
from pydantic import Field, StringConstraints

from agent_console import problems
from agent_console.middlewares import put_security_headers
from agent_console.ranges import Unsatisfiable, part_of
from agent_console.routing import Call, Door, Routes
from agent_console.wire.entries import AttachmentShape, attachment_shape
from agent_console.wire.scalars import Given
from conversations.errors import Forbidden, Invalid
from conversations.people import Permission

routes = Routes("files")

SHOWN_INLINE = frozenset(
    {"image/png", "image/jpeg", "image/gif", "image/webp", "image/avif"}
    | {"audio/mpeg", "audio/x-wav", "audio/wav"}
)
"""Types that a browser may show or play in place. SVG is none of them: it carries scripts."""

FILE_POLICY = "default-src 'none'; style-src 'unsafe-inline'; sandbox"
CHUNK = 64 * 1024


class FileQuery(Given):
    """The signature of a file's address."""

    exp: int = Field(ge=0, le=10**11)
    sig: Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{43}$")]


@routes("POST", "/files", Permission.CONVERSATIONS_WORK, status=201)
async def upload(call: Call) -> AttachmentShape:
    """Upload a file (multipart/form-data, field `file`) to be attached to a reply or note"""
    call.console.uploads.take(call.caller.user.id, "Too many uploads.")
    part = await file_part(call.request)
    stored = await call.services.files.save(
        safe_name(part.filename),
        chunks(part),
        max_bytes=call.console.settings.attachment_max_bytes,
        owner={"user_id": call.caller.user.id},
    )
    return attachment_shape(stored, await call.view())


@routes("GET", "/files/{id}", Door.PUBLIC)
async def download(call: Call, query: FileQuery) -> web.StreamResponse:
    """A file or a part of it (Range), by the signed address that an attachment carries"""
    file_id = call.id()
    if not call.console.links.holds(file_id, query.exp, query.sig):
        raise Forbidden(
            "This address of a file is not right or has expired.",
            remedy="Open the conversation again.",
        )
    file = await call.services.files.describe(file_id)
    inline = file.content_type in SHOWN_INLINE
    tag = f'"{file.id}"'  # an id's content never changes
    headers = {
        "Content-Type": file.content_type if inline else "application/octet-stream",
        "Content-Disposition": disposition(file.name, inline=inline),
        "Content-Security-Policy": FILE_POLICY,
        "Cache-Control": "private, max-age=3600, immutable",
        "Cross-Origin-Resource-Policy": "cross-origin",
        "Accept-Ranges": "bytes",
        "ETag": tag,
    }
    asked = call.request.headers.get("Range")
    if call.request.headers.get("If-Range", tag) != tag:
        asked = None
    try:
        part = part_of(asked, file.size)
    except Unsatisfiable:
        answer = problems.plain(416, "no_such_part", f"The file has {file.size} bytes.")
        answer.headers["Content-Range"] = f"bytes */{file.size}"
        return answer
    start, length = part or (0, file.size)
    if part is not None:
        headers["Content-Range"] = f"bytes {start}-{start + length - 1}/{file.size}"
    headers["Content-Length"] = str(length)
    response = web.StreamResponse(status=200 if part is None else 206, headers=headers)
    put_security_headers(response, call.console.settings)
    await response.prepare(call.request)
    async for chunk in call.services.files.read(file_id, start):
        await response.write(chunk[:length])
        length -= len(chunk)
        if length <= 0:
            break
    await response.write_eof()
    return response


async def file_part(request: web.Request) -> BodyPartReader:
    """The part named ``file`` of a multipart body."""
    if request.content_type != "multipart/form-data":
        raise Invalid("The body is no form.", remedy="Send multipart/form-data with a field file.")
    try:
        async for part in await request.multipart():
            if isinstance(part, BodyPartReader) and part.name == "file":
                return part
    except ValueError:
        raise Invalid("The form cannot be read.") from None
    raise Invalid("The form has no field named file.")


async def chunks(part: BodyPartReader) -> AsyncIterator[bytes]:
    """The content, decoded, piece by piece: no file is ever whole in memory."""
    while chunk := await part.read_chunk(CHUNK):
        yield chunk


def safe_name(given: str | None) -> str:
    """A file name without folders, control characters or more than 120 characters."""
    last = re.split(r"[/\\]", given or "")[-1]
    cleaned = "".join(char for char in last if char.isprintable()).strip(" .")
    return cleaned[-120:] or "file"


def disposition(name: str, *, inline: bool) -> str:
    """Content-Disposition with the name in UTF-8 (RFC 6266 and RFC 8187)."""
    kind = "inline" if inline else "attachment"
    plain = re.sub(r"[^A-Za-z0-9._ -]", "_", name)
    return f"{kind}; filename=\"{plain}\"; filename*=UTF-8''{quote(name, safe='')}"
