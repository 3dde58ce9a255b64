"""What must hold before a command may change a call."""

from __future__ import annotations

import re

from conversations.calls.call import Call, Place
from conversations.calls.changing import call_of
from conversations.calls.leg import LegState
from conversations.change import Change
from conversations.entries import Author
from conversations.errors import Conflict, Forbidden, Invalid

_NUMBER = re.compile(r"\+[1-9][0-9]{6,14}")
MOST_LINES = 30
"""Lines that one call may have had, ended ones included."""


def mine(change: Change, author: Author) -> Call:
    """Return the call, or raise Forbidden unless it is the author's."""
    call = call_of(change)
    if change.it.agent is None or change.it.agent.id != author.id:
        raise Forbidden(
            f"The call in conversation #{change.it.number} is not yours.",
            remedy="Take the conversation over first.",
        )
    return call


def need(holds: bool, call: Call) -> None:
    """Raise Conflict unless it holds."""
    if not holds:
        raise Conflict(f"That does not go while the call is {call.state}.")


def room_for_more(call: Call) -> None:
    """Raise Conflict if a call can have no further line."""
    if len(call.legs) >= MOST_LINES:
        raise Conflict("This call has had too many lines.")
    up = [leg for leg in call.legs if leg.wanted and leg.state is not LegState.OUT]
    if call.place_now is Place.ROOM and len(up) >= 10:
        raise Conflict("There are ten people in this call already.")


def check_number(number: str) -> None:
    """Raise Invalid unless it is a number in E.164."""
    if not _NUMBER.fullmatch(number):
        raise Invalid(
            "That is no phone number." if number else "The number was withheld.",
            remedy="Give a number with its country's code, like +49 30 1234567.",
        )
