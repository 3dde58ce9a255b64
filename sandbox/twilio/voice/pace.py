"""How long things take on the phone, in seconds of the sandbox's clock."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class VoicePace:
    """The defaults are those of people and of Twilio's voices."""

    letter: float = 0.06
    """For each letter that is said."""
    play: float = 5.0
    """For a file that is played once; nobody listens to what is in it."""
    round: float = 1.0
    """The least that one round of wait music takes, so that no document is asked for in a storm."""
    network: float = 0.4
    """From a call's beginning until the phone rings."""
    processing: float = 2.0
    """From a recording's end until it can be fetched."""


TALK_AT_ONCE = VoicePace(letter=0, play=0, network=0, processing=0)
"""Nothing that is said or played takes time; pauses, timeouts and wait music still do."""
