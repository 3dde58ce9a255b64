"""Addresses of header fields (RFC 5322, 3.4; RFC 6532), in linear time and leniently."""

from __future__ import annotations

import re

from connectors.email.parsing import words
from connectors.email.parsing.parsed import MailAddress

LONGEST = 320
"""Characters of an address (RFC 3696, 3: 64 before the at sign, 255 behind it)."""
LONGEST_LIST = 300_000
"""Characters of a list of addresses that are read."""
_SPECIAL = re.compile(r'["(<,;:]')
_LOOSE = re.compile(r"[^\s<>(),;:\"\[\]]{1,255}@[^\s<>(),;:\"]{1,255}")
_NO_DOMAIN = re.compile(r"[\s<>(),;:\"@\x00-\x20\x7f]")


def mailboxes(value: str, most: int, hints: tuple[str, ...] = ()) -> tuple[MailAddress, ...]:
    """The mailboxes of a raw, unfolded address list, groups flattened, at most ``most``."""
    found: list[MailAddress] = []
    left_over = ""
    for phrase, comment, angle in _items(value, most * 2):
        if angle is None and "@" not in phrase and "=?" in phrase:
            phrase = words.decoded(phrase, hints)  # name and address in one encoded word
        if angle is None and "@" not in phrase:
            left_over = phrase.strip()  # "Doe, Jane <jane@example.com>" without the quotes
            continue
        address, name = _mailbox(phrase, comment, angle, hints)
        if address is not None:
            if left_over and angle is not None and name:
                name = f"{words.decoded(left_over, hints)}, {name}"
            found.append(MailAddress(address=address, name=name))
        left_over = ""
        if len(found) >= most:
            break
    return tuple(found)


def canonical(address: str) -> str | None:
    """``address`` lower-cased with an ASCII domain (IDNA), or None if it is none."""
    local, at, domain = address.rpartition("@")
    local, domain = words.one_line(local), words.one_line(domain).strip(". ")
    if not at or not local or not domain or len(local) + len(domain) >= LONGEST:
        return None
    if _NO_DOMAIN.search(domain) or (not local.startswith('"') and re.search(r"[\s<>]", local)):
        return None
    if not domain.isascii():
        ascii_domain = _idna(domain.lower())
        if ascii_domain is None:
            return None
        domain = ascii_domain
    return f"{local}@{domain}".lower()


def _idna(domain: str) -> str | None:
    try:
        return domain.encode("idna").decode("ascii")
    except UnicodeError:
        pass
    try:  # letters that came after IDNA 2003
        labels = domain.replace("。", ".").split(".")
        return ".".join(
            label if label.isascii() else "xn--" + label.encode("punycode").decode("ascii")
            for label in labels
        )
    except UnicodeError:
        return None


def _mailbox(
    phrase: str, comment: str, angle: str | None, hints: tuple[str, ...]
) -> tuple[str | None, str]:
    """Address and name of one item."""
    if angle is not None:
        # a route in front ("@relay:jane@example.com", RFC 5322, 4.4) says nothing today
        spec = angle.rpartition(":")[2] if angle.startswith("@") else angle
        spec = spec.removeprefix("mailto:") if spec.lower().startswith("mailto:") else spec
        address = canonical(_solid(words.eight_bit(spec, hints)))
        if address is None:
            text = words.decoded(spec, hints)  # some programs encode the address itself
            loose = _LOOSE.search(text) or _LOOSE.search(words.decoded(phrase, hints))
            address = canonical(loose[0]) if loose else None
        return address, _name(phrase, hints) or words.decoded(comment, hints)
    quoted = re.fullmatch(r'\s*("(?:[^"\\]|\\.){1,64}"@[^\s@]{1,255})\s*', phrase)
    if quoted is not None:
        return canonical(words.eight_bit(quoted[1], hints)), words.decoded(comment, hints)
    text = words.decoded(phrase, hints)
    loose = _LOOSE.search(text)
    if loose is None:
        loose = _LOOSE.search(_solid(text))
        if loose is None:
            return None, ""
        return canonical(loose[0].strip("'")), words.decoded(comment, hints)
    name = _name((text[: loose.start()] + text[loose.end() :]).strip(" <>[]'"), hints)
    return canonical(loose[0].strip("'")), name or words.decoded(comment, hints)


def _solid(spec: str) -> str:
    """``spec`` without white space and stray brackets, which no address has outside quotes."""
    return spec.strip("<> \t'") if spec.lstrip().startswith('"') else re.sub(r"[\s<>']", "", spec)


def _name(phrase: str, hints: tuple[str, ...]) -> str:
    bare = phrase.strip()
    if len(bare) > 1 and bare[0] == bare[-1] and bare[0] in "\"'":
        bare = bare[1:-1]
    elif bare.startswith('"') and bare.count('"') == 2:
        bare = bare.replace('"', "")
    text = words.decoded(re.sub(r"\\(.)", r"\1", bare), hints)
    return text.strip("'\" ") if text[:1] == text[-1:] and text[:1] in "'\"" else text


def _items(value: str, most: int) -> list[tuple[str, str, str | None]]:
    """Phrase, comment and what stands in angle brackets, for each item between commas."""
    items: list[tuple[str, str, str | None]] = []
    phrase, comment, angle = "", "", None
    value = value[:LONGEST_LIST]
    closes = value.rfind(">")  # behind the last one, a bracket that opens is never closed
    comments = True

    def finish() -> None:
        nonlocal phrase, comment, angle
        if phrase.strip() or angle is not None:
            items.append((phrase, comment, angle))
        phrase, comment, angle = "", "", None

    at = 0
    while len(items) < most:
        mark = _SPECIAL.search(value, at)
        if mark is None:
            phrase += value[at:]
            break
        phrase += value[at : mark.start()]
        at = mark.end()
        if mark[0] == '"':
            end = _quote_end(value, at)
            phrase += value[mark.start() : end]
            at = end
        elif mark[0] == "(":
            end = _comment_end(value, at) if comments else at
            comments = comments and value[end - 1] == ")"
            comment = comment or value[at:end].removesuffix(")")
            at = end
        elif mark[0] == "<":
            close = value.find(">", at) if at <= closes else -1
            stop = close if close >= 0 else _next_comma(value, at)
            angle = value[at:stop].lstrip("<") if angle is None else angle
            at = stop + 1 if close >= 0 else stop
        elif mark[0] == ":" and "@" not in phrase and "=?" not in phrase:
            phrase = ""  # the name of a group
        elif mark[0] == ":":
            phrase += ":"
        else:
            finish()
    finish()
    return items


def _quote_end(value: str, at: int) -> int:
    """The place behind the closing quote; where none closes, the next bracket or comma."""
    end = re.compile(r'(?:[^"\\]|\\.){0,2000}"', re.S).match(value, at)
    if end is not None:
        return end.end()
    stop = re.compile(r"[<,]").search(value, at)
    return stop.start() if stop else len(value)


def _comment_end(value: str, at: int) -> int:
    depth = 1
    for mark in re.compile(r"\\.|[()]").finditer(value, at, min(len(value), at + 2_000)):
        depth += {"(": 1, ")": -1}.get(mark[0], 0)
        if depth == 0:
            return mark.end()
    return _next_comma(value, at)


def _next_comma(value: str, at: int) -> int:
    comma = value.find(",", at)
    return comma if comma >= 0 else len(value)
