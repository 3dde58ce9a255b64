"""What agents and supervisors ask of a call."""

from __future__ import annotations

from dataclasses import dataclass

from conversations.calls.call import Taping
from conversations.calls.leg import Listening
from conversations.commands import Command


@dataclass(frozen=True, slots=True, kw_only=True)
class DialOut:
    """Call somebody: opens a conversation of the actor's, whose phone rings first.

    ``address`` is a number in E.164, ``name`` what to call them if they are new. ``id`` is the
    client's UUID; carried out once.
    """

    id: str
    inbox_id: str
    address: str
    name: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class CallBack(Command):
    """Call the contact of a conversation; it is the actor's then. ``address`` is another number of
    theirs than the one they called from, or empty."""

    address: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class HoldCall(Command):
    """Let the contact wait with music (``on``), or come back to them."""

    on: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class MuteCall(Command):
    """Let the agent not be heard (``on``), or be heard again."""

    on: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class SendTones(Command):
    """Sound keys of the keypad: digits, ``*``, ``#``, and ``w`` for a pause of half a second."""

    tones: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Consult(Command):
    """Speak with a colleague (``agent_id``) or somebody at a number first; the contact is on hold
    meanwhile."""

    agent_id: str | None = None
    address: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class CompleteTransfer(Command):
    """Leave the contact to the person who was consulted."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CancelTransfer(Command):
    """Let the consulted person go and come back to the contact."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AddParty(Command):
    """Bring a colleague or somebody at a number into the call; everybody hears everybody."""

    agent_id: str | None = None
    address: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class RemoveParty(Command):
    """Let one of the others go, by the id of their line."""

    leg_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TapeCall(Command):
    """Begin the recording, pause it (a card number is said), go on, or end it."""

    wish: Taping


@dataclass(frozen=True, slots=True, kw_only=True)
class HangUp(Command):
    """End the call."""


@dataclass(frozen=True, slots=True, kw_only=True)
class WrapUp(Command):
    """Say what the call was about; ``resolve`` closes the matter, else it stays the agent's."""

    disposition: str = ""
    note: str = ""
    resolve: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class MoreTime(Command):
    """Ask for more time to wrap up, in seconds from now."""

    seconds: int = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class Monitor(Command):
    """A supervisor comes into the call, changes how they are in it, or leaves it (None)."""

    mode: Listening | None


AnyCallCommand = (
    CallBack
    | HoldCall
    | MuteCall
    | SendTones
    | Consult
    | CompleteTransfer
    | CancelTransfer
    | AddParty
    | RemoveParty
    | TapeCall
    | HangUp
    | WrapUp
    | MoreTime
    | Monitor
)
