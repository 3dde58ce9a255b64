"""The routes for what Twilio reports while calls go on: lines, rooms, recordings, transcripts.

Nothing is answered but that it was heard; what is reported is stored behind the answer, after what
was reported of the same line or room before.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping

from aiohttp import web

from connectors.twilio_account.webhooks import Handler, Told
from connectors.voice.legs import Legs
from connectors.voice.paths import path
from connectors.voice.recordings import Recordings
from connectors.voice.settings import VoiceSettings
from connectors.voice.transcripts import Transcripts
from connectors.voice.trunk import Trunks
from connectors.voice.webhooks import Webhooks
from conversations.locks import KeyedLocks
from conversations.places import Inbox

Report = Callable[[Inbox, VoiceSettings, Mapping[str, str], Mapping[str, str]], Awaitable[None]]
"""Takes inbox, settings, form and query. Raises UnknownEvent for what it does not know."""


class Reports:
    """The routes of all inboxes for calls."""

    def __init__(self, webhooks: Webhooks, trunks: Trunks, recordings: Recordings) -> None:
        self._webhooks = webhooks
        self._order = KeyedLocks()
        legs = Legs(webhooks.house, trunks)
        self._reports: dict[str, Report] = {
            "leg": legs.status,
            "conference": legs.conference,
            "recording": recordings.told,
            "transcript": Transcripts(webhooks.house).heard,
        }

    def add_routes(self, router: web.UrlDispatcher) -> None:
        """Add them."""
        for place, report in self._reports.items():
            handler = self._webhooks.answering(self._taking(report))
            router.add_post(path("{key}", place), handler)

    def _taking(self, report: Report) -> Handler:
        async def take(request: web.Request) -> web.Response:
            told = await self._webhooks.genuine(request)
            self._webhooks.make_room()
            storing = self._webhooks.begin(self._store(report, told, dict(request.query)))
            await self._webhooks.within_patience(storing)
            self._webhooks.count("reported")
            return web.Response(status=204)

        return take

    async def _store(
        self, report: Report, told: Told[VoiceSettings], query: Mapping[str, str]
    ) -> None:
        about = told.form.get("TranscriptionSid") or told.form.get("CallSid") or ""
        async with self._order.holding(about):
            await report(told.inbox, told.settings, told.form, query)
