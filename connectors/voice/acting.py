"""What is asked of Twilio for each action, and what is told to the domain when it is done."""

from __future__ import annotations

from dataclasses import dataclass

from connectors.base import House
from connectors.twilio_account.errors import Refused
from connectors.voice import keeping, looking
from connectors.voice.devices import NoDevice, device_of
from connectors.voice.ending import end_line
from connectors.voice.paths import Spot, room_name
from connectors.voice.states import line_state
from connectors.voice.trunk import Trunk
from conversations.calls import actions
from conversations.calls.actions import Action
from conversations.calls.call import Call, Place
from conversations.calls.leg import Leg, LegState, Listening, Party
from conversations.conversation import Conversation
from conversations.errors import ParleyError

OUTSIDE_RING_S = 45
"""How long others than our agents are rung for, in seconds."""
RING_BUFFER_S = 5
"""Twilio lets every phone ring for so much longer than it is asked to."""
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
                given = {"conversation_id": self.conversation.id}
                contact = self._contact_sid()
                sid = await keeping.tape(
                    self.trunk, self._call, contact, wish, asked_before=asked_before, **given
                )
                await self._done(action, sid=sid)
            case actions.Transcribe(on):
                given = {"conversation_id": self.conversation.id}
                contact = self._contact_sid()
                sid = await keeping.transcribe(
                    self.trunk, self._call, contact, on, asked_before=asked_before, **given
                )
                await self._done(action, sid=sid)
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
        if device == call.ours:  # it would come in here as another call, and ring on and on
            raise CannotDo("That is our own number.", remedy="Choose another one to be called.")
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
                timeout=(call.plan.ring_s if leg.user_id else OUTSIDE_RING_S) - RING_BUFFER_S,
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
            await end_line(self.trunk, sid)
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
            # also who only listens now: they may have whispered before, and would go on with that
            await self._participant(leg, muted=False, coaching=False)
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

    def _contact_sid(self) -> str:
        contact = self._call.contact
        if contact is None or contact.sid is None:
            raise CannotDo("The contact is not on the line.")
        return contact.sid
