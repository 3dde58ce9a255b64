"""The outgoing side of calls as far as messages go: there is none. Calls are made and led by the
switchboard; what is said in them comes to the timeline from there."""

from __future__ import annotations

from conversations.channels import Channel
from conversations.conversation import Conversation
from conversations.entries import Delivery, Entry
from conversations.errors import DeliveryRefused
from conversations.outbox import Patience


class VoiceCarrier:
    """Carries nothing: a call cannot be written to."""

    channel = Channel.VOICE
    tells_copies_apart = True
    patience = Patience(attempts=1, longest_s=0.0)

    async def send(self, conversation: Conversation, entry: Entry) -> Delivery:
        """Refuse."""
        raise DeliveryRefused(
            "A call cannot be written to.", remedy="Call back, or write to them in another way."
        )

    async def look_up(self, conversation: Conversation, entry: Entry) -> Delivery | None:
        """Nothing was ever sent."""
        return None
