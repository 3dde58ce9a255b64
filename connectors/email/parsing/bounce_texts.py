"""Delivery reports in plain words, as servers write them that know no RFC 3464, or left it out.

Known by their own words: Postfix, Exim, sendmail, qmail, Courier, Exchange, Microsoft 365, Gmail,
Yahoo, Amazon SES, Lotus Domino, GMX and web.de, Zoho, iCloud. They differ in the frame and agree in
what counts: somewhere it is said that delivery failed, and then come addresses with reasons.
"""

from __future__ import annotations

import re

from connectors.email.parsing.parsed import BounceAction, BouncedRecipient

_LONGEST = 50_000
_MAX_RECIPIENTS = 200
_MAX_REASON = 500

_FAILED = re.compile(
    r"(?:could|can|was|were|has|have|did)(?:n[’']t| ?not)\s+(?:yet\s+)?(?:be(?:en)?\s+)?"
    r"(?:deliver|reach|sent)"
    r"|undeliver|delivery\s+(?:has\s+|to\s+.{0,60}\s)?fail|unable\s+to\s+deliver|able\s+to\s+deliver"
    r"|(?:permanent|fatal)\s+(?:fatal\s+)?(?:error|failure)|returned\s+(?:mail|to\s+sender)"
    r"|(?:address(?:es)?|recipients?)\s+failed|error\s+occurred\s+while\s+trying\s+to\s+deliver"
    r"|message\s+(?:was\s+)?(?:rejected|blocked|bounced)|message\s+not\s+delivered"
    r"|address\s+not\s+found|(?:mailbox|inbox|account)\s+(?:is\s+)?(?:full|over\s+quota|disabled|unavailable)"
    r"|quota\s+exceeded|over\s+(?:its\s+)?quota"
    r"|nicht\s+(?:zugestellt|zustellen)|unzustellbar|Fehler\s+bei\s+der\s+Nachrichtenzustellung"
    r"|n[’']a\s+pas\s+pu\s+être|échec\s+de\s+la\s+remise|no\s+se\s+(?:pudo|ha\s+podido)\s+entregar"
    r"|не\s+(?:было\s+)?доставлен|не\s+удалось\s+доставить|teslim\s+edilemedi|çatdırıl(?:a\s+bil)?m"
    r"|impossibile\s+recapitare|não\s+(?:pôde|foi)\s+(?:ser\s+)?(?:possível\s+)?entreg",
    re.IGNORECASE,
)
_DELAYED = re.compile(
    r"warning\s+message\s+only|delivery\s+(?:is\s+|has\s+been\s+|of\s+.{0,60}\s)?(?:delayed|incomplete)"
    r"|transient\s+non-?fatal|temporary\s+(?:problem|error|failure)|will\s+(?:retry|keep\s+trying|be\s+retried)"
    r"|attempts\s+will\s+continue|continue\s+to\s+(?:try|be)|do\s+not\s+need\s+to\s+resend"
    r"|no\s+action\s+is\s+required|not\s+yet\s+been\s+delivered|verzögert|später\s+erneut",
    re.IGNORECASE,
)
_FINAL = re.compile(
    r"giv(?:en|ing)\s+up|permanent|will\s+not\s+be\s+retried|won[’']t\s+(?:be\s+)?retr|fatal\s+errors"
    r"|failed\s+after|too\s+long|endgültig",
    re.IGNORECASE,
)
_COPY = re.compile(
    r"^[-=> ]{0,40}(?:Below this line is a copy|This is a copy of|Copy of the (?:original )?message"
    r"|Original message(?: headers?)?(?: follows)?|Unsent message|Message headers? follow"
    r"|The headers? of the original|The original message (?:follows|is )|Original headers"
    r"|Unterhalb dieser Zeile|Returned message|Return-Path: |Received: |The body of the message)",
    re.IGNORECASE | re.MULTILINE,
)
_A = r"[^\s<>()\"',;:\[\]@]{1,64}@[\w.-]{1,253}\w"
_ENTRIES = (
    # Postfix, qmail, Courier, Yahoo: <address>: reason, to the next blank line
    re.compile(rf"^[ \t]{{0,8}}<({_A})>(?:[ \t]*\([^)\n]{{0,200}}\))?:?[ \t]*(.*)$"),
    # GMX, web.de
    re.compile(rf"^[ \t]{{0,8}}\"({_A})\":[ \t]*(.*)$"),
    # Zoho
    re.compile(rf"^[ \t]{{0,8}}({_A}),?[ \t]*(ERROR CODE.*)$", re.IGNORECASE),
    # Exchange: Name (address), and "address on 5/13/2024 4:05 PM"
    re.compile(
        rf"^[ \t]{{0,12}}(?:[^()\n]{{1,100}} \()?({_A})\)?(?: on \d[^\n]{{4,40}})?:?[ \t]*()$"
    ),
)
_INLINE = re.compile(
    rf"(?:deliver(?:ed|ing|y)?\s+(?:the\s+|your\s+)?(?:mail\s+|message\s+)?to|message\s+to|recipients?:?|"
    rf"address(?:es)?:?|mailbox(?:\s+of|\s+for)?|Nachricht\s+an)\s+<?({_A})>?",
    re.IGNORECASE,
)
_REPLY = re.compile(r"(?<![\d.])(?<!\d:)((?:#|')?[45]\d\d[ \-#].{3,})")
_ENHANCED = re.compile(r"(?<![\d.])([245]\.\d{1,3}\.\d{1,3})(?![\d.]*\d)")
_SAID = re.compile(
    r"full|quota|unknown|no such|not found|does ?n[o']t exist|disabled|rejected", re.I
)


