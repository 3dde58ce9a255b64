"""Makes Twilio do what is wished of calls.

Whoever commits a change of a call wakes it, and every few seconds it looks through all calls that
go on. A call is worked on by one process at a time (a lease) and one step at a time: the
conversation is read, the first action that is due is carried out, what came of it is told, and so
on until nothing is left to do. So a wish that was taken back is not carried out, and a process
that dies leaves nothing behind that another cannot go on with.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from connectors.base import House, Job
from connectors.ports import HeldLease
from connectors.twilio_account.client import TwilioApis
from connectors.twilio_account.errors import Busy, NoAnswer, NotReached, Refused, TwilioError
from connectors.voice import looking
from connectors.voice.acting import NOT_IN_PROGRESS, Acting, CannotDo
from connectors.voice.attempts import Attempts, key_of
from connectors.voice.reconciling import reconcile
from connectors.voice.recordings import Recordings
from connectors.voice.settings import SettingsBook
from connectors.voice.trunk import Trunk, Trunks
from conversations.calls.actions import Action, Dial, Release, Tape, pending
from conversations.calls.call import Call, CallState, LegState, Taping
from conversations.calls.desk import WAIT_FOR_MESSAGE
from conversations.conversation import Conversation
from conversations.errors import NotFound, ParleyError, Unavailable
from conversations.events import Committed, Event
from conversations.people import SYSTEM_SCOPE
from conversations.tasks import end, obey

_log = logging.getLogger(__name__)

WATCH_S = 2.0
"""So often all calls are looked through."""
LEASE_S = 20.0
"""Longer than any request may take: whoever takes over knows that none is still on its way."""
QUIET = timedelta(seconds=30)
"""After so long without news a call is compared with Twilio."""
TRIES = 5
"""After so many refusals of what might go later, it is given up."""
ROUNDS = 200
"""Steps for one call without a pause."""


@dataclass(slots=True)
class _Known:
    """What this process knows of a call. ``looked``: it has been compared with Twilio, or was
    never in anybody else's hands."""

    call_id: str
    lease: HeldLease
    heard_at: datetime
    looked: bool
    fence: int = 0
    held_at: datetime | None = None
    not_before: datetime | None = None
    """Another process has it; it is asked for again then."""
    attempts: Attempts = field(default_factory=Attempts)


