"""What a contact card says (RFC 6350, and the older 2.1 and 3.0), in a few lines."""

from __future__ import annotations

import re

from connectors.email.parsing import content_lines, words

LABELS = {
    "ORG": "Organisation", "TITLE": "Title", "TEL": "Phone", "EMAIL": "Mail", "URL": "Web",
    "ADR": "Address",
}  # fmt: skip
MOST_CARDS = 10


def summary(text: str) -> str:
    """Lines such as ``Name: …``, ``Phone: …``, ``Mail: …`` for each card; empty if it is none."""
    cards: list[list[str]] = []
    name = ""
    for line in content_lines.read(text):
        if line.name == "BEGIN" and line.value.strip().upper() == "VCARD":
            cards.append([])
            name = ""
        elif not cards:
            continue
        elif line.name == "FN" and line.text:
            cards[-1].insert(0, f"Name: {line.text}")
            name = line.text
        elif line.name == "N":
            name = name or _from_parts(line.value)
        elif line.name in LABELS and (value := _listed(line.name, line.value)):
            cards[-1].append(f"{LABELS[line.name]}: {value}")
        elif (
            line.name == "END" and name and not any(item.startswith("Name: ") for item in cards[-1])
        ):
            cards[-1].insert(0, f"Name: {name}")
    told = ["\n".join(card) for card in cards[:MOST_CARDS] if card]
    if len(cards) > MOST_CARDS:
        told.append(f"And {len(cards) - MOST_CARDS} more.")
    return "\n\n".join(told)


def _split(value: str) -> list[str]:
    pieces = re.split(r"(?<!\\);", value)
    return [
        words.one_line(re.sub(r"\\(.)", lambda mark: " " if mark[1] in "nN" else mark[1], piece))
        for piece in pieces
    ]


def _from_parts(value: str) -> str:
    """Given name before family name, as N has them the other way round."""
    family, given, *_ = [*_split(value), "", ""]
    return f"{given} {family}".strip()


def _listed(name: str, value: str) -> str:
    if name == "TEL":
        value = re.sub(r"(?i)^tel:", "", value)
    return ", ".join(piece for piece in _split(value) if piece)
