"""aioimaplib's protocol, mended where mail would be lost or a task would wait for ever.

In aioimaplib 2.0.3 a lost connection leaves every command waiting; a refused greeting is an
exception that nobody sees; what arrives is taken apart by recursion, one level a line, so that a
thousand short lines at once break it; a refused XOAUTH2 is never answered; there is no STARTTLS;
and what is sent and received (passwords in base64, mail) goes to the debug log.
"""

from __future__ import annotations

import asyncio
import base64
import re
import socket
import ssl
from typing import Any

from aioimaplib import aioimaplib

from connectors.email.imap.errors import ConnectionLost, NotReached, TlsRefused

CRLF = b"\r\n"
LONGEST_LINE = 32 * 1024 * 1024
"""In bytes, without literals. The answer to a search is one line: some millions of UIDs."""
_EXISTS = re.compile(rb"^\* \d+ EXISTS\b", re.I)
_BYE = re.compile(rb"^\* BYE\b ?(.*)", re.I)
_LITERAL = re.compile(rb".*\{(\d+)\+?\}$", re.S)


class Wire(aioimaplib.IMAP4ClientProtocol):  # type: ignore[misc]  # the library has no types
    """One connection. ``news`` is set whenever the server tells of messages; ``lost`` is set when
    the connection has ended, and every command that waits raises ConnectionLost then."""

    transport: Any  # the library names no types
    state: str
    capabilities: set[str]
    incomplete_line: bytes
    current_command: Any

    def __init__(self) -> None:
        super().__init__(asyncio.get_running_loop())
        self.news = asyncio.Event()
        self.lost = asyncio.Event()
        self.greeting: asyncio.Future[bytes] = self.loop.create_future()
        self.farewell = ""
        self._sasl: str | None = None

    # what arrives

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Have the machine notice by itself, within minutes, that the other side has gone."""
        super().connection_made(transport)
        line = transport.get_extra_info("socket")
        if line is None:
            return
        line.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)
        for name, seconds in (("TCP_KEEPIDLE", 60), ("TCP_KEEPINTVL", 20), ("TCP_KEEPCNT", 4)):
            if hasattr(socket, name):
                line.setsockopt(socket.IPPROTO_TCP, getattr(socket, name), seconds)

    def connection_lost(self, exc: Exception | None) -> None:
        """Wake up everybody who waits."""
        self.lost.set()
        if not self.greeting.done():
            self.greeting.set_exception(NotReached("The server hung up before it said hello."))
            self.greeting.exception()
        waiting = list(self.pending_async_commands.values())
        if self.pending_sync_command is not None:
            waiting.append(self.pending_sync_command)
        for command in waiting:
            command._exception = self.loss()
            command.close(b"", "KO")

    def loss(self) -> ConnectionLost:
        """The error that tells of the end of this connection."""
        said = f" It said: {self.farewell}" if self.farewell else ""
        return ConnectionLost(f"The mail server ended the connection.{said}")

    def data_received(self, data: bytes) -> None:
        """Take apart what came; nonsense ends the connection."""
        waiting, self.incomplete_line = self.incomplete_line + data, b""
        command, self.current_command = self.current_command, None
        try:
            self._handle_responses(waiting, self._handle_line, command)
        except aioimaplib.IncompleteRead as incomplete:
            self.current_command, self.incomplete_line = incomplete.cmd, incomplete.data
            if len(self.incomplete_line) > LONGEST_LINE:
                self.farewell = "(a line without end)"
                self.transport.abort()
        except (aioimaplib.AioImapException, ValueError, IndexError):
            self.farewell = "(nonsense)"
            self.transport.abort()

    def _handle_responses(self, data: bytes, line_handler: Any, current_cmd: Any = None) -> None:
        """As the library's, but in a loop."""
        command, at = current_cmd, 0
        while at < len(data):
            if command is not None and command.wait_literal_data():
                missing = command._expected_size - len(command._resp_literal_data)
                command.append_literal_data(data[at : at + missing])
                at += missing
                if command.wait_literal_data():
                    raise aioimaplib.IncompleteRead(command)
                continue
            end = data.find(CRLF, at)
            if end < 0:
                raise aioimaplib.IncompleteRead(command, data[at:])
            line, at = data[at:end], end + 2
            command = line_handler(line, command)
            literal = _LITERAL.match(line)
            if literal and (command is not None or line.startswith(b"* ")):
                command = command or aioimaplib.Command("NIL", "unused")
                command.begin_literal_data(int(literal[1]))
            elif command is not None and not command.wait_data():
                command = None
        if self.pending_sync_command is not None:
            self.pending_sync_command.flush()
        if command is not None and command.wait_data():
            raise aioimaplib.IncompleteRead(command)

    def _handle_line(self, line: bytes, current_cmd: Any) -> Any:
        if self.state == aioimaplib.CONNECTED:
            self.state = aioimaplib.AUTH if b"PREAUTH" in line else aioimaplib.NONAUTH
            if not self.greeting.done():
                self.greeting.set_result(line)
            return None
        if _EXISTS.match(line):
            self.news.set()
        if farewell := _BYE.match(line):
            self.farewell = farewell[1].decode("utf-8", "replace")[:500]
        return super()._handle_line(line, current_cmd)

    def _continuation(self, line: bytes) -> None:
        pending = self.pending_sync_command
        if pending is not None and pending.name == "AUTHENTICATE":
            # the first time it asks for our words; afterwards it shows its error and wants a line
            words, self._sasl = self._sasl or "", None
            self.transport.write(words.encode() + CRLF)
            return
        super()._continuation(line)

    # what is sent

    def send(self, line: str, scrub: str | None = None) -> None:
        """Send a line, and log nothing of it."""
        self.transport.write(line.encode() + CRLF)

    async def execute(self, command: Any, scrub: str | None = None) -> Any:
        """As the library's; raises ConnectionLost once the line has broken."""
        if self.lost.is_set():
            raise self.loss()
        return await super().execute(command, scrub)

    async def authenticate(self, words: str, timeout: float) -> Any:
        """XOAUTH2, its words with the command only if the server allows that (RFC 4959)."""
        packed = base64.b64encode(words.encode()).decode()
        arguments = ["XOAUTH2"]
        if "SASL-IR" in self.capabilities:
            arguments.append(packed)
        else:
            self._sasl = packed
        command = aioimaplib.Command("AUTHENTICATE", self.new_tag(), *arguments, timeout=timeout)
        response = await self.execute(command)
        if response.result == "OK":
            self.state = aioimaplib.AUTH
        return response

    async def start_tls(self, context: ssl.SSLContext, host: str, timeout: float) -> None:
        """STARTTLS (RFC 3501, 6.2.1). What came before counts for nothing any more."""
        command = aioimaplib.Command("STARTTLS", self.new_tag(), timeout=timeout)
        response = await self.execute(command)
        if response.result != "OK" or self.incomplete_line:
            raise TlsRefused("The mail server does not begin TLS when asked to.")
        self.capabilities = set()
        self.transport = await self.loop.start_tls(
            self.transport,
            self,
            context,
            server_hostname=host,
            ssl_handshake_timeout=timeout,
        )

    def end(self) -> None:
        """Drop the connection at once."""
        if self.transport is not None:
            self.transport.abort()
