"""The words by which people say whether they want texts.

They are Twilio's: https://help.twilio.com/articles/223134027. A text counts only if it is just
the word, in any case, with nothing but space around it: “please stop calling” is a question.
"""

from __future__ import annotations

from enum import StrEnum


class Keyword(StrEnum):
    """What a word asks for."""

    STOP = "stop"
    START = "start"
    HELP = "help"


STOP_WORDS = frozenset(
    {"STOP", "STOPALL", "UNSUBSCRIBE", "CANCEL", "END", "QUIT", "REVOKE", "OPTOUT"}
)
START_WORDS = frozenset({"START", "UNSTOP", "YES"})
HELP_WORDS = frozenset({"HELP", "INFO"})

MAY_BE_AN_ANSWER = "YES"
"""Lifts a STOP as Twilio has it, but is said in other matters too."""


def keyword(body: str, told: str = "") -> Keyword | None:
    """What a text asks for, or None. ``told`` is Twilio's own finding (``OptOutType``), which
    counts first: an account may have words of its own."""
    named = told.strip().lower()
    if named in set(Keyword):
        return Keyword(named)
    word = body.strip().upper()
    if word in STOP_WORDS:
        return Keyword.STOP
    if word in START_WORDS:
        return Keyword.START
    return Keyword.HELP if word in HELP_WORDS else None
