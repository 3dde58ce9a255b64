"""With what a period is tagged once more: the tagger that runs, or one of its own."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import replace
from typing import Protocol

from parley.analysis.tagging import Tagging
from sentiment.engines import EngineChoice, EngineKind
from sentiment.errors import NotReady
from sentiment.port import Text
from sentiment.process_child import Standing
from sentiment.running import RunningTagger, run_tagger
from sentiment.tags import TextTags
from sentiment.teachings import Teachings

LOADS_WITHIN_S = 900.0
AGAIN_S = 1.0


class CannotTag(Exception):
    """The engine cannot be had; a sentence for people says why, and what to do."""


class TagsAgain(Protocol):
    """Tags texts for a job."""

    async def tag(self, texts: Sequence[Text], teachings: Teachings) -> Sequence[TextTags | None]:
        """Tag each text, in order; None for one that cannot be tagged.

        Raises:
            CannotTag: If the engine cannot be had.
        """
        ...

    async def close(self) -> None:
        """Let go what was taken."""
        ...


OpenTagger = Callable[[str], Awaitable[TagsAgain]]
"""Opens the tagger of an engine by its name in the settings. Raises CannotTag."""


class Running(Protocol):
    """The tagging that runs in this process."""

    @property
    def standing(self) -> Standing:
        """How it stands with its engine."""
        ...

    async def tag_now(self, texts: Sequence[Text]) -> list[TextTags]:
        """Tag texts right behind the batch under way. Raises NotReady."""
        ...


class Beside:
    """Implements :class:`Running` with the tagging that runs in this process."""

    def __init__(self, tagging: Tagging) -> None:
        self._tagging = tagging

    @property
    def standing(self) -> Standing:
        """How it stands with its engine."""
        return self._tagging.standing

    async def tag_now(self, texts: Sequence[Text]) -> list[TextTags]:
        """Tag texts right behind the batch under way. Raises NotReady."""
        return await self._tagging.worker.tag_now(texts)


def tagger_opener(choice: EngineChoice | None, running: Running | None) -> OpenTagger:
    """Return what opens taggers: the one that ``running`` has if its engine is asked for."""

    async def open_tagger(engine: str) -> TagsAgain:
        try:
            kind = EngineKind(engine)
        except ValueError:
            raise CannotTag(f"There is no engine “{engine}”.") from None
        if choice is not None and choice.kind is kind and running is not None:
            return _Shared(running)
        tagger = run_tagger(replace(choice or EngineChoice(), kind=kind))
        own = _Own(tagger)
        try:
            await own.prepare()
        except BaseException:  # cancelled, too: nobody else knows of its process
            await own.close()
            raise
        return own

    return open_tagger


class _Shared:
    """The running tagger, which is taught already."""

    def __init__(self, running: Running) -> None:
        self._running = running

    async def tag(self, texts: Sequence[Text], _teachings: Teachings) -> Sequence[TextTags | None]:
        until = time.monotonic() + LOADS_WITHIN_S
        while True:
            standing = self._running.standing
            try:
                if standing.ready or not standing.engine:  # none yet: asking loads it
                    return await _each(self._running.tag_now, texts)
            except NotReady:
                pass
            if standing.engine and not standing.ready:  # another one stands in for it
                raise CannotTag(_why(standing))
            if time.monotonic() > until:
                raise CannotTag(_why(standing))
            await asyncio.sleep(AGAIN_S)

    async def close(self) -> None:
        """It goes on running."""


class _Own:
    """A tagger for this job alone."""

    def __init__(self, tagger: RunningTagger) -> None:
        self._tagger = tagger

    async def prepare(self) -> None:
        await asyncio.to_thread(self._tagger.prepare)
        self._check()

    async def tag(self, texts: Sequence[Text], teachings: Teachings) -> Sequence[TextTags | None]:
        self._tagger.teach(teachings)
        until = time.monotonic() + LOADS_WITHIN_S
        while True:
            try:
                return await _each(self._tag, texts)
            except NotReady as error:  # it died, and starts again
                if time.monotonic() > until:
                    raise CannotTag(_why(self._tagger.standing)) from error
                await asyncio.sleep(min(max(error.again_s, 0.05), AGAIN_S))

    async def close(self) -> None:
        await asyncio.to_thread(self._tagger.close)

    async def _tag(self, texts: Sequence[Text]) -> list[TextTags]:
        return await asyncio.to_thread(self._tagger.tag_many, texts)

    def _check(self) -> None:
        if not self._tagger.standing.ready:
            raise CannotTag(_why(self._tagger.standing))


async def _each(
    tag: Callable[[Sequence[Text]], Awaitable[list[TextTags]]], texts: Sequence[Text]
) -> Sequence[TextTags | None]:
    """Tag texts together; if that fails, each alone, so that one bad text costs only itself."""
    if not texts:
        return []
    try:
        return await tag(texts)
    except NotReady:
        raise
    except Exception:
        if len(texts) == 1:
            return [None]
    return [tags for text in texts for tags in await _each(tag, [text])]


def _why(standing: Standing) -> str:
    return f"{standing.problem} {standing.remedy}".strip() or "The engine cannot be loaded."
