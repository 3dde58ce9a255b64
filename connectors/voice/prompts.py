"""What a caller hears: the team's own words or files, else ours in the inbox's language."""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import datetime

from connectors.voice.settings import Option, Prompt, VoiceSettings
from connectors.voice.words import ALL, EN, Words, base, words_of

NO_VOICE = frozenset({"fa", "az"})
"""Languages of ours that Twilio reads out in no voice; speech is understood in them
(https://www.twilio.com/docs/voice/twiml/say/text-speech)."""
_SPEECH = {
    **{code: words.speech for code, words in ALL.items()},
    "ar": "ar-AE",
    "da": "da-DK",
    "el": "el-GR",
    "es": "es-ES",
    "fi": "fi-FI",
    "fr": "fr-FR",
    "it": "it-IT",
    "ja": "ja-JP",
    "ko": "ko-KR",
    "nl": "nl-NL",
    "no": "nb-NO",
    "pl": "pl-PL",
    "pt": "pt-PT",
    "ru": "ru-RU",
    "sv": "sv-SE",
    "uk": "uk-UA",
    "zh": "zh-CN",
}
"""What is meant by a language without a country."""
CALLBACK_DIGIT = "1"


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """Words that Twilio reads out. ``voice`` empty: the language's own."""

    text: str
    language: str
    voice: str = ""


@dataclass(frozen=True, slots=True)
class Played:
    """A file of ours, by its id."""

    file_id: str


Parts = tuple[Said | Played, ...]


def spoken(settings: VoiceSettings, language: str) -> str:
    """The language that is spoken and understood, as Twilio names it; ``language`` is the
    inbox's."""
    tag = settings.speech_language or language.replace("_", "-")
    return _SPEECH.get(tag.lower(), tag)


def can_say(settings: VoiceSettings, language: str) -> bool:
    """Whether Twilio can read out a text in what is spoken. A voice that is named is trusted."""
    return bool(settings.voice) or base(spoken(settings, language)) not in NO_VOICE


class Prompts:
    """The prompts of one inbox.

    Where Twilio has no voice for the language, only files are heard, and for what a caller cannot
    do without (``menu``, ``closed``, ``voicemail`` …) English takes a missing file's place.
    """

    def __init__(self, settings: VoiceSettings, language: str) -> None:
        self._settings = settings
        self.language = spoken(settings, language)
        self._can_say = can_say(settings, language)
        self.words: Words = words_of(self.language) if self._can_say else EN
        ours = base(self.language) == self.words.code
        self._our_language = self.language if ours else self.words.speech
        self._our_voice = settings.voice if ours else ""

    def greeting(self) -> Parts:
        """Nothing, unless the team has a greeting."""
        return self._own(self._settings.greeting)

    def menu(self) -> Parts:
        """What can be chosen."""
        menu = self._settings.menu
        if menu is None:
            return ()
        told = " ".join(self._option(option) for option in menu.options)
        if menu.speech and any(option.words for option in menu.options):
            told = f"{told} {self.words.speak}"
        return self._own(menu.prompt) or self._ours(told)

    def not_understood(self) -> Parts:
        """Before the menu is offered again."""
        return self._spare(self.words.not_understood)

    def option(self, option: Option) -> Parts:
        """What an option says."""
        return self._own(option.say)

    def closed(self, now: datetime) -> Parts:
        """Out of hours: that nobody is there, and when somebody will be."""
        return self._own(self._settings.closed.prompt) or self._ours(
            f"{self.words.closed} {self._opens(now)}".strip()
        )

    def waiting(self) -> Parts:
        """Once, when the waiting begins."""
        return self._own(self._settings.waiting.prompt) or self._ours(self.words.waiting)

    def standing(self, position: int | None, wait_s: float | None) -> Parts:
        """The place in line (from 1) and how long it will probably take, as far as they are known
        and wanted."""
        told = []
        waiting, words = self._settings.waiting, self.words
        if waiting.say_position and position is not None:
            first = position <= 1
            told.append(words.next_in_line if first else words.position.format(n=position))
        if waiting.say_wait and wait_s is not None:
            minutes = in_minutes(wait_s)
            if minutes is None:
                told.append(words.wait_long)
            elif minutes == 1:
                told.append(words.wait_minute)
            else:
                told.append(words.wait_minutes.format(n=minutes))
        return self._spare(" ".join(told)) if told else ()

    def callback(self) -> Parts:
        """The offer to be called back."""
        text = self.words.callback.format(digit=CALLBACK_DIGIT)
        return self._own(self._settings.waiting.callback_prompt) or self._ours(text)

    def callback_taken(self) -> Parts:
        """That it is agreed."""
        return self._ours(self.words.callback_taken)

    def voicemail(self) -> Parts:
        """Before the tone."""
        return self._own(self._settings.voicemail.prompt) or self._ours(self.words.voicemail)

    def voicemail_taken(self) -> Parts:
        """After a message."""
        return self._spare(self.words.voicemail_taken)

    def trouble(self) -> Parts:
        """Something fails here, and the call waits."""
        return self._ours(self.words.trouble)

    def trouble_ends(self) -> Parts:
        """It goes on failing."""
        return self._ours(self.words.trouble_ends)

    def goodbye(self) -> Parts:
        """The end of a call that was not spoken in."""
        return self._spare(self.words.goodbye)

    def _own(self, prompt: Prompt) -> Parts:
        if prompt.file:
            return (Played(prompt.file),)
        if prompt.text and self._can_say:
            return (Said(text=prompt.text, language=self.language, voice=self._settings.voice),)
        return ()

    def _ours(self, text: str) -> Parts:
        return (Said(text=text, language=self._our_language, voice=self._our_voice),)

    def _spare(self, text: str) -> Parts:
        """What can be left out where it would be said in a language that is not the inbox's."""
        return self._ours(text) if self._can_say else ()

    def _option(self, option: Option) -> str:
        words, what = self.words, option.words[0] if option.words else ""
        match option.does:
            case "voicemail":
                text = words.option_voicemail
            case "repeat":
                text = words.option_repeat
            case "say":
                text = words.option if what else words.option_say
            case _:
                text = words.option if what else words.option_queue
        return text.format(what=what, digit=option.digit)

    def _opens(self, now: datetime) -> str:
        hours, words = self._settings.hours, self.words
        opens = hours.opens_at(now) if hours is not None else None
        if hours is None or opens is None:
            return ""
        there, here = hours.local(opens), hours.local(now)
        ahead = (there.date() - here.date()).days
        if ahead > 6:
            return ""  # a day of the week would be taken for the next one
        written = words.minute if there.minute else words.hour
        time = written.format(
            h24=there.hour,
            h12=there.hour % 12 or 12,
            half="AM" if there.hour < 12 else "PM",
            m=f"{there.minute:02}",
        )
        near = (words.opens_today, words.opens_tomorrow)
        text = near[ahead] if ahead < len(near) else words.opens_on
        return text.format(day=words.days[there.weekday()], time=time)


def in_minutes(seconds: float) -> int | None:
    """A wait as it is told, never shorter than it is: up to ten minutes to the minute, then to
    five; None for more than an hour."""
    minutes = max(1, math.ceil(seconds / 60))
    if minutes > 10:
        minutes = -(-minutes // 5) * 5
    return minutes if minutes <= 60 else None
