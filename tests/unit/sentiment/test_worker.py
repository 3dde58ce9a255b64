import asyncio
import logging
import threading
from collections.abc import AsyncIterator, Sequence

import pytest

from sentiment.errors import NotReady
from sentiment.lanes import Job
from sentiment.lexicon.engine import LexiconEngine
from sentiment.pace import BatchLimits
from sentiment.port import Text
from sentiment.tagger import Tagger
from sentiment.tags import Sentiment, SentimentLabel, TextTags
from sentiment.worker import TaggingWorker

TAGS = TextTags(None, 0.0, Sentiment(SentimentLabel.NEUTRAL, 0.0, "test"), (), ())
QUICK = BatchLimits(capacity=8, size=4, delay_s=0.01)


class RecordingTagger:
    """Remembers its batches and threads, refuses the text "poison", and can be held up."""

    def __init__(self) -> None:
        self.batches: list[list[str]] = []
        self.threads: set[str] = set()
        self.entered = threading.Event()
        self.gate = threading.Event()
        self.gate.set()
        self.tagged_two = threading.Event()

    def tag_many(self, items: Sequence[Text]) -> list[TextTags]:
        self.entered.set()
        self.threads.add(threading.current_thread().name)
        assert self.gate.wait(5)
        self.batches.append([item.text for item in items])
        if len(self.batches) == 2:
            self.tagged_two.set()
        if any(item.text == "poison" for item in items):
            raise RuntimeError("cannot read this")
        return [TAGS] * len(items)


class House:
    """A worker with what it handed over."""

    def __init__(
        self,
        tagger: RecordingTagger | None = None,
        limits: BatchLimits = QUICK,
        *,
        apart: bool = False,
    ) -> None:
        self.tagger = tagger or RecordingTagger()
        self.tagged: list[str] = []
        self.bad: list[tuple[str, str]] = []
        self.refuse = False
        self.worker = TaggingWorker[str](
            self.tagger, self.on_tags, self.on_failed, limits, apart=apart
        )

    async def on_tags(self, results: list[tuple[Job[str], TextTags]]) -> None:
        if self.refuse:
            raise OSError("database is away")
        self.tagged += [job.key for job, _ in results]

    async def on_failed(self, job: Job[str], error: Exception) -> None:
        self.bad.append((job.key, str(error)))

    def submit(self, *keys: str) -> list[bool]:
        return [self.worker.submit(Job(key, Text(key))) for key in keys]

    async def entered(self) -> None:
        """Wait until the tagger holds a batch."""
        assert await asyncio.to_thread(self.tagger.entered.wait, 5)


@pytest.fixture
async def house() -> AsyncIterator[House]:
    house = House()
    house.worker.start()
    yield house
    house.tagger.gate.set()
    await house.worker.stop()


async def test_tags_in_batches_in_a_thread(house: House) -> None:
    assert all(house.submit("a", "b", "c", "d", "e"))
    await house.worker.drained()
    assert house.tagged == ["a", "b", "c", "d", "e"]
    assert house.tagger.batches == [["a", "b", "c", "d"], ["e"]]
    assert all(name.startswith("tagging") for name in house.tagger.threads)
    assert (house.worker.processed, house.worker.failed, house.worker.overflowed) == (5, 0, 0)


async def test_a_full_batch_does_not_wait_for_the_delay() -> None:
    house = House(limits=BatchLimits(size=2, delay_s=3600))
    house.worker.start()
    house.submit("a", "b")
    async with asyncio.timeout(5):
        await house.worker.drained()
        assert house.tagged == ["a", "b"]
        await house.worker.stop()


async def test_the_loop_runs_on_while_the_tagger_works(house: House) -> None:
    house.tagger.gate.clear()
    house.submit("a")
    await house.entered()
    assert house.submit("b") == [True]
    assert house.tagged == []
    house.tagger.gate.set()
    await house.worker.drained()
    assert house.tagged == ["a", "b"]


