"""What the tests of tunings share: corrected messages, a head, and a learning that is better."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import UTC, datetime

import numpy as np
import pytest

from conversations.bus import EventBus
from conversations.clock import new_id
from conversations.model_heads import ModelHead, Tune
from parley.analysis import tuning as tuning_module
from parley.analysis.tuning import Tuning
from sentiment.builtin import NAME
from sentiment.teachings import TunedHead
from sentiment.tuning import Figures
from sentiment.tuning_child import Learned, Lessons
from tests.running.analysed import AnalysedHouse, tags

NOW = datetime(2026, 3, 4, 9, 0, tzinfo=UTC)
GLAD = "Thank you so much, parcel {} came early and everything is wonderful!"
SORRY = "Parcel {} is broken again, this is the worst service I have ever seen."
HEAD = TunedHead(0, np.ones((384, 3), "<f4").tobytes(), np.zeros(3, "<f4").tobytes(), NAME)


def kept_head(version: int) -> ModelHead:
    """As it is stored."""
    return ModelHead(
        version=version,
        weights=HEAD.weights,
        bias=HEAD.bias,
        model=NAME,
        tune_id="t",
        at=NOW,
    )


async def correct(house: AnalysedHouse, text: str, value: str) -> None:
    """A customer writes this, and an admin says what its mood is."""
    conversation = await house.said("Shop", new_id(), text, tags(0.0))
    await house.correct(conversation.id, value)


async def carried_out(house: AnalysedHouse, bus: EventBus | None = None) -> Tune:
    """Order a tuning, have it done, and return it as it is stored."""
    worker = Tuning(house.stores, bus or EventBus(), house.clock, None)
    order = Tune(id=new_id(), by_id="ada", by_name="Ada", at=house.clock.now())
    await house.stores.tunes.add(order)
    assert await worker.step()
    assert await worker.step() is False
    (tune,) = [it for it in await house.stores.tunes.latest() if it.id == order.id]
    return tune


def order_of(house: AnalysedHouse, by: str) -> Tune:
    """What somebody has ordered and nobody has begun."""
    return Tune(id=new_id(), by_name=by, at=house.clock.now())


def better_after(monkeypatch: pytest.MonkeyPatch, meanwhile: Callable[[], Awaitable[None]]) -> None:
    """Learning takes a while, in which something happens, and is then better."""

    async def learn(lessons: Lessons) -> Learned:
        await meanwhile()
        return Learned(HEAD, True, Figures(0.9, 0.1), Figures(0.91, 0.4), 16, 4)

    monkeypatch.setattr(tuning_module, "_apart", learn)
