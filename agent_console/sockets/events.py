"""The table of events that clients may send, like the route table of the API."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any, get_type_hints

from pydantic import BaseModel, TypeAdapter, ValidationError

from agent_console.problems import from_validation
from agent_console.routing import Door
from agent_console.sockets.registry import Connection
from conversations.errors import Forbidden, Invalid
from conversations.people import Permission

Handler = Callable[..., Awaitable[Mapping[str, Any] | BaseModel | None]]


@dataclass(frozen=True, slots=True)
class SocketEvent:
    """One event: what it needs and what it takes. Its handler is a method of the namespace."""

    name: str
    needs: Door | Permission
    payload: TypeAdapter[Any]
    handler: Handler

    def read(self, data: object) -> Any:
        """The payload as a model; raises Invalid."""
        try:
            return self.payload.validate_python({} if data is None else data)
        except ValidationError as error:
            raise from_validation(error) from None
        except RecursionError:
            raise Invalid("The payload is nested too deeply.") from None

    def permit(self, connection: Connection) -> None:
        """Raise Forbidden unless the caller may send it."""
        if isinstance(self.needs, Permission) and not connection.caller.may(self.needs):
            raise Forbidden(f"This needs the permission “{self.needs}”.")


def on(needs: Door | Permission) -> Callable[[Handler], Handler]:
    """Mark a method ``(self, connection, call)`` as the handler of the event of its name."""

    def mark(handler: Handler) -> Handler:
        payload = get_type_hints(handler)["call"]
        name = handler.__name__
        handler.event = SocketEvent(name, needs, TypeAdapter(payload), handler)  # type: ignore[attr-defined]
        return handler

    return mark


def table(namespace: type) -> dict[str, SocketEvent]:
    """All events that a class handles."""
    found = (getattr(member, "event", None) for member in vars(namespace).values())
    return {event.name: event for event in found if isinstance(event, SocketEvent)}