async def test_what_does_not_fit_is_refused_and_counted(house: House) -> None:
    house.tagger.gate.clear()
    house.submit("first")
    await house.entered()
    assert house.submit(*"12345678") == [True] * 8
    assert house.submit("9", "10") == [False, False]
    assert (house.worker.overflowed, house.worker.waiting) == (2, 8)
    house.tagger.gate.set()
    await house.worker.drained()
    assert house.worker.processed == 9
    assert house.submit("9") == [True]


async def test_a_bad_text_costs_only_itself(house: House, caplog: pytest.LogCaptureFixture) -> None:
    house.submit("a", "poison", "b")
    await house.worker.drained()
    assert house.tagged == ["a", "b"]
    assert house.bad == [("poison", "cannot read this")]
    assert (house.worker.processed, house.worker.failed) == (2, 1)
    assert "'poison'" in caplog.text


async def test_the_worker_outlives_a_receiver_that_fails(
    house: House, caplog: pytest.LogCaptureFixture
) -> None:
    house.refuse = True
    house.submit("a")
    await house.worker.drained()
    house.refuse = False
    house.submit("b")
    await house.worker.drained()
    assert house.tagged == ["b"]
    assert (house.worker.processed, house.worker.failed) == (1, 1)
    assert "were not taken" in caplog.text


async def test_stop_finishes_what_was_taken() -> None:
    house = House(limits=BatchLimits(size=2, delay_s=3600))
    house.worker.start()
    house.worker.start()  # changes nothing
    house.submit("a", "b", "c")
    await house.worker.stop()
    assert house.tagged == ["a", "b", "c"]
    assert house.submit("d") == [False]
    await house.worker.stop()  # nothing left to stop


async def test_stop_gives_up_in_time(house: House, caplog: pytest.LogCaptureFixture) -> None:
    house.tagger.gate.clear()
    house.submit(*"123456")
    await house.entered()
    with caplog.at_level(logging.WARNING):
        await house.worker.stop(drain_s=0.01)
    assert house.tagged == []
    assert "2 jobs waiting" in caplog.text
    await house.worker.drained()


async def test_a_stopped_worker_can_start_again(house: House) -> None:
    await house.worker.stop()
    house.worker.start()
    assert house.submit("a") == [True]
    await house.worker.drained()
    assert house.tagged == ["a"]


async def test_before_it_starts_it_takes_nothing() -> None:
    house = House()
    assert house.submit("a") == [False]
    assert house.worker.overflowed == 1


REAL_TAGGER = Tagger(LexiconEngine())  # reads its files here, before any event loop runs


async def test_with_the_real_tagger_nothing_blocks_the_loop() -> None:
    tags: dict[str, TextTags] = {}

    async def on_tags(results: list[tuple[Job[str], TextTags]]) -> None:
        tags.update({job.key: tag for job, tag in results})

    worker = TaggingWorker[str](REAL_TAGGER, on_tags, limits=QUICK)
    worker.start()
    worker.submit(Job("1", Text("Great service, thank you!")))
    worker.submit(Job("2", Text("Berbat bir hizmet")))
    await worker.drained()
    await worker.stop()
    assert tags["1"].sentiment.label is SentimentLabel.POSITIVE
    assert (tags["2"].language, tags["2"].sentiment.label) == ("tr", SentimentLabel.NEGATIVE)


class Moody(RecordingTagger):
    """A tagger that is not ready for as long as it is told."""

    def __init__(self) -> None:
        super().__init__()
        self.not_ready = 0

    def tag_many(self, items: Sequence[Text]) -> list[TextTags]:
        if self.not_ready:
            self.not_ready -= 1
            raise NotReady("The engine is being loaded.", again_s=0.01)
        return super().tag_many(items)


async def test_while_there_is_no_engine_texts_wait_and_none_is_lost() -> None:
    house = House(tagger := Moody())
    tagger.not_ready = 3
    house.worker.start()
    assert all(house.submit(*"abcde"))
    await house.worker.drained()
    await house.worker.stop()
    assert sorted(house.tagged) == list("abcde")
    assert (house.worker.processed, house.worker.failed) == (5, 0)
    assert house.bad == []


