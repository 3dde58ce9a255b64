"""Logs: structlog and the standard library through one root handler, redacted, off the loop.

Every record, ours or a library's, takes the same way: a bounded queue, a thread that renders
and redacts it, and the stream. So neither a slow terminal nor a full pipe can block the event
loop; where the queue is full a record is dropped and counted, and the count is logged.
"""

from __future__ import annotations

import logging
import queue
import sys
from collections.abc import MutableMapping
from contextlib import suppress
from logging.handlers import QueueHandler, QueueListener
from typing import Any, TextIO

import structlog

from parley.redaction import redact_fields, redact_text
from parley.settings import LogFormat, LogLevel

QUEUE_SIZE = 10_000
CLOSE_TIMEOUT_S = 5.0

# Libraries that tell more at INFO than an operator wants to read.
_QUIETER = {
    "aiohttp.access": logging.WARNING,
    "engineio": logging.WARNING,
    "pymongo": logging.WARNING,
    "socketio": logging.WARNING,
}


class LogOutput:
    """The running log; `close` writes what is still queued and gives the root logger back."""

    def __init__(
        self,
        handler: _BoundedQueueHandler,
        listener: _PatientListener,
        former_levels: dict[str | None, int],
    ) -> None:
        """Take over a handler that is attached to the root logger and a started listener.

        `former_levels` are those that the loggers had before; None names the root logger.
        """
        self._handler = handler
        self._listener = listener
        self._former_levels = former_levels

    @property
    def dropped(self) -> int:
        """How many records were dropped because the stream was too slow."""
        return self._handler.dropped

    def close(self) -> None:
        """Write what is queued and stop; what is logged later goes where it went before."""
        logging.getLogger().removeHandler(self._handler)
        self._listener.stop()
        for name, level in self._former_levels.items():
            logging.getLogger(name).setLevel(level)


def configure(level: LogLevel, form: LogFormat, stream: TextIO | None = None) -> LogOutput:
    """Send every log record to the stream (default stderr); call once per process."""
    target = stream if stream is not None else sys.stderr
    shared: list[structlog.typing.Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_logger_name,
        structlog.stdlib.add_log_level,
        structlog.stdlib.ExtraAdder(),
        structlog.processors.TimeStamper(fmt="iso", utc=True),
    ]
    structlog.configure(
        processors=[
            *shared,
            _catch_exception,
            structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
        ],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=False,
    )
    writer = logging.StreamHandler(target)
    writer.setFormatter(_RedactingFormatter(shared, _renderers(form, target)))
    records: queue.Queue[logging.LogRecord] = queue.Queue(QUEUE_SIZE)
    handler = _BoundedQueueHandler(records)
    listener = _PatientListener(records, writer)
    listener.start()
    root = logging.getLogger()
    root.addHandler(handler)
    former_levels = {name: logging.getLogger(name).level for name in (None, *_QUIETER)}
    root.setLevel(level.value.upper())
    for name, quiet_level in _QUIETER.items():
        logging.getLogger(name).setLevel(max(quiet_level, root.level))
    return LogOutput(handler, listener, former_levels)


def _renderers(form: LogFormat, target: TextIO) -> list[structlog.typing.Processor]:
    if form is LogFormat.JSON:
        return [structlog.processors.format_exc_info, structlog.processors.JSONRenderer()]
    return [
        structlog.dev.ConsoleRenderer(
            colors=target.isatty(), exception_formatter=structlog.dev.plain_traceback
        )
    ]


def _catch_exception(
    _logger: object, _method: str, event: MutableMapping[str, Any]
) -> MutableMapping[str, Any]:
    """Take hold of the exception here: the writing thread has none of its own."""
    if event.get("exc_info") is True:
        event["exc_info"] = sys.exc_info()
    return event


def _redact_event(
    _logger: object, _method: str, event: MutableMapping[str, Any]
) -> MutableMapping[str, Any]:
    return redact_fields(event)


class _RedactingFormatter(structlog.stdlib.ProcessorFormatter):
    """Renders a record, and lets nothing out that looks like a secret."""

    def __init__(
        self,
        shared: list[structlog.typing.Processor],
        renderers: list[structlog.typing.Processor],
    ) -> None:
        super().__init__(
            foreign_pre_chain=shared,
            processors=[
                structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                _redact_event,
                *renderers,
            ],
        )

    def format(self, record: logging.LogRecord) -> str:
        return redact_text(super().format(record))


class _PatientListener(QueueListener):
    """The writing thread; at the end it is waited for, but not for a reader that is gone."""

    def __init__(self, records: queue.Queue[Any], writer: logging.Handler) -> None:
        super().__init__(records, writer)
        self._records = records

    def enqueue_sentinel(self) -> None:
        with suppress(queue.Full):
            self._records.put(None, timeout=CLOSE_TIMEOUT_S)

    def stop(self) -> None:
        thread, self._thread = self._thread, None
        if thread is not None:
            self.enqueue_sentinel()
            thread.join(CLOSE_TIMEOUT_S)


class _BoundedQueueHandler(QueueHandler):
    """Hands records to the writing thread, and never waits for it."""

    def __init__(self, records: queue.Queue[logging.LogRecord]) -> None:
        super().__init__(records)
        self.dropped = 0
        self._untold = 0

    def prepare(self, record: logging.LogRecord) -> logging.LogRecord:
        # The standard one renders here, in the caller's thread, and loses structlog's fields.
        return record

    def enqueue(self, record: logging.LogRecord) -> None:
        try:
            self.queue.put_nowait(record)
        except queue.Full:
            self.dropped += 1
            self._untold += 1
            return
        if self._untold:
            untold, self._untold = self._untold, 0
            logging.getLogger(__name__).warning("dropped %d log records", untold)
