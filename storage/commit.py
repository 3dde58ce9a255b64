"""Writing outcomes inside a transaction, and telling from its errors which promise was broken."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from pymongo import InsertOne, UpdateOne
from pymongo.asynchronous.client_session import AsyncClientSession
from pymongo.errors import BulkWriteError, DuplicateKeyError

from conversations.channels import BESIDE_A_CALL, FULL_CAPACITY
from conversations.entries import delivery_rank
from conversations.errors import ClaimLost, Conflict, DuplicateEntry, VersionConflict
from conversations.outcome import EntryFold, Outcome, SeatClaim
from conversations.people import Presence
from storage import names
from storage.client import DUPLICATE_KEY, Database, Document
from storage.documents.alerts import from_alert, from_correction, standing_counter
from storage.documents.conversation import from_conversation, update
from storage.documents.deliveries import from_decision, from_outbox_item
from storage.documents.entry import from_delivery, from_entry, from_tags
from storage.documents.fields import plain
from storage.documents.keys import entry_key

Write = InsertOne[Document] | UpdateOne


async def write(db: Database, session: AsyncClientSession, outcomes: Sequence[Outcome]) -> None:
    """Write all parts of ``outcomes`` (each of another conversation).

    Raises VersionConflict, ClaimLost or DuplicateEntry; the caller's transaction then aborts.
    The conversations come first: their condition decides whether the rest is worth writing.
    """
    await _write_conversations(db, session, outcomes)
    entries = [from_entry(entry) for outcome in outcomes for entry in outcome.entries]
    if entries:
        try:
            await db[names.ENTRIES].insert_many(entries, ordered=False, session=session)
        except (BulkWriteError, DuplicateKeyError) as error:
            raise _of_entries(error) from error
    for outcome in outcomes:
        for claim in outcome.claims:
            await _claim(db, session, claim)
        for release in outcome.releases:
            await db[names.SEATS].update_one(
                {"_id": release.user_id},
                {"$inc": {"free": release.weight, "load": -release.weight, "version": 1}},
                session=session,
            )
    items = [from_outbox_item(item) for outcome in outcomes for item in outcome.outbox]
    if items:
        try:
            await db[names.OUTBOX].insert_many(items, ordered=False, session=session)
        except (BulkWriteError, DuplicateKeyError) as error:
            raise DuplicateEntry("This message waits for delivery already.") from error
    folds = [
        update
        for outcome in outcomes
        for fold in outcome.folds
        for update in _fold(outcome.after.id, fold)
    ]
    if folds:
        await db[names.ENTRIES].bulk_write(folds, ordered=True, session=session)
    decisions = [from_decision(it.decision) for it in outcomes if it.decision is not None]
    if decisions:
        await db[names.DECISIONS].insert_many(decisions, session=session)
    await _write_beside(db, session, outcomes)


async def _write_beside(
    db: Database, session: AsyncClientSession, outcomes: Sequence[Outcome]
) -> None:
    """What is kept of the change elsewhere: whom to alert, and what a person said of a tag."""
    alerts = [from_alert(alert) for outcome in outcomes for alert in outcome.alerts]
    if alerts:  # one that was raised before stays as it is
        writes = [UpdateOne({"_id": it["_id"]}, {"$setOnInsert": it}, upsert=True) for it in alerts]
        await db[names.ALERTS].bulk_write(writes, ordered=False, session=session)
    for correction in [from_correction(it) for outcome in outcomes for it in outcome.corrections]:
        about = {name: correction[name] for name in ("conversation_id", "seq", "kind")}
        fallen = await db[names.CORRECTIONS].update_many(
            {**about, "stands_key": {"$gte": ""}}, {"$unset": {"stands_key": ""}}, session=session
        )
        await db[names.CORRECTIONS].insert_one(correction, session=session)
        await db[names.COUNTERS].update_one(
            {"_id": standing_counter(correction["kind"])},
            {"$inc": {"count": int("stands_key" in correction) - fallen.modified_count}},
            upsert=True,
            session=session,
        )


async def _write_conversations(
    db: Database, session: AsyncClientSession, outcomes: Sequence[Outcome]
) -> None:
    writes: list[Write] = []
    expected = 0
    for outcome in outcomes:
        if outcome.before is None:
            writes.append(InsertOne(from_conversation(outcome.after)))
            continue
        expected += 1
        writes.append(update(outcome.before, outcome.after))
    try:
        result = await db[names.CONVERSATIONS].bulk_write(writes, ordered=False, session=session)
    except (BulkWriteError, DuplicateKeyError) as error:
        raise _not_duplicate(error) or _moved_on() from error
    if result.modified_count != expected:
        raise _moved_on()


async def _claim(db: Database, session: AsyncClientSession, claim: SeatClaim) -> None:
    condition: Document = {"_id": claim.user_id, **_fits(claim.weight)}
    if not claim.any_presence:
        condition["presence"] = Presence.AVAILABLE.value
    result = await db[names.SEATS].update_one(
        condition,
        {
            "$inc": {"free": -claim.weight, "load": claim.weight, "version": 1},
            "$set": {"idle_since": claim.at},
        },
        session=session,
    )
    if result.matched_count != 1:
        raise ClaimLost("The agent is not available or has no capacity left.")


def _fits(weight: int) -> Document:
    """:func:`conversations.channels.fits` as a condition. ``free`` is below zero while light work
    lies beside a call, so that nothing else is added."""
    if weight < FULL_CAPACITY:
        return {"free": {"$gte": weight}}
    return {"load": {"$lte": BESIDE_A_CALL}, "capacity": {"$gt": 0}}


def _fold(conversation_id: str, fold: EntryFold) -> list[UpdateOne]:
    identity = entry_key(conversation_id, fold.seq)
    updates: list[UpdateOne] = []
    if fold.delivery is not None:
        rank = delivery_rank(fold.delivery.state)
        updates.append(
            UpdateOne(
                {"_id": identity, "delivery_rank": {"$lt": rank}},
                {"$set": {"delivery": from_delivery(fold.delivery), "delivery_rank": rank}},
            )
        )
    if fold.tags is not None:
        found: Document = {"tags": from_tags(fold.tags)}
        if fold.meaning is not None:
            found["meaning"] = fold.meaning
        tagged = {"$set": found, "$unset": {"untagged_key": ""}}
        updates.append(UpdateOne({"_id": identity}, tagged))
    if fold.corrected is not None:
        corrected = {"$set": {"corrected": from_tags(fold.corrected)}}
        updates.append(UpdateOne({"_id": identity}, corrected))
    if fold.data is not None:
        updates.append(UpdateOne({"_id": identity}, {"$set": {"data": plain(fold.data)}}))
    return updates


def _of_entries(error: BulkWriteError | DuplicateKeyError) -> Exception:
    """A taken ``seq`` means that the conversation moved on; a taken id, that we know the entry."""
    other = _not_duplicate(error)
    if other is not None:
        return other
    for failure in _failures(error):
        pattern = failure.get("keyPattern") or {}
        if "external_key" in pattern or "command_id" in pattern:
            return DuplicateEntry("This message is on the timeline already.")
    return _moved_on()


def _failures(error: BulkWriteError | DuplicateKeyError) -> Sequence[Mapping[str, Any]]:
    details = error.details or {}
    failures: Sequence[Mapping[str, Any]] = details.get("writeErrors") or [details]
    return failures


def _not_duplicate(error: BulkWriteError | DuplicateKeyError) -> Exception | None:
    """The error itself if it is of another kind: a transient one is repeated by the caller."""
    failures = _failures(error)
    if failures and all(failure.get("code") == DUPLICATE_KEY for failure in failures):
        return None
    return error


def _moved_on() -> Conflict:
    return VersionConflict("The conversation has changed since it was read.")
