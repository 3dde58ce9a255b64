"""Files that customers send along: small, valid, and made here."""

from __future__ import annotations

import random
import struct
import zlib


def picture(rng: random.Random, width: int = 160, height: int = 120) -> bytes:
    """A PNG: a lamp-like disc of light over a wall, in colours of its own."""
    wall = [rng.randrange(60, 160) for _ in range(3)]
    light = [rng.randrange(200, 256) for _ in range(3)]
    x0, y0 = rng.randrange(width // 4, 3 * width // 4), rng.randrange(height // 4, height // 2)
    reach = height / 2
    rows = bytearray()
    for y in range(height):
        rows.append(0)  # the row is stored as it is
        for x in range(width):
            near = max(0.0, 1 - ((x - x0) ** 2 + (y - y0) ** 2) ** 0.5 / reach)
            shade = 0.6 if y > 0.8 * height else 1.0
            rows += bytes(
                int((dark + (bright - dark) * near) * shade)
                for dark, bright in zip(wall, light, strict=True)
            )
    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    body = zlib.compress(bytes(rows), 6)
    chunks = b"".join(_chunk(kind, data) for kind, data in ((b"IHDR", head), (b"IDAT", body)))
    return b"\x89PNG\r\n\x1a\n" + chunks + _chunk(b"IEND", b"")


def _chunk(kind: bytes, data: bytes) -> bytes:
    checked = kind + data
    return struct.pack(">I", len(data)) + checked + struct.pack(">I", zlib.crc32(checked))


def document(title: str, lines: list[str]) -> bytes:
    """A PDF of one page. Only Latin letters can be shown; others become question marks."""
    shown = [title, "", *lines]
    text = b"".join(
        b"(%b) Tj T*\n" % line.encode("latin-1", "replace").translate(None, b"()\\")
        for line in shown
    )
    stream = b"BT /F1 12 Tf 16 TL 60 780 Td\n" + text + b"ET"
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R"
        b" /Resources << /Font << /F1 5 0 R >> >> >>",
        b"<< /Length %d >>\nstream\n%b\nendstream" % (len(stream), stream),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>",
    ]
    made = bytearray(b"%PDF-1.4\n")
    places = []
    for number, one in enumerate(objects, 1):
        places.append(len(made))
        made += b"%d 0 obj\n%b\nendobj\n" % (number, one)
    start = len(made)
    made += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    made += b"".join(b"%010d 00000 n \n" % place for place in places)
    made += b"trailer\n<< /Size %d /Root 1 0 R >>\n" % (len(objects) + 1)
    return bytes(made + b"startxref\n%d\n%%%%EOF\n" % start)
