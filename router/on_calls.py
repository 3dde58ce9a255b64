"""Who is on a call, and who writes down what one was about, by what conversations say of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from conversations.calls.call import SPEAKING, Call, CallState
from conversations.conversation import Conversation


class Doing(StrEnum):
    """What a call has an agent do."""

    ON_CALL = "on_call"
    """Their phone rings for it, or they speak in it: as its agent, consulted, or added."""
    WRAP_UP = "wrap_up"
    """It is over, and they write down what it was about."""


@dataclass(frozen=True, slots=True)
class Engagement:
    """What a call has an agent do: since their line came up (or began to ring), or since the call
    was over."""

    doing: Doing
    since: datetime
    conversation_id: str


def engaged(conversation: Conversation) -> dict[str, Engagement]:
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
    return {
        user_id: Engagement(what, _since(call, user_id, what), conversation.id)
        for user_id, what in doing.items()
    }


def _since(call: Call, user_id: str, doing: Doing) -> datetime:
    if doing is Doing.WRAP_UP:
        return call.ended_at or call.since
    leg = call.leg_of(user_id)
    return call.since if leg is None else leg.answered_at or leg.since


class OnCalls:
    """What every agent's calls have them do. Speaking counts before writing down."""

    def __init__(self) -> None:
        self._of: dict[str, dict[str, Engagement]] = {}

    def put(self, user_id: str, conversation_id: str, engagement: Engagement | None) -> None:
        """Note what a conversation has an agent do; None: nothing any more."""
        if engagement is not None:
            self._of.setdefault(user_id, {})[conversation_id] = engagement
            return
        calls = self._of.get(user_id, {})
        calls.pop(conversation_id, None)
        if not calls:
            self._of.pop(user_id, None)

    def of(self, user_id: str) -> Engagement | None:
        """Return what an agent's calls have them do, and since when."""
        calls = self._of.get(user_id)
        if calls is None:
            return None
        return min(calls.values(), key=lambda it: (it.doing is Doing.WRAP_UP, it.since))

    def doing(self, user_id: str) -> Doing | None:
        """Return what an agent's calls have them do."""
        engagement = self.of(user_id)
        return engagement.doing if engagement else None
