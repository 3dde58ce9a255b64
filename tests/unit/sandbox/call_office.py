"""The sandbox's telephones, and a small answering app that speaks TwiML by Twilio's own builder."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

from aiohttp import web
from twilio.twiml.voice_response import VoiceResponse

from sandbox.twilio import TALK_AT_ONCE, ManualClock, Person
from tests.unit.sandbox.twilio_office import OURS, THEIRS, Office, office

AGENT = "client:agent"

Form = Mapping[str, str]
Page = Callable[[Form, VoiceResponse], object]


@dataclass
class Pages:
    """What is answered at each path; a page writes into the response that it is given."""

    pages: dict[str, Page] = field(default_factory=dict)

    def __call__(self, path: str) -> Callable[[Page], Page]:
        def enter(page: Page) -> Page:
            self.pages[path] = page
            return page

        return enter

    def say(self, path: str, text: str) -> None:
        self.pages[path] = lambda form, response: response.say(text)

    async def answer(self, request: web.Request, form: dict[str, str]) -> web.StreamResponse:
        if request.path.endswith(".wav"):
            # A file is larger than a document may be.
            return web.Response(body=b"RIFF".ljust(70_000, b"."), content_type="audio/x-wav")
        page = self.pages.get(request.path)
        if page is None:
            return web.Response(status=204)
        response = VoiceResponse()
        page(form or dict(request.query), response)
        return web.Response(text=str(response), content_type="text/xml")


@dataclass
class CallOffice:
    """Everything together. Time stands still but in `clock.advance`."""

    office: Office
    clock: ManualClock
    page: Pages

    @property
    def twilio(self) -> Any:
        return self.office.twilio

    async def call(self, from_: str = THEIRS, **options: str) -> Person:
        person: Person = await self.twilio.call(from_, OURS, **options)
        return person

    async def post(self, path: str, *pairs: tuple[str, str], **fields: str) -> Any:
        status, told = await self.office.ask("POST", path, data=[*fields.items(), *pairs])
        assert status < 300, told
        return told

    async def get(self, path: str, **query: str) -> Any:
        status, told = await self.office.ask("GET", path, params=query)
        assert status == 200, told
        return told

    def url(self, path: str) -> str:
        return self.office.ours.url + path

    def forms(self, path: str) -> list[dict[str, str]]:
        return self.office.ours.forms(path)

    async def until_asked(self, caller: Person, path: str, times: int = 1) -> dict[str, str]:
        """Wait until a path was asked so often; the last form."""
        for _ in range(400):
            if len(self.forms(path)) >= times:
                return self.forms(path)[-1]
            await self.clock.advance(0)
        raise AssertionError(f"{path} was asked {len(self.forms(path))} times only")

    def events(self, path: str, name: str) -> list[str]:
        """One parameter of everything that was told at a path, in order."""
        return [form[name] for form in self.forms(path)]


@asynccontextmanager
async def call_office(*, complaints: bool = False, **options: Any) -> AsyncIterator[CallOffice]:
    clock, page = ManualClock(), Pages()
    settings = {"clock": clock, "voice_pace": TALK_AT_ONCE, **options}
    async with office(**settings) as running:
        running.ours.answer = page.answer
        running.number.voice_url = f"{running.ours.url}/voice"
        yield CallOffice(running, clock, page)
        await running.twilio.settled()
        if not complaints:
            assert running.twilio.complaints == []
