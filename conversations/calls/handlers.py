"""What each command does to a call: pure functions on a change."""

from __future__ import annotations

import re
from datetime import timedelta

from conversations.assignment import assign, reopen
from conversations.calls import commands
from conversations.calls.call import CallState, Taping
from conversations.calls.changing import (
    call_of,
    hang_up,
    is_speaking,
    let_go,
    put,
    put_leg,
    taped,
    tell,
    to,
    want,
    written_down,
)
from conversations.calls.conditions import check_number, mine, need, room_for_more
from conversations.calls.following import begin_call_back
from conversations.calls.leg import Listening, Party
from conversations.calls.lines import complete
from conversations.change import Change
from conversations.clock import new_id
from conversations.conversation import Ref
from conversations.entries import Activity, Author
from conversations.errors import ClaimLost, Conflict, Forbidden, Invalid
from conversations.handlers import close

_TONES = re.compile(r"[0-9*#wW]{1,64}")
LONGEST_WRAP_UP = timedelta(hours=1)


def call_back(change: Change, command: commands.CallBack, author: Author) -> None:
    """Call the contact; whoever calls has the conversation."""
    call = call_of(change)
    if call.is_live:
        raise Conflict("There is a call in this conversation.", remedy="End it first.")
    number = command.address or call.callback_to or call.theirs
    check_number(number)
    me = Ref(id=author.id or "", name=author.name)
    if call.state is CallState.CALLBACK:
        put(change, callback_to=number)
        assign(change, me, author, command.id, reason="call_back")  # the rest follows
        return
    if not change.it.is_open:
        reopen(change, author, new_id())
    if change.it.agent != me:
        assign(change, me, author, None, reason="call_back")
    begin_call_back(change, number, command_id=command.id)


def hold(change: Change, command: commands.HoldCall, author: Author) -> None:
    """Put the contact on hold, or come back to them."""
    call = mine(change, author)
    if command.on and call.state is CallState.TALKING:
        put_leg(change, call.contact, held=True)
        to(change, CallState.ON_HOLD)
        tell(change, "held", author=author, command_id=command.id)
    elif not command.on and call.state is CallState.ON_HOLD:
        put_leg(change, call.contact, held=False)
        to(change, CallState.TALKING)
        tell(change, "resumed", author=author, command_id=command.id)
    else:
        raise Conflict(f"The call is {call.state}.", remedy="Look again: it has changed.")


def mute(change: Change, command: commands.MuteCall, author: Author) -> None:
    """Mute the agent, or not."""
    call = mine(change, author)
    need(is_speaking(call), call)
    put_leg(change, call.agent, muted=command.on)
    tell(change, "muted" if command.on else "unmuted", author=author, command_id=command.id)


def tones(change: Change, command: commands.SendTones, author: Author) -> None:
    """Sound keys to the contact."""
    call = mine(change, author)
    need(call.state is CallState.TALKING, call)
    if not _TONES.fullmatch(command.tones):
        raise Invalid("Those are no keys.", remedy="Use digits, * and #.")
    put(change, tones=call.tones + command.tones)
    tell(change, "tones", author=author, command_id=command.id)  # not which: it may be a PIN


def consult(
    change: Change, command: commands.Consult, author: Author, colleague: Ref | None
) -> None:
    """Speak with somebody else first."""
    call = mine(change, author)
    need(call.state in (CallState.TALKING, CallState.ON_HOLD), call)
    put_leg(change, call.contact, held=True)
    _invite(change, Party.CONSULTED, command.address, colleague)
    to(change, CallState.TRANSFERRING)
    tell(
        change,
        "consulting",
        author=author,
        command_id=command.id,
        name=colleague.name if colleague else command.address,
    )


def complete_transfer(change: Change, command: commands.CompleteTransfer, author: Author) -> None:
    """Leave the contact to the other one."""
    call = mine(change, author)
    need(call.state is CallState.TRANSFERRING, call)
    other = call.consulted
    if other is None or not other.is_up:
        raise Conflict(
            "Nobody has answered yet.", remedy="Wait, or cancel and transfer without a word."
        )
    complete(change, author, command.id)


def cancel_transfer(change: Change, command: commands.CancelTransfer, author: Author) -> None:
    """Come back to the contact alone."""
    call = mine(change, author)
    need(call.state is CallState.TRANSFERRING, call)
    let_go(change, (leg for leg in call.legs if leg.party is Party.CONSULTED))
    put_leg(change, call.contact, held=False)
    to(change, CallState.TALKING)
    tell(change, "transfer_cancelled", author=author, command_id=command.id)


def add_party(
    change: Change, command: commands.AddParty, author: Author, colleague: Ref | None
) -> None:
    """Bring a third one in."""
    call = mine(change, author)
    need(call.state is CallState.TALKING, call)
    _invite(change, Party.GUEST, command.address, colleague)
    tell(
        change,
        "adding",
        author=author,
        command_id=command.id,
        name=colleague.name if colleague else command.address,
    )


