"""The connection to MongoDB, and the one place where the driver's failures become ours.

Every write is acknowledged by a majority with the journal on disk: measured, nothing acknowledged
that way was lost to ``kill -9``.
"""

from __future__ import annotations

from collections.abc import Callable, Coroutine, Iterator
from contextlib import contextmanager
from datetime import UTC
from functools import wraps
from typing import Any, ParamSpec, TypeVar

from bson.codec_options import CodecOptions
from pymongo import AsyncMongoClient
from pymongo.asynchronous.collection import AsyncCollection
from pymongo.asynchronous.database import AsyncDatabase
from pymongo.errors import (
    ConnectionFailure,
    ExecutionTimeout,
    NetworkTimeout,
    OperationFailure,
    PyMongoError,
    WriteConcernError,
)

from conversations.errors import Unavailable

Document = dict[str, Any]  # what the driver gives and takes; typed by storage.documents
Client = AsyncMongoClient[Document]
Database = AsyncDatabase[Document]
Collection = AsyncCollection[Document]

SERVER_SELECTION_MS = 2_000
"""How long an operation waits for a server that is away. Several may wait in line for one lock, so
this is short: whoever asked is told, keeps what they wrote, and sends it again."""
CONNECT_MS = 5_000
SOCKET_MS = 30_000
POOL_SIZE = 64

DUPLICATE_KEY = 11000
"""The server's code for a unique index that says no."""

_P = ParamSpec("_P")
_R = TypeVar("_R")


def connect(uri: str, *, app_name: str = "parley", **options: Any) -> Client:
    """Return a client for ``uri``; nothing is sent before the first operation.

    ``options`` are the driver's own and win over what is set here (tests count commands so).
    """
    settings: dict[str, Any] = {
        "w": "majority",
        "journal": True,
        "retryWrites": True,
        "tz_aware": True,
        "tzinfo": UTC,
        "serverSelectionTimeoutMS": SERVER_SELECTION_MS,
        "connectTimeoutMS": CONNECT_MS,
        "socketTimeoutMS": SOCKET_MS,
        "maxPoolSize": POOL_SIZE,
        "appname": app_name,
    }
    return AsyncMongoClient(uri, **{**settings, **options})


def open_database(client: Client, name: str) -> Database:
    """Return a database whose datetimes are aware and UTC, whatever the client was told."""
    codec: CodecOptions[Document] = CodecOptions(tz_aware=True, tzinfo=UTC)
    return client.get_database(name, codec_options=codec)


def is_away(error: PyMongoError) -> bool:
    """Whether ``error`` says that the database cannot be reached or did not answer in time."""
    if isinstance(error, ConnectionFailure | ExecutionTimeout | NetworkTimeout | WriteConcernError):
        return True
    if isinstance(error, OperationFailure):
        return error.has_error_label("RetryableWriteError") or error.has_error_label(
            "TransientTransactionError"
        )
    return False


@contextmanager
def translated() -> Iterator[None]:
    """Turn the driver's connection errors into :class:`conversations.errors.Unavailable`."""
    try:
        yield
    except PyMongoError as error:
        if is_away(error):
            raise Unavailable("The database does not answer right now.") from error
        raise


def answering(
    method: Callable[_P, Coroutine[Any, Any, _R]],
) -> Callable[_P, Coroutine[Any, Any, _R]]:
    """Decorate a repository's coroutine method with :func:`translated`."""

    @wraps(method)
    async def translating(*args: _P.args, **kwargs: _P.kwargs) -> _R:
        with translated():
            return await method(*args, **kwargs)

    return translating
