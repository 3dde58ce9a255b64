"""Word lists tag in the server's own thread, also where the model that should stand beside them is
broken."""

from __future__ import annotations

import logging
from pathlib import Path

import pytest

from sentiment.builtin import assembling
from sentiment.engines import EngineChoice, EngineKind
from sentiment.port import Text
from sentiment.running import TaggerInThread
from sentiment.tags import SentimentLabel
from sentiment.teachings import IntentExamples, Teachings

QUITS = IntentExamples("q", "Quits", ("I quit.", "Cancel my contract.", "I want to leave."))


def _nothing_shipped(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(assembling, "SHIPPED", place)


def _broken(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = assembling.model_folder(place)
    folder.mkdir()
    for name in ("checked", assembling.MEANING, assembling.MOOD, assembling.TOKENIZER):
        (folder / name).write_text("{}")


@pytest.mark.parametrize("spoil", [_nothing_shipped, _broken])
def test_intents_cost_no_tags_where_the_model_cannot_be_read(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
    spoil: object,
) -> None:
    assert callable(spoil)
    spoil(tmp_path, monkeypatch)
    tagger = TaggerInThread(EngineChoice(kind=EngineKind.LEXICON, models=tmp_path))
    tagger.teach(Teachings(intents=(QUITS,)))
    with caplog.at_level(logging.WARNING):
        tagger.prepare()
        [tags] = tagger.tag_many([Text("This is terrible, I hate it, I quit.", "en")])
    assert tags.sentiment.label is SentimentLabel.NEGATIVE
    assert (tags.intents, tags.meaning, tagger.standing.meanings) == ((), None, False)
    assert tagger.standing.ready
    [told, without] = [it.getMessage() for it in caplog.records]
    assert told.startswith("the built-in model cannot be read")
    assert without.startswith("no intents are found")
