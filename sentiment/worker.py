"""Tags texts off the path of acknowledgement: in batches, in a thread, never in the event loop."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Generic, Protocol

from sentiment.errors import NotReady
from sentiment.lanes import Job, Key, Lanes
from sentiment.pace import BatchLimits, Rest, full_pressure
from sentiment.port import Text
from sentiment.tags import TextTags

logger = logging.getLogger(__name__)


class TagsTexts(Protocol):
    """What the worker needs of a tagger."""

    def tag_many(self, items: Sequence[Text]) -> list[TextTags]:
        """Tag each text, in order."""


OnTags = Callable[[list[tuple[Job[Key], TextTags]]], Awaitable[None]]
OnFailed = Callable[[Job[Key], Exception], Awaitable[None]]


class TaggingWorker(Generic[Key]):
    """Collects jobs, tags them in a thread, and hands the results to `on_tags`.

    It holds nothing durable: a job refused, or lost with the process, is found again by whoever
    scans for untagged entries. Fresh jobs go before those of such a scan, the backlog. Use it from
    one event loop.

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
        *,
        apart: bool = False,
        pressure: Callable[[], float] = full_pressure,
    ) -> None:
        """Prepare a worker; `start` makes it run.

        Args:
            tagger: Called in the worker's own thread. If it raises `NotReady`, its texts wait.
            on_tags: Awaited in the event loop with each batch's results. If it raises, that is
                logged, the batch counts as failed, and the worker goes on.
            on_failed: Awaited for each job that the tagger cannot take even alone.
            limits: How to collect batches.
            apart: Whether the tagger works outside this process.
            pressure: Says from 0 to 1 how much others wait for what it uses: it rests by that.
        """
        self.processed = 0
        self.failed = 0
        self.overflowed = 0
        self._tagger = tagger
        self._on_tags = on_tags
        self._on_failed = on_failed
        self._limits = limits or BatchLimits()
        self._apart = apart
        self._lanes: Lanes[Key] = Lanes(self._limits.size, self._limits.letters)
        self._wake = asyncio.Event()
        self._idle = asyncio.Event()
        self._idle.set()
        self._hungry = asyncio.Event()
        self._hungry.set()
        self._stop = asyncio.Event()
        self._rest = Rest(self._limits, pressure)
        self._executor: ThreadPoolExecutor | None = None
        self._task: asyncio.Task[None] | None = None

    @property
    def waiting(self) -> int:
        """Jobs that wait for a batch."""
        return len(self._lanes)

    def submit(self, job: Job[Key], *, backlog: bool = False) -> bool:
        """Take a job without waiting; False if refused (too many waiting, or not running).

        Jobs of the backlog are taken in the order in which they are given.
        """
        lane = self._lanes.backlog if backlog else self._lanes.fresh
        room = self._limits.backlog if backlog else self._limits.capacity
        if self._task is None or self._stop.is_set() or len(lane) >= room:
            self.overflowed += not backlog
            return False
        lane.append(job)
        if not backlog:
            self._rest.note_fresh(asyncio.get_running_loop().time())
        self._note_appetite()
        self._idle.clear()
        self._wake.set()
        return True

    def start(self, first: Callable[[], None] | None = None) -> None:
        """Begin to take jobs. Call it in the running event loop; a second call changes nothing.

        `first` is called in the worker's thread before anything is tagged.
        """
        if self._task is not None:
            return
        self._stop.clear()
        self._executor = ThreadPoolExecutor(max_workers=1, thread_name_prefix="tagging")
        self._task = asyncio.create_task(self._run(self._executor, first), name="tagging-worker")

    async def drained(self) -> None:
        """Wait until no job is waiting or being tagged."""
        await self._idle.wait()

    @property
    def hungry(self) -> bool:
        """Whether so few jobs of the backlog are left that more are welcome."""
        return self._hungry.is_set()

    async def grown_hungry(self) -> None:
        """Wait until so few jobs of the backlog are left that more are welcome."""
        await self._hungry.wait()

    async def tag_now(self, texts: Sequence[Text]) -> list[TextTags]:
        """Tag texts right behind the batch under way, for somebody who waits for them.

        Raises:
            NotReady: If the worker does not run, or the tagger is not ready.
        """
        if self._executor is None:
            raise NotReady("Nothing is tagged at the moment.")
        return await self._in_thread(self._executor, texts)

    async def stop(self, drain_s: float = 10.0) -> None:
        """Take no more jobs, finish those taken, and end.

        What is not finished after `drain_s` seconds is left for the durable scan.
        """
        task, executor = self._task, self._executor
        if task is None or executor is None:
            return
        self._stop.set()
        self._wake.set()
        _, unfinished = await asyncio.wait({task}, timeout=drain_s)
        if unfinished:
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)
        if self._lanes:
            logger.warning("tagging stopped with %d jobs waiting", len(self._lanes))
            self._lanes.clear()
        self._note_appetite()
        self._idle.set()
        executor.shutdown(wait=False, cancel_futures=True)
        self._task = self._executor = None

    async def _run(self, executor: ThreadPoolExecutor, first: Callable[[], None] | None) -> None:
        if first is not None:
            await self._begin(executor, first)
        while batch := await self._collect():
            try:
                await self._process(batch, executor)
            except NotReady as error:
                self._lanes.put_back(batch)
                if self._stop.is_set():
                    return
                await self._stopped_within(error.again_s)
            except Exception:
                # What is missing now is found by the durable scan; the worker must not end of it.
                logger.exception("a batch of %d texts was lost", len(batch))
            if not self._lanes:
                self._idle.set()

    async def _begin(self, executor: ThreadPoolExecutor, first: Callable[[], None]) -> None:
        try:
            await asyncio.get_running_loop().run_in_executor(executor, first)
        except Exception:
            logger.exception("the tagger cannot be prepared; it is tried again with the first text")

    async def _collect(self) -> list[Job[Key]]:
        """Wait for a batch; an empty one says that the worker stops and nothing is left."""
        while not self._lanes:
            if self._stop.is_set():
                return []
            await self._woken()
        try:
            async with asyncio.timeout(self._limits.delay_s):
                while len(self._lanes) < self._limits.size and not self._stop.is_set():
                    await self._woken()
        except TimeoutError:
            pass  # no more company came in time
        if not self._apart:
            await self._rested()
        batch = self._lanes.take(self._rest.size(asyncio.get_running_loop().time()))
        self._note_appetite()
        return batch

    async def _woken(self) -> None:
        self._wake.clear()
        await self._wake.wait()

    async def _rested(self) -> None:
        loop = asyncio.get_running_loop()
        while not self._stop.is_set():
            left_s = self._rest.left_s(loop.time())
            if left_s <= 0:
                return
            await self._stopped_within(left_s)

    async def _stopped_within(self, seconds: float) -> None:
        """Wait, but not when the worker is to stop."""
        if seconds > 0:
            try:
                async with asyncio.timeout(seconds):
                    await self._stop.wait()
            except TimeoutError:
                pass

    def _note_appetite(self) -> None:
        if len(self._lanes.backlog) < self._limits.size:
            self._hungry.set()
        else:
            self._hungry.clear()

    async def _process(self, batch: list[Job[Key]], executor: ThreadPoolExecutor) -> None:
        loop = asyncio.get_running_loop()
        began = loop.time()
        results = await self._tag(batch, executor)
        if self._apart:
            await self._rested()
            began = loop.time()
        if results:
            await self._hand_over(results)
        self._rest.begin(began, loop.time())

    async def _hand_over(self, results: list[tuple[Job[Key], TextTags]]) -> None:
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
        """Tag a batch; if that fails, each job alone, so that one bad text costs only itself.

        Raises:
            NotReady: If none of the batch could be tagged, and none is to blame.
        """
        try:
            tags = await self._in_thread(executor, [job.text for job in batch])
            return list(zip(batch, tags, strict=True))
        except NotReady:
            raise
        except Exception as error:
            if len(batch) == 1:
                await self._report(batch[0], error)
                return []
        return await self._tag_singly(batch, executor)

    async def _tag_singly(
        self, batch: list[Job[Key]], executor: ThreadPoolExecutor
    ) -> list[tuple[Job[Key], TextTags]]:
        results: list[tuple[Job[Key], TextTags]] = []
        for place, job in enumerate(batch):
            try:
                results += await self._tag([job], executor)
            except NotReady:
                self._lanes.put_back(batch[place:])
                break
        return results

    async def _in_thread(
        self, executor: ThreadPoolExecutor, texts: Sequence[Text]
    ) -> list[TextTags]:
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(executor, self._tagger.tag_many, texts)

    async def _report(self, job: Job[Key], error: Exception) -> None:
        self.failed += 1
        logger.error("text %r could not be tagged", job.key, exc_info=error)
        if self._on_failed is None:
            return
        try:
            await self._on_failed(job, error)
        except Exception:
            logger.exception("the failure of text %r was not taken", job.key)
