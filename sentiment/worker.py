"""Tags texts off the path of acknowledgement: in batches, in a thread, never in the event loop."""

import asyncio
import logging
from collections import deque
from collections.abc import Awaitable, Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Generic, Protocol, TypeVar

from sentiment.port import Text
from sentiment.tags import TextTags

logger = logging.getLogger(__name__)

Key = TypeVar("Key")


class TagsTexts(Protocol):
    """What the worker needs of a tagger."""

    def tag_many(self, items: Sequence[Text]) -> list[TextTags]:
        """Tag each text, in order."""


@dataclass(frozen=True, slots=True)
class Job(Generic[Key]):
    """A text to tag, and the key by which the caller knows it again (an entry's id)."""

    key: Key
    text: Text


OnTags = Callable[[list[tuple[Job[Key], TextTags]]], Awaitable[None]]
OnFailed = Callable[[Job[Key], Exception], Awaitable[None]]


@dataclass(frozen=True, slots=True)
class BatchLimits:
    """How the worker collects.

    Attributes:
        capacity: Jobs that may wait; more are refused.
        size: Jobs in a batch at most.
        delay_s: Seconds the first job of a batch waits for company at most.
        rest: How many times as long as a batch took, with the storing of its tags, the worker rests
            behind it: under load it leaves the database to those who wait for an answer.
        rest_at_most_s: Seconds that it rests at most, so that it keeps up with any load.
    """

    capacity: int = 10_000
    size: int = 64
    delay_s: float = 0.05
    rest: float = 4.0
    rest_at_most_s: float = 1.0


class TaggingWorker(Generic[Key]):
    """Collects jobs, tags them in a thread, and hands the results to `on_tags`.

    It holds nothing durable: a job refused, or lost with the process, is found again by whoever
    scans for untagged entries. Use it from one event loop.

    Attributes:
        processed: Jobs whose tags were handed over.
        failed: Jobs that could not be tagged, or whose tags `on_tags` did not take.
        overflowed: Jobs refused because too many were waiting or the worker was not running.
    """

    def __init__(
        self,
        tagger: TagsTexts,
        on_tags: OnTags[Key],
        on_failed: OnFailed[Key] | None = None,
        limits: BatchLimits | None = None,
    ) -> None:
        """Prepare a worker; `start` makes it run.

        Args:
            tagger: Called in the worker's own thread.
            on_tags: Awaited in the event loop with each batch's results. If it raises, that is
                logged, the batch counts as failed, and the worker goes on.
            on_failed: Awaited for each job that the tagger cannot take even alone.
            limits: How to collect batches.
        """
        self.processed = 0
        self.failed = 0
        self.overflowed = 0
        self._tagger = tagger
        self._on_tags = on_tags
        self._on_failed = on_failed
        self._limits = limits or BatchLimits()
        self._waiting: deque[Job[Key]] = deque()
        self._wake = asyncio.Event()
        self._idle = asyncio.Event()
        self._idle.set()
        self._stopping = False
        self._executor: ThreadPoolExecutor | None = None
        self._task: asyncio.Task[None] | None = None

    @property
    def waiting(self) -> int:
        """Jobs that wait for a batch."""
        return len(self._waiting)

    def submit(self, job: Job[Key]) -> bool:
        """Take a job without waiting; False if refused (too many waiting, or not running)."""
        if self._task is None or self._stopping or len(self._waiting) >= self._limits.capacity:
            self.overflowed += 1
            return False
        self._waiting.append(job)
        self._idle.clear()
        self._wake.set()
        return True

    def start(self) -> None:
        """Begin to take jobs. Call it in the running event loop; a second call changes nothing."""
        if self._task is not None:
            return
        self._stopping = False
        self._executor = ThreadPoolExecutor(max_workers=1, thread_name_prefix="tagging")
        self._task = asyncio.create_task(self._run(self._executor), name="tagging-worker")

    async def drained(self) -> None:
        """Wait until no job is waiting or being tagged."""
        await self._idle.wait()

    async def stop(self, drain_s: float = 10.0) -> None:
        """Take no more jobs, finish those taken, and end.

        What is not finished after `drain_s` seconds is left for the durable scan.
        """
        task, executor = self._task, self._executor
        if task is None or executor is None:
            return
        self._stopping = True
        self._wake.set()
        _, unfinished = await asyncio.wait({task}, timeout=drain_s)
        if unfinished:
            logger.warning("tagging stopped with %d jobs waiting", len(self._waiting))
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)
            self._waiting.clear()
            self._idle.set()
        executor.shutdown(wait=False, cancel_futures=True)
        self._task = self._executor = None

    async def _run(self, executor: ThreadPoolExecutor) -> None:
        loop = asyncio.get_running_loop()
        while batch := await self._collect():
            began = loop.time()
            await self._process(batch, executor)
            if not self._waiting:
                self._idle.set()
            if not self._stopping:
                taken = loop.time() - began
                await asyncio.sleep(min(self._limits.rest * taken, self._limits.rest_at_most_s))

    async def _collect(self) -> list[Job[Key]]:
        """Wait for a batch; an empty one says that the worker stops and nothing is left."""
        while not self._waiting:
            if self._stopping:
                return []
            await self._woken()
        try:
            async with asyncio.timeout(self._limits.delay_s):
                while len(self._waiting) < self._limits.size and not self._stopping:
                    await self._woken()
        except TimeoutError:
            pass  # no more company came in time
        return [self._waiting.popleft() for _ in range(min(self._limits.size, len(self._waiting)))]

    async def _woken(self) -> None:
        self._wake.clear()
        await self._wake.wait()

    async def _process(self, batch: list[Job[Key]], executor: ThreadPoolExecutor) -> None:
        results = await self._tag(batch, executor)
        if not results:
            return
        try:
            await self._on_tags(results)
        except Exception:
            self.failed += len(results)
            logger.exception("tags of %d texts were not taken", len(results))
        else:
            self.processed += len(results)

    async def _tag(
        self, batch: list[Job[Key]], executor: ThreadPoolExecutor
    ) -> list[tuple[Job[Key], TextTags]]:
        """Tag a batch; if that fails, each job alone, so that one bad text costs only itself."""
        loop = asyncio.get_running_loop()
        try:
            tags = await loop.run_in_executor(
                executor, self._tagger.tag_many, [job.text for job in batch]
            )
            return list(zip(batch, tags, strict=True))
        except Exception as error:
            if len(batch) == 1:
                await self._report(batch[0], error)
                return []
        return [result for job in batch for result in await self._tag([job], executor)]

    async def _report(self, job: Job[Key], error: Exception) -> None:
        self.failed += 1
        logger.error("text %r could not be tagged", job.key, exc_info=error)
        if self._on_failed is None:
            return
        try:
            await self._on_failed(job, error)
        except Exception:
            logger.exception("the failure of text %r was not taken", job.key)
