"""The bytes of a mail: text and HTML, images in it, files beside it (RFC 2045, 2046, 2387).

The library builds and encodes the readable part; files are encoded by ourselves, straight into
what goes out, for the library would hold each line of theirs as an object of its own.
"""

from __future__ import annotations

import base64
import re
import secrets
from collections.abc import Sequence
from dataclasses import dataclass, field
from email.message import MIMEPart
from io import BytesIO

from connectors.email.composing.headers import (
    Folded,
    one_line,
    parameter,
    part,
    with_parameters,
)

ENCODED_AT_ONCE = 57 * 4096
"""Bytes of a file that are encoded at a time; 57 bytes make a line (RFC 2045, 6.8)."""
UNKNOWN_TYPE = "application/octet-stream"
_TYPE = re.compile(r"[a-z0-9][a-z0-9.+-]{0,60}/[a-z0-9][a-z0-9.+_-]{0,80}\Z")
_CONTROLS = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")

Headers = Sequence[tuple[str, Folded]]


@dataclass(frozen=True, slots=True, kw_only=True)
class File:
    """A file with its content. ``content_id`` is without brackets, for images in the HTML."""

    name: str
    content_type: str
    content: bytes = field(repr=False)
    content_id: str = ""


def write(
    headers: Headers, text: str, html: str, inline: Sequence[File], files: Sequence[File]
) -> bytes:
    """The whole mail with CRLF line ends. Without ``html`` the body is plain text alone."""
    out = BytesIO()
    for name, value in headers:
        out.write(f"{name}: {value}\r\n".encode())
    out.write(b"MIME-Version: 1.0\r\n")
    body = _body(text, html, inline).as_bytes()
    if not files:
        out.write(body)
        return out.getvalue()
    boundary = f"=_{secrets.token_hex(16)}".encode()  # neither base64 nor quoted-printable has it
    out.write(b'Content-Type: multipart/mixed;\r\n boundary="' + boundary + b'"\r\n\r\n')
    out.write(b"--" + boundary + b"\r\n" + body)
    for file in files:
        out.write(b"\r\n--" + boundary + b"\r\n")
        _write_file(out, file)
    out.write(b"\r\n--" + boundary + b"--\r\n")
    return out.getvalue()


def _body(text: str, html: str, inline: Sequence[File]) -> MIMEPart:
    plain = part()
    plain.set_content(_clean(text), charset="utf-8")
    if not html:
        return plain
    rich = part()
    rich.set_content(_clean(html), subtype="html", charset="utf-8")
    if inline:
        rich.make_related()
        rich.set_param("type", "text/html")  # RFC 2387, 3.1
    for file in inline:
        rich.attach(_image(file))
    plain.make_alternative()
    plain.attach(rich)
    return plain


def _image(file: File) -> MIMEPart:
    image = part()
    main, _, sub = _type_of(file).partition("/")
    image.set_content(file.content, maintype=main, subtype=sub, cid=f"<{file.content_id}>")
    image["Content-Disposition"] = with_parameters("inline", parameter("filename", _name(file)))
    return image


def _write_file(out: BytesIO, file: File) -> None:
    name = _name(file)
    out.write(
        f"Content-Type: {with_parameters(_type_of(file), parameter('name', name))}\r\n"
        "Content-Transfer-Encoding: base64\r\n"
        "Content-Disposition: "
        f"{with_parameters('attachment', parameter('filename', name))}\r\n\r\n".encode()
    )
    for start in range(0, len(file.content), ENCODED_AT_ONCE):
        lines = base64.encodebytes(file.content[start : start + ENCODED_AT_ONCE])
        out.write(lines.replace(b"\n", b"\r\n"))


def _type_of(file: File) -> str:
    """The stored type. A nested mail may not be base64 (RFC 2046, 5.2.1), so it goes as a file."""
    declared = file.content_type.partition(";")[0].strip().lower()
    if not _TYPE.match(declared) or declared.startswith(("message/", "multipart/")):
        return UNKNOWN_TYPE
    return declared


def _name(file: File) -> str:
    return one_line(file.name, 200).replace("/", "_").replace("\\", "_") or "file"


def _clean(text: str) -> str:
    """Text whose lines end in one way, without what no mail program shows."""
    breaks = text.replace("\r\n", "\n").replace("\r", "\n")
    whole = _CONTROLS.sub("", breaks).encode("utf-8", "replace").decode("utf-8")
    return whole if whole.endswith("\n") else f"{whole}\n"
