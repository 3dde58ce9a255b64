"""What is asked of a call, on the wire; the same by HTTP and over the socket."""

from __future__ import annotations

from typing import Annotated, Any, Literal, Self

from pydantic import Field, StringConstraints, model_validator

from agent_console.wire.scalars import ClientId, Given, Id, Line, Text

Dialled = Annotated[str, StringConstraints(strict=True, strip_whitespace=True, max_length=60)]
"""A phone number as somebody typed it; without a country's code it is of the inbox's country."""


class _Order(Given):
    id: ClientId | None = None


class _Invitation(_Order):
    agent: Id | None = Field(None, description="A colleague's id.")
    address: Dialled = Field("", description="Or a phone number.")

    @model_validator(mode="after")
    def _one_of_them(self) -> Self:
        if (self.agent is None) is (not self.address):
            raise ValueError("name either an agent or an address")
        return self


class HoldOrder(_Order):
    """Let the contact wait with music."""

    action: Literal["hold"]


class ResumeOrder(_Order):
    """Come back to the contact."""

    action: Literal["resume"]


class MuteOrder(_Order):
    """Let me not be heard."""

    action: Literal["mute"]


class UnmuteOrder(_Order):
    """Let me be heard again."""

    action: Literal["unmute"]


class TonesOrder(_Order):
    """Sound keys of the keypad; ``w`` is a pause of half a second."""

    action: Literal["tones"]
    tones: Annotated[str, StringConstraints(strict=True, pattern=r"^[0-9*#wW]{1,64}$")]


class ConsultOrder(_Invitation):
    """Speak with a colleague or somebody at a number first; the contact is on hold meanwhile."""

    action: Literal["consult"]


class CompleteOrder(_Order):
    """Leave the contact to the person who was consulted."""

    action: Literal["complete"]


class CancelTransferOrder(_Order):
    """Let the consulted person go and come back to the contact."""

    action: Literal["cancel_transfer"]


class AddOrder(_Invitation):
    """Bring a colleague or somebody at a number into the call."""

    action: Literal["add"]


class RemoveOrder(_Order):
    """Let one of the others go."""

    action: Literal["remove"]
    leg: Id


class RecordOrder(_Order):
    """Begin the recording."""

    action: Literal["record"]


class PauseRecordingOrder(_Order):
    """Pause the recording: something is said that must not be on it."""

    action: Literal["pause_recording"]


class ResumeRecordingOrder(_Order):
    """Go on with the recording."""

    action: Literal["resume_recording"]


class StopRecordingOrder(_Order):
    """End the recording."""

    action: Literal["stop_recording"]


class HangUpOrder(_Order):
    """End the call."""

    action: Literal["hang_up"]


class WrapUpOrder(_Order):
    """Say what the call was about; without ``resolve`` the matter stays mine."""

    action: Literal["wrap_up"]
    disposition: Line = ""
    note: Text = ""
    resolve: bool = True


class MoreTimeOrder(_Order):
    """Ask for more time to wrap up, in seconds from now."""

    action: Literal["more_time"]
    seconds: int = Field(60, ge=10, le=3600)


class ListenOrder(_Order):
    """Hear a call without being heard (needs `calls.monitor`, as the next three)."""

    action: Literal["listen"]


class WhisperOrder(_Order):
    """Be heard by the agent only."""

    action: Literal["whisper"]


class BargeOrder(_Order):
    """Be heard by all."""

    action: Literal["barge"]


class LeaveOrder(_Order):
    """Leave a call that I listen to, or whisper or speak in."""

    action: Literal["leave"]


class CallBackOrder(_Order):
    """Call the contact; without ``address`` by the number they called from, or asked for."""

    action: Literal["call_back"]
    address: Dialled = ""


AnyCallOrder = Annotated[
    HoldOrder
    | ResumeOrder
    | MuteOrder
    | UnmuteOrder
    | TonesOrder
    | ConsultOrder
    | CompleteOrder
    | CancelTransferOrder
    | AddOrder
    | RemoveOrder
    | RecordOrder
    | PauseRecordingOrder
    | ResumeRecordingOrder
    | StopRecordingOrder
    | HangUpOrder
    | WrapUpOrder
    | MoreTimeOrder
    | ListenOrder
    | WhisperOrder
    | BargeOrder
    | LeaveOrder
    | CallBackOrder,
    Field(discriminator="action"),
]


class CallCall(Given):
    """An order over the socket: beside ``id`` and ``conversation``, the fields of the order."""

    id: ClientId
    conversation: Id
    order: AnyCallOrder

    @model_validator(mode="before")
    @classmethod
    def _gathered(cls, data: Any) -> Any:  # whatever came, for the fields' own rules to judge
        if not isinstance(data, dict):
            return data
        own = {"id", "conversation"}
        return {
            **{name: data[name] for name in own & data.keys()},
            "order": {name: value for name, value in data.items() if name not in own},
        }


class DialBody(Given):
    """Call somebody; my own phone rings first. With ``conversation_id`` within that conversation
    (a call back), else a new one of mine from ``inbox_id`` is opened for it."""

    id: ClientId | None = None
    inbox_id: Id | None = None
    address: Dialled = ""
    name: Line = Field("", description="What to call the contact, if they are new.")
    conversation_id: Id | None = None

    @model_validator(mode="after")
    def _whole(self) -> Self:
        if self.conversation_id is None and (self.inbox_id is None or not self.address):
            raise ValueError("say from which inbox, and which number")
        return self
