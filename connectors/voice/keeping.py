"""Recording a call and writing it down: what is asked of Twilio for that. Both are of the contact's
line, so that they begin and end with it."""

from __future__ import annotations

from connectors.twilio_account.errors import Refused
from connectors.voice import looking
from connectors.voice.prompts import spoken
from connectors.voice.trunk import Trunk
from conversations.calls.call import Call, Taping

STATUS: dict[Taping, dict[str, str]] = {
    Taping.ON: {"status": "in-progress"},
    Taping.PAUSED: {"status": "paused", "pause_behavior": "skip"},
    Taping.OFF: {"status": "stopped"},
}
"""``skip``: what is said meanwhile is not in the recording, not even as silence."""


async def tape(
    trunk: Trunk,
    call: Call,
    contact_sid: str,
    wish: Taping,
    *,
    conversation_id: str,
    asked_before: bool,
) -> str | None:
    """Begin, pause, go on with or end a recording; returns its SID. Raises TwilioError."""
    recordings = trunk.api.rest.calls(contact_sid).recordings
    running = call.tape_sid if call.taping_now is not Taping.OFF else None
    if wish is Taping.ON and running is None:
        found = await looking.running_tape(trunk, contact_sid) if asked_before else None
        if found is not None:
            return found[0]
        told = trunk.addresses(
            "recording", conversation=conversation_id, call=call.id, seq=call.seq
        )
        with trunk.api.asking():
            made = await recordings.create_async(
                recording_channels="dual",
                recording_track="both",
                recording_status_callback=told,
                recording_status_callback_method="POST",
                recording_status_callback_event=["completed", "absent"],
            )
            if not made.sid:
                raise ValueError("a recording without a SID")
            return str(made.sid)
    if running is None:  # it was asked for, and the answer never came
        found = await looking.running_tape(trunk, contact_sid)
        if found is None:
            return None
        running = found[0]
    try:
        with trunk.api.asking():
            await recordings(running).update_async(**STATUS[wish])
    except Refused as error:
        if wish is not Taping.OFF or not looking.is_gone(error):
            raise
    return running


async def transcribe(
    trunk: Trunk,
    call: Call,
    contact_sid: str,
    on: bool,
    *,
    conversation_id: str,
    asked_before: bool,
) -> str | None:
    """Begin or end a transcript; returns its SID if it begins. Raises TwilioError."""
    name = f"call-{call.id}"
    transcriptions = trunk.api.rest.calls(contact_sid).transcriptions
    if not on or asked_before:  # they cannot be listed; but one can be stopped by its name
        try:
            with trunk.api.asking():
                await transcriptions(call.transcript_sid or name).update_async("stopped")
        except Refused as error:
            if not looking.is_gone(error):
                raise
    if not on:
        return None
    with trunk.api.asking():
        made = await transcriptions.create_async(
            name=name,
            track="both_tracks",
            language_code=spoken(trunk.settings, trunk.inbox.language),
            partial_results=False,
            status_callback_url=trunk.addresses(
                "transcript", conversation=conversation_id, call=call.id
            ),
            status_callback_method="POST",
        )
        if not made.sid:
            raise ValueError("a transcription without a SID")
        return str(made.sid)
