"""Calling the stand-in by hand."""

from __future__ import annotations

import aiohttp
from twilio.twiml.voice_response import Gather, VoiceResponse

from tests.unit.sandbox.call_office import CallOffice, Form, call_office
from tests.unit.sandbox.twilio_office import OURS, THEIRS


async def at(here: CallOffice, method: str, path: str, **data: str) -> tuple[int, str]:
    url = here.twilio.url + path
    async with (
        aiohttp.ClientSession() as http,
        http.request(method, url, data=data or None) as answer,
    ):
        return answer.status, await answer.text()


async def test_a_call_by_hand() -> None:
    # The door is not in Twilio's file.
    async with call_office(door=True, middlewares=[]) as here:

        @here.page("/voice")
        def voice(form: Form, response: VoiceResponse) -> None:
            gather = Gather(action="/chosen", input="dtmf speech", num_digits=1, timeout=9)
            gather.say("Press 1")
            response.append(gather)

        @here.page("/chosen")
        def chosen(form: Form, response: VoiceResponse) -> None:
            response.say(form.get("Digits") or form["SpeechResult"])
            response.redirect("/voice")

        assert await at(here, "POST", "/calls", From=THEIRS, To="+15005550001") == (
            404,
            "Nobody has the number +15005550001.\n",
        )
        _, sid = await at(here, "POST", "/calls", From=THEIRS.replace("+", " "))
        path = f"/calls/{sid.strip()}"
        (leg,) = here.twilio.voice.exchange.legs.values()
        assert (leg.from_, leg.to) == (THEIRS, OURS)
        for act, heard in ({"press": "7"}, "7"), ({"say": "Help"}, "Help"):
            await here.clock.advance(1)
            assert await at(here, "POST", path, **act) == (200, "in-progress\n")
            await here.clock.advance(1)
            assert (await at(here, "GET", path))[1].splitlines()[-2:] == [heard, "Press 1"]
        assert await at(here, "POST", path, hang_up="yes") == (200, "completed\n")
        assert (await at(here, "GET", "/calls/CA0"))[0] == 404
        assert await at(here, "GET", "/complaints") == (200, "")


async def test_the_tone_before_a_message_is_shown() -> None:
    async with call_office(door=True, middlewares=[]) as here:

        @here.page("/voice")
        def voice(form: Form, response: VoiceResponse) -> None:
            response.say("Leave a message")
            response.record(max_length=30)

        _, sid = await at(here, "POST", "/calls", From=THEIRS)
        await here.clock.advance(1)
        _, shown = await at(here, "GET", f"/calls/{sid.strip()}")
        assert shown.splitlines() == ["in-progress", "Leave a message", "(beep)"]
        await at(here, "POST", f"/calls/{sid.strip()}", hang_up="yes")


async def test_what_is_wrong_with_our_answers_is_told() -> None:
    async with call_office(door=True, middlewares=[], complaints=True) as here:
        person = await here.call()
        await person.until_ended()
        _, told = await at(here, "GET", "/complaints")
        assert f"{here.url('/voice')}: " in told
