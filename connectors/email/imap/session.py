"""One session with a mail server: one folder at a time, one command at a time.

Nothing here marks a message as seen unless it is asked to: folders are opened read-only where
nothing is to be changed, and contents fetched by ``BODY.PEEK`` (RFC 3501, 6.4.5).
"""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Sequence
from datetime import date
from typing import Any, Self

from aioimaplib import aioimaplib

from connectors.email.imap import responses
from connectors.email.imap.connecting import (
    Times,
    Tokens,
    Trust,
    checked_certificates,
    connect,
    sign_in,
)
from connectors.email.imap.errors import ConnectionLost, FolderMissing, ServerRefused
from connectors.email.imap.folder_names import encoded
from connectors.email.imap.responses import Fetched, Folder, as_set
from connectors.email.imap.wire import Wire
from connectors.email.settings import EmailSettings
from conversations.places import Inbox

FAREWELL_S = 2.0
"""How long a server may take to let us go."""
_MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]


class Session:
    """A signed-in line. After any LineError but FolderMissing and ServerRefused, and after a
    command that was cancelled, it is of no use any more: close it and open another."""

    def __init__(self, wire: Wire, times: Times) -> None:
        self._wire = wire
        self._times = times
        self._turn = asyncio.Lock()

    @classmethod
    async def open(
        cls,
        inbox: Inbox,
        settings: EmailSettings,
        tokens: Tokens | None = None,
        *,
        trust: Trust = checked_certificates,
        times: Times | None = None,
    ) -> Self:
        """Connect and sign in. Raises LineError, and what ``tokens`` raises."""
        times = times or Times()
        wire = await connect(settings, trust=trust, times=times)
        try:
            await sign_in(wire, inbox, settings, tokens, times=times)
        except aioimaplib.CommandTimeout:
            wire.end()
            raise ConnectionLost("The mail server does not answer.") from None
        except BaseException:
            wire.end()
            raise
        return cls(wire, times)

    @property
    def can_idle(self) -> bool:
        """Whether the server tells of new messages by itself (RFC 2177)."""
        return "IDLE" in self._wire.capabilities

    @property
    def lost(self) -> bool:
        """Whether the line is gone."""
        return self._wire.lost.is_set()

    @property
    def has_news(self) -> bool:
        """Whether the server told of messages since the folder was selected."""
        return self._wire.news.is_set()

    async def select(self, name: str, *, read_only: bool) -> Folder:
        """Open a folder. Raises FolderMissing."""
        command = "EXAMINE" if read_only else "SELECT"
        response = await self._ask(command, encoded(name))
        if response.result != "OK":
            self._wire.state = aioimaplib.AUTH
            raise FolderMissing(f"The folder {name} cannot be opened. {_words(response)}".strip())
        self._wire.state = aioimaplib.SELECTED
        self._wire.news.clear()
        return responses.folder(name, response.lines)

    async def uids(
        self, low: int, high: int | None = None, *, since: date | None = None
    ) -> list[int]:
        """The UIDs from ``low`` on, ascending; ``since`` is a day of arrival.

        ``low:*`` always has the last message in it, even one below ``low`` (RFC 3501, 6.4.8).
        """
        criteria = ["UID", f"{low}:{high if high is not None else '*'}"]
        if since is not None:
            criteria += ["SINCE", f"{since.day}-{_MONTHS[since.month - 1]}-{since.year}"]
        response = self._good(await self._ask("SEARCH", *criteria, by_uid=True))
        found = responses.uids(response.lines[:-1])
        return [uid for uid in found if uid >= low and (high is None or uid <= high)]

    async def present(self, uids: Sequence[int]) -> list[int]:
        """Which of these the folder still has, ascending."""
        response = self._good(await self._ask("SEARCH", "UID", as_set(uids), by_uid=True))
        return [uid for uid in responses.uids(response.lines[:-1]) if uid in set(uids)]

    async def measure(self, uids: Sequence[int]) -> list[Fetched]:
        """Sizes (about, in bytes) and days of arrival, in order of UID."""
        return await self._fetch(uids, "(UID RFC822.SIZE INTERNALDATE)")

    async def message_ids(self, uids: Sequence[int]) -> list[Fetched]:
        """The Message-ID lines of the heads, as ``content``; with days of arrival."""
        parts = "(UID INTERNALDATE BODY.PEEK[HEADER.FIELDS (MESSAGE-ID)])"
        return await self._fetch(uids, parts)

    async def fetch(self, uids: Sequence[int]) -> list[Fetched]:
        """Whole messages, in order of UID; one that is gone, or that the server does not give, is
        not among them. Raises ServerRefused."""
        found = await self._fetch(uids, "(UID INTERNALDATE RFC822.SIZE BODY.PEEK[])")
        return [message for message in found if message.content is not None]

    async def mark_seen(self, uids: Sequence[int]) -> None:
        r"""Set ``\Seen``."""
        await self._store(uids, r"+FLAGS.SILENT (\Seen)")

    async def move(self, uids: Sequence[int], folder: str) -> None:
        r"""Move messages (RFC 6851), or copy them and take the originals away; a server that
        cannot take single ones away (RFC 4315) keeps them, marked ``\Deleted``."""
        can, places = self._wire.capabilities, as_set(uids)
        if "MOVE" in can:
            self._good(await self._into(folder, "MOVE", places))
            return
        self._good(await self._into(folder, "COPY", places))
        await self._store(uids, r"+FLAGS.SILENT (\Deleted \Seen)")
        if "UIDPLUS" in can:
            self._good(await self._ask("EXPUNGE", places, by_uid=True))

    async def idle(self, up_to_s: float, *, also: asyncio.Event | None = None) -> bool:
        """Wait for news, or for ``also``, for at most so long; whether there are news. Raises
        ConnectionLost, and ServerRefused if the server will not have it."""
        async with self._turn:
            if self.has_news:
                return True
            wire = self._wire
            wire._idle_event.clear()
            idling = asyncio.create_task(
                wire.execute(aioimaplib.IdleCommand(wire.new_tag(), wire.idle_queue))
            )
            try:
                await self._first((wire._idle_event,), idling, self._times.answer_s)
                if not idling.done() and not wire._idle_event.is_set():
                    raise ConnectionLost("The mail server does not answer.")
                events = (wire.news,) if also is None else (wire.news, also)
                await self._first(events, idling, up_to_s)
                if not idling.done():
                    wire.idle_done()
                    await asyncio.wait({idling}, timeout=self._times.answer_s)
                if not idling.done():
                    raise ConnectionLost("The mail server does not answer.")
                self._good(idling.result())
            finally:
                if not idling.done() and not wire.lost.is_set():
                    wire.idle_done()
                idling.cancel()
                await asyncio.wait({idling})
                while not wire.idle_queue.empty():
                    wire.idle_queue.get_nowait()
            return self.has_news

    async def close(self) -> None:
        """Say goodbye; drop the line if that takes too long."""
        wire = self._wire
        if not wire.lost.is_set():
            with contextlib.suppress(OSError, RuntimeError):
                wire.send(f"{wire.new_tag()} LOGOUT")
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(FAREWELL_S):
                    await wire.lost.wait()
        wire.end()

    async def _into(self, folder: str, command: str, places: str) -> Any:
        """MOVE or COPY; a folder that is missing is made (RFC 3501, 6.4.7: TRYCREATE)."""
        response = await self._ask(command, places, encoded(folder), by_uid=True)
        if response.result != "OK" and "TRYCREATE" in _words(response).upper():
            self._good(await self._ask("CREATE", encoded(folder)))
            response = await self._ask(command, places, encoded(folder), by_uid=True)
        return response

    async def _store(self, uids: Sequence[int], change: str) -> None:
        command = (as_set(uids), change)
        self._good(await self._ask("STORE", *command, by_uid=True, untagged="FETCH"))

    async def _fetch(self, uids: Sequence[int], parts: str) -> list[Fetched]:
        if not uids:
            return []
        wire, places = self._wire, as_set(uids)
        command = aioimaplib.FetchCommand(
            wire.new_tag(), places, parts, prefix="UID", timeout=self._times.answer_s
        )
        response = await self._run(command)
        lines, command._resp_lines = command._resp_lines, []
        if response.result != "OK" and "EXPUNGEISSUED" not in _words(response):
            self._good(response)
        del response
        wanted = frozenset(uids)
        found = {it.uid: it for it in responses.fetched(lines) if it.uid in wanted}
        return [found[uid] for uid in sorted(found)]

    async def _ask(
        self, name: str, *arguments: str, by_uid: bool = False, untagged: str | None = None
    ) -> Any:
        command = aioimaplib.Command(
            name,
            self._wire.new_tag(),
            *arguments,
            prefix="UID" if by_uid else "",
            untagged_resp_name=untagged,
            timeout=self._times.answer_s,
        )
        return await self._run(command)

    async def _run(self, command: Any) -> Any:
        """Run a command. One without an answer drops the line: the next would get it."""
        async with self._turn:
            try:
                return await self._wire.execute(command)
            except aioimaplib.CommandTimeout:
                self._wire.end()
                raise ConnectionLost("The mail server does not answer any more.") from None
            except aioimaplib.AioImapException as error:
                self._wire.end()
                raise ConnectionLost(f"The mail server answers nonsense: {error}") from None

    async def _first(
        self, events: Sequence[asyncio.Event], task: asyncio.Task[Any], timeout: float
    ) -> None:
        """Wait for one of these, for so long."""
        waits = [asyncio.create_task(event.wait()) for event in events]
        try:
            await asyncio.wait({task, *waits}, timeout=timeout, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for wait in waits:
                wait.cancel()
            await asyncio.gather(*waits, return_exceptions=True)

    def _good(self, response: Any) -> Any:
        if response.result == "OK":
            return response
        if self._wire.lost.is_set():
            raise self._wire.loss()
        raise ServerRefused(f"The mail server refused. {_words(response)}".strip())


def _words(response: Any) -> str:
    """What the server said with its answer."""
    said = bytes(response.lines[-1]).decode("utf-8", "replace")[:300] if response.lines else ""
    return f"It said: {said}" if said else ""