class Switchboard:
    """One for each process; it works while its job runs."""

    def __init__(self, house: House, book: SettingsBook, apis: TwilioApis) -> None:
        self._house = house
        self.trunks = Trunks(house, book, apis)
        self.recordings = Recordings(house, self.trunks)
        self._known: dict[str, _Known] = {}
        self._tasks: dict[str, asyncio.Task[None]] = {}
        self._asked: set[str] = set()
        self._alarms: dict[str, asyncio.TimerHandle] = {}
        self._running = False
        for bus in (house.bus, house.elsewhere):
            bus.subscribe(Committed, self._on_event)

    def jobs(self) -> Mapping[str, Job]:
        """What goes on where the process holds lines to the outside."""
        return {"calls": self.run, "recordings": self.recordings.run}

    async def run(self) -> None:
        """Go on until cancelled."""
        self._running = True
        try:
            while True:
                try:
                    await self.sweep()
                except ParleyError as error:
                    _log.warning("the calls that go on cannot be looked up: %s", error)
                obey()
                await asyncio.sleep(WATCH_S)
        finally:
            self._running = False
            await self.close()

    async def close(self) -> None:
        """End what is under way and give the calls to others."""
        for alarm in self._alarms.values():
            alarm.cancel()
        self._alarms.clear()
        await asyncio.gather(*(end(task) for task in list(self._tasks.values())))
        known, self._known = list(self._known.values()), {}
        for each in known:
            with contextlib.suppress(ParleyError):
                await each.lease.release()

    def abandon(self) -> None:
        """Forget all calls without giving them to others: as if this process had died."""
        self._running = False
        for task in self._tasks.values():
            task.cancel()
        self._known.clear()

    @property
    def under_way(self) -> frozenset[asyncio.Task[None]]:
        """What is being worked on."""
        return frozenset(self._tasks.values())

    async def sweep(self) -> None:
        """Look through all calls that go on, and begin what is to be done."""
        found = await self._house.live_calls.live_calls()
        for conversation in found:
            if self._needs_something(conversation):
                self.begin(conversation.id)
            else:
                await self._keep(conversation.id)
        for gone in self._known.keys() - {each.id for each in found} - self._tasks.keys():
            self.begin(gone)  # only its lease is left

    def begin(self, conversation_id: str) -> None:
        """Work on a conversation's call, once more if somebody is at it."""
        self._asked.add(conversation_id)
        if conversation_id not in self._tasks:
            task = asyncio.create_task(self._attend(conversation_id))
            self._tasks[conversation_id] = task

    async def _on_event(self, event: Event) -> None:
        if not self._running or not isinstance(event, Committed):
            return
        conversation = event.conversation
        call, before = conversation.call, event.before.call if event.before else None
        if call is None:
            return
        fresh = event.before is not None or bool(event.entries)
        if fresh and (before is None or before.id != call.id):
            self._meet(conversation.id, call, looked=True)  # it begins: there is nothing to look at
        known = self._known.get(conversation.id)
        if known is not None and known.call_id == call.id:
            known.heard_at = self._house.clock.now()
        if known is not None or self._todo(call):
            self.begin(conversation.id)

    def _needs_something(self, conversation: Conversation) -> bool:
        call, known = conversation.call, self._known.get(conversation.id)
        if call is None:
            return False
        if known is None or known.call_id != call.id:
            return True
        now = self._house.clock.now()
        if known.not_before is not None and now < known.not_before:
            return False
        if not known.looked or now - known.heard_at >= QUIET or _is_late(call, now):
            return True
        return any(known.attempts.may(action, now) for action in self._todo(call))

    def _todo(self, call: Call) -> tuple[Action, ...]:
        """What is to be done, with what was begun and has no end yet."""
        doubtful = [
            Dial(leg)
            for leg in call.legs
            if leg.wanted and leg.state is LegState.DIALLING and leg.sid is None
        ]
        return (*doubtful, *pending(call))

    def _meet(self, conversation_id: str, call: Call, *, looked: bool) -> _Known:
        known = self._known.get(conversation_id)
        if known is None or known.call_id != call.id:
            lease = self._house.leases.held_by(f"call:{call.id}", self._house.owner, LEASE_S)
            known = _Known(call.id, lease, self._house.clock.now(), looked)
            self._known[conversation_id] = known
        return known

    async def _attend(self, conversation_id: str) -> None:
        try:
            while conversation_id in self._asked:
                self._asked.discard(conversation_id)
                for _ in range(ROUNDS):
                    if not await self._step(conversation_id):
                        break
        except ParleyError as error:
            _log.warning("a call cannot be worked on: %s", error, extra=_of(conversation_id))
        except Exception:
            _log.exception("working on a call failed", extra=_of(conversation_id))
        finally:
            del self._tasks[conversation_id]

    async def _step(self, conversation_id: str) -> bool:
        """Do one thing for a call; False if there is nothing to do now."""
        try:
            conversation = await self._house.threads.get(conversation_id, SYSTEM_SCOPE)
        except NotFound:
            await self._forget(conversation_id)
            return False
        call, now = conversation.call, self._house.clock.now()
        if call is None or not call.is_attended:
            await self._forget(conversation_id)
            return False
        known = self._meet(conversation_id, call, looked=False)
        if _is_late(call, now):
            return await self._house.calls.tick(conversation_id, call.id) is not None
        await self.recordings.expect(conversation)
        if known.not_before is not None and now < known.not_before:
            return False
        quiet = not known.looked or now - known.heard_at >= QUIET
        todo = self._todo(call)
        action = next((each for each in todo if known.attempts.may(each, now)), None)
        if not quiet and action is None:
            if todo:
                self._wake(conversation_id, known.attempts.soonest(todo, now))
            return False
        if not await self._hold(known):
            return False
        if not known.looked:
            known.attempts.inherit(todo)
            quiet = True
        if quiet:
            return await self._look(known, conversation) and bool(todo)
        assert action is not None  # noqa: S101
        await self._do(known, conversation, action)
        return True

    async def _hold(self, known: _Known) -> bool:
        """Take or keep a call's lease; False while another process has it."""
        now = self._house.clock.now()
        if not await known.lease.hold():
            known.looked = False
            known.not_before = now + timedelta(seconds=LEASE_S / 3)
            return False
        if known.fence != known.lease.fence and (known.fence or known.lease.fence > 1):
            known.looked = False  # it was in other hands
        known.fence, known.held_at, known.not_before = known.lease.fence, now, None
        return True

    async def _keep(self, conversation_id: str) -> None:
        """Keep the lease of a call of which there is no news, so that it stays in one hand."""
        known = self._known.get(conversation_id)
        if known is None or known.held_at is None or conversation_id in self._tasks:
            return
        if self._house.clock.now() - known.held_at >= timedelta(seconds=LEASE_S / 2):
            await self._hold(known)

    async def _look(self, known: _Known, conversation: Conversation) -> bool:
        """Compare a call with Twilio; False if that cannot be done now."""
        now = self._house.clock.now()
        try:
            trunk = await self.trunks.of(conversation.inbox.id)
            await reconcile(self._house, trunk, conversation)
        except (TwilioError, Unavailable, NotFound) as error:
            _log.warning("a call cannot be looked up: %s", error, extra=_of(conversation.id))
            pause_s = known.attempts.failed_looking()
            known.heard_at = now - QUIET + timedelta(seconds=pause_s)
            self._wake(conversation.id, pause_s)
            return False
        known.attempts.looked()
        known.looked, known.heard_at = True, now
        return True

    async def _do(self, known: _Known, conversation: Conversation, action: Action) -> None:
        """Try an action once, and see to what comes of it."""
        attempts, now = known.attempts, self._house.clock.now()
        assert conversation.call is not None  # noqa: S101
        key, call_id = key_of(action), conversation.call.id
        try:
            trunk = await self.trunks.of(conversation.inbox.id)
            doubtful = attempts.is_doubtful(action)
            attempts.begin(key, now)
            await Acting(self._house, trunk, conversation).carry_out(action, asked_before=doubtful)
        except (NotReached, Unavailable) as error:
            attempts.failed(key, now, reached=False)
            self._log_failure(conversation, action, error)
        except Busy as error:
            attempts.failed(key, now, reached=False, wait_s=error.retry_after_s)
            self._log_failure(conversation, action, error)
        except NoAnswer as error:
            attempts.failed(key, now, reached=True)
            self._log_failure(conversation, action, error)
        except (Refused, CannotDo, NotFound) as error:
            self._log_failure(conversation, action, error)
            again = isinstance(action, Release)  # a line that we cannot end is a costly one
            if isinstance(error, Refused) and await self._was_over(trunk, conversation, error):
                again = True  # or whoever it is about may be in the room in a moment
            if again and attempts.failed(key, now, reached=False) < TRIES:
                return
            sentence = f"{error} {error.remedy}".strip()
            await self._house.calls.could_not(conversation.id, call_id, action, sentence)
        else:
            attempts.succeeded(key, now)
            if isinstance(action, Tape) and action.wish is Taping.ON:
                await self.recordings.expect(conversation, taped=True)

    async def _was_over(self, trunk: Trunk, conversation: Conversation, error: Refused) -> bool:
        """Whether it was refused because somebody is not there (yet, or any more); then how things
        stand has been told."""
        if error.status != looking.GONE and error.number != NOT_IN_PROGRESS:
            return False
        with contextlib.suppress(TwilioError):
            await reconcile(self._house, trunk, conversation)
        return True

    def _wake(self, conversation_id: str, after_s: float) -> None:
        """Come back to a call, unless the sweep does so earlier."""
        old = self._alarms.pop(conversation_id, None)
        if old is not None:
            old.cancel()
        if not self._running:
            return

        def wake() -> None:
            self._alarms.pop(conversation_id, None)
            self.begin(conversation_id)

        later = asyncio.get_running_loop().call_later(max(after_s, 0.01), wake)
        self._alarms[conversation_id] = later

    async def _forget(self, conversation_id: str) -> None:
        known = self._known.pop(conversation_id, None)
        if known is not None:
            await known.lease.release()

    def _log_failure(self, conversation: Conversation, action: Action, error: ParleyError) -> None:
        _log.warning(
            "%s was not carried out: %s",
            type(action).__name__,
            error,
            extra={**_of(conversation.id), "code": error.code},
        )


def _is_late(call: Call, now: datetime) -> bool:
    """Whether time alone may change something."""
    if call.state is CallState.WRAP_UP:
        return call.wrap_up_until is not None and call.wrap_up_until <= now
    contact = call.contact
    waited = call.state is CallState.VOICEMAIL and contact is not None and contact.is_over
    return waited and contact is not None and now - contact.since > WAIT_FOR_MESSAGE


def _of(conversation_id: str) -> dict[str, str]:
    return {"conversation": conversation_id}
