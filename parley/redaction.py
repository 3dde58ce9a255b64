"""Keeps secrets out of the log, whatever was logged and by whom.

Two nets, because neither is enough alone: fields are judged by their name, and the finished
line is searched for the shapes in which secrets travel (a URI's password, an Authorization
header, `token=…`), which also catches tracebacks and the messages of libraries. Repetitions in
the patterns are bounded where a long line could make a search quadratic.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

HIDDEN = "[redacted]"

_TELLING_NAMES = (
    "api_?key|auth_?token|authorization|cookie|credential|encryption_?key|passphrase|passwd|"
    "password|private_?key|secret|session_?id|signature|token|totp"
)
_TELLING_NAME = re.compile(_TELLING_NAMES, re.IGNORECASE)

_IN_TEXT: tuple[re.Pattern[str], ...] = (
    # mongodb://user:password@host, redis://:password@host, https://user:password@host
    re.compile(r"(?P<head>\b[a-z][a-z0-9+.-]{0,20}://[^\s:/@]{0,200}:)[^\s/]+(?=@)", re.IGNORECASE),
    # Authorization: Bearer …, and the same within a dict's repr or JSON
    re.compile(
        r"(?P<head>\b(?:proxy-)?authorization[\"']?\s*[:=]\s*[\"']?)(?:\w+ )?[^\s\"',;]+",
        re.IGNORECASE,
    ),
    re.compile(r"(?P<head>\b(?:bearer|basic) )[A-Za-z0-9._~+/=-]{8,}", re.IGNORECASE),
    # Cookie: and Set-Cookie: to the end of the line, for a cookie's value may hold nearly anything
    re.compile(r"(?P<head>\b(?:set-)?cookie[\"']?\s*:\s*[\"']?)[^\"'\r\n]+", re.IGNORECASE),
    # password=…, "token": "…", api-key: …
    re.compile(
        rf"(?P<head>(?:{_TELLING_NAMES.replace('_?', '[_-]?')})[\w-]{{0,40}}[\"']?"
        r"\s*[:=]\s*[\"']?)(?!\[redacted\])[^\s\"',;&}\])]+",
        re.IGNORECASE,
    ),
    # a JSON Web Token wherever it stands
    re.compile(r"(?P<head>)\beyJ[\w-]{8,}\.[\w-]{8,}\.[\w-]+"),
)


def redact_text(text: str) -> str:
    """Return the text with whatever looks like a secret replaced by `[redacted]`."""
    for pattern in _IN_TEXT:
        text = pattern.sub(rf"\g<head>{HIDDEN}", text)
    return text


def redact_fields(fields: Mapping[str, object]) -> dict[str, object]:
    """Return the fields with the values of secret names replaced, however deep they stand."""
    return {
        name: HIDDEN if _TELLING_NAME.search(str(name)) and value else _redact(value)
        for name, value in fields.items()
    }


def _redact(value: object) -> object:
    if isinstance(value, Mapping):
        return redact_fields(value)
    if isinstance(value, list):
        return [_redact(part) for part in value]
    if isinstance(value, tuple):
        return tuple(_redact(part) for part in value)
    return value