async def test_an_engine_that_goes_away_among_single_texts_costs_none() -> None:
    class Fickle(Moody):
        def tag_many(self, items: Sequence[Text]) -> list[TextTags]:
            if len(items) == 1 and items[0].text == "b":
                self.not_ready = 1 if not self.batches else 0
            return super().tag_many(items)

    house = House(Fickle())
    house.worker.start()
    house.submit("a", "poison", "b", "c")
    await house.worker.drained()
    await house.worker.stop()
    assert sorted(house.tagged) == ["a", "b", "c"]
    assert [key for key, _ in house.bad] == ["poison"]


async def test_stopping_does_not_wait_for_an_engine(caplog: pytest.LogCaptureFixture) -> None:
    house = House(tagger := Moody())
    tagger.not_ready = 1_000_000
    house.worker.start()
    house.submit("a", "b")
    async with asyncio.timeout(5):
        await house.worker.stop(drain_s=3600)
    assert house.tagged == []
    assert "2 jobs waiting" in caplog.text


async def test_fresh_texts_go_before_the_backlog_and_have_room_of_their_own() -> None:
    house = House(limits=BatchLimits(capacity=2, backlog=3, size=2, delay_s=0.01))
    house.worker.start()
    house.tagger.gate.clear()
    house.submit("under way")
    await house.entered()
    old = [house.worker.submit(Job(key, Text(key)), backlog=True) for key in "1234"]
    assert old == [True, True, True, False]
    assert not house.worker.hungry
    assert house.submit("a", "b", "c") == [True, True, False]
    assert house.worker.overflowed == 1  # what the backlog has no room for is found again anyway
    house.tagger.gate.set()
    await house.worker.grown_hungry()
    await house.worker.drained()
    await house.worker.stop()
    assert house.tagged == ["under way", "a", "b", "1", "2", "3"]


@pytest.mark.parametrize("apart", [False, True])
async def test_it_rests_only_while_fresh_texts_come(apart: bool) -> None:
    limits = BatchLimits(size=1, delay_s=0.0, rest=1e6, rest_at_most_s=3600, quiet_s=0.01)
    house = House(limits=limits, apart=apart)
    house.worker.start()
    house.submit("a", "b", "c")
    async with asyncio.timeout(5):
        await house.worker.drained()
        await house.worker.stop()
    assert house.tagged == ["a", "b", "c"]


async def test_while_others_wait_batches_are_small() -> None:
    limits = BatchLimits(size=8, least=2, delay_s=0.01, rest=0.0, quiet_s=3600)
    house = House(limits=limits)  # whose pressure is full
    house.worker.start()
    house.submit(*"abcde")
    async with asyncio.timeout(5):
        await house.worker.drained()
        await house.worker.stop()
    assert house.tagger.batches == [["a", "b"], ["c", "d"], ["e"]]


async def test_a_tagger_apart_works_while_the_worker_rests() -> None:
    limits = BatchLimits(size=1, delay_s=0.0, rest=1e6, rest_at_most_s=3600, quiet_s=3600)
    house = House(limits=limits, apart=True)
    house.worker.start()
    house.submit("a", "b")
    async with asyncio.timeout(5):
        await asyncio.to_thread(house.tagger.tagged_two.wait, 5)
        assert house.tagger.batches == [["a"], ["b"]]
        assert house.tagged == ["a"]  # the other's tags are stored after the rest
        await house.worker.stop()  # which a stop ends
    assert house.tagged == ["a", "b"]


async def test_somebody_who_waits_is_answered_between_two_batches(house: House) -> None:
    house.tagger.gate.clear()
    house.submit(*"abcdefgh")
    await house.entered()
    asked = asyncio.create_task(house.worker.tag_now([Text("now")]))
    await asyncio.sleep(0)
    house.tagger.gate.set()
    assert len(await asked) == 1
    await house.worker.drained()
    assert house.tagger.batches.index(["now"]) <= 1


async def test_nobody_is_answered_by_a_worker_that_does_not_run() -> None:
    with pytest.raises(NotReady):
        await House().worker.tag_now([Text("now")])
