"""Alerts for those who should look at them: by the API and by socket."""

from __future__ import annotations

from collections.abc import Sequence

from agent_console.auth.identity import Caller
from agent_console.console import Console
from agent_console.wire.alerts import AlertShape, alert_shape
from conversations.alerts import Alert, AlertReach
from conversations.errors import NotFound
from conversations.people import Permission


def reach_of(caller: Caller, *, reading: bool) -> AlertReach:
    """Whose alerts somebody may see, or see to: a supervisor those of their queues, anybody those
    of the watch lists that they own."""
    may = caller.may_read if reading else caller.may
    return AlertReach(
        user_id=caller.user.id,
        scope=caller.actor.scope,
        supervises=may(Permission.INTELLIGENCE_SEE),
    )


async def alert_shapes(console: Console, alerts: Sequence[Alert]) -> list[AlertShape]:
    """Alerts on the wire, with the names that queues, owners, watch lists and topics have now."""
    queues = {queue.id: queue.name for queue in await console.access.queues()}
    people: dict[str, str] = {}
    for user_id in {it.owner_id for it in alerts if it.owner_id}:
        try:
            people[user_id] = (await console.services.users.get(user_id)).name
        except NotFound:
            continue  # removed since
    things = dict(await console.naming.names())
    if any(it.topic for it in alerts):
        things |= {topic.id: topic.name for topic in await console.services.topics.all()}
    return [alert_shape(it, queues, people, things) for it in alerts]


async def owner_sees(console: Console, alert: Alert) -> bool:
    """Whether the alert's owner may see it: the list itself may have moved the conversation out of
    their sight, and an alert that is seen to later may find them in another team."""
    if alert.owner_id is None:
        return False
    try:
        owner = await console.services.users.get(alert.owner_id)
    except NotFound:
        return False
    scope = (await console.access.actor(owner)).scope
    reach = AlertReach(user_id=owner.id, scope=scope, supervises=False)
    return owner.active and reach.covers(alert)
