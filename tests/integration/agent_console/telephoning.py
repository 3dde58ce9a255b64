"""An inbox for calls without a provider: lines come up and end when the test says so."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from connectors.voice import settings as voice_settings
from conversations.calls.actions import Action, Hold, Move, Mute, Tape, pending
from conversations.calls.call import Call, CallArrival, CallPlan, Recording
from conversations.calls.leg import LegState, Party
from conversations.channels import Channel
from conversations.clock import new_id
from conversations.commands import AcceptOffer
from conversations.contacts import Identity
from conversations.conversation import Conversation
from conversations.inbound import InboundMessage, JournalRecord
from conversations.people import PERMISSIONS, SYSTEM_SCOPE, Actor, Permission
from conversations.places import Inbox

if TYPE_CHECKING:
    from tests.integration.agent_console.conftest import Browser, Company, Json

OURS, THEIRS = "+493090000000", "+493023125001"
ACCOUNT = "AC" + "0" * 32
KEY = "SK" + "1" * 32
SECRETS = {"auth_token": "t" * 32, "api_key_secret": "k" * 32}


async def tame(inbox: Inbox, record: JournalRecord) -> InboundMessage:
    """A payload ``{"from": number}`` as the call that it begins."""
    theirs = str(record.payload["from"])
    return InboundMessage(
        inbox_id=inbox.id,
        channel=Channel.VOICE,
        external_id=record.external_id,
        thread=theirs,
        sender=Identity(channel=Channel.VOICE, address=theirs),
        sent_at=record.received_at,
        call=CallArrival(
            sid=record.external_id,
            ours=OURS,
            theirs=theirs,
            plan=CallPlan.of(inbox.settings),
        ),
    )


async def telephone(company: Company, team: str = "Shop", **settings: Any) -> Inbox:
    """Give a team a number. ``api_base`` and all other settings are the connector's."""
    inbox = await company.stores.inboxes.add(
        Inbox(
            id=new_id(),
            name=f"{team} phone",
            channel=Channel.VOICE,
            public_key=new_id(),
            queue_id=company.queues[team].id,
            settings=voice_settings.check(
                {
                    "account_sid": ACCOUNT,
                    "api_key_sid": KEY,
                    "number": OURS,
                    "recording": "on_request",
                    **settings,
                }
            ),
            secrets=dict(SECRETS),
            created_at=company.clock.now(),
        )
    )
    company.inboxes[f"{team} phone"] = inbox
    return inbox


@dataclass
class Line:
    """One call, and what its lines do."""

    company: Company
    conversation_id: str

    @classmethod
    async def rings(cls, company: Company, inbox: Inbox, theirs: str = THEIRS) -> Line:
        """Somebody calls."""
        received = await company.intake.accept(inbox, new_id(), {"from": theirs})
        return cls(company, received.conversation_id)

    async def conversation(self) -> Conversation:
        return await self.company.stores.conversations.get(self.conversation_id, SYSTEM_SCOPE)

    async def call(self) -> Call:
        call = (await self.conversation()).call
        assert call is not None
        return call

    async def waits(self) -> Line:
        """The caller comes to the queue."""
        await self.company.calls.queue(self.conversation_id, (await self.call()).id)
        return self

    async def talks(self, agent: str) -> Line:
        """The call is offered to an agent, who takes it and answers."""
        company = self.company
        offer = await company.offer(await self.conversation(), agent)
        user = company.users[agent]
        actor = Actor(user_id=user.id, name=user.name, role=user.role, scope=SYSTEM_SCOPE)
        assert Permission.CONVERSATIONS_WORK in PERMISSIONS[user.role]
        await company.desk.execute(
            actor,
            AcceptOffer(id=new_id(), conversation_id=self.conversation_id, offer_id=offer.id),
        )
        await self.comes(Party.AGENT)
        await self.settles()
        return self

    async def comes(self, party: Party) -> None:
        """The newest line of a kind is answered."""
        await self._line(party, LegState.IN)

    async def goes(self, party: Party) -> None:
        """The newest line of a kind ends."""
        await self._line(party, LegState.OUT)

    async def recorded(self, file_id: str | None, *, sid: str = "RE1", kind: str = "call") -> None:
        """A recording is stored (or, without a file, deleted)."""
        recording = Recording(
            sid=sid,
            kind=kind,
            at=self.company.clock.now(),
            duration_s=3,
            file_id=file_id,
            deleted=file_id is None,
        )
        seq = (await self.call()).seq
        await self.company.calls.recorded(self.conversation_id, seq, recording)

    async def settles(self) -> list[Action]:
        """What is wished of room, hold, mute and recording becomes so."""
        done: list[Action] = []
        for _ in range(10):
            call = await self.call()
            todo = [it for it in pending(call) if isinstance(it, Move | Hold | Mute | Tape)]
            if not todo:
                return done
            for action in todo:
                await self.company.calls.done(self.conversation_id, call.id, action, sid=new_id())
            done += todo
        raise AssertionError(f"never settles: {todo}")

    async def _line(self, party: Party, state: LegState) -> None:
        call = await self.call()
        leg = next(it for it in reversed(call.legs) if it.party is party and not it.is_over)
        device = f"client:{leg.user_id}" if leg.user_id else leg.address
        calls = self.company.calls
        await calls.line(self.conversation_id, call.id, leg.id, state, sid=new_id(), device=device)


async def order(browser: Browser, line: Line, action: str, **fields: Any) -> Json:
    """Ask something of the call over HTTP, as who sits at the browser."""
    body = {"id": str(uuid.uuid4()), "action": action, **fields}
    done: Json = await browser.call(
        "POST", f"/api/v1/conversations/{line.conversation_id}/call", body
    )
    return done
