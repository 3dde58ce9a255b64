"""A TCP proxy on loopback whose connections can be cut and refused, as a bad network would."""

from __future__ import annotations

import asyncio
import contextlib
import threading
from collections.abc import Callable


class CutProxy:
    """Passes bytes between clients and one server; ``cut`` drops everything until ``restore``.

    Runs in a thread of its own, so that tests in any style can use it.
    """

    def __init__(self, port: int, target_port: int) -> None:
        self.port = port
        self.target_port = target_port
        self._loop = asyncio.new_event_loop()
        self._writers: dict[asyncio.StreamWriter, asyncio.StreamWriter] = {}
        self._closed = False
        self._frozen = False
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)

    @property
    def url(self) -> str:
        """The address that clients use."""
        return f"http://127.0.0.1:{self.port}"

    def start(self) -> None:
        """Listen."""
        self._thread.start()
        asyncio.run_coroutine_threadsafe(self._listen(), self._loop).result(5)

    def stop(self) -> None:
        """Drop everything and end the thread."""
        asyncio.run_coroutine_threadsafe(self._close(), self._loop).result(5)
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(5)
        self._loop.close()

    def cut(self) -> None:
        """Abort all connections and refuse new ones."""
        self._closed = True
        asyncio.run_coroutine_threadsafe(self._drop(), self._loop).result(5)

    def freeze(self) -> None:
        """Let nothing through any more and tell nobody, as a cable that is pulled."""
        self._frozen = True

    def drop(self, choose: Callable[[], bool]) -> int:
        """Abort the connections that are chosen, and let new ones through; returns how many."""
        return asyncio.run_coroutine_threadsafe(self._drop(choose), self._loop).result(5)

    def restore(self) -> None:
        """Let connections through again."""
        self._closed = self._frozen = False

    async def _listen(self) -> None:
        self._server = await asyncio.start_server(self._serve, "127.0.0.1", self.port)

    async def _close(self) -> None:
        self._server.close()
        await self._drop()
        tasks = [task for task in asyncio.all_tasks() if task is not asyncio.current_task()]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    async def _drop(self, choose: Callable[[], bool] = lambda: True) -> int:
        dropped = [pair for pair in list(self._writers.items()) if choose()]
        for writer, up_writer in dropped:
            writer.transport.abort()
            up_writer.transport.abort()
        return len(dropped)

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        if self._closed:
            writer.transport.abort()
            return
        try:
            up_reader, up_writer = await asyncio.open_connection("127.0.0.1", self.target_port)
        except OSError:
            writer.transport.abort()
            return
        self._writers[writer] = up_writer
        try:
            await asyncio.gather(self._pump(reader, up_writer), self._pump(up_reader, writer))
        finally:
            del self._writers[writer]
            writer.transport.abort()
            up_writer.transport.abort()

    async def _pump(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with contextlib.suppress(OSError):
            while chunk := await reader.read(65536):
                if self._frozen:
                    continue
                writer.write(chunk)
                await writer.drain()
            if writer.can_write_eof() and not self._frozen:
                writer.write_eof()
