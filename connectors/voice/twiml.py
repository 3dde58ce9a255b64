"""The answers to a call, written by Twilio's own builder. Nothing here asks anybody anything.

https://www.twilio.com/docs/voice/twiml has each verb and what it may have.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from twilio.twiml.voice_response import VoiceResponse

from connectors.voice.paths import Addresses, Spot, room_name
from connectors.voice.prompts import CALLBACK_DIGIT, Parts, Played, Prompts
from connectors.voice.settings import VoiceSettings

MENU_TIMEOUT_S = 6
VOICEMAIL_SILENCE_S = 8
"""After so long without a word a message is taken for finished."""
TROUBLE_PAUSE_S = 10
TROUBLE_ROUNDS = 6
MAX_HINTS = 4000
CONFERENCE_EVENTS = "start end join leave mute hold"
CONTACT_LABEL = "contact"
TONES = re.compile(r"[0-9*#A-Dw]{1,40}")
"""What ``<Play digits>`` sounds; ``w`` is half a second of silence."""

Sound = Callable[[str], str]
"""From a file's id to the address at which Twilio fetches it."""


@dataclass(frozen=True, slots=True)
class Answers:
    """The answers of one inbox."""

    settings: VoiceSettings
    prompts: Prompts
    addresses: Addresses
    sound: Sound

    def menu(self, tries: int, rounds: int, first: Parts = ()) -> str:
        """Offer the menu, after ``first``. ``tries`` counts what was not understood, ``rounds``
        what was asked for again. Without a choice the menu's address is asked all the same."""
        menu = self.settings.menu
        if menu is None:
            raise ValueError("The inbox has no menu.")
        answer = VoiceResponse()
        self._put(answer, first)
        asked: dict[str, Any] = {"input": "dtmf"}
        if menu.speech:
            hints = _hints(word for option in menu.options for word in option.words)
            asked = {"input": "dtmf speech", "speech_timeout": "auto"}
            asked |= {"language": self.prompts.language} | ({"hints": hints} if hints else {})
        gather = answer.gather(
            **asked,
            action=self.addresses("menu", **{"try": tries, "round": rounds}),
            method="POST",
            num_digits=1,
            timeout=MENU_TIMEOUT_S,
            action_on_empty_result=True,
        )
        self._put(gather, self.prompts.menu())
        return str(answer)

    def enqueue(self, line: str, spot: Spot, first: Parts = ()) -> str:
        """Let the call wait in Twilio's queue ``line``. ``spot.rounds`` above 0: it has waited
        before, and is not told so again."""
        answer = VoiceResponse()
        self._put(answer, first + (self.prompts.waiting() if spot.rounds == 0 else ()))
        answer.enqueue(
            line,
            action=self.addresses("left", **spot.query),
            method="POST",
            wait_url=self.addresses("wait", **spot.query),
            wait_url_method="POST",
        )
        return str(answer)

    def wait(
        self, spot: Spot, *, position: int | None, wait_s: float | None, callback: bool
    ) -> str:
        """One round of waiting: how it stands, the offer of a callback, and music. Twilio asks for
        the next round by itself, but outside of its queue (``spot.loose``)."""
        answer = VoiceResponse()
        told = self.prompts.standing(position, wait_s)
        heard: Any = answer
        if callback:
            told += self.prompts.callback()
            heard = answer.gather(
                input="dtmf",
                num_digits=1,
                timeout=1,
                action=self.addresses("waiting", **spot.query),
                method="POST",
            )
        self._put(heard, told)
        heard.play(self._music())
        if spot.loose:
            answer.pause(length=1)
            answer.redirect(self.addresses("wait", **spot.next.query), method="POST")
        return str(answer)

    def wait_again(self, spot: Spot) -> str:
        """Go on waiting."""
        answer = VoiceResponse()
        answer.redirect(self.addresses("wait", **spot.query), method="POST")
        return str(answer)

    def callback_taken(self) -> str:
        """They will be called, and the line ends."""
        return self._last(self.prompts.callback_taken())

    def voicemail(self, spot: Spot, first: Parts = ()) -> str:
        """Record a message."""
        mark: dict[str, str | int] = {
            "call": spot.call_id,
            "conversation": spot.conversation_id,
        }
        answer = VoiceResponse()
        self._put(answer, first + self.prompts.voicemail())
        answer.record(
            action=self.addresses("voicemail/done", **mark),
            method="POST",
            max_length=self.settings.voicemail.longest_s,
            timeout=VOICEMAIL_SILENCE_S,
            finish_on_key="#",
            play_beep=True,
            trim="trim-silence",
            recording_status_callback=self.addresses("recording", kind="voicemail", **mark),
            recording_status_callback_method="POST",
            recording_status_callback_event="completed",
        )
        answer.redirect(self.addresses("voicemail/done", none=1, **mark), method="POST")
        return str(answer)

    def voicemail_taken(self) -> str:
        """The message is there."""
        return self._last(self.prompts.voicemail_taken())

    def closed(self, now: datetime, *, voicemail: bool) -> str:
        """Out of hours."""
        told = self.prompts.greeting() + self.prompts.closed(now)
        return self.voicemail(Spot(), told) if voicemail else self._last(told)

    def room(self, call_id: str, conversation_id: str) -> str:
        """Bring the contact into the room with the others. It begins with them, and ends when they
        go; until then they hear nothing (``waitUrl`` empty), for somebody is there already."""
        answer = VoiceResponse()
        dial = answer.dial(
            action=self.addresses("after", call=call_id, conversation=conversation_id),
            method="POST",
        )
        dial.conference(
            room_name(call_id),
            participant_label=CONTACT_LABEL,
            start_conference_on_enter=True,
            end_conference_on_exit=True,
            beep="false",
            wait_url="",
            status_callback=self.addresses(
                "conference", call=call_id, conversation=conversation_id
            ),
            status_callback_method="POST",
            status_callback_event=CONFERENCE_EVENTS,
        )
        return str(answer)

    def trouble(self, rounds: int, back: str) -> str:
        """Something fails here: a word, a pause, and another try at ``back``; after
        TROUBLE_ROUNDS the call ends."""
        if rounds >= TROUBLE_ROUNDS:
            return self._last(self.prompts.trouble_ends())
        answer = VoiceResponse()
        self._put(answer, self.prompts.trouble())
        answer.pause(length=TROUBLE_PAUSE_S)
        answer.redirect(back, method="POST")
        return str(answer)

    def trouble_ends(self) -> str:
        """The call cannot be taken, and ends."""
        return self._last(self.prompts.trouble_ends())

    def goodbye(self, first: Parts = ()) -> str:
        """The end."""
        return self._last(first + self.prompts.goodbye())

    def _last(self, parts: Parts) -> str:
        answer = VoiceResponse()
        self._put(answer, parts)
        answer.hangup()
        return str(answer)

    def _music(self) -> str:
        file_id = self.settings.waiting.music_file
        return (
            self.sound(file_id) if file_id else self.addresses.music(self.settings.waiting.every_s)
        )

    def _put(self, into: Any, parts: Parts) -> None:
        for part in parts:
            if isinstance(part, Played):
                into.play(self.sound(part.file_id))
            elif part.voice:
                into.say(part.text, language=part.language, voice=part.voice)
            else:
                into.say(part.text, language=part.language)


