"""A heap of mail of every kind, each different: the corpus, and as many more as are asked for."""

from __future__ import annotations

import base64
from collections.abc import Callable
from pathlib import Path

from connectors.email.letterbox import message_id_of

CORPUS = Path(__file__).parents[1] / "corpus" / "mail"
LARGEST = 32 * 1024
"""Larger ones of the corpus have tests of their own."""


def heap(count: int) -> list[bytes]:
    """Return ``count`` mails, no two of which are the same mail."""
    found = _corpus()[:count]
    return found + [mixed(number) for number in range(count - len(found))]


def mixed(number: int) -> bytes:
    """Return one mail; its kind goes by its number."""
    make = _KINDS[number % len(_KINDS)]
    return make(number).replace(b"\r\n", b"\n").replace(b"\n", b"\r\n")


def _corpus() -> list[bytes]:
    """The corpus, one of each Message-ID: copies are dropped, which is tested elsewhere."""
    by_identity: dict[str | bytes, bytes] = {}
    for path in sorted(CORPUS.rglob("*.eml")):
        if path.stat().st_size > LARGEST:
            continue
        raw = path.read_bytes()
        by_identity.setdefault(message_id_of(raw) or raw.replace(b"\r\n", b"\n"), raw)
    return list(by_identity.values())


def _head(number: int, *more: str, message_id: str | None = None) -> bytes:
    lines = [
        f"From: Customer {number % 50} <customer{number % 50}@home.example>",
        "To: support@shop.example",
        f"Subject: Order {number}",
        "Date: Mon, 2 Mar 2026 09:00:00 +0000",
        f"Message-ID: {message_id or f'<{number}@mixed.example>'}",
        *more,
    ]
    return "\r\n".join([*lines, "", ""]).encode()


def _plain(number: int) -> bytes:
    return _head(number) + f"Where is order {number}?\r\n.\r\n..\r\nFrom here on.\r\n".encode()


def _html(number: int) -> bytes:
    return _head(number, "MIME-Version: 1.0", "Content-Type: text/html; charset=utf-8") + (
        f"<p>Where is order <b>{number}</b>?</p>".encode()
    )


def _with_file(number: int) -> bytes:
    file = base64.encodebytes(bytes(range(256)) * 4)
    return (
        _head(number, "MIME-Version: 1.0", 'Content-Type: multipart/mixed; boundary="b"')
        + b"--b\r\nContent-Type: text/plain\r\n\r\nSee the file.\r\n--b\r\n"
        + b"Content-Type: application/octet-stream; name=a.bin\r\n"
        + b"Content-Transfer-Encoding: base64\r\n\r\n"
        + file
        + b"--b--\r\n"
    )


def _turkish(number: int) -> bytes:
    head = _head(number, "MIME-Version: 1.0", "Content-Type: text/plain; charset=iso-8859-9")
    return head + f"Siparişim {number} nerede? Teşekkür ederim.\r\n".encode("iso-8859-9")


def _nameless(number: int) -> bytes:
    return f"From: a@home.example\r\nSubject: No id {number}\r\n\r\nHello {number}\r\n".encode()


def _same_id(number: int) -> bytes:
    return _head(number, message_id="<the-same@mixed.example>") + f"Text {number}\r\n".encode()


def _away(number: int) -> bytes:
    return _head(number, "Auto-Submitted: auto-replied") + b"I am away until Monday.\r\n"


def _list(number: int) -> bytes:
    return _head(number, "List-Id: <news.home.example>", "Precedence: list") + b"Our news.\r\n"


def _empty(number: int) -> bytes:
    return _head(number)


def _raw_bytes(number: int) -> bytes:
    return _head(number, "Content-Type: text/plain; charset=nonsense") + bytes(range(1, 256))


_KINDS: tuple[Callable[[int], bytes], ...] = (
    _plain,
    _html,
    _with_file,
    _turkish,
    _nameless,
    _same_id,
    _away,
    _list,
    _empty,
    _raw_bytes,
)
