"""Content lines of iCalendar (RFC 5545, 3.1) and vCard (RFC 6350, 3.2)."""

from __future__ import annotations

import re
from dataclasses import dataclass

from connectors.email.parsing import transfer, words

MOST_LINES = 5_000


@dataclass(frozen=True, slots=True)
class ContentLine:
    """One property: its name upper-cased without group, its parameters, its raw value."""

    name: str
    parameters: dict[str, str]
    value: str

    @property
    def text(self) -> str:
        """The value unescaped, in one line (RFC 5545, 3.3.11)."""
        return words.one_line(
            re.sub(r"\\(.)", lambda mark: " " if mark[1] in "nN" else mark[1], self.value)
        )


def read(text: str) -> list[ContentLine]:
    """The properties of a calendar or card, unfolded."""
    text = re.sub(r"\n[ \t]", "", text.replace("\r\n", "\n").replace("\r", "\n"))
    lines: list[ContentLine] = []
    pending = ""
    for raw in text.split("\n")[:MOST_LINES]:
        line = pending + raw
        pending = ""
        if "QUOTED-PRINTABLE" in line[:200].upper() and line.endswith("=") and len(line) < 20_000:
            pending = line[:-1]  # vCard 2.1 breaks lines as quoted-printable does
            continue
        found = _line(line)
        if found is not None:
            lines.append(found)
    return lines


def _line(line: str) -> ContentLine | None:
    head = re.match(r'((?:"[^"\n]{0,2000}"|[^":\n]){1,4000}):', line)
    if head is None:
        return None
    name, *rest = re.findall(r'((?:"[^"]*"|[^";])+)', head[1]) or [""]
    parameters: dict[str, str] = {}
    for item in rest:
        key, _, value = item.partition("=")
        parameters[key.strip().upper()] = (value or key).strip('"')
    value = line[head.end() :]
    if "QUOTED-PRINTABLE" in (parameters.get("ENCODING", ""), *parameters):
        value = transfer.quoted_printable(value.encode()).decode("utf-8", "replace")
        value = value.replace("\n", " ")
    return ContentLine(name.rpartition(".")[2].strip().upper(), parameters, value)
