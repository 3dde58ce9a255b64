"""Parameters of Content-Type and Content-Disposition (RFC 2045, 5.1; RFC 2231), leniently."""

from __future__ import annotations

import re

from connectors.email.parsing import words

MOST = 100
"""Parameters of one header that are read."""
_SECTION = re.compile(r"^([^*]+)(?:\*(\d{1,3}))?(\*)?$")


def read(value: str, hints: tuple[str, ...] = ()) -> tuple[str, dict[str, str]]:
    """The header's first word, lower-cased, and its parameters with lower-cased names, decoded but
    with whatever characters they hold; a boundary stays as it is.

    Of a repeated parameter the first counts; an extended one (``name*``) goes before a plain one.
    """
    head, *rest = _split(value[:64_000])
    pieces: dict[str, dict[int, tuple[str, bool]]] = {}
    plain: dict[str, str] = {}
    for item in rest:
        name, equals, given = item.partition("=")
        section = _SECTION.match(name.strip().lower())
        if not equals or section is None:
            continue
        content = _unquoted(given.strip())
        if section[2] is None and section[3] is None:
            plain.setdefault(section[1], content)
        else:
            pieces.setdefault(section[1], {}).setdefault(
                int(section[2] or 0), (content, section[3] is not None)
            )
    found = {
        name: content if name == "boundary" else words.words_decoded(content, hints)
        for name, content in plain.items()
    }
    found |= {name: _joined(sections, hints) for name, sections in pieces.items()}
    return words.one_line(head).split("(")[0].strip().lower(), found


def _split(value: str) -> list[str]:
    """Pieces between semicolons that are not within quotes; a quote without end ends there."""
    pieces: list[str] = []
    at = 0
    current = ""
    while at < len(value) and len(pieces) <= MOST:
        cut = re.compile(r'[;"]').search(value, at)
        if cut is None:
            break
        current += value[at : cut.start()]
        at = cut.end()
        if cut[0] == ";":
            pieces.append(current)
            current = ""
            continue
        close = re.compile(r'"(?=\s*(?:;|$|\())|(?<!\\)"').search(value, at)
        end = close.end() if close else max(value.find(";", at), at)
        if close is None and value.find(";", at) < 0:
            end = len(value)
        current += '"' + value[at:end]
        at = end
    pieces.append(current + value[at:])
    return pieces


def _unquoted(given: str) -> str:
    if not given.startswith('"'):
        return given.strip("'") if given.startswith("'") and given.endswith("'") else given
    inner = given[1:].rpartition('"')[0] if given.count('"') > 1 else given[1:]
    # only quotes and backslashes are escaped: programs write C:\reports\july.pdf as it stands
    return re.sub(r'\\(["\\])', r"\1", inner)


def _joined(sections: dict[int, tuple[str, bool]], hints: tuple[str, ...]) -> str:
    """RFC 2231, 3 and 4.1: sections in order, as long as they follow each other."""
    charset = ""
    out = []
    first, extended = sections.get(0, ("", False))
    if extended and first.count("'") >= 2:
        charset, _, first = first.split("'", 2)
        sections = sections | {0: (first, True)}
    everything_escaped = all(extended for _, extended in sections.values())
    ordered = [sections[number] for number in sorted(sections)]
    if everything_escaped:  # a character may be split between two sections
        return words.percent_decoded("".join(text for text, _ in ordered), charset, hints)
    for text, is_extended in ordered:
        out.append(
            words.percent_decoded(text, charset, hints) if is_extended else words.eight_bit(text)
        )
    return words.words_decoded("".join(out))