def remove_party(change: Change, command: commands.RemoveParty, author: Author) -> None:
    """Let a third one go."""
    call = mine(change, author)
    leg = call.leg(command.leg_id)
    if leg is None or leg.party not in (Party.GUEST, Party.CONSULTED) or not leg.wanted:
        raise Invalid("Nobody like that is in the call.")
    let_go(change, (leg,))
    if leg.party is Party.CONSULTED and call.state is CallState.TRANSFERRING:
        put_leg(change, call.contact, held=False)
        to(change, CallState.TALKING)
    tell(change, "removed", author=author, command_id=command.id, name=leg.name)


def tape(change: Change, command: commands.TapeCall, author: Author) -> None:
    """Record, pause, go on, end."""
    call = mine(change, author)
    need(is_speaking(call), call)
    if call.plan.recording == "off":
        raise Forbidden(
            "Calls of this inbox are not recorded.", remedy="An admin can allow it in its settings."
        )
    allowed = {
        Taping.ON: (Taping.OFF, Taping.PAUSED),
        Taping.PAUSED: (Taping.ON,),
        Taping.OFF: (Taping.ON, Taping.PAUSED),
    }
    if call.taping not in allowed[command.wish]:
        raise Conflict(f"The recording is {call.taping}.")
    event = {Taping.ON: "recording", Taping.PAUSED: "recording_paused", Taping.OFF: "recording_off"}
    name = event[command.wish]
    if call.taping is Taping.PAUSED and command.wish is Taping.ON:
        name = "recording_resumed"
    put(change, **taped(call, command.wish), transcribing=written_down(call, command.wish))
    tell(change, name, author=author, command_id=command.id)


def hang_up_call(change: Change, command: commands.HangUp, author: Author) -> None:
    """End the call."""
    call = mine(change, author)
    need(is_speaking(call) or call.state is CallState.CONNECTING, call)
    hang_up(change, "hung_up", author=author, command_id=command.id)


def wrap_up(change: Change, command: commands.WrapUp, author: Author) -> None:
    """Write down what it was about; may come while the contact is still there, to be kept."""
    call = mine(change, author)
    known = call.plan.dispositions
    if command.disposition and known and command.disposition not in known:
        raise Invalid(
            f"“{command.disposition}” is none of the inbox's.",
            remedy=f"Use one of: {', '.join(known)}.",
        )
    if call.state not in (CallState.WRAP_UP, CallState.ENDED):
        raise Conflict(f"The call is {call.state}.", remedy="Hang up first.")
    over = call.ended_at or change.now
    put(
        change,
        disposition=command.disposition,
        note=command.note,
        wrap_up_s=(change.now - over).total_seconds(),
    )
    if call.state is CallState.WRAP_UP:
        to(change, CallState.ENDED, wrap_up_until=None)
    tell(change, "wrapped_up", author=author, command_id=command.id)
    if command.resolve:
        close(change, command.disposition, author)


def more_time(change: Change, command: commands.MoreTime, author: Author) -> None:
    """Put off the end of the wrap-up."""
    call = mine(change, author)
    need(call.state is CallState.WRAP_UP, call)
    until = change.now + timedelta(seconds=max(10, command.seconds))
    until = min(until, (call.ended_at or change.now) + LONGEST_WRAP_UP)
    put(change, wrap_up_until=until)
    tell(change, "more_time", author=author, command_id=command.id)


def monitor(change: Change, command: commands.Monitor, author: Author) -> None:
    """A supervisor comes in, changes, or leaves."""
    call = call_of(change)
    user_id = author.id or ""
    known = call.leg_of(user_id, Party.SUPERVISOR)
    if command.mode is None:
        if known is None:
            raise Invalid("You are not in this call.")
        let_go(change, (known,))
        _quietly(change, "monitor_left", author, command.id, Listening.LISTEN)
        return
    need(is_speaking(call), call)
    if call.leg_of(user_id, Party.AGENT, Party.CONSULTED, Party.GUEST) is not None:
        raise Invalid("You speak in this call already.")
    if known is None:
        room_for_more(call)
        known = want(change, Party.SUPERVISOR, name=author.name, user_id=user_id)
    put_leg(change, known, mode=command.mode)
    _quietly(change, "monitoring", author, command.id, command.mode)


def _quietly(change: Change, event: str, author: Author, command_id: str, mode: Listening) -> None:
    # part of the record; that somebody only listens is shown to supervisors (the console's rule)
    change.note_activity(
        Activity.CALL_MONITOR,
        {"event": event, "mode": mode.value},
        author=author,
        command_id=command_id,
    )


def _invite(change: Change, party: Party, address: str, colleague: Ref | None) -> None:
    call = call_of(change)
    room_for_more(call)
    if colleague is None:
        check_number(address)
        want(change, party, name=address, address=address)
        return
    known = call.leg_of(colleague.id)
    if known is not None and known.mode in (Listening.LISTEN, Listening.WHISPER):
        # Agents are not told who listens: the answer is the one for anybody who is taken up.
        raise ClaimLost("The agent is not available or has no capacity left.")
    if known is not None:
        raise Invalid(f"{colleague.name} is in this call already.")
    want(change, party, name=colleague.name, user_id=colleague.id)
