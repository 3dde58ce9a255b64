from __future__ import annotations

import io
import json
import logging
import threading
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
import structlog

from parley import logging as parley_logging
from parley.settings import LogFormat, LogLevel


@contextmanager
def log_to(
    stream: io.StringIO, form: LogFormat = LogFormat.JSON, level: LogLevel = LogLevel.INFO
) -> Iterator[parley_logging.LogOutput]:
    output = parley_logging.configure(level, form, stream)
    try:
        yield output
    finally:
        output.close()
        structlog.reset_defaults()


def lines(stream: io.StringIO) -> list[dict[str, object]]:
    return [json.loads(line) for line in stream.getvalue().splitlines()]


def test_ours_and_a_librarys_records_take_the_same_way() -> None:
    stream = io.StringIO()
    with log_to(stream):
        structlog.get_logger("router").info("offered", conversation="c1", waited_s=3)
        logging.getLogger("some.library").warning("slow answer from %s", "peer")
    ours, theirs = lines(stream)
    assert ours["event"] == "offered"
    assert ours["conversation"] == "c1"
    assert ours["logger"] == "router"
    assert theirs["event"] == "slow answer from peer"
    assert theirs["level"] == "warning"
    assert str(theirs["timestamp"]).endswith("Z")


@pytest.mark.parametrize("form", list(LogFormat))
def test_secrets_never_reach_the_stream(form: LogFormat) -> None:
    stream = io.StringIO()
    with log_to(stream, form):
        log = structlog.get_logger("parley")
        log.info("login", password="hunter2", headers={"Authorization": "Bearer hunter2"})
        logging.getLogger("pymongo").error("no answer from mongodb://me:hunter2@db/")
        logging.getLogger("x").warning("with", extra={"auth_token": "hunter2"})
        try:
            raise ValueError("token=hunter2")
        except ValueError:
            log.exception("failed")
    written = stream.getvalue()
    assert "hunter2" not in written
    assert "ValueError" in written
    assert "mongodb://me:[redacted]@db/" in written


def test_level_holds() -> None:
    stream = io.StringIO()
    with log_to(stream, level=LogLevel.WARNING):
        structlog.get_logger("a").info("not this")
        structlog.get_logger("a").warning("this")
    assert [line["event"] for line in lines(stream)] == ["this"]


def test_context_of_a_request_stands_on_its_lines() -> None:
    stream = io.StringIO()
    with log_to(stream), structlog.contextvars.bound_contextvars(request="r1"):
        structlog.get_logger("a").info("read")
    assert lines(stream)[0]["request"] == "r1"


class StuckStream(io.StringIO):
    """A pipe whose reader has stopped: the first write waits until it is let go."""

    def __init__(self) -> None:
        super().__init__()
        self.entered = threading.Event()
        self.free = threading.Event()

    def write(self, text: str) -> int:
        self.entered.set()
        self.free.wait(5)
        return super().write(text)


def test_a_stuck_reader_neither_blocks_nor_fills_the_memory(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(parley_logging, "QUEUE_SIZE", 5)
    stream = StuckStream()
    with log_to(stream) as output:
        log = structlog.get_logger("a")
        log.info("first")
        assert stream.entered.wait(5)
        for number in range(20):
            log.info("more", number=number)
        assert output.dropped == 15
        stream.free.set()
    assert [line["event"] for line in lines(stream)] == ["first", *["more"] * 5]


def test_closing_gives_the_loggers_their_levels_back(caplog: pytest.LogCaptureFixture) -> None:
    before = [logging.getLogger(name).level for name in (None, "pymongo")]
    with log_to(io.StringIO(), level=LogLevel.ERROR):
        assert logging.getLogger().level == logging.ERROR
    assert [logging.getLogger(name).level for name in (None, "pymongo")] == before
    logging.getLogger("sentiment.worker").warning("heard again")
    assert "heard again" in caplog.text
