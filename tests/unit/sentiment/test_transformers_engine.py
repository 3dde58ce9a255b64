"""The engine that runs any classifier, on tiny ones with random weights."""

from __future__ import annotations

import json
import math
import random
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from sentiment.builtin import assembling
from sentiment.builtin.base import load_base
from sentiment.builtin.change import Change, Head
from sentiment.builtin.engine import BuiltInEngine
from sentiment.builtin.transformers_folder import write_transformers_folder
from sentiment.engines import EngineChoice, EngineKind, build_engine
from sentiment.errors import EngineError
from sentiment.port import Text
from sentiment.process import TaggerProcess
from sentiment.tags import Sentiment, SentimentLabel
from sentiment.transformers.engine import TransformersEngine
from tests.running.models import assembled_model
from tests.running.tiny_model import MOODS, WORDS, require_torch, save_model

pytestmark = [
    pytest.mark.peers,
    pytest.mark.timeout(120),
    # transformers 5 itself uses what later Pythons will not have
    pytest.mark.filterwarnings("ignore::DeprecationWarning"),
    pytest.mark.filterwarnings("ignore::FutureWarning"),
]

ROUNDING = 1e-4


@pytest.fixture(scope="module", autouse=True)
def torch_is_there() -> None:
    require_torch()
    import torch

    torch.set_num_threads(1)  # several that wait for each other are slow where others work too


@pytest.fixture(scope="module")
def model(tmp_path_factory: pytest.TempPathFactory, torch_is_there: None) -> Path:
    return save_model(tmp_path_factory.mktemp("models") / "tiny")


@pytest.fixture(scope="module")
def engine(model: Path) -> TransformersEngine:
    return TransformersEngine(str(model), batch=4)


def some_texts(count: int, longest: int) -> list[str]:
    lots = random.Random(5)
    return [" ".join(lots.choices(WORDS, k=lots.randint(0, longest))) for _ in range(count)]


def read(engine: TransformersEngine, *texts: str) -> list[Sentiment]:
    return [reading.sentiment for reading in engine.read_many([Text(text) for text in texts])]


def test_it_agrees_with_the_library_itself(model: Path, engine: TransformersEngine) -> None:
    from transformers import pipeline

    plain = pipeline("text-classification", model=str(model), top_k=None)
    texts = some_texts(12, 20)
    labels = set()
    for text, found in zip(texts, read(engine, *texts), strict=True):
        told: Any = plain([text])  # its type says nothing of `top_k`
        chances: dict[str, float] = {each["label"]: each["score"] for each in told[0]}
        assert found.label == max(chances, key=chances.__getitem__)
        assert found.score == pytest.approx(chances["positive"] - chances["negative"], abs=ROUNDING)
        labels.add(found.label)
    assert len(labels) > 1, "the texts do not differ: the comparison says nothing"
    assert engine.name == "transformers:tiny"


def test_a_text_scores_the_same_alone_and_in_any_batch(engine: TransformersEngine) -> None:
    texts = some_texts(24, 120)  # from none to four windows
    alone = [read(engine, text)[0] for text in texts]
    order = list(range(len(texts)))
    for seed in range(2):
        random.Random(seed).shuffle(order)
        together = read(engine, *(texts[place] for place in order))
        for place, found in zip(order, together, strict=True):
            assert found.score == pytest.approx(alone[place].score, abs=ROUNDING)
            assert found.label is alone[place].label


def test_of_a_long_text_every_window_counts(model: Path) -> None:
    first, last = "bad " * 60, "thanks " * 60
    engine = TransformersEngine(str(model))
    begin, end, whole = (read(engine, text)[0].score for text in (first, last, first + last))
    assert not math.isclose(begin, end, abs_tol=0.01)
    assert min(begin, end) < whole < max(begin, end)
    cut_off = TransformersEngine(str(model), windows=1)
    assert read(cut_off, first + last) == read(cut_off, first)


def test_odd_texts(engine: TransformersEngine) -> None:
    assert engine.read_many([]) == []
    for found in read(engine, "", " \n", "\ud800 half a pair", "😀" * 500, "ضعیف", "a\0b"):
        assert -1 <= found.score <= 1


@pytest.mark.parametrize(
    ("labels", "told", "agrees"),
    [
        (("LABEL_0", "LABEL_1", "LABEL_2"), {}, 1),
        (("positive", "neutral", "negative"), {}, -1),
        (("A", "B", "C"), {"A": "positive", "B": "neutral", "C": "negative"}, -1),
    ],
)
def test_labels_of_any_name(
    tmp_path: Path,
    engine: TransformersEngine,
    labels: tuple[str, ...],
    told: dict[str, str],
    agrees: int,
) -> None:
    other = TransformersEngine(str(save_model(tmp_path / "other", labels)), labels=told)
    for text in some_texts(5, 20):
        assert read(other, text)[0].score == pytest.approx(
            agrees * read(engine, text)[0].score, abs=ROUNDING
        )


