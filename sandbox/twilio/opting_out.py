"""What Twilio does by itself when somebody writes STOP, START or HELP to a long code.

https://help.twilio.com/articles/223134027 has the words. Only a text that is nothing else counts,
in any case and with any blanks around it. Our server is told of it all the same.
"""

from __future__ import annotations

from enum import StrEnum

from sandbox.twilio.account import Account


class Wish(StrEnum):
    """What a word asks for."""

    STOP = "STOP"
    START = "START"
    HELP = "HELP"


WORDS = {
    **dict.fromkeys(
        ("STOP", "STOPALL", "UNSUBSCRIBE", "CANCEL", "END", "QUIT", "REVOKE", "OPTOUT"), Wish.STOP
    ),
    **dict.fromkeys(("START", "UNSTOP", "YES"), Wish.START),
    **dict.fromkeys(("HELP", "INFO"), Wish.HELP),
}

ANSWERS = {
    Wish.STOP: "You get no more messages from this number. Reply START to change that.",
    Wish.START: "You get messages from this number again. Reply HELP for help, STOP to end them.",
    Wish.HELP: "Reply STOP to get no more messages. Message and data rates may apply.",
}


def wish(body: str) -> Wish | None:
    """What a text asks for, if it is one of the words."""
    return WORDS.get(body.strip().upper())


def obey(account: Account, word: Wish, writer: str, number: str) -> str:
    """Do what is asked; returns the answer, "" for none."""
    pair = (account.sender(number), writer)
    if word is Wish.HELP:
        return ANSWERS[word]
    if (pair in account.stopped) is (word is Wish.STOP):
        return ""  # nothing changes: whoever is in and says YES has answered a question
    if word is Wish.STOP:
        account.stopped.add(pair)
    else:
        account.stopped.discard(pair)
    return ANSWERS[word]
