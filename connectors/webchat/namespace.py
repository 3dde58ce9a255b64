"""The namespace ``/widget``: what visitors' browsers send."""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable
from dataclasses import replace
from typing import Any

import socketio
from pydantic import TypeAdapter

from connectors.base import House
from connectors.webchat import inbound, payloads
from connectors.webchat.answers import refused, shown
from connectors.webchat.limits import Limits
from connectors.webchat.lines import Line, Lines
from connectors.webchat.mailing import ChatMail
from connectors.webchat.origins import check_origin
from connectors.webchat.session import Sessions
from connectors.webchat.settings import SettingsBook
from connectors.webchat.view import NAMESPACE, conversation_room
from connectors.webchat.visitors import Visitors
from conversations.change import Change
from conversations.conversation import Page
from conversations.errors import Invalid, NotFound, ParleyError, Unauthenticated, Unavailable
from conversations.events import Typing, VisitorMoved
from conversations.people import SYSTEM_SCOPE
from conversations.places import Inbox

_log = logging.getLogger(__name__)

Answer = dict[str, Any]  # a wire shape


class WidgetNamespace(socketio.AsyncNamespace):  # type: ignore[misc]  # the library has no types
    """Recognises visitors and carries out what they send, within their own conversation only:
    no event names a conversation, so none can name a stranger's."""

    def __init__(
        self,
        house: House,
        *,
        settings: SettingsBook,
        visitors: Visitors,
        lines: Lines,
        sessions: Sessions,
        limits: Limits,
        mailing: ChatMail,
    ) -> None:
        super().__init__(NAMESPACE)
        self._house = house
        self._settings = settings
        self._visitors = visitors
        self._lines = lines
        self._sessions = sessions
        self._limits = limits
        self._mailing = mailing

    async def trigger_event(self, event: str, *args: Any) -> Any:
        """Route an event by the table; errors are answers too."""
        if event == "connect":
            return await self._connect(*args)
        if event == "disconnect":
            return await self._disconnect(args[0])
        try:
            return await self._answer(event, *args)
        except ParleyError as error:
            return {"error": shown(error)}
        except Exception:
            _log.exception("widget call failed", extra={"event_name": event})
            return {"error": shown(Unavailable("Something went wrong on our side."))}

    # Coming and going

    async def _connect(self, sid: str, environ: dict[str, Any], auth: object) -> None:
        try:
            inbox, line = await self._recognise(sid, environ, auth)
            if not self._is_here(sid):
                return
            self._lines.add(line)
            await self.enter_room(sid, line.room)
            conversation = await self._sessions.find(line)
            if conversation is not None and self._is_here(sid):
                await self.enter_room(sid, conversation_room(conversation.id))
        except ParleyError as error:
            self._lines.remove(sid)
            refused(error)
        except Exception:
            self._lines.remove(sid)
            _log.exception("widget handshake failed")
            refused(Unavailable("Something went wrong on our side."))
        self.server.start_background_task(self.tell_session, inbox, line)

    def _is_here(self, sid: str) -> bool:
        """Whether the socket is still there: it may leave while we look something up, and whoever
        has left must not be counted as present."""
        return self.server.manager.eio_sid_from_sid(sid, NAMESPACE) is not None

    async def _recognise(
        self, sid: str, environ: dict[str, Any], auth: object
    ) -> tuple[Inbox, Line]:
        address = self._house.address_of(environ["aiohttp.request"])
        self._limits.connections.take(address, "Too many connections from this address.")
        given: payloads.Handshake = payloads.read(_HANDSHAKE, auth)
        inbox = await self._house.inboxes.inbox_by_public_key(given.inbox)
        if not inbox.enabled:
            raise NotFound("There is no such inbox.")
        settings = await self._settings.of(inbox)
        check_origin(
            settings,
            environ.get("HTTP_ORIGIN"),
            public_url=self._house.public_url,
            host=environ.get("HTTP_HOST"),
        )
        visitor = self._visitors.recognise(
            inbox, given.visitor, given.identity, identity_required=settings.identity_required
        )
        line = Line(
            sid=sid,
            inbox_id=inbox.id,
            visitor=visitor,
            address=address,
            queue_id=inbox.queue_id,
        )
        return inbox, line

    async def tell_session(self, inbox: Inbox, line: Line) -> None:
        """Tell one socket how things stand."""
        session = await self._sessions.make(inbox, line)
        if not self._is_here(line.sid):
            return
        if line.conversation_id is not None:
            await self.enter_room(line.sid, conversation_room(line.conversation_id))
        await self.emit("session", session, to=line.sid)

    async def follow(self, line: Line) -> None:
        """A visitor's conversation was opened: their socket belongs to it from now on."""
        inbox = await self._house.inboxes.inbox(line.inbox_id)
        await self.tell_session(inbox, line)
        if line.page is not None:
            await self._keep_page(line, line.page)

    async def _disconnect(self, sid: str) -> None:
        removed = self._lines.remove(sid)
        if removed is None:
            return
        line, last = removed
        if last and line.conversation_id is not None:
            await self._house.bus.publish(
                VisitorMoved(conversation_id=line.conversation_id, online=False)
            )

    # What visitors send

    async def _message(self, line: Line, call: payloads.Message) -> Answer:
        self._limits.messages.take(line.room, "You write faster than we can read.")
        self._limits.messages_of_address.take(line.address, "Too many messages from this address.")
        inbox = await self._house.inboxes.inbox(line.inbox_id)
        if not inbox.enabled:
            raise NotFound("This chat has been closed.")
        visitor = line.visitor
        payload = await inbound.payload(self._house.files, inbox, visitor, call, line.page)
        received = await self._house.intake.accept(
            inbox, inbound.external_id(visitor, call.id), payload
        )
        line.conversation_id, line.contact_id = received.conversation_id, received.contact_id
        if received.opened and visitor.answers:
            await self._house.contact_desk.introduce(
                received.contact_id, name=None, email=None, attributes=visitor.answers
            )
        return {"seq": received.seq}

    async def _typing(self, line: Line, call: payloads.TypingSign) -> Answer:
        if line.conversation_id is not None:
            await self._house.bus.publish(
                Typing(
                    conversation_id=line.conversation_id,
                    author="contact",
                    user_id=None,
                    name=line.visitor.name,
                    on=call.on,
                )
            )
        return {}

    async def _seen(self, line: Line, call: payloads.Seen) -> Answer:
        if line.conversation_id is not None and call.seq > 0:
            await self._house.contact_desk.seen(line.conversation_id, call.seq)
        return {}

    async def _page(self, line: Line, call: payloads.PageView) -> Answer:
        line.page = call
        if line.conversation_id is not None:
            await self._house.bus.publish(
                VisitorMoved(
                    conversation_id=line.conversation_id,
                    online=True,
                    url=call.url,
                    title=call.title,
                )
            )
            await self._keep_page(line, call)
        return {}

    async def _catch_up(self, line: Line, call: payloads.CatchUp) -> Answer:
        return {"entries": await self._sessions.after(line, call.after)}

    async def _prechat(self, line: Line, answers: dict[str, str]) -> Answer:
        """Kept in the visitor's token, so that a reload remembers it, and told to the contact."""
        inbox = await self._house.inboxes.inbox(line.inbox_id)
        asked = await self._settings.of(inbox)
        known = {"name", "email", *(field.name for field in asked.prechat.fields)}
        unknown = sorted(set(answers) - known)
        if unknown:
            raise Invalid(f"The form has no field {unknown[0]}.")
        rest = {name: it for name, it in answers.items() if name not in ("name", "email") and it}
        name, email = answers.get("name", "")[:200], answers.get("email", "").lower()
        if email and ("@" not in email or len(email) > 254):
            raise Invalid("email: that is no mail address.")
        for one in self._lines.of(line.room):
            one.visitor = replace(
                one.visitor,
                name=name or one.visitor.name,
                email=email or one.visitor.email,
                answers={**one.visitor.answers, **rest},
            )
        if line.contact_id is not None:
            await self._house.contact_desk.introduce(
                line.contact_id, name=name or None, email=email or None, attributes=rest
            )
            if name and line.conversation_id is not None:
                await self._house.contact_desk.introduce_in(line.conversation_id, name)
        for one in self._lines.of(line.room):
            await self.tell_session(inbox, one)
        return {}

    async def _rate(self, line: Line, call: payloads.Rating) -> Answer:
        await self._house.contact_desk.rate(_conversation(line), call.id, call.score, call.comment)
        return {}

    async def _end(self, line: Line, call: payloads.End) -> Answer:
        await self._house.contact_desk.end(_conversation(line), call.id)
        return {}

    async def _transcript(self, line: Line, call: payloads.Transcript) -> Answer:
        conversation = await self._house.threads.get(_conversation(line), SYSTEM_SCOPE)
        email = call.email or line.visitor.email
        return {"email": await self._mailing.transcript(conversation, email, call.locale)}

    # Behind it

    async def _answer(self, event: str, sid: str, data: object = None, *rest: object) -> Answer:
        known = EVENTS.get(event)
        if known is None or rest:
            raise Invalid(f"There is no event “{event[:40]}” of this form.")
        line = self._lines.get(sid)
        if line is None:
            raise Unauthenticated("This socket is not known.")
        self._limits.signs.take(line.room, "This browser sends too much.")
        adapter, handler = known
        return await handler(self, line, payloads.read(adapter, data))

    async def _keep_page(self, line: Line, page: payloads.PageView) -> None:
        """Show the page with an open conversation, also to those who look later."""
        if line.conversation_id is None:
            return

        async def decide(change: Change) -> bool:
            known = change.it.page
            if not change.it.is_open or (known is not None and known.url == page.url):
                return False
            change.set(page=Page(url=page.url, title=page.title, at=change.now))
            return True

        await self._house.workbench.change(line.conversation_id, decide)


Handler = Callable[..., Awaitable[Answer]]

_HANDSHAKE = TypeAdapter(payloads.Handshake)

EVENTS: dict[str, tuple[TypeAdapter[Any], Handler]] = {
    "message": (TypeAdapter(payloads.Message), WidgetNamespace._message),
    "typing": (TypeAdapter(payloads.TypingSign), WidgetNamespace._typing),
    "seen": (TypeAdapter(payloads.Seen), WidgetNamespace._seen),
    "page": (TypeAdapter(payloads.PageView), WidgetNamespace._page),
    "catch_up": (TypeAdapter(payloads.CatchUp), WidgetNamespace._catch_up),
    "prechat": (TypeAdapter(payloads.Answers), WidgetNamespace._prechat),
    "rate": (TypeAdapter(payloads.Rating), WidgetNamespace._rate),
    "transcript": (TypeAdapter(payloads.Transcript), WidgetNamespace._transcript),
    "end": (TypeAdapter(payloads.End), WidgetNamespace._end),
}
"""Every event that a widget may send."""


def _conversation(line: Line) -> str:
    if line.conversation_id is None:
        raise Invalid("There is no conversation yet.")
    return line.conversation_id
