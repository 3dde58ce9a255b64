"""Who is on a call, and who writes down what one was about, by what conversations say of it."""

from __future__ import annotations

from enum import StrEnum

from conversations.calls.call import SPEAKING, CallState
from conversations.conversation import Conversation


class Doing(StrEnum):
    """What a call has an agent do."""

    ON_CALL = "on_call"
    """Their phone rings for it, or they speak in it: as its agent, consulted, or added."""
    WRAP_UP = "wrap_up"
    """It is over, and they write down what it was about."""


def engaged(conversation: Conversation) -> dict[str, Doing]:
    """Return whom of the team a conversation's call has do what. Supervisors who listen are not
    taken up by it."""
    call = conversation.call
    if call is None or not call.is_live:
        return {}
    doing = dict.fromkeys(call.occupied, Doing.ON_CALL)
    if conversation.agent is not None:
        if call.state in SPEAKING or call.state is CallState.CONNECTING:
            doing[conversation.agent.id] = Doing.ON_CALL
        elif call.state is CallState.WRAP_UP:
            doing[conversation.agent.id] = Doing.WRAP_UP
    return doing


class OnCalls:
    """What every agent's calls have them do. Speaking counts before writing down."""

    def __init__(self) -> None:
        self._of: dict[str, dict[str, Doing]] = {}

    def put(self, user_id: str, conversation_id: str, doing: Doing | None) -> None:
        """Note what a conversation has an agent do; None: nothing any more."""
        if doing is not None:
            self._of.setdefault(user_id, {})[conversation_id] = doing
            return
        calls = self._of.get(user_id, {})
        calls.pop(conversation_id, None)
        if not calls:
            self._of.pop(user_id, None)

    def doing(self, user_id: str) -> Doing | None:
        """Return what an agent's calls have them do."""
        calls = self._of.get(user_id)
        if calls is None:
            return None
        return Doing.ON_CALL if Doing.ON_CALL in calls.values() else Doing.WRAP_UP
