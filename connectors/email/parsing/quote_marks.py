"""The lines that mail programs put between new words and old ones, in many languages.

The attribution lines of thirteen languages come from mail-parser-reply. Its patterns backtrack,
so they see short windows only; its other patterns take lists for signatures and a form's "Date:"
for a header, and are not used. What it lacks stands here: Turkish, Azerbaijani, Persian, Russian,
Portuguese and more, lines wrapped by the sender's program, Outlook's blocks of any language.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import Enum

from mailparser_reply.constants import MAIL_LANGUAGES

from connectors.email.parsing.quote_words import FORWARDED, LABELS, ORIGINAL

_BIDI = re.compile("[\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]")


class MarkKind(Enum):
    """What begins at a mark."""

    ATTRIBUTION = "attribution"
    """"On … a customer wrote:"; a quote follows."""
    HISTORY = "history"
    """A block of headers or a rule; all that follows is old."""
    FORWARD = "forward"
    """The message that is passed on; it belongs to what the sender says."""


@dataclass(frozen=True, slots=True)
class Mark:
    """One mark: the lines ``start`` (inclusive) to ``end`` (exclusive)."""

    kind: MarkKind
    start: int
    end: int


def bare(line: str) -> str:
    """A line without direction marks and outer spaces."""
    return _BIDI.sub("", line).strip()


_VERBS = re.compile(
    r"(?:\b(?:wrote|writes|schrieb|escribió|escribio|escreveu|a écrit|ha scritto|scritto|schreef|"
    r"geschreven|skrev|kirjoitti|napisał\(a\)|napisała?|pisze|napsala?|napsal\(a\)|napísala?|írta|"
    r"a scris|написала?|написал\(а\)|пишет|написав|пише|έγραψε|yazdı|yazıb|yazmışdır|yazmış|"
    r"va escriure|rašė|kirjutas|menulis|đã viết)(?!\w)"
    r"|نوشت|نوشته|كتب|כתב|ने लिखा|写道|寫道|작성|님이 쓴|のメール|書きました|書いた)",
    re.IGNORECASE,
)
_OWN_SENTENCE = re.compile(
    r"(?<!\w)(?:I|you|we|he|she|they|ich|wir|er|je|nous|vous|yo|io|ben|biz|siz|mən|я|мы|вы|من|ما|شما)"
    r"(?: have| had| just|'ve)? (?:wrote|written|writes|schrieb|escribí|yazdım|yazdı|писал)",
    re.IGNORECASE,
)
_STARTER = re.compile(
    r"(?:On|Am|Le|El|Il|Em|Op|Den|Dnia|W dniu|Dne|Dňa|Pe|Στις|A|Vào|Pada|Il giorno|"
    r"El dom|El lun|в|В|در|في|בתאריך)[ ,].{0,60}?\d"
    r"|\d{4}[年년./-]|\d{1,2}[./]\s?\d{1,2}[./]\s?\d{2,4}"
    r"|(?:\w{2,12}\.?,? )?\d{1,2}\.? \w{3,12}\.?,? \d{4}"
)
_ADDRESS = re.compile(r"<[^<>\s]{1,200}@[^<>\s]{1,200}>")
_TIME = re.compile(r"\d{1,2}\s?[:.時时시]\s?\d{2}")
_ENDS = (":", "：")
_WINDOW = 400
_MAX_CANDIDATES = 200

_THEIR_LINES = tuple(
    re.compile(language["wrote_header"], re.MULTILINE | re.IGNORECASE)
    for language in MAIL_LANGUAGES.values()
    if "wrote_header" in language
)


def attributions(lines: list[str]) -> list[Mark]:
    """The attribution lines in bare ``lines``: where a person and a date are said to have written.

    A sentence like "My boss wrote:" is none: there must be a date, an address, or a quote below.
    """
    marks: list[Mark] = []
    candidates = 0
    for last, line in enumerate(lines):
        if not line.endswith(_ENDS) or line.startswith(">"):
            continue
        candidates += 1
        if candidates > _MAX_CANDIDATES:
            break
        start = _attribution_start(lines, last)
        if start is not None:
            marks.append(Mark(MarkKind.ATTRIBUTION, start, last + 1))
    return marks


def _attribution_start(lines: list[str], last: int) -> int | None:
    """Where the attribution begins that ends in line ``last``; None if it is none.

    Before text that is not quoted it must have an address or the time of day, as programs write
    them and people do not: "On 13 May you wrote:" may be the sender's own sentence.
    """
    quoted = quote_follows(lines, last + 1)
    windows = [
        (start, window) for start, window in _windows(lines, last) if quoted or _is_programs(window)
    ]
    for start, window in windows:
        if _STARTER.match(window) and _names_a_writer(window):
            return start
    written = [(start, window) for start, window in windows if _VERBS.search(window)]
    for start, window in written:
        if _is_programs(window):
            return start
    return written[0][0] if written and quoted else None


def _is_programs(window: str) -> bool:
    """Whether a program, not a person, wrote a line that attributes words."""
    exact = _ADDRESS.search(window) or _TIME.search(window)
    return bool(exact) and not _OWN_SENTENCE.search(window)


def _windows(lines: list[str], last: int) -> list[tuple[int, str]]:
    """Up to four lines that end at ``last``, joined, shortest first; none of them blank."""
    found: list[tuple[int, str]] = []
    window = ""
    for start in range(last, max(last - 4, -1), -1):
        line = lines[start]
        if not line or line.startswith(">") or (start < last and line.endswith(_ENDS)):
            break
        window = f"{line} {window}".strip()
        if len(window) > _WINDOW:
            break
        found.append((start, window))
    return found


def _names_a_writer(window: str) -> bool:
    """Whether a line that begins with a date goes on with who wrote."""
    if _VERBS.search(window) or _ADDRESS.search(window):
        return True
    return any(pattern.search(window) for pattern in _THEIR_LINES)


def quote_follows(lines: list[str], index: int) -> bool:
    """Whether the first of the next bare lines that is not blank is quoted with ``>``."""
    return next((line.startswith(">") for line in lines[index : index + 4] if line), False)


def header_blocks(lines: list[str]) -> list[Mark]:
    """Outlook's "From: / Sent: / To: / Subject:" in bare ``lines``, in any language of ours.

    A subject beside a date or an address is asked for, or the sender's address, so that a
    traveller's "From: / To: / Date:" is not taken for one.
    """
    marks: list[Mark] = []
    index = 0
    while index < len(lines):
        if _role_of(lines[index]) not in ("from", "date", "subject"):
            index += 1
            continue
        end, values = _block(lines, index)
        addressed = any("@" in value for value in values.values())
        titled = "subject" in values and ("date" in values or addressed)
        known = titled or "@" in values.get("from", "")
        if len(values) >= 3 and "from" in values and known:
            marks.append(Mark(MarkKind.HISTORY, index, end))
            index = end
        else:
            index += 1
    return marks


def _block(lines: list[str], index: int) -> tuple[int, dict[str, str]]:
    """Where a block of headers that begins at ``index`` ends, and its values by role.

    A value may go on in the next line, and some programs leave a blank line between two.
    """
    values: dict[str, str] = {}
    end = index
    misses = 0
    for position in range(index, min(index + 14, len(lines))):
        role = _role_of(lines[position])
        if role is not None:
            if role in values:
                break
            values[role] = re.split("[:：]", lines[position], maxsplit=1)[1]
            end, misses = position + 1, 0
            continue
        misses += 1
        if misses > 1:
            break
    return end, values


def _role_of(line: str) -> str | None:
    """The role of the header that a line shows, ``*From:*`` of plain-text makers included."""
    head = re.split("[:：]", line[:40], maxsplit=1)
    return LABELS.get(head[0].strip(" *_\u00a0").casefold()) if len(head) == 2 else None


_DASHED = re.compile(r"[-_=—–*]{2,}\s?([^-_=—–*][^_=*]{2,60}?)\s?[-_=—–*]{2,}:?\Z")


_ABOVE = re.compile(
    r"[#\-=*_\s]{0,20}(?:please )?(?:type|write|reply|enter) .{0,30}above this line|"
    r".{0,40}(?:über dieser|oberhalb dieser) Zeile|.{0,40}au-dessus de cette ligne|"
    r".{0,40}bu (?:satırın üzerine|xəttin üstündə)",
    re.IGNORECASE,
)


def rules(lines: list[str]) -> list[Mark]:
    """Rules with words in bare ``lines``: "-----Original Message-----", help desks' "reply above
    this line", and the first lines of forwards."""
    marks = []
    for index, line in enumerate(lines):
        if not 5 < len(line) < 120:
            continue
        if line.startswith(("#", "-", "=", "*", "_")) and _ABOVE.match(line):
            marks.append(Mark(MarkKind.HISTORY, index, index + 1))
            continue
        dashed = _DASHED.match(line)
        if dashed:
            phrase = dashed[1].strip().casefold()
            if phrase in ORIGINAL:
                marks.append(Mark(MarkKind.HISTORY, index, index + 1))
                continue
        else:
            phrase = line.rstrip(":： ").casefold() if line.endswith(_ENDS) else ""
        if phrase in FORWARDED:
            marks.append(Mark(MarkKind.FORWARD, index, index + 1))
    return marks