def hang_up() -> str:
    """End the call without a word."""
    answer = VoiceResponse()
    answer.hangup()
    return str(answer)


def leave() -> str:
    """Leave Twilio's queue, and go on at the action of ``<Enqueue>``."""
    answer = VoiceResponse()
    answer.leave()
    return str(answer)


def reject() -> str:
    """Do not answer: the line is busy, and costs nobody anything."""
    answer = VoiceResponse()
    answer.reject(reason="busy")
    return str(answer)


def tones(keys: str) -> str:
    """Sound keys of the keypad. Raises ValueError on what is none."""
    if not TONES.fullmatch(keys):
        raise ValueError("These are no keys of a telephone.")
    answer = VoiceResponse()
    answer.play(digits=keys)
    return str(answer)


def nothing() -> str:
    """Do nothing more: the end of a call that is over already."""
    return str(VoiceResponse())


def is_callback(digits: str) -> bool:
    """Whether a key that was pressed while waiting asks for a callback."""
    return digits == CALLBACK_DIGIT


def _hints(words: Any) -> str:
    """What the recogniser should expect, parted by commas."""
    kept: list[str] = []
    for word in dict.fromkeys(word.replace(",", " ").strip() for word in words):
        if word and sum(len(it) + 2 for it in (*kept, word)) <= MAX_HINTS:
            kept.append(word)
    return ", ".join(kept)
