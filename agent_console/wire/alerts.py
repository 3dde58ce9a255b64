"""Alerts on the wire."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal

from pydantic import Field

from agent_console.wire.scalars import Listing, Moment, RefShape, Shown, ref
from conversations.alerts import Alert, AlertKind
from conversations.conversation import Ref


class AlertShape(Shown):
    """One thing to look at. ``sentence`` are the customer's words that did it."""

    id: str
    kind: AlertKind
    at: Moment
    conversation: RefShape | None = Field(description="By the customer's name.")
    number: int | None
    seq: int | None = Field(description="The message that did it.")
    sentence: str
    queue: RefShape | None
    watch_list: RefShape | None
    topic: RefShape | None
    owner: RefShape | None
    done_at: Moment | None
    done_by: RefShape | None
    data: dict[str, Any] = Field(
        description=(
            "`from` and `to` of a mood that worsened, `term` of a watch list's; of a topic's how "
            "it grew."
        )
    )


class Alerts(Shown):
    """One page, newest first; ``cursor`` is that of the next."""

    items: list[AlertShape]
    cursor: str | None


class AlertQuery(Listing):
    """Which alerts: those that nobody has seen to yet, or all."""

    state: Literal["open", "all"] = "open"


def alert_shape(
    given: Alert,
    queues: Mapping[str, str],
    people: Mapping[str, str],
    things: Mapping[str, str],
) -> AlertShape:
    """An alert on the wire; ``queues``, ``people``, and of watch lists and topics ``things``, are
    names by id. A list or topic that is gone keeps the name that it had."""
    return AlertShape(
        id=given.id,
        kind=given.kind,
        at=given.at,
        conversation=ref(given.conversation),
        number=given.number,
        seq=given.seq,
        sentence=given.sentence,
        queue=_named(given.queue_id, queues),
        watch_list=_now(given.watch_list, things),
        topic=_now(given.topic, things),
        owner=_named(given.owner_id, people),
        done_at=given.done_at,
        done_by=ref(given.done_by),
        data=dict(given.data),
    )


def _now(given: Ref | None, names: Mapping[str, str]) -> RefShape | None:
    return RefShape(id=given.id, name=names.get(given.id, given.name)) if given else None


def _named(thing_id: str | None, names: Mapping[str, str]) -> RefShape | None:
    return RefShape(id=thing_id, name=names.get(thing_id, "")) if thing_id else None
