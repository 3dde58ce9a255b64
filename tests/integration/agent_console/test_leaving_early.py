"""A socket that leaves while something is looked up for it: no error, and no room is entered."""

from __future__ import annotations

from agent_console.sockets import SOCKETS
from agent_console.sockets.registry import CONSOLE
from tests.integration.agent_console.conftest import Company


async def test_an_agent_who_has_left_enters_no_room(company: Company) -> None:
    agnes = await company.browser("agnes")
    line = await agnes.socket()
    await line.next("hello")
    server = company.server.app[SOCKETS]
    namespace = server.namespace_handlers[CONSOLE]
    [connection] = namespace._registry.all()
    await line.client.disconnect()
    await server.eio.cut(server.manager.eio_sid_from_sid(connection.sid, CONSOLE) or "", "test")
    assert not server.manager.is_connected(connection.sid, CONSOLE)
    await namespace.join(connection)
    assert connection.sid not in server.manager.rooms.get(CONSOLE, {}).get(None, {})


async def test_a_visitor_who_has_left_is_told_nothing(company: Company) -> None:
    visitor = await company.visitor("Shop")
    await visitor.next("session")
    server = company.server.app[SOCKETS]
    namespace = server.namespace_handlers["/widget"]
    [line] = list(namespace._lines)
    line.conversation_id = "conversation"
    await visitor.client.disconnect()
    await server.eio.cut(server.manager.eio_sid_from_sid(line.sid, "/widget") or "", "test")
    assert not server.manager.is_connected(line.sid, "/widget")
    await namespace.tell_session(company.inboxes["Shop"], line)
    assert line.sid not in server.manager.rooms.get("/widget", {}).get(None, {})
