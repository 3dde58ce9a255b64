"""Tunings, the heads that they made, and how the process is that tags with them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from pymongo.errors import DuplicateKeyError

from conversations.errors import NotFound
from conversations.model_heads import (
    SHIPPED,
    ModelHead,
    TaggingState,
    Tune,
    TuneFigures,
    TuneState,
)
from storage import names
from storage.client import Database, Document, answering
from storage.documents.fields import without_none
from storage.documents.keys import order_key
from storage.windows import Stretch, Windows

_IN_FORCE = "in_force"
_STATE = "tagging"
_FIRST_MODEL = "builtin-1"
"""What a head was made for that was kept before heads said so."""


class TuneRepository:
    """Implements :class:`conversations.model_heads.Tunes` and keeps the heads."""

    def __init__(self, db: Database, windows: Windows) -> None:
        self._tunes = db[names.TUNES]
        self._heads = db[names.MODEL_HEADS]
        self._states = db[names.TAGGING_STATES]
        self._windows = windows

    @answering
    async def add(self, tune: Tune) -> Tune:
        """Store a new one, or return the one that has its id already."""
        try:
            await self._tunes.insert_one(_from_tune(tune))
        except DuplicateKeyError:
            document = await self._tunes.find_one({"_id": tune.id})
            return _to_tune(document) if document else tune
        return tune

    @answering
    async def put(self, tune: Tune, *, was: TuneState | None = None) -> bool:
        """Store a tuning's new state. False, and nothing is changed, if it has ended, as when who
        took it over from a stalled process was done first; or if its state is not ``was``."""
        still: Document = {"_id": tune.id, "open_key": {"$gte": ""}}
        if was is not None:
            still["state"] = was.value
        stored = await self._tunes.replace_one(still, _from_tune(tune))
        return stored.matched_count == 1

    @answering
    async def get(self, tune_id: str) -> Tune:
        """Return one or raise NotFound."""
        document = await self._tunes.find_one({"_id": tune_id})
        if document is None:
            raise NotFound("There is no such tuning.")
        return _to_tune(document)

    @answering
    async def latest(self, limit: int = 50) -> Sequence[Tune]:
        """Return the newest, newest first."""
        stretch = Stretch(collection=self._tunes, equal={}, key="time_key")
        window = await self._windows.newest(stretch, before=None, limit=limit)
        return [_to_tune(document) for document in window.documents]

    @answering
    async def next_open(self) -> Tune | None:
        """Return the oldest that has not ended."""
        found = self._tunes.find({"open_key": {"$gte": ""}}).sort("open_key", 1)
        documents = await found.limit(1).to_list()
        return _to_tune(documents[0]) if documents else None

    @answering
    async def version(self) -> int:
        """Return the version of the head in force."""
        document = await self._heads.find_one({"_id": _IN_FORCE})
        return int(document["version"]) if document else SHIPPED

    @answering
    async def head(self, version: int) -> ModelHead | None:
        """Return a head; None for the shipped one, which is not kept here, or an unknown one."""
        document = await self._heads.find_one({"_id": version})
        if document is None:
            return None
        return ModelHead(
            version=version,
            weights=bytes(document["weights"]),
            bias=bytes(document["bias"]),
            model=document.get("model", _FIRST_MODEL),
            tune_id=document["tune_id"],
            at=document["at"],
        )

    @answering
    async def models_of(self, versions: Sequence[int]) -> Mapping[int, str]:
        """Return which model each of these heads was made for; what is not kept is left out."""
        found = self._heads.find({"_id": {"$in": list(versions)}}, {"model": 1})
        return {it["_id"]: it.get("model", _FIRST_MODEL) async for it in found}

    @answering
    async def next_version(self) -> int:
        """Return the version that the next head gets. One that a crash kept from coming into force
        has used up its number."""
        newest = await self._heads.find_one({"_id": _IN_FORCE})
        version = int(newest["last"]) + 1 if newest else SHIPPED + 1
        while await self._heads.find_one({"_id": version}, {"_id": 1}) is not None:
            version += 1
        return version

    @answering
    async def keep(self, head: ModelHead, *, instead_of: int) -> bool:
        """Store a new head, and put it in force if ``instead_of`` still is: False if another was
        chosen meanwhile, which stays. Heads are never overwritten."""
        document: Document = {
            "_id": head.version,
            "weights": head.weights,
            "bias": head.bias,
            "model": head.model,
            "tune_id": head.tune_id,
            "at": head.at,
            "instead_of": instead_of,
        }
        await self._heads.insert_one(document)
        return await self._switch(head.version, instead_of)

    async def _switch(self, version: int, instead_of: int) -> bool:
        now = {"version": version, "last": version}
        moved = await self._heads.update_one(
            {"_id": _IN_FORCE, "version": instead_of}, {"$set": now}
        )
        if moved.matched_count == 1:
            return True
        if instead_of != SHIPPED:
            return False
        try:  # nothing was ever put in the shipped one's place
            await self._heads.insert_one({"_id": _IN_FORCE, **now})
        except DuplicateKeyError:
            return False
        return True

    @answering
    async def made_by(self, tune_id: str) -> tuple[int, bool] | None:
        """Return the head that a tuning made before a crash cut it short, and whether it came into
        force: if only the crash kept it from that, it does now. None if there is none.

        It is the last that came into force or one after it: the next tuning waits for this one.
        """
        newest = await self._heads.find_one({"_id": _IN_FORCE})
        last = int(newest["last"]) if newest else SHIPPED
        version = max(last, SHIPPED + 1)
        while (found := await self._heads.find_one({"_id": version})) is not None:
            if found["tune_id"] == tune_id:
                if version == last:
                    return version, True
                # which one it was to replace was not always kept with a head
                before = found.get("instead_of")
                return version, before is not None and await self._switch(version, before)
            version += 1
        return None

    @answering
    async def put_in_force(self, version: int, *, instead_of: int | None = None) -> None:
        """Go back, or forward, to a head that was in force. With ``instead_of`` nothing happens
        unless that one is in force. Raises NotFound."""
        if version != SHIPPED and await self._heads.find_one({"_id": version}) is None:
            raise NotFound(f"There is no head {version} of the model.")
        now: Document = {"_id": _IN_FORCE}
        if instead_of is not None:
            now["version"] = instead_of
        await self._heads.update_one(now, {"$set": {"version": version}})

    @answering
    async def tagging_state(self) -> TaggingState | None:
        """Return what the tagging process said last; None if there was never one."""
        document = await self._states.find_one({"_id": _STATE})
        if document is None:
            return None
        return TaggingState(
            engine=document["engine"],
            ready=document["ready"],
            problem=document["problem"],
            meanings=document["meanings"],
            meanings_problem=document["meanings_problem"],
            at=document["at"],
        )

    @answering
    async def say(self, state: TaggingState) -> None:
        """Keep what the tagging process says of itself."""
        await self._states.replace_one(
            {"_id": _STATE},
            {
                "engine": state.engine,
                "ready": state.ready,
                "problem": state.problem,
                "meanings": state.meanings,
                "meanings_problem": state.meanings_problem,
                "at": state.at,
            },
            upsert=True,
        )


def _from_tune(tune: Tune) -> Document:
    time_key = order_key(tune.at, tune.id)
    return without_none(
        {
            "_id": tune.id,
            "time_key": time_key,
            "open_key": time_key if tune.is_open else None,
            "state": tune.state.value,
            "by_id": tune.by_id,
            "by_name": tune.by_name,
            "at": tune.at,
            "finished_at": tune.finished_at,
            "corrections": tune.corrections,
            "before": _from_figures(tune.before),
            "after": _from_figures(tune.after),
            "version": tune.version,
            "overtaken": tune.overtaken or None,
            "error": tune.error,
        }
    )


def _to_tune(document: Mapping[str, Any]) -> Tune:
    return Tune(
        id=document["_id"],
        state=TuneState(document["state"]),
        by_id=document.get("by_id"),
        by_name=document["by_name"],
        at=document["at"],
        finished_at=document.get("finished_at"),
        corrections=document["corrections"],
        before=_to_figures(document.get("before")),
        after=_to_figures(document.get("after")),
        version=document.get("version"),
        overtaken=document.get("overtaken", False),
        error=document["error"],
    )


def _from_figures(figures: TuneFigures | None) -> Document | None:
    if figures is None:
        return None
    return {"anchor": figures.anchor, "corrections": figures.corrections}


def _to_figures(document: Mapping[str, Any] | None) -> TuneFigures | None:
    if document is None:
        return None
    return TuneFigures(anchor=document["anchor"], corrections=document["corrections"])
