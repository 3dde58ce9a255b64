"""What a team sets up: one small repository for each kind, all with the same few methods.

Every kind has at most some thousand things, read as a whole. A change is stored only on the
version that it was made from.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Generic, Protocol, TypeVar

from pymongo.errors import DuplicateKeyError

from conversations.errors import Conflict, NotFound, VersionConflict
from storage.client import Collection, Document, answering


class Versioned(Protocol):
    """A dataclass that has an id and a version."""

    @property
    def id(self) -> str:
        """What it is called by."""
        ...

    @property
    def version(self) -> int:
        """How often it was stored."""
        ...


_T = TypeVar("_T", bound=Versioned)


class SettingsRepository(Generic[_T]):
    """Things of one kind. ``noun`` is what errors call them."""

    def __init__(
        self,
        collection: Collection,
        noun: str,
        from_thing: Callable[[_T], Document],
        to_thing: Callable[[Document], _T],
        *,
        sorted_by: Callable[[_T], str],
        changed: Callable[[], None] = lambda: None,
    ) -> None:
        self._collection = collection
        self._noun = noun
        self._from = from_thing
        self._to = to_thing
        self._sorted_by = sorted_by
        self._changed = changed

    @answering
    async def get(self, thing_id: str) -> _T:
        """Return it or raise NotFound."""
        found = await self._one({"_id": thing_id})
        if found is None:
            raise NotFound(f"There is no such {self._noun}.")
        return found

    @answering
    async def all(self) -> Sequence[_T]:
        """Return all of them in the order that people expect."""
        things = [self._to(document) async for document in self._collection.find({})]
        return sorted(things, key=lambda it: (self._sorted_by(it).casefold(), it.id))

    @answering
    async def names(self) -> dict[str, str]:
        """Return their names alone, by id: of what has no name, nothing."""
        found = self._collection.find({}, {"name": 1})
        return {it["_id"]: it["name"] async for it in found if "name" in it}

    @answering
    async def add(self, thing: _T) -> _T:
        """Store a new one. Raises Conflict if what has to be unique is taken."""
        try:
            await self._collection.insert_one(self._from(thing))
        except DuplicateKeyError:
            raise self._taken() from None
        self._changed()
        return thing

    @answering
    async def update(self, thing: _T) -> _T:
        """Store a changed one if its version still stands, else VersionConflict.

        Returns it with its new version. Raises Conflict if what has to be unique is taken.
        """
        stored: _T = replace(thing, version=thing.version + 1)  # type: ignore[type-var]  # a dataclass
        try:
            result = await self._collection.replace_one(
                {"_id": thing.id, "version": thing.version}, self._from(stored)
            )
        except DuplicateKeyError:
            raise self._taken() from None
        if result.matched_count != 1:
            await self.get(thing.id)
            raise self._overtaken()
        self._changed()
        return stored

    @answering
    async def remove(self, thing_id: str) -> None:
        """Take it away. Raises NotFound."""
        result = await self._collection.delete_one({"_id": thing_id})
        if result.deleted_count != 1:
            raise NotFound(f"There is no such {self._noun}.")
        self._changed()

    async def _one(self, query: Document) -> _T | None:
        document = await self._collection.find_one(query)
        return self._to(document) if document else None

    def _overtaken(self) -> VersionConflict:
        return VersionConflict(f"The {self._noun} has changed since it was read.")

    def _taken(self) -> Conflict:
        return Conflict(
            f"Another {self._noun} has this name or address already.", remedy="Choose another one."
        )
