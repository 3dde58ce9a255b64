"""Where a model is found. The hub is a server of our own on loopback."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from sentiment.errors import EngineError
from sentiment.transformers.locating import HUB_ANSWERS_S, locate
from tests.conftest import free_port

MODEL = "somebody/some-model"
AT_ONCE_S = 3.0
"""With a busy machine; alone it takes a few milliseconds."""

pytestmark = pytest.mark.timeout(30)


class Hub(BaseHTTPRequestHandler):
    """Answers every question with one status, or with nothing for as long as the test runs."""

    status: int | None = 404
    asked: list[str]
    over: threading.Event

    def do_HEAD(self) -> None:
        self.asked.append(self.path)
        if self.status is None:
            self.over.wait()
            return
        self.send_response(self.status)
        self.end_headers()

    def log_message(self, format: str, *args: object) -> None:
        pass


@pytest.fixture
def hub(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[type[Hub]]:
    class Own(Hub):
        asked: list[str] = []  # noqa: RUF012 - of this class alone, which is this test's
        over = threading.Event()

    with ThreadingHTTPServer(("127.0.0.1", 0), Own) as server:
        serving = threading.Thread(target=server.serve_forever, args=(0.01,))
        serving.start()
        monkeypatch.setenv("HF_ENDPOINT", f"http://127.0.0.1:{server.server_port}")
        monkeypatch.setattr("huggingface_hub.constants.HF_HUB_CACHE", str(tmp_path / "cache"))
        monkeypatch.setattr("huggingface_hub.constants.HF_TOKEN_PATH", str(tmp_path / "token"))
        monkeypatch.delenv("HF_TOKEN", raising=False)
        yield Own
        Own.over.set()
        server.shutdown()
        serving.join()


def refused(model: str) -> EngineError:
    with pytest.raises(EngineError) as caught:
        locate(model)
    return caught.value


def a_model(folder: Path) -> Path:
    folder.mkdir()
    for name in ("config.json", "model.safetensors", "tokenizer.json"):
        (folder / name).touch()
    return folder


def test_a_folder_is_taken_as_it_is(tmp_path: Path) -> None:
    place = locate(str(a_model(tmp_path / "model")))
    assert (place.source, place.local) == (str(tmp_path / "model"), True)


@pytest.mark.parametrize("lacking", ["config.json", "model.safetensors", "tokenizer.json"])
def test_a_folder_that_is_no_model_says_what_it_lacks(tmp_path: Path, lacking: str) -> None:
    folder = a_model(tmp_path / "model")
    (folder / lacking).unlink()
    error = refused(str(folder))
    assert lacking in str(error)
    assert "PARLEY_TRANSFORMERS_MODEL" in error.remedy


def test_neither_a_file_nor_a_folder_that_is_not_there_is_a_model(tmp_path: Path) -> None:
    file = tmp_path / "model"
    file.touch()
    assert "is a file" in str(refused(str(file)))
    for nowhere in (str(tmp_path / "nowhere"), "./nowhere", "a/b/c", "two words"):
        assert f"no folder {nowhere}" in str(refused(nowhere))


def test_an_id_that_the_hub_does_not_know(hub: type[Hub]) -> None:
    error = refused(MODEL)
    assert f"no model {MODEL}" in str(error)
    assert "HF_TOKEN" in error.remedy
    assert hub.asked == [f"/{MODEL}/resolve/main/config.json"]


def test_with_a_token_the_library_asks_itself(
    hub: type[Hub], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HF_TOKEN", "hf_of_this_test")
    assert not locate(MODEL).local


def test_an_id_that_the_hub_knows(hub: type[Hub]) -> None:
    hub.status = 200
    place = locate(MODEL)
    assert (place.source, place.local) == (MODEL, False)


def test_a_model_in_the_cache_is_not_asked_for(hub: type[Hub], tmp_path: Path) -> None:
    kept = tmp_path / "cache" / "models--somebody--some-model"
    (kept / "refs").mkdir(parents=True)
    (kept / "refs" / "main").write_text("0" * 40)
    a_model_folder = kept / "snapshots" / ("0" * 40)
    a_model_folder.parent.mkdir()
    a_model(a_model_folder)
    assert locate(MODEL).local
    assert hub.asked == []


def test_without_a_network_it_fails_at_once_with_a_remedy(
    hub: type[Hub], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HF_ENDPOINT", f"http://127.0.0.1:{free_port()}")
    began = time.monotonic()
    error = refused(MODEL)
    assert time.monotonic() - began < AT_ONCE_S
    assert "cannot be reached (Connection refused)" in str(error)
    assert f"hf download {MODEL} --local-dir FOLDER" in error.remedy
    assert "PARLEY_TRANSFORMERS_MODEL" in error.remedy


def test_offline_by_order_the_hub_is_not_asked(
    hub: type[Hub], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("huggingface_hub.constants.HF_HUB_OFFLINE", True)
    assert "HF_HUB_OFFLINE is set" in str(refused(MODEL))
    assert hub.asked == []


def test_a_broken_hub_is_no_hub(hub: type[Hub]) -> None:
    hub.status = 503
    assert "it answers 503" in str(refused(MODEL))


def test_a_hub_that_does_not_answer_is_not_waited_for(hub: type[Hub]) -> None:
    hub.status = None
    began = time.monotonic()
    error = refused(MODEL)
    assert "cannot be reached" in str(error)
    assert time.monotonic() - began < HUB_ANSWERS_S + AT_ONCE_S
