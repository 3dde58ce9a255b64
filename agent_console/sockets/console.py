"""The namespace ``/console``: what agents and supervisors send over their socket."""

from __future__ import annotations

import hashlib
from typing import Any

import structlog

from agent_console import calling, orders, problems, seating
from agent_console.api.conversations import CHANGES_AT_ONCE, changes
from agent_console.auth.identity import Caller
from agent_console.sockets.events import on, table
from agent_console.sockets.registry import Connection
from agent_console.sockets.rooms import Answer, ConsoleRooms, dump
from agent_console.wire.call_orders import CallCall
from agent_console.wire.commands import NoteBody, ReplyBody
from agent_console.wire.conversations import conversation_shape
from agent_console.wire.entries import entry_shape
from agent_console.wire.scalars import iso
from agent_console.wire.sockets import (
    CatchUpCall,
    CloseCall,
    DeclineCall,
    Empty,
    NoteCall,
    OfferCall,
    OpenCall,
    PresenceCall,
    ReplyCall,
    TypingCall,
)
from conversations.errors import (
    Invalid,
    NotFound,
    ParleyError,
    Unauthenticated,
)
from conversations.events import Typing
from conversations.people import Permission

log = structlog.get_logger(__name__)

WORK = Permission.CONVERSATIONS_WORK
PAGE = 60
"""Entries of an opened conversation."""


class ConsoleNamespace(ConsoleRooms):
    """Answers what sockets send."""

    async def trigger_event(self, event: str, *args: Any) -> Any:
        """Route an event by the table: permit, validate, run, answer. Errors are answers too."""
        if event == "connect":
            return await self.connect(*args)
        if event == "disconnect":
            return await self.gone(args[0])
        try:
            return await self._answer(event, *args)
        except ParleyError as error:
            return problems.socket_answer(error)
        except Exception:
            log.exception("socket call failed", event_name=event)
            return {"error": {"code": "internal", "message": "Something went wrong.", "remedy": ""}}

    @on(WORK)
    async def accept(self, connection: Connection, call: OfferCall) -> Answer:
        """Take an offer."""
        caller = connection.caller
        command = call.id or _natural_id("accept", call.offer, caller)
        taken = await orders.accept(self._console, caller, call.offer, command)
        view = await self._console.view()
        return {"conversation": dump(conversation_shape(taken, view))}

    @on(WORK)
    async def decline(self, connection: Connection, call: DeclineCall) -> Answer:
        """Let an offer go."""
        caller = connection.caller
        command = call.id or _natural_id("decline", call.offer, caller)
        await orders.decline(self._console, caller, call.offer, command, call.reason)
        return {}

    @on(WORK)
    async def presence(self, connection: Connection, call: PresenceCall) -> Answer:
        """Set whether I take work."""
        caller = connection.caller
        return dump(
            await seating.set_presence(
                self._console, caller, caller.user.id, call.state, call.reason
            )
        )

    @on(WORK)
    async def open(self, connection: Connection, call: OpenCall) -> Answer:
        """Read along: joins the room, then answers with what is there."""
        services, scope = self._console.services, connection.caller.actor.scope
        await services.conversations.get(call.conversation, scope)
        if not self.is_here(connection.sid):
            return {}
        self._registry.open(connection.sid, call.conversation)
        for room in connection.rooms_of(call.conversation):
            await self.enter_room(connection.sid, room)
        try:
            # Read (and checked) after joining: what happens from now on comes as an event.
            conversation = await services.conversations.get(call.conversation, scope)
        except NotFound:
            await self.leave(connection, call.conversation)
            raise
        page = await services.timelines.page(
            conversation.id, after=call.after, before=None, limit=PAGE
        )
        view = await self._console.view(connection.caller)
        await self.tell_watching(conversation.id)
        return {
            "conversation": dump(conversation_shape(conversation, view)),
            "entries": [dump(entry_shape(entry, view)) for entry in page.items],
            "has_more": page.has_more,
        }

    @on(WORK)
    async def close(self, connection: Connection, call: CloseCall) -> Answer:
        """Stop reading along."""
        await self.leave(connection, call.conversation)
        await self.tell_watching(call.conversation)
        return {}

    @on(WORK)
    async def reply(self, connection: Connection, call: ReplyCall) -> Answer:
        """Answer the contact."""
        body = ReplyBody(text=call.text, attachments=call.attachments, mail=call.mail)
        done = await orders.carry_out(
            self._console, connection.caller, call.conversation, body, call.id
        )
        return {"seq": done.seq}

    @on(WORK)
    async def note(self, connection: Connection, call: NoteCall) -> Answer:
        """Write something that only the team sees."""
        body = NoteBody(text=call.text, attachments=call.attachments, mentions=call.mentions)
        done = await orders.carry_out(
            self._console, connection.caller, call.conversation, body, call.id
        )
        return {"seq": done.seq}

    @on(WORK)
    async def call(self, connection: Connection, call: CallCall) -> Answer:
        """Ask something of a conversation's call."""
        done = await calling.carry_out(
            self._console, connection.caller, call.conversation, call.order, call.id
        )
        return {"seq": done.seq}

    @on(WORK)
    async def typing(self, connection: Connection, call: TypingCall) -> Answer:
        """Tell the contact and the others that I write."""
        if call.conversation not in connection.open:
            raise Invalid("You have not opened this conversation.", remedy="Open it first.")
        user = connection.caller.user
        (connection.writing.add if call.on else connection.writing.discard)(call.conversation)
        await self._console.services.bus.publish(
            Typing(
                conversation_id=call.conversation,
                author="agent",
                user_id=user.id,
                name=user.name,
                on=call.on,
            )
        )
        await self.tell_watching(call.conversation)
        return {}

    @on(WORK)
    async def heartbeat(self, connection: Connection, call: Empty) -> Answer:
        """A sign of life, answered with the server's time."""
        return {"server_time": iso(self._console.services.clock.now())}

    @on(WORK)
    async def catch_up(self, connection: Connection, call: CatchUpCall) -> Answer:
        """What changed in my lists since a cursor."""
        services = self._console.services
        found = await services.conversations.changed_since(
            call.changed_since, connection.caller.actor.scope, CHANGES_AT_ONCE
        )
        view = await self._console.view()
        return dump(changes(list(found), call.changed_since, services.clock.now(), view))

    async def _answer(self, event: str, sid: str, data: object = None, *rest: object) -> Answer:
        known = EVENTS.get(event)
        if known is None or rest:
            raise Invalid(f"There is no event “{event[:40]}” of this form.")
        connection = self._registry.get(sid)
        if connection is None:
            raise Unauthenticated("This socket is not signed in.")
        self._calls.take(sid, "This socket sends too much.")
        known.permit(connection)
        answer = await known.handler(self, connection, known.read(data))
        return answer if isinstance(answer, dict) else {}


EVENTS = table(ConsoleNamespace)
"""Every event that a client may send."""


def _natural_id(what: str, offer_id: str, caller: Caller) -> str:
    """An offer is answered once by nature, so its own id can stand for the command's."""
    return hashlib.sha256(f"{what}\n{offer_id}\n{caller.user.id}".encode()).hexdigest()[:32]
