"""Makes Twilio do what is wished of calls.

Whoever commits a change of a call wakes it, and every few seconds it looks through all calls that
go on. A call is seen to by one process at a time (a lease) and one step at a time: the conversation
is read, the first action that is due is carried out, what came of it is told, and so on until
nothing is left to do. So a wish that was taken back is not carried out, and a process that dies
leaves nothing behind that another cannot go on with.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections.abc import Mapping

from connectors.base import House, Job
from connectors.twilio_account.client import TwilioApis
from connectors.voice.attending import Attendant, todo
from connectors.voice.recordings import Recordings
from connectors.voice.settings import SettingsBook
from connectors.voice.trunk import Trunks
from conversations.calls.call import Call
from conversations.conversation import Conversation
from conversations.errors import NotFound, ParleyError
from conversations.events import Committed, Event
from conversations.people import SYSTEM_SCOPE
from conversations.tasks import end, obey

_log = logging.getLogger(__name__)

WATCH_S = 2.0
"""So often all calls are looked through."""
STEPS = 200
"""Steps for one call without a pause."""
CLOSE_S = 4.0


class Switchboard:
    """One for each process; it works while its job runs."""

    def __init__(self, house: House, book: SettingsBook, apis: TwilioApis) -> None:
        self._house = house
        self.trunks = Trunks(house, book, apis)
        self.recordings = Recordings(house, self.trunks)
        self._attendants: dict[str, Attendant] = {}
        self._tasks: dict[str, asyncio.Task[None]] = {}
        self._asked: set[str] = set()
        self._timers: dict[str, asyncio.TimerHandle] = {}
        self._running = self._closing = False
        for bus in (house.bus, house.elsewhere):
            bus.subscribe(Committed, self._on_event)

    def jobs(self) -> Mapping[str, Job]:
        """What goes on where the process holds lines to the outside."""
        return {"calls": self.run, "recordings": self.recordings.run}

    async def run(self) -> None:
        """Go on until cancelled."""
        self._running, self._closing = True, False
        try:
            while True:
                try:
                    await self.sweep()
                except ParleyError as error:
                    _log.warning("the calls that go on cannot be looked up: %s", error)
                except Exception:
                    _log.exception("looking through the calls failed; trying again")
                obey()
                await asyncio.sleep(WATCH_S)
        finally:
            self._running = False
            await self.close()

    async def close(self) -> None:
        """Let what is under way come to its end, for a while, and leave the calls to others. A
        call whose request to Twilio had to be broken off is left to them when its lease runs out:
        it may still be carried out."""
        self._closing = True
        for timer in self._timers.values():
            timer.cancel()
        self._timers.clear()
        self._asked.clear()
        if self._tasks:
            await asyncio.wait(self._tasks.values(), timeout=CLOSE_S)
        broken_off = set(self._tasks)
        await asyncio.gather(*(end(task) for task in list(self._tasks.values())))
        attendants, self._attendants = self._attendants, {}
        for conversation_id, attendant in attendants.items():
            if conversation_id not in broken_off:
                with contextlib.suppress(ParleyError):
                    await attendant.release()

    @property
    def under_way(self) -> frozenset[asyncio.Task[None]]:
        """What is being worked on."""
        return frozenset(self._tasks.values())

    async def sweep(self) -> None:
        """Look through all calls that go on, and begin what is to be done."""
        found = await self._house.live_calls.live_calls()
        for conversation in found:
            call, attendant = conversation.call, self._attendants.get(conversation.id)
            if call is None or conversation.id in self._tasks:
                continue
            if attendant is None or attendant.call_id != call.id or attendant.has_work(call):
                self.begin(conversation.id)
            else:
                await attendant.keep()
        for gone in self._attendants.keys() - {each.id for each in found} - self._tasks.keys():
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
        committed_here = event.before is not None or bool(event.entries)
        if committed_here and (before is None or before.id != call.id):
            self._attendant(conversation.id, call, begun_here=True)
        attendant = self._attendants.get(conversation.id)
        if attendant is not None and attendant.call_id == call.id:
            attendant.heard(call)
        if attendant is not None or todo(call):
            self.begin(conversation.id)

    def _attendant(self, conversation_id: str, call: Call, *, begun_here: bool) -> Attendant:
        known = self._attendants.get(conversation_id)
        if known is None or known.call_id != call.id:
            known = self._attendants[conversation_id] = Attendant(
                self._house, self.trunks, self.recordings, call.id, begun_here=begun_here
            )
        return known

    async def _attend(self, conversation_id: str) -> None:
        try:
            while conversation_id in self._asked:
                self._asked.discard(conversation_id)
                for _ in range(STEPS):
                    if self._closing or not await self._step(conversation_id):
                        break
        except ParleyError as error:
            _log.warning("a call cannot be seen to: %s", error, extra=_of(conversation_id))
        except Exception:
            _log.exception("seeing to a call failed", extra=_of(conversation_id))
        finally:
            del self._tasks[conversation_id]

    async def _step(self, conversation_id: str) -> bool:
        """Do one thing for a conversation's call; False if there is nothing to do now."""
        conversation = await self._read(conversation_id)
        call = conversation.call if conversation is not None else None
        if conversation is None or call is None or not call.is_attended:
            attendant = self._attendants.pop(conversation_id, None)
            if attendant is not None:
                await attendant.release()
            return False
        attendant = self._attendant(conversation_id, call, begun_here=False)
        went_on = await attendant.step(conversation)
        if attendant.again_in_s is not None:
            self._wake(conversation_id, attendant.again_in_s)
        return went_on

    async def _read(self, conversation_id: str) -> Conversation | None:
        try:
            return await self._house.threads.get(conversation_id, SYSTEM_SCOPE)
        except NotFound:
            return None

    def _wake(self, conversation_id: str, after_s: float) -> None:
        """Come back to a call; the sweep may do so earlier."""
        old = self._timers.pop(conversation_id, None)
        if old is not None:
            old.cancel()
        if not self._running:
            return

        def wake() -> None:
            self._timers.pop(conversation_id, None)
            self.begin(conversation_id)

        later = asyncio.get_running_loop().call_later(max(after_s, 0.01), wake)
        self._timers[conversation_id] = later


def _of(conversation_id: str) -> dict[str, str]:
    return {"conversation": conversation_id}