def refused(model: Path | str, **given: object) -> EngineError:
    with pytest.raises(EngineError) as caught:
        TransformersEngine(str(model), **given)  # type: ignore[arg-type]  # what the test gives
    return caught.value


def test_a_label_that_says_nothing_is_named_with_the_setting(tmp_path: Path) -> None:
    error = refused(save_model(tmp_path / "other", ("good", "spam")))
    assert "“spam”" in str(error)
    assert "PARLEY_TRANSFORMERS_LABELS" in error.remedy


def test_a_model_that_was_never_taught_to_classify(tmp_path: Path) -> None:
    error = refused(save_model(tmp_path / "reader", classifier=False))
    assert "no trained classifier" in str(error)
    assert "PARLEY_TRANSFORMERS_MODEL" in error.remedy


def test_a_model_that_gives_one_number(tmp_path: Path) -> None:
    assert "no labels" in str(refused(save_model(tmp_path / "number", ("LABEL_0",))))


def test_weights_that_are_none(tmp_path: Path) -> None:
    folder = save_model(tmp_path / "broken")
    (folder / "model.safetensors").write_bytes(b"these are no weights")
    error = refused(folder)
    assert "cannot be loaded" in str(error)
    assert "PARLEY_TRANSFORMERS_MODEL" in error.remedy


def test_a_device_that_is_not_there(model: Path) -> None:
    error = refused(model, device="cuda:99")
    assert "cuda:99" in str(error)
    assert "PARLEY_TRANSFORMERS_DEVICE" in error.remedy


def test_half_precision_is_read_in_whole(model: Path, tmp_path: Path) -> None:
    """In half precision a text's score would depend on what stands beside it in a batch."""
    from transformers import AutoModelForSequenceClassification, AutoTokenizer

    halves = tmp_path / "halves"
    AutoModelForSequenceClassification.from_pretrained(model).half().save_pretrained(halves)
    AutoTokenizer.from_pretrained(model).save_pretrained(halves)
    assert json.loads((halves / "config.json").read_text())["dtype"] == "float16"
    engine = TransformersEngine(str(halves))
    texts = some_texts(12, 20)
    together = read(engine, *texts)
    for text, found in zip(texts, together, strict=True):
        assert read(engine, text)[0].score == pytest.approx(found.score, abs=ROUNDING)


def test_in_the_tagging_process(model: Path) -> None:
    choice = EngineChoice(kind=EngineKind.TRANSFORMERS, model=str(model))
    process = TaggerProcess(choice)
    try:
        process.prepare()
        assert process.standing.ready, process.standing.problem
        text = Text("The parcel is late and I wait")
        (tags,) = process.tag_many([text])
        assert tags.sentiment == build_engine(choice).read_many([text])[0].sentiment
        assert tags.sentiment.engine == "transformers:tiny"
        (thanks,) = process.tag_many([Text("Thanks")])
        assert thanks.sentiment.label is SentimentLabel.POSITIVE
        assert thanks.sentiment.engine == "lexicon-1"
    finally:
        process.close()


SENTENCES = (
    "the parcel arrived two weeks late and nobody answers my mails",
    "thank you so much, the replacement works perfectly",
    "what are your opening hours on saturday?",
    "ich warte seit drei wochen auf meine rückerstattung",
    "vielen dank, das war wirklich schnell",
    "kargo hâlâ gelmedi, rezalet bir hizmet",
    "بسته سالم رسید، خیلی ممنون از شما",
    "sifarişim nə vaxt çatdırılacaq?",
    "el producto llegó roto y nadie me ayuda",
    "спасибо, всё пришло вовремя",
)


def test_the_built_in_model_as_a_folder_reads_as_the_built_in_engine_does(tmp_path: Path) -> None:
    base, change = load_base(), Change.load(assembling.SHIPPED / "change.npz")
    head = Head.load(assembling.SHIPPED / assembling.HEAD)
    write_transformers_folder(tmp_path / "built-in", base, change, head)
    engine = TransformersEngine(str(tmp_path / "built-in"))
    built_in = BuiltInEngine(assembled_model()).read_many([Text(it) for it in SENTENCES])
    for ours, theirs in zip(built_in, read(engine, *SENTENCES), strict=True):
        assert theirs.label is ours.sentiment.label
        assert theirs.score == pytest.approx(ours.sentiment.score, abs=0.02)
    assert len({it.sentiment.label for it in built_in}) == 3


def test_from_the_command_line(model: Path, tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "parley", "sentiment", "score", "--json", "--model", str(model)],
        input="The parcel is late and I wait\n\nخیلی بد بود که بسته نرسید\n",
        capture_output=True,
        text=True,
        timeout=100,
        check=True,
    )
    told = [json.loads(line) for line in done.stdout.splitlines()]
    assert len(told) == 3
    assert {each["label"] for each in told} <= set(MOODS)
    assert [each["language"] for each in told] == ["en", None, "fa"]
