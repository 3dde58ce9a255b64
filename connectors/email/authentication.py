"""Whether the sender is who they say, as far as a server that we trust has looked (RFC 8601)."""

from __future__ import annotations

import re
from collections.abc import Sequence
from enum import StrEnum

_COMMENT = re.compile(r"\([^()]*\)")
_RESULT = re.compile(r"^\s*(dmarc|dkim|spf)\s*=\s*([a-z]+)(.*)$", re.I | re.S)
_DOMAIN = re.compile(
    r"(?:header\.(?:d|i|from)|smtp\.mailfrom)\s*=\s*\"?(?:[^\s;\"]*@)?([^\s;\"]+)", re.I
)


class Verdict(StrEnum):
    """What is known of a sender."""

    PASS = "pass"  # noqa: S105 - the word of RFC 8601
    FAIL = "fail"
    NONE = "none"


def verdict(headers: Sequence[str], authserv_id: str, sender: str) -> Verdict:
    """What the topmost Authentication-Results of ``authserv_id`` says of ``sender``.

    DMARC decides where it was looked at; else a DKIM signature or an SPF result of the sender's own
    domain counts. Headers of anybody else are ignored, for everybody can write one; without an
    ``authserv_id`` nothing is known.
    """
    wanted = authserv_id.strip().lower()
    if not wanted:
        return Verdict.NONE
    for header in headers:
        name, _, rest = _COMMENT.sub(" ", header).partition(";")
        if name.strip().lower().split(" ")[0] == wanted:
            return _of(rest, sender.rpartition("@")[2].lower())
    return Verdict.NONE


def _of(results: str, domain: str) -> Verdict:
    own_passed, failed = False, 0
    for part in results.split(";"):
        match = _RESULT.match(part)
        if match is None:
            continue
        method, result = match[1].lower(), match[2].lower()
        if method == "dmarc" and result in ("pass", "fail"):
            return Verdict(result)
        if result == "pass":
            own_passed |= any(_aligned(it.lower(), domain) for it in _DOMAIN.findall(match[3]))
        elif result in ("fail", "softfail"):
            failed += 1
    if own_passed:
        return Verdict.PASS
    return Verdict.FAIL if failed else Verdict.NONE


def _aligned(found: str, domain: str) -> bool:
    """Relaxed alignment without a list of public suffixes: the same domain, or one inside it."""
    return found == domain or (domain.endswith(f".{found}") and "." in found)
