"""From what is asked of a call on the wire to the desk and back: for HTTP and sockets."""

from __future__ import annotations

from agent_console.auth.identity import Caller
from agent_console.console import Console
from agent_console.dialling import NUMBER, count, number_to_call
from agent_console.wire import call_orders as wire
from agent_console.wire.commands import CommandAnswer
from agent_console.wire.conversations import conversation_shape
from conversations.calls import commands
from conversations.calls.call import Taping
from conversations.calls.leg import Listening
from conversations.channels import Channel
from conversations.desk import DeskResult
from conversations.errors import Forbidden, Invalid, NotFound
from conversations.people import Permission
from conversations.places import Inbox

_SILENT = (wire.ListenOrder, wire.WhisperOrder, wire.BargeOrder, wire.LeaveOrder)


async def carry_out(
    console: Console,
    caller: Caller,
    conversation_id: str,
    order: wire.AnyCallOrder,
    command: str,
) -> CommandAnswer:
    """Carry an order out; repeated with the same id it answers as the first time. Raises what
    :meth:`conversations.desk.Desk.execute` raises."""
    if isinstance(order, _SILENT) and not caller.may(Permission.CALLS_MONITOR):
        raise Forbidden(
            f"This needs the permission “{Permission.CALLS_MONITOR}”.",
            remedy="Ask a supervisor, or use a token with that scope.",
        )
    wanted = await _command(console, caller, conversation_id, order, command)
    return await _answer(console, caller, await console.services.desk.execute(caller.actor, wanted))


async def dial(
    console: Console, caller: Caller, body: wire.DialBody, command: str
) -> CommandAnswer:
    """Call somebody; repeated with the same id it answers as the first time."""
    if body.conversation_id is not None:
        order = wire.CallBackOrder(action="call_back", address=body.address)
        return await carry_out(console, caller, body.conversation_id, order, command)
    inbox = await console.services.inboxes.get(body.inbox_id or "")
    if not caller.actor.scope.covers(queue_id=inbox.queue_id):
        raise NotFound("There is no such inbox.")
    number = await number_to_call(console, body.address, str(inbox.settings.get(NUMBER, "")))
    await count(console, caller)
    wanted = commands.DialOut(id=command, inbox_id=inbox.id, address=number, name=body.name)
    return await _answer(
        console, caller, await console.services.starting.dial(caller.actor, wanted)
    )


async def lines(console: Console, caller: Caller) -> list[Inbox]:
    """The inboxes of the caller's queues that one can call from, by name."""
    scope = caller.actor.scope
    return [
        inbox
        for inbox in await console.services.inboxes.all()
        if inbox.channel is Channel.VOICE
        and inbox.enabled
        and inbox.settings.get(NUMBER)
        and scope.covers(queue_id=inbox.queue_id)
    ]


async def _answer(console: Console, caller: Caller, result: DeskResult) -> CommandAnswer:
    view = await console.view(caller)
    return CommandAnswer(seq=result.seq, conversation=conversation_shape(result.conversation, view))


async def _number(console: Console, caller: Caller, conversation_id: str, typed: str) -> str:
    """A number typed within a call, of the country of the number it goes by."""
    conversation = await console.services.conversations.get(conversation_id, caller.actor.scope)
    ours = conversation.call.ours if conversation.call else ""
    return await number_to_call(console, typed, ours)


async def _command(
    console: Console, caller: Caller, it: str, order: wire.AnyCallOrder, command: str
) -> commands.AnyCallCommand:
    match order:
        case wire.ConsultOrder() | wire.AddOrder():
            number = ""
            if order.address:
                number = await _number(console, caller, it, order.address)
                await count(console, caller)
            kind = commands.Consult if isinstance(order, wire.ConsultOrder) else commands.AddParty
            return kind(id=command, conversation_id=it, agent_id=order.agent, address=number)
        case wire.CallBackOrder():
            number = ""
            if order.address:
                number = await _number(console, caller, it, order.address)
            await count(console, caller)
            return commands.CallBack(id=command, conversation_id=it, address=number)
        case wire.HoldOrder() | wire.ResumeOrder():
            on = isinstance(order, wire.HoldOrder)
            return commands.HoldCall(id=command, conversation_id=it, on=on)
        case wire.MuteOrder() | wire.UnmuteOrder():
            on = isinstance(order, wire.MuteOrder)
            return commands.MuteCall(id=command, conversation_id=it, on=on)
        case wire.TonesOrder():
            return commands.SendTones(id=command, conversation_id=it, tones=order.tones)
        case wire.CompleteOrder():
            return commands.CompleteTransfer(id=command, conversation_id=it)
        case wire.CancelTransferOrder():
            return commands.CancelTransfer(id=command, conversation_id=it)
        case wire.RemoveOrder():
            return commands.RemoveParty(id=command, conversation_id=it, leg_id=order.leg)
        case wire.HangUpOrder():
            return commands.HangUp(id=command, conversation_id=it)
        case wire.WrapUpOrder():
            return commands.WrapUp(
                id=command,
                conversation_id=it,
                disposition=order.disposition,
                note=order.note,
                resolve=order.resolve,
            )
        case wire.MoreTimeOrder():
            return commands.MoreTime(id=command, conversation_id=it, seconds=order.seconds)
    if (wish := _TAPING.get(order.action)) is not None:
        return commands.TapeCall(id=command, conversation_id=it, wish=wish)
    if order.action in _LISTENING:
        return commands.Monitor(id=command, conversation_id=it, mode=_LISTENING[order.action])
    raise Invalid("There is no such order.")


_TAPING = {
    "record": Taping.ON,
    "pause_recording": Taping.PAUSED,
    "resume_recording": Taping.ON,
    "stop_recording": Taping.OFF,
}
_LISTENING = {
    "listen": Listening.LISTEN,
    "whisper": Listening.WHISPER,
    "barge": Listening.BARGE,
    "leave": None,
}
