"""Seeing to one call: one step at a time, and again if it fails."""

from __future__ import annotations

import contextlib
import logging
from datetime import datetime, timedelta

from connectors.base import House
from connectors.twilio_account.errors import Busy, NoAnswer, NotReached, Refused, TwilioError
from connectors.voice import looking
from connectors.voice.acting import TONES_AT_ONCE, Acting, CannotDo
from connectors.voice.attempts import Attempts
from connectors.voice.reconciling import reconcile
from connectors.voice.recordings import Recordings
from connectors.voice.trunk import Trunk, Trunks
from conversations.calls.actions import Action, Dial, Release, Sound, Tape, pending
from conversations.calls.call import Call, CallState, Taping
from conversations.calls.desk import WAIT_FOR_MESSAGE
from conversations.calls.leg import LegState
from conversations.conversation import Conversation
from conversations.errors import NotFound, ParleyError, Unavailable

_log = logging.getLogger(__name__)

LEASE_S = 20.0
"""Longer than any request may take: whoever takes over knows that none is still on its way."""
QUIET = timedelta(seconds=30)
"""After so long without news a call is compared with Twilio."""
SOUND_S, TONE_S = 0.5, 0.4
"""How long keys take to be sounded, and each of them: the next ones would cut them off."""
ASK_EVERY = timedelta(seconds=10)
LONGEST_WAIT_FOR_MESSAGE = timedelta(hours=1)
"""After that a caller's message counts as none even if Twilio could not be asked for it."""
LONGEST_LINE = timedelta(hours=4)
"""Twilio ends every call then, unless an account has asked for more."""
TRIES = 5
"""After so many refusals of what might go later, it is given up."""


