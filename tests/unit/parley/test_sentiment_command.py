from __future__ import annotations

import io
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from parley.cli import main

KEYS = ["label", "score", "language", "keywords"]
COMMAND = [sys.executable, "-m", "parley", "sentiment", "score", "--engine", "lexicon"]
DEADLINE_S = 60.0

pytestmark = pytest.mark.timeout(120)


@pytest.fixture(autouse=True)
def clean_settings(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for name in [name for name in os.environ if name.startswith("PARLEY_")]:
        monkeypatch.delenv(name)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join(filter(None, sys.path)))


def score(
    capsys: pytest.CaptureFixture[str], *arguments: str, engine: str | None = "lexicon"
) -> tuple[int, str, str]:
    chosen = ["--engine", engine] if engine else []
    code = main(["sentiment", "score", *chosen, *arguments])
    told = capsys.readouterr()
    return code, told.out, told.err


def given(monkeypatch: pytest.MonkeyPatch, content: bytes) -> None:
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(content)))


def test_a_line_of_json_for_each_text(capsys: pytest.CaptureFixture[str]) -> None:
    code, out, _ = score(capsys, "--json", "Great service, thank you!", "Berbat bir hizmet")
    first, second = map(json.loads, out.splitlines())
    assert code == 0
    assert list(first) == KEYS
    assert (first["label"], first["language"]) == ("positive", "en")
    assert 0 < first["score"] <= 1
    assert first["keywords"] == ["service"]
    assert (second["label"], second["language"]) == ("negative", "tr")


def test_a_table_for_people(capsys: pytest.CaptureFixture[str]) -> None:
    code, out, _ = score(capsys, "Berbat\x1b[31m bir hizmet", "a long text " * 20)
    head, first, second = out.splitlines()
    assert code == 0
    assert head.split()[:3] == ["label", "score", "lang"]
    assert first.startswith("negative   -0.")
    assert "\x1b" not in first
    assert "…" in second


@pytest.mark.parametrize("arguments", [(), ("-",)])
def test_texts_from_standard_input_one_a_line(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, arguments: tuple[str, ...]
) -> None:
    lines = (
        "\ufeffDanke, sehr gut!\r\n"
        "\n"
        "خیلی بد بود\n"
        "Спасибо, отлично\u2028всё работает\n"
        "非常感謝\n"
        "the last one, terrible"
    )
    given(monkeypatch, lines.encode())
    code, out, _ = score(capsys, "--json", *arguments)
    told = [json.loads(line) for line in out.splitlines()]
    assert code == 0
    assert [each["label"] for each in told] == [
        "positive",
        "neutral",
        "negative",
        "positive",
        "neutral",
        "negative",
    ]
    assert told[1] == {"label": "neutral", "score": 0.0, "language": None, "keywords": []}


def test_what_is_no_utf8_is_read_as_far_as_it_goes(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    given(monkeypatch, b"terrible \xff\xfe service\n\x80\nthank you\n")
    _, out, _ = score(capsys, "--json")
    told = [json.loads(line)["label"] for line in out.splitlines()]
    assert told == ["negative", "neutral", "positive"]
    _, out, _ = score(capsys, "--json", os.fsdecode(b"terrible \xff service"))
    assert json.loads(out)["label"] == "negative"


def test_an_endless_line_takes_no_endless_memory(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    given(monkeypatch, b"terrible " * 1_000_000 + b"\nthank you\n")
    _, out, _ = score(capsys, "--json")
    assert [json.loads(line)["label"] for line in out.splitlines()] == ["negative", "positive"]


def test_it_answers_line_by_line_before_the_input_ends() -> None:
    with subprocess.Popen(
        [*COMMAND, "--json"], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        for text, label in ((b"thank you\n", "positive"), (b"terrible service\n", "negative")):
            process.stdin.write(text)
            process.stdin.flush()
            assert json.loads(process.stdout.readline())["label"] == label
        process.stdin.close()
        assert process.wait(DEADLINE_S) == 0


def test_a_reader_that_has_enough_is_no_failure(tmp_path: Path) -> None:
    texts = tmp_path / "texts"
    texts.write_text("thank you\n" * 20_000)
    with (
        texts.open("rb") as source,
        subprocess.Popen(
            [*COMMAND, "--json"], stdin=source, stdout=subprocess.PIPE, stderr=subprocess.PIPE
        ) as process,
    ):
        assert process.stdout is not None
        assert process.stderr is not None
        assert process.stdout.readline()
        process.stdout.close()
        assert process.wait(DEADLINE_S) == 0
        assert process.stderr.read() == b""


def test_the_environment_chooses_the_engine(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PARLEY_TAGGING_ENGINE", "lexicon")
    code, out, _ = score(capsys, "--json", "thank you", engine=None)
    assert (code, json.loads(out)["label"]) == (0, "positive")


@pytest.mark.parametrize(
    ("arguments", "code", "says"),
    [
        (["--engine", "transformers", "x"], 2, "set PARLEY_TRANSFORMERS_MODEL"),
        (["--engine", "lexicon", "--model", "m", "x"], 1, "takes no model"),
        (["--model", "./nowhere", "x"], 1, ""),
    ],
)
def test_what_is_wrong_is_told_with_the_remedy(
    capsys: pytest.CaptureFixture[str], arguments: list[str], code: int, says: str
) -> None:
    found, out, err = score(capsys, *arguments, engine=None)
    assert found == code
    assert out == ""
    assert err.startswith("parley: ")
    assert says in err


def test_a_model_that_cannot_be_put_together_says_what_to_do(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "file").touch()
    monkeypatch.setenv("PARLEY_MODELS_FOLDER", str(tmp_path / "file" / "models"))
    code, _, err = score(capsys, "x", engine="builtin")
    assert code == 1
    assert "parley models build" in err
