"""Mail addresses as they are compared and stored, in whatever form somebody typed them."""

from __future__ import annotations

import re

import idna

_ADDRESS = re.compile(r"[^@\s<>,;:\"()\[\]\\\x00-\x1f]{1,64}@[^@\s<>,;]{1,253}")
_LABEL = r"[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?"
_PLAIN_DOMAIN = re.compile(rf"(?!.*--)(?:{_LABEL}\.)+{_LABEL}", re.ASCII)
"""Domains in which IDNA changes nothing. Most are such, and an inbox's list of blocked senders has
thousands, which are read within the event loop."""


def normal_address(given: str) -> str:
    """A mail address as it is compared and stored: lower-cased, its domain in ASCII (IDNA).

    Raises ValueError on what is none. The local part is lower-cased too: RFC 5321, 2.4 lets a
    server tell cases apart, but none in use does.
    """
    text = given.strip()
    if not _ADDRESS.fullmatch(text):
        raise ValueError("is no mail address, such as support@example.com")
    local, _, domain = text.rpartition("@")
    return f"{local.lower()}@{_ascii(domain.rstrip('.'))}"


def normal_sender(given: str) -> str:
    """An address, or ``@example.com`` for everybody there. Raises ValueError on what is neither."""
    text = given.strip()
    if text.startswith("@"):
        return normal_address(f"x{text}")[1:]
    return normal_address(text)


def _ascii(domain: str) -> str:
    if _PLAIN_DOMAIN.fullmatch(lower := domain.lower()):
        return lower
    try:
        return idna.encode(domain, uts46=True).decode().lower()
    except idna.IDNAError:
        raise ValueError("has a domain that cannot be") from None
