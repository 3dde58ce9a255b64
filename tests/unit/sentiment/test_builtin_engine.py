"""The built-in engine at work, with the model as it is shipped."""

import numpy as np
import pytest

from sentiment.builtin import NAME
from sentiment.builtin.change import Head, quantise
from sentiment.builtin.engine import WINDOW, BuiltInEngine
from sentiment.meaning import unpack
from sentiment.port import Engine, Text
from sentiment.tags import SentimentLabel
from sentiment.training import sentences
from tests.running.models import assembled_model

POSITIVE, NEUTRAL, NEGATIVE = (
    SentimentLabel.POSITIVE,
    SentimentLabel.NEUTRAL,
    SentimentLabel.NEGATIVE,
)


@pytest.fixture(scope="module")
def engine() -> BuiltInEngine:
    return BuiltInEngine(assembled_model())


def label(engine: BuiltInEngine, text: str, language: str | None = None) -> SentimentLabel:
    return engine.read_many([Text(text, language)])[0].sentiment.label


@pytest.mark.timeout(60)
def test_a_text_reads_the_same_alone_and_in_any_batch(engine: BuiltInEngine) -> None:
    texts = [Text(it.text, it.language) for it in sentences.testing()[::4]]
    texts += [Text("a long mail " * 200, "en"), Text("", None), Text("ok", "en")]
    alone = [engine.read_many([text])[0] for text in texts]
    assert engine.read_many(texts) == alone
    assert engine.read_many(texts[::-1]) == alone[::-1]
    assert [engine.read_many(texts[it : it + 7]) for it in range(0, 70, 7)] == [
        alone[it : it + 7] for it in range(0, 70, 7)
    ]
    assert np.array_equal(engine.features_many(texts)[:1], engine.features_many(texts[:1]))


def test_it_is_an_engine_and_says_which(engine: BuiltInEngine) -> None:
    port: Engine = engine
    assert port.read_many([]) == []
    assert port.read_many([Text("great", "en")])[0].sentiment.engine == port.name == NAME


@pytest.mark.parametrize(
    ("text", "language", "expected"),
    [
        ("I have been waiting for three weeks and nobody answers my mails.", "en", NEGATIVE),
        ("Could you tell me which sizes you have in stock?", "en", NEUTRAL),
        ("Thank you so much, the new lamp is wonderful!", "en", POSITIVE),
        ("SEIT DREI WOCHEN WARTE ICH AUF MEIN GELD UND NIEMAND ANTWORTET", "de", NEGATIVE),
        ("ÇOK KIZGINIM, ÜÇ HAFTADIR PARAMI GERİ ALAMIYORUM", "tr", NEGATIVE),
        ("cox sag olun, her sey eladir, size minnetdaram", "az", POSITIVE),
        ("soooo haaaappy with it, thaaanks", "en", POSITIVE),
        ("It arrived 😡😡😡", "en", NEGATIVE),
        ("my order just arrived 😍🎉", "en", POSITIVE),
        ("Leider kaputt, please refund as soon as possible, very disappointed", None, NEGATIVE),
    ],
)
def test_however_it_is_written(
    engine: BuiltInEngine, text: str, language: str | None, expected: SentimentLabel
) -> None:
    assert label(engine, text, language) is expected


def test_nothing_to_read_is_neutral_and_means_nothing(engine: BuiltInEngine) -> None:
    for text in ("", "   ", "\u200b", "https://example.com/a"):
        reading = engine.read_many([Text(text)])[0]
        assert (reading.sentiment.label, reading.sentiment.score) == (NEUTRAL, 0.0)
        assert reading.meaning is None


def test_a_long_text_is_read_in_windows_to_its_end(engine: BuiltInEngine) -> None:
    filler = "The order number is on the second page of the invoice. " * 200
    assert len(filler) > 10 * WINDOW
    angry = filler + "This is a disgrace, I am furious and I want my money back at once! " * 8
    calm = engine.read_many([Text(filler, "en")])[0].sentiment.score
    assert engine.read_many([Text(angry, "en")])[0].sentiment.score < calm


def test_what_means_alike_is_near_in_any_language(engine: BuiltInEngine) -> None:
    texts = [
        "My parcel has not arrived yet.",
        "Mein Paket ist immer noch nicht da.",
        "Kargom hâlâ gelmedi.",
        "Где моя посылка, она до сих пор не пришла",
        "When do you open on Saturday?",
    ]
    found = unpack([it.meaning or b"" for it in engine.read_many([Text(text) for text in texts])])
    near = found @ found.T
    assert near[0, 1:4].min() > near[0, 4]


def test_a_tuned_head_changes_the_mood_and_the_name(engine: BuiltInEngine) -> None:
    turned = Head(engine.head.weights[:, ::-1].copy(), engine.head.bias[::-1].copy(), version=3)
    tuned = BuiltInEngine(assembled_model(), turned)
    text = Text("Thank you, this is wonderful!", "en")
    assert engine.read_many([text])[0].sentiment.label is POSITIVE
    mood = tuned.read_many([text])[0].sentiment
    assert (mood.label, mood.engine) == (NEGATIVE, f"{NAME}+h3")


def test_rounding_a_matrix_to_bytes_keeps_it_near() -> None:
    weights = np.random.default_rng(1).normal(size=(64, 96)).astype(np.float32)
    weights[3] = 0
    kept = quantise(weights).dense()
    assert float(np.abs(kept - weights).max()) < float(np.abs(weights).max()) / 127
    assert not kept[3].any()
