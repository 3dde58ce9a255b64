"""Signed and encrypted mail (RFC 8551, RFC 3156, and PGP within the text): shown as such.

Signatures are not verified: whose key would count? The content is shown, the signature kept.
"""

from __future__ import annotations

import re

ENCRYPTED_NOTE = "The mail is encrypted; its content cannot be read here."
OPAQUE_NOTE = "The mail is signed in a form that hides its content, which cannot be read here."
SMIME = frozenset({"application/pkcs7-mime", "application/x-pkcs7-mime"})
SIGNATURES = {
    "application/pkcs7-signature": "smime.p7s",
    "application/x-pkcs7-signature": "smime.p7s",
    "application/pgp-signature": "signature.asc",
}
_SIGNED_DATA = bytes.fromhex("06092a864886f70d010702")  # id-signedData, RFC 5652, 5.1
_DATA = bytes.fromhex("06092a864886f70d010701")  # id-data, RFC 5652, 4
_DEEPEST = 12
_CLEAR = re.compile(
    r"^-----BEGIN PGP SIGNED MESSAGE-----[ \t]*\n(?:[A-Za-z-]{1,40}:[^\n]*\n){0,20}[ \t]*\n", re.M
)
_SIGNATURE = "-----BEGIN PGP SIGNATURE-----"
_SIGNATURE_END = "-----END PGP SIGNATURE-----"
_ENCRYPTED = re.compile(r"^-----BEGIN PGP MESSAGE-----[ \t]*$", re.M)


def summary_of_signature(content_type: str, size: int) -> str:
    """What a signature part is."""
    kind = "PGP" if "pgp" in content_type else "S/MIME"
    return f"{kind} signature of {size} bytes, not verified."


def is_enveloped(declared: str, content: bytes) -> bool:
    """Whether an S/MIME part is encrypted: as it says (``smime-type``), else as it looks."""
    if declared:
        return declared.startswith(("enveloped", "authenveloped", "encrypted", "compressed"))
    return _SIGNED_DATA not in content[:40]


def opaque_content(content: bytes) -> bytes | None:
    """The MIME entity within CMS SignedData (RFC 5652, 5.2), or None where it cannot be found."""
    if _SIGNED_DATA not in content[:40]:
        return None
    at = content.find(_DATA)
    if at < 0:
        return None
    at += len(_DATA)
    if content[at : at + 1] != b"\xa0":  # [0] EXPLICIT eContent
        return None
    header = _length(content, at + 1)
    if header is None:
        return None
    found = _octets(content, header[0], 0)
    return found[0] if found is not None and found[0] else None


def _length(content: bytes, at: int) -> tuple[int, int | None] | None:
    """Where a value begins and how long it is; None as length where its end is marked (X.690)."""
    if at >= len(content):
        return None
    first = content[at]
    if first < 0x80:
        return at + 1, first
    count = first & 0x7F
    if count == 0:
        return at + 1, None
    if count > 5 or at + 1 + count > len(content):
        return None
    return at + 1 + count, int.from_bytes(content[at + 1 : at + 1 + count])


def _octets(content: bytes, at: int, depth: int) -> tuple[bytes, int] | None:
    """An OCTET STRING, in one piece (0x04) or in several (0x24), and where it ends."""
    tag = content[at : at + 1]
    header = _length(content, at + 1)
    if header is None or depth > _DEEPEST or tag not in (b"\x04", b"\x24"):
        return None
    begin, length = header
    if tag == b"\x04":
        return None if length is None else (content[begin : begin + length], begin + length)
    out = bytearray()
    end = len(content) if length is None else min(begin + length, len(content))
    while begin < end and content[begin : begin + 2] != b"\0\0":
        piece = _octets(content, begin, depth + 1)
        if piece is None:
            break
        out += piece[0]
        begin = piece[1]
    return bytes(out), begin + 2 if length is None else end


def clear_signed(text: str) -> tuple[str, str] | None:
    """The text of a clear-signed message (RFC 9580, 7) and its signature; None if it is none."""
    begin = _CLEAR.search(text)
    if begin is None:
        return None
    cut = text.find(_SIGNATURE, begin.end())
    if cut < 0:
        return None
    end = text.find(_SIGNATURE_END, cut)
    end = end + len(_SIGNATURE_END) if end >= 0 else len(text)
    inner = re.sub(r"^- ", "", text[begin.end() : cut], flags=re.M)
    return text[: begin.start()] + inner.rstrip("\n") + "\n" + text[end:].lstrip("\n"), text[
        cut:end
    ]


def has_pgp_message(text: str) -> bool:
    """Whether the text holds an encrypted PGP message."""
    begin = _ENCRYPTED.search(text)
    return begin is not None and "\n-----END PGP MESSAGE-----" in text[begin.end() :]
