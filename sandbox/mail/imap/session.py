"""One client's connection to the IMAP server: its states, its commands one by one, and IDLE."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from contextlib import suppress

from sandbox.mail.faults import ImapFaults
from sandbox.mail.imap import folders, login, messages
from sandbox.mail.imap.state import Cut, Handler, State
from sandbox.mail.imap.wire import Bad, Command, No, parse, read_raw
from sandbox.mail.mailbox import Account

CAPABILITIES = (
    "IMAP4rev1",
    "LITERAL+",
    "SASL-IR",
    "ID",
    "IDLE",
    "MOVE",
    "NAMESPACE",
    "SPECIAL-USE",
    "UIDPLUS",
    "UNSELECT",
    "AUTH=PLAIN",
    "AUTH=XOAUTH2",
)
_NEEDS = {"IDLE": "IDLE", "MOVE": "MOVE", "UNSELECT": "UNSELECT", "NAMESPACE": "NAMESPACE"}
"""Commands that come with a capability."""
_KEEP_NUMBERS = {"FETCH", "STORE", "SEARCH"}
"""Commands in which no removal may be told."""
_HANDLERS: dict[str, Handler] = {**login.HANDLERS, **folders.HANDLERS, **messages.HANDLERS}


class ImapSession:
    """Serves one connection until the client logs out, goes away, or a fault cuts it."""

    def __init__(
        self,
        reader: asyncio.StreamReader,
        writer: asyncio.StreamWriter,
        sign_in: Callable[[str, str], Account | None],
        faults: ImapFaults,
    ) -> None:
        told = [name for name in CAPABILITIES if name not in faults.lacking]
        self._reader = reader
        self._writer = writer
        self._faults = faults
        self._state = State(reader, writer, sign_in, faults, " ".join(told))

    async def serve(self) -> None:
        """Answer commands; returns when the connection is over."""
        self._writer.write(f"* OK [CAPABILITY {self._state.capabilities}] At work\r\n".encode())
        try:
            while not self._state.over:
                await self._writer.drain()
                raw = await read_raw(self._reader, self._writer)
                if not raw:
                    break
                await self._answer(raw)
            await self._writer.drain()
        except Cut:
            self._writer.transport.abort()
        except Bad as error:  # a literal that cannot be read past
            self._writer.write(f"* BYE {error}\r\n".encode())
        except (ConnectionError, asyncio.LimitOverrunError, asyncio.IncompleteReadError):
            pass
        finally:
            self._state.leave()
            self._writer.close()
            with suppress(ConnectionError):
                await self._writer.wait_closed()

    async def _answer(self, raw: bytes) -> None:
        try:
            command = parse(raw)
        except Bad as error:
            tag = raw.partition(b" ")[0].decode("ascii", "replace").strip() or "*"
            self._writer.write(f"{tag} BAD {error}\r\n".encode())
            return
        if self._faults.slow_s:
            await asyncio.sleep(self._faults.slow_s)
        text = await self._result(command)
        self._tell_changes(command)
        self._writer.write(f"{command.tag} {text}\r\n".encode())

    async def _result(self, command: Command) -> str:
        state, name, arguments = self._state, command.name, command.arguments
        if by_uid := name == "UID" and bool(arguments):
            inner = arguments[0]
            name = inner.decode("ascii", "replace").upper() if isinstance(inner, bytes) else ""
            arguments = arguments[1:]
        if self._faults.drops(name):
            raise Cut
        handler = _HANDLERS.get(name)
        if handler is None or _NEEDS.get(name) in self._faults.lacking:
            return f"BAD {name} is not known here"
        state.by_uid = by_uid
        try:
            return await handler(state, arguments)
        except No as error:
            return f"NO {error}"
        except Bad as error:
            return f"BAD {error}"
        except IndexError:
            return "BAD An argument is missing"

    def _tell_changes(self, command: Command) -> None:
        view = self._state.view
        if view is None:
            return
        if view.has_new_uids():
            self._writer.write(b"* BYE The mailbox was numbered anew\r\n")
            self._state.over = True
            return
        self._writer.write(view.changes(expunges=command.name not in _KEEP_NUMBERS))
