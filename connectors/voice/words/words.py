"""The sentences of one language."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """One language. What stands in braces is put in by who uses a sentence.

    Sentences with a number are written so that they are right for every number that they are used
    with: what one minute needs has a sentence of its own.
    """

    code: str
    speech: str
    """How it is spoken and understood, as Twilio names it (BCP 47)."""
    option: str
    """``{what}`` is a word of the team's for it, ``{digit}`` the key."""
    option_queue: str
    option_voicemail: str
    option_repeat: str
    option_say: str
    """For what is only said, where the team has no word for it."""
    speak: str
    """That one may speak instead of pressing a key."""
    not_understood: str
    waiting: str
    next_in_line: str
    position: str
    """``{n}`` is 2 or more."""
    wait_minute: str
    wait_minutes: str
    """``{n}`` is 2 or more."""
    wait_long: str
    """For more than an hour."""
    callback: str
    """``{digit}`` is the key that asks for it."""
    callback_taken: str
    closed: str
    opens_today: str
    opens_tomorrow: str
    opens_on: str
    """``{day}`` is one of ``days``, ``{time}`` is made by ``hour`` or ``minute``."""
    days: tuple[str, str, str, str, str, str, str]
    """From Monday on, as they stand in ``opens_on``."""
    hour: str
    """A time at the full hour: ``{h24}``, ``{h12}`` and ``{half}`` (am or pm)."""
    minute: str
    """Any other time; ``{m}`` has two digits."""
    voicemail: str
    voicemail_taken: str
    trouble: str
    trouble_ends: str
    goodbye: str
    numbers: tuple[tuple[str, ...], ...]
    """How people say the digits from 0 to 9."""
