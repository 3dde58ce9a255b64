"""What is asked of Twilio for each action, and what is told to the domain when it is done."""

from __future__ import annotations

from dataclasses import dataclass

from connectors.base import House
from connectors.twilio_account.errors import Refused
from connectors.voice import looking
from connectors.voice.devices import NoDevice, device_of
from connectors.voice.paths import Spot, room_name
from connectors.voice.prompts import spoken
from connectors.voice.states import line_state
from connectors.voice.trunk import Trunk
from conversations.calls import actions
from conversations.calls.actions import Action
from conversations.calls.call import Call, Leg, LegState, Listening, Party, Place, Taping
from conversations.conversation import Conversation
from conversations.errors import ParleyError

NOT_IN_PROGRESS = 21220
"""Twilio's number for what is asked of a call that has ended."""
OUTSIDE_RING_S = 45
"""How long others than our agents are rung for, in seconds."""
LEG_EVENTS = ["initiated", "ringing", "answered", "completed"]
CONFERENCE_EVENTS = ["start", "end", "join", "leave"]
TONES_AT_ONCE = 40


class CannotDo(ParleyError):
    """What is wished cannot be done, and trying again will not help."""

    code = "cannot_do"


@dataclass(frozen=True, slots=True)
class Acting:
    """Carries actions out for one conversation, as it stands. What it raises: TwilioError,
    CannotDo, and what the domain raises. ``asked_before``: an attempt at this may have reached
    Twilio, and what became of it is not known."""

    house: House
    trunk: Trunk
    conversation: Conversation

    async def carry_out(self, action: Action, *, asked_before: bool) -> None:
        """Do it, and tell that it was done."""
        match action:
            case actions.Dial(leg):
                await self._dial(leg, asked_before)
            case actions.Release(leg):
                await self._release(leg)
            case actions.Move(place):
                await self._move(action, place, asked_before)
            case actions.Hold(leg, on):
                music = {"hold_url": self._music(), "hold_method": "GET"} if on else {}
                await self._participant(leg, hold=on, **music)
                await self._done(action)
            case actions.Mute(leg, on):
                heard = {"coaching": False} if leg.mode_now is not None and not on else {}
                await self._participant(leg, muted=on, **heard)
                await self._done(action)
            case actions.Coach(leg, mode):
                await self._coach(leg, mode)
                await self._done(action)
            case actions.Tape(wish):
                await self._done(action, sid=await self._tape(wish, asked_before))
            case actions.Transcribe(on):
                await self._done(action, sid=await self._transcribe(on, asked_before))
            case actions.Sound(tones):
                await self._sound(tones, asked_before)

    @property
    def _call(self) -> Call:
        assert self.conversation.call is not None  # nobody acts without a call  # noqa: S101
        return self.conversation.call

    async def _done(self, action: Action, sid: str | None = None) -> None:
        await self.house.calls.done(self.conversation.id, self._call.id, action, sid=sid)

    async def _line(
        self, leg: Leg, state: LegState, sid: str | None = None, device: str = ""
    ) -> Conversation | None:
        return await self.house.calls.line(
            self.conversation.id, self._call.id, leg.id, state, sid=sid, device=device
        )

    # Lines

    async def _dial(self, leg: Leg, asked_before: bool) -> None:
        call, place = self._call, {"conversation": self.conversation.id, "call": self._call.id}
        try:
            device = leg.device or await device_of(leg, self.house.phones)
        except NoDevice as error:
            raise CannotDo(str(error), remedy=error.remedy) from None
        if leg.state is LegState.WANTED:
            # told first, so that whoever comes after us knows that it may have been asked for
            told = await self._line(leg, LegState.DIALLING, device=device)
            now = told.call.leg(leg.id) if told is not None and told.call is not None else None
            if now is None or not now.wanted:
                return
        elif asked_before:
            found = await looking.dialled(self.trunk, call, leg, device)
            if found is not None:
                sid, status = found
                state, end = line_state(status)
                await self.house.calls.line(
                    self.conversation.id, call.id, leg.id, state, sid=sid, reason=end
                )
                return
        addresses, api = self.trunk.addresses, self.trunk.api
        ours = leg.party in (Party.AGENT, Party.SUPERVISOR)
        with api.asking():
            made = await api.rest.conferences(room_name(call.id)).participants.create_async(
                from_=call.ours,
                to=device,
                label=leg.id,
                timeout=call.plan.ring_s if leg.user_id else OUTSIDE_RING_S,
                beep="false",
                start_conference_on_enter=leg.party is not Party.SUPERVISOR,
                end_conference_on_exit=leg.party is Party.CONTACT,
                muted=leg.party is Party.SUPERVISOR,  # heard by nobody before their mode is set
                early_media=not ours,
                wait_url="",
                status_callback=addresses("leg", leg=leg.id, **place),
                status_callback_method="POST",
                status_callback_event=LEG_EVENTS,
                conference_status_callback=addresses("conference", **place),
                conference_status_callback_method="POST",
                conference_status_callback_event=CONFERENCE_EVENTS,
            )
            sid, room = str(made.call_sid or ""), str(made.conference_sid or "")
            if not (sid and room):
                raise ValueError("a participant without a call")
        await self._line(leg, LegState.DIALLING, sid=sid, device=device)
        await self.house.calls.room(self.conversation.id, call.id, room)

    async def _release(self, leg: Leg) -> None:
        sid = leg.sid
        if sid is None:  # dialled, but nobody was told what came of it
            found = await looking.dialled(self.trunk, self._call, leg, leg.device)
            sid = found[0] if found is not None else None
        if sid is not None:
            try:
                with self.trunk.api.asking():
                    await self.trunk.api.rest.calls(sid).update_async(status="completed")
            except Refused as error:
                if not _is_over(error):
                    raise
        await self._line(leg, LegState.OUT, sid=sid)

    async def _move(self, action: Action, place: Place, asked_before: bool) -> None:
        call, api = self._call, self.trunk.api
        sid = self._contact_sid()
        spot = Spot(call_id=call.id, conversation_id=self.conversation.id)
        if place is Place.ROOM:
            # who is moved a second time leaves the room first, and that is the end of it
            if asked_before and sid in await looking.participants(self.trunk, call):
                await self._done(action)
                return
            url = self.trunk.addresses("joined", **spot.query)
        else:
            queue = self.conversation.queue
            spot = Spot(
                queue_id=queue.id if queue else "",
                rounds=1,
                call_id=call.id,
                conversation_id=self.conversation.id,
            )
            url = self.trunk.addresses("line", **spot.query)
        with api.asking():
            await api.rest.calls(sid).update_async(url=url, method="POST")
        await self._done(action)

    # In the room

    async def _participant(self, leg: Leg, **fields: object) -> None:
        room = await looking.room_sid(self.trunk, self._call)
        if room is None or leg.sid is None:
            raise Refused(20404, looking.GONE)
        api = self.trunk.api
        with api.asking():
            await api.rest.conferences(room).participants(leg.sid).update_async(**fields)

    async def _coach(self, leg: Leg, mode: Listening) -> None:
        if mode is Listening.LISTEN:
            await self._participant(leg, muted=True)
            return
        if mode is Listening.BARGE:
            coached = {"coaching": False} if leg.mode_now is Listening.WHISPER else {}
            await self._participant(leg, muted=False, **coached)
            return
        agent = self._call.agent
        if agent is None or agent.sid is None or not agent.is_up:
            raise CannotDo("There is no agent in the call to whisper to.")
        await self._participant(leg, muted=False, coaching=True, call_sid_to_coach=agent.sid)

    async def _sound(self, tones: str, asked_before: bool) -> None:
        if asked_before:
            raise CannotDo(
                "It is not known whether the keys were sounded.", remedy="Press them again."
            )
        now = tones[:TONES_AT_ONCE]
        url = self.trunk.addresses("tones", d=now.replace("W", "w"))
        contact = self._call.contact
        if contact is not None:
            await self._participant(contact, announce_url=url, announce_method="POST")
        await self._done(actions.Sound(now))

    def _music(self) -> str:
        file_id = self.trunk.settings.waiting.music_file
        if file_id:
            return f"{self.house.public_url}{self.house.sign_file(file_id)}"
        return self.trunk.addresses.music()

    # What is kept of it

    async def _tape(self, wish: Taping, asked_before: bool) -> str | None:
        call, sid = self._call, self._contact_sid()
        recordings = self.trunk.api.rest.calls(sid).recordings
        running = call.tape_sid if call.taping_now is not Taping.OFF else None
        if wish is Taping.ON and running is None:
            found = await looking.running_tape(self.trunk, sid) if asked_before else None
            if found is not None:
                return found[0]
            with self.trunk.api.asking():
                made = await recordings.create_async(
                    recording_channels="dual",
                    recording_track="both",
                    recording_status_callback=self.trunk.addresses(
                        "recording",
                        conversation=self.conversation.id,
                        call=call.id,
                        seq=call.seq,
                    ),
                    recording_status_callback_method="POST",
                    recording_status_callback_event=["completed", "absent"],
                )
                if not made.sid:
                    raise ValueError("a recording without a SID")
                return str(made.sid)
        if running is None:
            return None
        status: dict[Taping, dict[str, str]] = {
            Taping.ON: {"status": "in-progress"},
            Taping.PAUSED: {"status": "paused", "pause_behavior": "skip"},
            Taping.OFF: {"status": "stopped"},
        }
        try:
            with self.trunk.api.asking():
                await recordings(running).update_async(**status[wish])
        except Refused as error:
            if wish is not Taping.OFF or not _is_over(error):
                raise
        return running

    async def _transcribe(self, on: bool, asked_before: bool) -> str | None:
        call, name = self._call, f"call-{self._call.id}"
        transcriptions = self.trunk.api.rest.calls(self._contact_sid()).transcriptions
        if not on or asked_before:  # they cannot be listed; but one can be stopped by its name
            try:
                with self.trunk.api.asking():
                    await transcriptions(call.transcript_sid or name).update_async("stopped")
            except Refused as error:
                if not _is_over(error):
                    raise
        if not on:
            return None
        settings, inbox = self.trunk.settings, self.trunk.inbox
        with self.trunk.api.asking():
            made = await transcriptions.create_async(
                name=name,
                track="both_tracks",
                language_code=spoken(settings, inbox.language),
                partial_results=False,
                status_callback_url=self.trunk.addresses(
                    "transcript", conversation=self.conversation.id, call=call.id
                ),
                status_callback_method="POST",
            )
            if not made.sid:
                raise ValueError("a transcription without a SID")
            return str(made.sid)

    def _contact_sid(self) -> str:
        contact = self._call.contact
        if contact is None or contact.sid is None:
            raise CannotDo("The contact is not on the line.")
        return contact.sid


def _is_over(error: Refused) -> bool:
    return error.status == looking.GONE or error.number == NOT_IN_PROGRESS