def read_text(text: str, failed_header: str = "") -> list[BouncedRecipient]:
    """The recipients that a mail server's words name; none where nothing says that mail failed.

    ``failed_header`` is X-Failed-Recipients (Exim, Gmail): addresses with commas between.
    """
    text = text[:_LONGEST]
    copy = _COPY.search(text)
    report = text[: copy.start()] if copy and copy.start() > 0 else text
    late = bool(_DELAYED.search(report))
    if not late and not _FAILED.search(report) and not failed_header.strip():
        return []
    delayed = late and not _FINAL.search(report)
    named = _entries(report)
    for address in re.findall(_A, failed_header[:10_000]):
        named.setdefault(address.lower(), ("", ""))
    if not named:
        named = {found.lower(): ("", "") for found in _INLINE.findall(report)}
    action = BounceAction.DELAYED if delayed else BounceAction.FAILED
    overall = _best_reason(report.split("\n"))
    found = []
    for address, (number, words) in list(named.items())[:_MAX_RECIPIENTS]:
        reason = words or overall
        status = _ENHANCED.search(reason)
        number = number or (status[1] if status else "")
        found.append(BouncedRecipient(address=address, action=action, status=number, reason=reason))
    return found


def _entries(report: str) -> dict[str, tuple[str, str]]:
    """Address → status and the server's words, from lines that begin with an address."""
    lines = report.split("\n")
    named: dict[str, tuple[str, str]] = {}
    current: tuple[str, list[str]] | None = None
    for line in [*lines, "<>"]:
        entry = next((found for form in _ENTRIES if (found := form.match(line[:1000]))), None)
        if entry is not None or line == "<>":
            if current is not None:
                address, said = current
                number = _ENHANCED.search(" ".join(said))
                words = (number[1] if number else "", _best_reason(said))
                if not named.get(address, ("", ""))[1]:
                    named[address] = words
            current = (entry[1].lower(), [entry[2]]) if entry is not None else None
        elif current is not None and len(current[1]) < 40:
            current[1].append(line)
    return named


def _best_reason(lines: list[str]) -> str:
    """The one line that tells why: a server's reply with its code, else plain words of failure,
    else the first words there are."""
    first = " ".join(_first_paragraph(lines))
    for words in (first, *lines):
        reply = _REPLY.search(words)
        if reply is not None:
            return _trimmed(reply[1])
    said = next((line for line in lines if _SAID.search(line)), first)
    return _trimmed(said)


def _first_paragraph(lines: list[str]) -> list[str]:
    """The first lines up to a blank one, without "because:" and its like before them."""
    kept: list[str] = []
    for line in lines:
        if line.strip() and (kept or not line.rstrip().endswith(":")):
            kept.append(line.strip())
        elif kept:
            break
    return kept


def _trimmed(words: str) -> str:
    words = " ".join(words.split())
    words = re.sub(r"\s*(?:\(in reply to [\w ()]{1,60} command\)|Giving up on .*)$", "", words)
    if words.endswith(")") and words.count(")") > words.count("("):
        words = words[:-1]  # sendmail: "(reason: 550 …)"
    return words.strip(" '\"#")[:_MAX_REASON]
