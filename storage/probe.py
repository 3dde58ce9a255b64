"""Asks a database server whether it can carry Parley: transactions, durable writes, its version."""

from __future__ import annotations

from dataclasses import dataclass

from pymongo.errors import OperationFailure, PyMongoError

from storage.client import Client, Database

PROBE_COLLECTION = "probe"


@dataclass(frozen=True, slots=True, kw_only=True)
class ServerFacts:
    """What was found. An `…_error` is empty where the thing works, else the server's own words."""

    version: str
    replica_set: str
    write_error: str
    transaction_error: str


class ProbeFailed(Exception):
    """The server could not be asked; the text is its reason in one line."""


async def probe(client: Client, database: Database) -> ServerFacts:
    """Try a majority write with the journal, and a transaction; leaves nothing behind.

    Raises `ProbeFailed` where the server does not answer or refuses the login.
    """
    try:
        hello = await client.admin.command("hello")
        build = await client.admin.command("buildInfo")
        return ServerFacts(
            version=str(build.get("version", "?")),
            replica_set=str(hello.get("setName", "")),
            write_error=await _try_write(database),
            transaction_error=await _try_transaction(client, database),
        )
    except PyMongoError as error:
        raise ProbeFailed(_in_one_line(error)) from error


def _in_one_line(error: PyMongoError) -> str:
    if isinstance(error, OperationFailure) and error.details:
        return str(error.details.get("errmsg", error))
    return str(error).split(", Timeout:")[0]


async def _try_write(database: Database) -> str:
    try:
        await database[PROBE_COLLECTION].insert_one({"_id": "write"})
        await database[PROBE_COLLECTION].delete_one({"_id": "write"})
    except OperationFailure as error:
        return _in_one_line(error)
    return ""


async def _try_transaction(client: Client, database: Database) -> str:
    try:
        async with client.start_session() as session, await session.start_transaction():
            await database[PROBE_COLLECTION].insert_one({"_id": "transaction"}, session=session)
            await session.abort_transaction()
        await database.drop_collection(PROBE_COLLECTION)
    except OperationFailure as error:
        return _in_one_line(error)
    return ""
