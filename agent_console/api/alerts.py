"""Alerts: what a supervisor, or the owner of a watch list, should look at."""

from __future__ import annotations

from agent_console.alerting import alert_shapes, reach_of
from agent_console.routing import Call, Routes
from agent_console.wire.alerts import AlertQuery, Alerts, AlertShape
from conversations.conversation import Ref
from conversations.events import AlertRaised
from conversations.people import Permission

routes = Routes("alerts")
WORK = Permission.CONVERSATIONS_WORK


@routes("GET", "/alerts", WORK)
async def list_alerts(call: Call, query: AlertQuery) -> Alerts:
    """The alerts of the queues that I supervise and of the watch lists that I own, newest first"""
    page = await call.services.alerts.page(
        reach_of(call.caller, reading=True),
        only_open=query.state == "open",
        cursor=query.cursor,
        limit=query.limit,
    )
    return Alerts(items=await alert_shapes(call.console, page.items), cursor=page.next)


@routes("POST", "/alerts/{id}/done", WORK)
async def alert_is_done(call: Call) -> AlertShape:
    """Note that I have seen to an alert; whoever came first stands"""
    alert = await call.services.alerts.get(call.id(), reach_of(call.caller, reading=False))
    if alert.done_at is None:
        me = call.caller.user
        done = alert.done(Ref(id=me.id, name=me.name), call.services.clock.now())
        alert = await call.services.alerts.finish(done)
        await call.services.bus.publish(AlertRaised(alert=alert))
    [shape] = await alert_shapes(call.console, [alert])
    return shape
