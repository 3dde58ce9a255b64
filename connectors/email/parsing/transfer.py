"""Content-Transfer-Encoding (RFC 2045, 6), as it is in the wild."""

from __future__ import annotations

import binascii
import re

PLAIN = frozenset({"", "7bit", "8bit", "binary", "7-bit", "8-bit", "7bits", "8bits", "none"})
UU = frozenset({"x-uuencode", "uuencode", "x-uue", "uue"})
_LETTERS = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
_PIECE = 1 << 20
_JUNK = bytes(set(range(256)) - set(_LETTERS))
_WHITE = b" \t\r\n"
_TRAILING = re.compile(rb"(?<![ \t])[ \t]++(?=\r?\n|\r?\Z)")
_LINES = re.compile(rb"[^\r\n]+")
_BEGIN = re.compile(rb"^begin(?:-base64)?[ \t]+[0-7]{3,4}[ \t]+([^\r\n]{1,255})\r?\n", re.M)


def decode(view: bytes | memoryview, encoding: str) -> tuple[bytes, str]:
    """The decoded bytes and a sentence about what is doubtful, or an empty one. Never raises."""
    words = encoding.strip().strip("\"'").lower().split()
    name = words[0].strip("\"';") if words else ""
    if name == "base64" and (content := _sound_base64(view)) is not None:
        return content, ""
    raw = bytes(view)
    if name in PLAIN:
        return raw, ""
    if name in ("quoted-printable", "quotedprintable", "qp"):
        return quoted_printable(raw), ""
    if name == "base64":
        return base64(raw)
    if name in UU:
        content, _ = uudecode(raw)
        if content is None:
            return raw, "A part is not in the encoding that it says."
        return content, ""
    return raw, "A part is in an encoding that is not known; it is left as it came."


def quoted_printable(raw: bytes) -> bytes:
    """RFC 2045, 6.7: white space at line ends is no content, and what is no code stays as it is."""
    return binascii.a2b_qp(_TRAILING.sub(b"", raw))


def _sound_base64(view: bytes | memoryview) -> bytes | None:
    """Decode base64 without a flaw piece by piece, so that a large file is not copied thrice."""
    pieces: list[bytes] = []
    carry = b""
    for at in range(0, len(view), _PIECE):
        compact = carry + bytes(view[at : at + _PIECE]).translate(None, _WHITE)
        whole = len(compact) - len(compact) % 4
        carry = compact[whole:]
        if pieces and len(pieces[-1]) % 3 and compact:
            return None  # padding, and more behind it
        try:
            pieces.append(binascii.a2b_base64(compact[:whole], strict_mode=True))
        except binascii.Error:
            return None
        if not pieces[-1]:
            pieces.pop()
    return None if carry else b"".join(pieces)


def base64(raw: bytes) -> tuple[bytes, str]:
    """RFC 2045, 6.8, with junk between, without padding, or in several padded runs."""
    if (sound := _sound_base64(raw)) is not None:
        return sound, ""
    if raw.strip() and len(raw.split()) > 2 and not _looks_encoded(raw):
        return raw, "A part says that it is in base64, but is not; it is left as it came."
    letters, foreign, ended = bytearray(), False, False
    out = bytearray()
    for line in raw.splitlines():
        bare = line.strip()
        clean = bare.translate(None, _JUNK)
        if len(clean) != len(bare.rstrip(b"=")):
            foreign = True
            if ended or b" " in bare or len(clean) * 2 < len(bare):
                ended = ended or not clean  # a line of dashes: a list put its footer behind it
                continue
        elif ended and len(bare) % 4:
            continue
        letters += clean
        if bare.endswith(b"="):
            out += _run(letters)
            letters, ended = bytearray(), True
    out += _run(letters)
    problem = "A part's base64 holds characters that do not belong to it." if foreign else ""
    return bytes(out), problem


def _looks_encoded(raw: bytes) -> bool:
    lines = [line.strip() for line in raw[:4000].splitlines() if line.strip()]
    odd = sum(b" " in line or len(line.translate(None, _JUNK)) * 2 < len(line) for line in lines)
    return odd * 2 <= len(lines)


def _run(letters: bytearray) -> bytes:
    """Letters up to a padding; a single letter that is left over means nothing."""
    whole = bytes(letters[: len(letters) - 1 if len(letters) % 4 == 1 else len(letters)])
    return binascii.a2b_base64(whole + b"=" * (-len(whole) % 4))


def uudecode(raw: bytes) -> tuple[bytes | None, str]:
    """The content and the name of the first uuencoded file; None where there is none."""
    begin = _BEGIN.search(raw)
    if begin is None:
        return None, ""
    out = bytearray()
    for found in _LINES.finditer(raw, begin.end()):
        line = found[0]
        if line.strip() == b"end":
            break
        try:
            out += binascii.a2b_uu(line)
        except binascii.Error:
            # some encoders write more letters than the length says
            letters = (((line[0] - 32) & 63) * 4 + 5) // 3
            try:
                out += binascii.a2b_uu(line[:letters])
            except binascii.Error:
                break
    return bytes(out), begin[1].decode("utf-8", "replace").strip()
