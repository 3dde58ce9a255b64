"""Somebody of the team in a house for calls: takes calls by commands and by a phone."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from conversations.calls.call import CallState
from conversations.calls.commands import DialOut
from conversations.clock import new_id
from conversations.commands import AcceptOffer, DeclineOffer
from conversations.conversation import Conversation
from conversations.people import SYSTEM_SCOPE, Actor, Presence, Role, User
from conversations.phones import Device, Phone, client_name
from sandbox.twilio import Person
from sandbox.twilio.voice.phones import Phone as Handset

if TYPE_CHECKING:
    from tests.running.call_house import CallHouse

THEIRS = "+12025550143"


@dataclass
class Agent:
    """One of the team, with a phone of the stand-in's."""

    house: CallHouse
    actor: Actor
    phone: Handset

    @property
    def id(self) -> str:
        return self.actor.user_id

    def _offered(self) -> Conversation | None:
        for conversation in self.house.conversations.values():
            offer = conversation.offer
            if offer is not None and offer.agent.id == self.id:
                return conversation
        return None

    async def offered(self) -> Conversation:
        """Wait for an offer."""
        await self.house.until(self._offered)
        found = self._offered()
        assert found is not None
        return found

    async def accepts(self) -> Conversation:
        """Take the next offer; the phone rings then."""
        conversation = await self.offered()
        assert conversation.offer is not None
        offer_id = conversation.offer.id
        await self.execute(AcceptOffer, conversation, offer_id=offer_id)
        return conversation

    async def declines(self, reason: str = "") -> Conversation:
        conversation = await self.offered()
        assert conversation.offer is not None
        offer_id = conversation.offer.id
        await self.execute(DeclineOffer, conversation, offer_id=offer_id, reason=reason)
        return conversation

    async def picks_up(self) -> Person:
        """Answer the phone, which rings or will."""
        person = await self.phone.ringing()
        person.answer()
        return person

    async def takes(self) -> Person:
        """Accept the next offer, pick up, and have the caller on the line."""
        conversation = await self.accepts()
        person = await self.picks_up()
        await self.house.until(
            lambda: self.house.state(conversation.id) is CallState.TALKING and person.talking()
        )
        await self.house.quiet()
        return person

    async def does(self, command: type, **fields: Any) -> Any:
        """Ask something of the call that this agent has (or the newest there is), once the console
        shows how it stands."""
        await self.house.quiet()
        mine = [
            each
            for each in self.house.conversations.values()
            if each.call is not None and each.agent is not None and each.agent.id == self.id
        ]
        conversation = mine[-1] if mine else self.house.conversation
        result = await self.execute(command, conversation, **fields)
        await self.house.quiet()
        return result

    async def execute(self, command: type, conversation: Conversation, **fields: Any) -> Any:
        given = {"id": new_id(), "conversation_id": conversation.id, **fields}
        return await self.house.process.core.desk.execute(self.actor, command(**given))

    async def dials(self, number: str = THEIRS, name: str = "") -> None:
        """Call somebody: our own phone rings first."""
        inbox = self.house.inbox
        order = DialOut(id=new_id(), inbox_id=inbox.id, address=number, name=name)
        await self.house.process.core.starting.dial(self.actor, order)


async def hired(
    house: CallHouse,
    name: str,
    *,
    role: Role = Role.AGENT,
    device: Device = Device.BROWSER,
    address: str = "",
    queues: tuple[str, ...] = ("Calls",),
    presence: Presence | None = Presence.AVAILABLE,
) -> Agent:
    """Somebody of the team, with a telephone; at work unless there is no ``presence``."""
    now = house.clock.now()
    user = User(
        id=name,
        email=f"{name}@shop.example",
        name=name.title(),
        role=role,
        team_ids=tuple({queue.team_id for queue in house.queues.values()}),
        created_at=now,
        changed_at=now,
    )
    await house.stores.seats.keep(user, [house.queues[each].id for each in queues], now)
    if device is not Device.BROWSER:
        await house.stores.phones.choose(name, Phone(device=device, address=address))
    if presence is not None:
        await house.process.attendance.connected(name, "console")
        await house.process.attendance.choose(name, presence)
    actor = Actor(user_id=name, name=user.name, role=role, scope=SYSTEM_SCOPE)
    return Agent(house, actor, house.twilio.phone(address or f"client:{client_name(name)}"))
