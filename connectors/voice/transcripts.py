"""Sentences as they are said: Twilio's real-time transcription
(https://www.twilio.com/docs/voice/twiml/transcription)."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from connectors.base import House
from connectors.voice.settings import VoiceSettings
from conversations.errors import UnknownEvent
from conversations.people import SYSTEM_SCOPE
from conversations.places import Inbox

CONTENT = "transcription-content"
OTHERS = frozenset({"transcription-started", "transcription-stopped", "transcription-error"})
TRACKS = {"inbound_track": True, "outbound_track": False}
"""Of the contact's line: what comes from the contact, and what goes to them."""
LONGEST = 10_000


class Transcripts:
    """The webhook of transcriptions."""

    def __init__(self, house: House) -> None:
        self._house = house

    async def heard(
        self,
        inbox: Inbox,
        settings: VoiceSettings,
        form: Mapping[str, str],
        query: Mapping[str, str],
    ) -> None:
        """A sentence was said, or the transcription began, ended or failed. Raises
        UnknownEvent."""
        event = form.get("TranscriptionEvent", "")
        if event in OTHERS:
            return
        if event != CONTENT:
            raise UnknownEvent(f"Twilio told an unknown event of a transcript: “{event[:40]}”.")
        if form.get("Final", "true") != "true":
            return
        sid, number = form.get("TranscriptionSid", ""), form.get("SequenceId", "")
        track, conversation_id = form.get("Track", ""), query.get("conversation", "")
        if not (sid and number and conversation_id) or track not in TRACKS:
            raise UnknownEvent("A sentence of a transcript does not name where it belongs.")
        text, confidence = _said(form.get("TranscriptionData", ""))
        if not text:
            return
        conversation = await self._house.threads.get(conversation_id, SYSTEM_SCOPE)
        if conversation.inbox.id != inbox.id:
            raise UnknownEvent("A sentence of a transcript names another inbox's conversation.")
        data: dict[str, Any] = {"language": form.get("LanguageCode", "")[:35]}
        if confidence is not None:
            data["confidence"] = confidence
        await self._house.calls.spoke(
            conversation_id,
            query.get("call", ""),
            f"{sid}:{number}",
            text=text,
            by_contact=TRACKS[track],
            data=data,
        )


def _said(given: str) -> tuple[str, float | None]:
    """The words and how sure Twilio is of them, from 0 to 1. Raises UnknownEvent."""
    try:
        data = json.loads(given)
        text = str(data["transcript"])
    except (ValueError, KeyError, TypeError):
        raise UnknownEvent("A sentence of a transcript cannot be read.") from None
    sure = data.get("confidence")
    confidence = None
    if isinstance(sure, int | float) and not isinstance(sure, bool) and 0 <= sure <= 1:
        confidence = round(float(sure), 3)
    return " ".join(text.split())[:LONGEST], confidence
