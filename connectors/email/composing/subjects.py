"""Subjects: one "Re:" however often it was answered, and the conversation's number if wanted."""

from __future__ import annotations

import re

from connectors.email.composing.headers import one_line
from connectors.email.composing.words import Words

LONGEST = 300
_REPLY = (
    "re aw antw antwort ant sv vs ynt yan yanıt cvp cevap cavab odp ref res rif resp "
    "odpověď vá r atb bls наотв отв ответ на пад پاسخ رد تر השב 回复 答复 回覆 답장 返信"
)
_FORWARD = (
    "fwd fw wg wtr vl vb ilt i̇lt yön yönl tr rv enc i doorst videresendt przekazane ارسال 转发"
)


def _prefixes(names: str) -> re.Pattern[str]:
    # the longest first; a count may stand behind it, as in "Re[2]:", "Re (3):" and "AW^2:"
    ordered = "|".join(sorted(map(re.escape, names.split()), key=len, reverse=True))
    return re.compile(rf"\s*(?:{ordered})\s*(?:\[\d+\]|\(\d+\)|\^\d+)?\s*[:：]\s*", re.I)


_ANSWERED = _prefixes(_REPLY)
_FORWARDED = _prefixes(_FORWARD)
_TAG = re.compile(r"\[#\d{1,12}\]")


def reply_subject(subject: str, words: Words) -> str:
    """``Re:`` and the subject without the "Re:", "AW:", "Ynt:" … that stand before it."""
    return f"Re: {_without(_ANSWERED, subject) or words.your_message}"


def forward_subject(subject: str, words: Words) -> str:
    """``Fwd:`` and the subject without the "Fwd:", "WG:" … that stand before it."""
    return f"Fwd: {_without(_FORWARDED, subject) or words.your_message}"


def tagged(subject: str, number: int) -> str:
    """The subject with ``[#number]`` at its end, once."""
    tag = f"[#{number}]"
    if tag in subject:
        return subject
    return f"{subject[: LONGEST - len(tag) - 1].rstrip()} {tag}".lstrip()


def _without(prefixes: re.Pattern[str], subject: str) -> str:
    rest = one_line(subject, LONGEST)
    while match := prefixes.match(rest):
        rest = rest[match.end() :]
    return rest
