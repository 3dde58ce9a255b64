"""The model learns from people's corrections: ordered, carried out apart, switched when better."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace

import pytest

from conversations.bus import EventBus
from conversations.clock import ManualClock
from conversations.events import Event, SettingsChanged
from conversations.model_heads import ModelHead, TuneState
from parley.analysis import tuning as tuning_module
from parley.analysis.tagging import taught_by
from parley.analysis.teaching import Taught
from sentiment.builtin import NAME
from sentiment.engines import EngineChoice, build_engine, use_head
from sentiment.teachings import TunedHead
from sentiment.tuning import Figures
from sentiment.tuning_child import Learned, Lessons, NotLearned, answer_of
from tests.integration.parley.tuning_orders import (
    GLAD,
    HEAD,
    NOW,
    SORRY,
    carried_out,
    correct,
    kept_head,
)
from tests.running.analysed import AnalysedHouse, analysed_house
from tests.running.models import assembled_model

pytestmark = pytest.mark.timeout(300)


@pytest.fixture
async def house(mongo_uri: str, database_name: str) -> AsyncIterator[AnalysedHouse]:
    async with analysed_house(mongo_uri, database_name, ManualClock(NOW), "Shop") as made:
        yield made


def head_of(taught: Taught) -> TunedHead | None:
    return taught.teachings.head


async def test_too_few_corrections_are_refused_in_words(house: AnalysedHouse) -> None:
    await correct(house, GLAD.format(1), "positive")
    tune = await carried_out(house)
    assert (tune.state, tune.corrections, tune.switched) == (TuneState.FAILED, 1, False)
    assert "20" in tune.error


async def test_a_better_head_is_put_in_force_and_told(
    house: AnalysedHouse, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(20):
        await correct(house, SORRY.format(number), "negative")
    seen: list[Lessons] = []

    async def learn(lessons: Lessons) -> Learned:
        seen.append(lessons)
        return Learned(HEAD, True, Figures(0.9, 0.1), Figures(0.91, 0.4), 16, 4)

    monkeypatch.setattr(tuning_module, "_apart", learn)
    bus, heard = EventBus(), list[Event]()

    async def hear(event: Event) -> None:
        heard.append(event)

    bus.subscribe(SettingsChanged, hear)
    taught = taught_by(house.core)
    await taught.reload()
    assert head_of(taught) is None
    tune = await carried_out(house, bus)
    assert (tune.state, tune.version, tune.corrections) == (TuneState.DONE, 1, 20)
    assert SettingsChanged(kind="model_head", id="1") in heard
    assert await taught.reload()
    head = head_of(taught)
    assert head is not None
    assert (head.version, head.weights) == (1, HEAD.weights)
    (lessons,) = seen
    assert {it.text for it in lessons.texts} == {SORRY.format(it) for it in range(20)}
    assert set(lessons.labels) == {0}
    await carried_out(house)
    assert (await house.stores.tunes.version(), seen[-1].current) == (
        2,
        TunedHead(1, HEAD.weights, HEAD.bias, NAME),
    )
    await house.stores.tunes.put_in_force(0)
    assert await taught.reload()
    assert head_of(taught) is None


async def test_a_head_of_a_former_model_makes_room_for_the_shipped_one(
    house: AnalysedHouse, caplog: pytest.LogCaptureFixture
) -> None:
    tunes = house.stores.tunes
    await tunes.keep(replace(kept_head(1), model="builtin-0"), instead_of=0)
    taught = taught_by(house.core)
    assert await taught.reload()
    assert head_of(taught) is None
    assert await tunes.version() == 0
    assert "tuned for the model builtin-0" in caplog.text
    assert not await taught.reload()


async def test_what_is_learned_after_a_former_models_head_takes_its_place(
    house: AnalysedHouse, monkeypatch: pytest.MonkeyPatch
) -> None:
    tunes = house.stores.tunes
    for number in range(20):
        await correct(house, SORRY.format(number), "negative")
    await tunes.keep(replace(kept_head(1), model="builtin-0"), instead_of=0)
    seen: list[Lessons] = []

    async def learn(lessons: Lessons) -> Learned:
        seen.append(lessons)
        return Learned(HEAD, True, Figures(0.9, 0.1), Figures(0.91, 0.4), 16, 4)

    monkeypatch.setattr(tuning_module, "_apart", learn)
    tune = await carried_out(house)
    assert [it.current for it in seen] == [None]
    assert (tune.version, tune.switched, await tunes.version()) == (2, True, 2)


async def test_a_head_that_was_chosen_meanwhile_is_not_taken_out(
    house: AnalysedHouse, monkeypatch: pytest.MonkeyPatch
) -> None:
    tunes = house.stores.tunes
    await tunes.keep(replace(kept_head(1), model="builtin-0"), instead_of=0)
    find = tunes.head

    async def head(version: int) -> ModelHead | None:
        found = await find(version)
        if version == 1:
            await tunes.keep(kept_head(2), instead_of=1)
        return found

    monkeypatch.setattr(tunes, "head", head)
    taught = taught_by(house.core)
    assert await taught.reload()
    assert await tunes.version() == 2
    assert head_of(taught) == replace(HEAD, version=2)


async def test_a_head_that_does_not_say_for_which_model_is_of_the_first(
    house: AnalysedHouse, caplog: pytest.LogCaptureFixture
) -> None:
    tunes = house.stores.tunes
    await tunes.keep(kept_head(1), instead_of=0)
    await house.stores.db["model_heads"].update_one({"_id": 1}, {"$unset": {"model": ""}})
    taught = taught_by(house.core)
    assert await taught.reload()
    assert head_of(taught) is None
    assert await tunes.version() == 0
    assert "tuned for the model builtin-1" in caplog.text


async def test_a_contrarian_is_not_followed_by_the_real_model(house: AnalysedHouse) -> None:
    for number in range(12):
        await correct(house, GLAD.format(number), "negative")
        await correct(house, SORRY.format(number), "positive")
    await asyncio.to_thread(assembled_model)
    tune = await carried_out(house)
    assert (tune.state, tune.error, tune.corrections) == (TuneState.DONE, "", 24)
    assert not tune.switched
    assert await house.stores.tunes.version() == 0
    assert tune.before is not None
    assert tune.before.corrections < 0.2
    assert tune.before.anchor > 0.85


def test_the_engines_name_tells_the_head() -> None:
    assembled_model()
    choice = EngineChoice()
    engine = build_engine(choice)
    assert engine.name == NAME
    use_head(engine, choice, TunedHead(3, HEAD.weights, HEAD.bias, NAME))
    assert engine.name == f"{NAME}+h3"
    use_head(engine, choice, None)
    assert engine.name == NAME


def test_a_tuning_that_dies_says_so() -> None:
    answer = answer_of(1, b"", b"Traceback\nMemoryError: too much\n")
    assert isinstance(answer, NotLearned)
    assert "MemoryError" in answer.why