class Attendant:
    """Sees to one call, in one process. ``begun_here``: nobody else can have done anything for it
    yet, so that there is nothing to compare it with."""

    def __init__(
        self,
        house: House,
        trunks: Trunks,
        recordings: Recordings,
        call_id: str,
        *,
        begun_here: bool,
    ) -> None:
        self.call_id = call_id
        self._house = house
        self._trunks = trunks
        self._recordings = recordings
        self._lease = house.leases.held_by(f"call:{call_id}", house.owner, LEASE_S)
        self._fence = 0
        self._held_at: datetime | None = None
        self._not_before: datetime | None = None
        """Another process has the call; it is asked for again then."""
        self._looked = begun_here
        self._heard_at = house.clock.now()
        self._facts: tuple[object, ...] = ()
        self._attempts = Attempts()
        self._ask_at: datetime | None = None
        """Not before then is Twilio asked again for the message that a caller may have left."""
        self.again_in_s: float | None = None
        """In how many seconds something that failed is due again, after a step that did nothing."""

    def heard(self, call: Call) -> None:
        """The conversation has changed. That is news of the call only if it tells how a line
        stands: offers come and go while a caller has hung up unheard."""
        facts = (call.legs, call.place_now, call.conference_sid, call.taping_now)
        if facts != self._facts:
            self._facts, self._heard_at = facts, self._house.clock.now()

    def has_work(self, call: Call) -> bool:
        """Whether anything is to be done now, with the call or about its lease."""
        now = self._house.clock.now()
        if self._not_before is not None and now < self._not_before:
            return False
        if is_late(call, now):
            return self._ask_at is None or now >= self._ask_at
        if not self._looked or now - self._heard_at >= QUIET:
            return True
        return any(self._attempts.may(action, now) for action in todo(call))

    async def step(self, conversation: Conversation) -> bool:
        """Do one thing for the call, which is the conversation's; False if there is nothing to do
        now."""
        call, now = conversation.call, self._house.clock.now()
        assert call is not None  # the callers have looked  # noqa: S101
        self.again_in_s = None
        if is_late(call, now):
            if call.state is CallState.VOICEMAIL and not await self._is_message_lost(conversation):
                return False
            return await self._house.calls.tick(conversation.id, call.id) is not None
        if self._not_before is not None and now < self._not_before:
            return False
        await self._recordings.expect(conversation)
        work = todo(call)
        action = next((each for each in work if self._attempts.may(each, now)), None)
        quiet = not self._looked or now - self._heard_at >= QUIET
        if not quiet and action is None:
            self.again_in_s = self._attempts.soonest(work, now)
            return False
        if not await self._hold():
            return False
        if not self._looked:
            self._attempts.inherit(work)
            quiet = True
        if quiet:
            return await self._look(conversation) and bool(work)
        assert action is not None  # noqa: S101
        await self._do(conversation, action)
        return True

    async def keep(self) -> None:
        """Keep the lease of a call of which there is no news, so that it stays in one hand."""
        held_at, now = self._held_at, self._house.clock.now()
        if held_at is not None and now - held_at >= timedelta(seconds=LEASE_S / 2):
            await self._hold()

    async def release(self) -> None:
        """Leave the call to others."""
        await self._lease.release()

    async def _hold(self) -> bool:
        """Take or keep the lease; False while another process has it."""
        now = self._house.clock.now()
        if not await self._lease.hold():
            self._looked, self._held_at = False, None
            self._not_before = now + timedelta(seconds=LEASE_S / 3)
            return False
        if self._fence != self._lease.fence and (self._fence or self._lease.fence > 1):
            self._looked = False  # it was in other hands
        self._fence, self._held_at, self._not_before = self._lease.fence, now, None
        return True

    async def _look(self, conversation: Conversation) -> bool:
        """Compare the call with Twilio; False if that cannot be done now."""
        now = self._house.clock.now()
        try:
            trunk = await self._trunks.of(conversation.inbox.id)
            await reconcile(self._house, trunk, conversation)
        except (TwilioError, Unavailable, NotFound) as error:
            _log.warning("a call cannot be looked up: %s", error, extra=_of(conversation))
            self.again_in_s = self._attempts.failed_looking()
            self._heard_at = now - QUIET + timedelta(seconds=self.again_in_s)
            return False
        self._attempts.looked()
        self._looked, self._heard_at = True, now
        return True

    async def _is_message_lost(self, conversation: Conversation) -> bool:
        """Whether a caller who has gone left no message; Twilio is asked before that is believed,
        for a message that nobody hears is worse than one that is waited for."""
        call, now = conversation.call, self._house.clock.now()
        contact = call.contact if call is not None else None
        if contact is None or now - contact.since > LONGEST_WAIT_FOR_MESSAGE:
            return True
        if self._ask_at is not None and now < self._ask_at:
            return False
        self._ask_at = now + ASK_EVERY
        try:
            return await self._recordings.is_message_lost(conversation)
        except (TwilioError, Unavailable, NotFound) as error:
            _log.warning("a message cannot be asked for: %s", error, extra=_of(conversation))
            return False

    async def _do(self, conversation: Conversation, action: Action) -> None:
        """Try an action once, and see to what comes of it."""
        attempts, now = self._attempts, self._house.clock.now()
        doubtful = attempts.begin(action)
        try:
            trunk = await self._trunks.of(conversation.inbox.id)
            await Acting(self._house, trunk, conversation).carry_out(action, asked_before=doubtful)
        except (NotReached, Busy) as error:
            wait_s = error.retry_after_s if isinstance(error, Busy) else 0.0
            attempts.failed(action, now, in_doubt=doubtful, wait_s=wait_s)
            _failed(conversation, action, error)
        except (NoAnswer, Unavailable) as error:  # or it was done, and could not be stored
            attempts.failed(action, now, in_doubt=True)
            _failed(conversation, action, error)
        except (Refused, CannotDo, NotFound) as error:
            _failed(conversation, action, error)
            again = isinstance(action, Release)  # a line that we cannot end is a costly one
            if isinstance(error, Refused) and await self._was_over(trunk, conversation, error):
                again = True  # or whoever it is about may be in the room in a moment
            if again and attempts.failed(action, now, in_doubt=doubtful) < TRIES:
                return
            if isinstance(error, Refused) and _may_yet_end(action, error, now):
                return
            attempts.forget(action)
            sentence = f"{error} {error.remedy}".strip()
            await self._house.calls.could_not(conversation.id, self.call_id, action, sentence)
        else:
            attempts.succeeded(action, now)
            if isinstance(action, Sound):
                attempts.wait(action, now, SOUND_S + TONE_S * min(len(action.tones), TONES_AT_ONCE))
            if isinstance(action, Tape) and action.wish is Taping.ON:
                await self._recordings.expect(conversation, taped=True)

    async def _was_over(self, trunk: Trunk, conversation: Conversation, error: Refused) -> bool:
        """Whether it was refused because somebody is not there (yet, or any more); then how things
        stand has been told."""
        if not looking.is_gone(error):
            return False
        with contextlib.suppress(TwilioError):
            await reconcile(self._house, trunk, conversation)
        return True


def todo(call: Call) -> tuple[Action, ...]:
    """What is to be done, with the calls to participants that were begun and have no end yet."""
    doubtful = [
        Dial(leg)
        for leg in call.legs
        if leg.wanted and leg.state is LegState.DIALLING and leg.sid is None
    ]
    return (*doubtful, *pending(call))


def is_late(call: Call, now: datetime) -> bool:
    """Whether time alone changes something about a call now."""
    if call.state is CallState.WRAP_UP:
        return call.wrap_up_until is not None and call.wrap_up_until <= now
    contact = call.contact
    if call.state is not CallState.VOICEMAIL or contact is None or not contact.is_over:
        return False
    return now - contact.since > WAIT_FOR_MESSAGE


def _may_yet_end(action: Action, error: Refused, now: datetime) -> bool:
    """Whether a line is still to be ended that we may not end for now: somebody sets the
    credentials right, or Twilio ends it by itself."""
    if not isinstance(action, Release) or error.status not in (401, 403):
        return False
    return now - action.leg.since < LONGEST_LINE


def _failed(conversation: Conversation, action: Action, error: ParleyError) -> None:
    _log.warning(
        "%s was not carried out: %s",
        type(action).__name__,
        error,
        extra={**_of(conversation), "code": error.code},
    )


def _of(conversation: Conversation) -> dict[str, str]:
    return {"conversation": conversation.id}
