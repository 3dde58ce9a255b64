"""Recordings come from Twilio into our own store, and are deleted there, and one day here.

What is to be done with a recording is kept as alarms, so that nothing is forgotten when it fails or
when Parley stops (:mod:`connectors.voice.errands`).
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import tempfile
from collections import OrderedDict
from collections.abc import Mapping
from datetime import datetime, timedelta

from connectors.base import House
from connectors.fetching import AddressRefused, FetchFailed
from connectors.voice.downloading import FETCH_S, MAX_FILE, download, pieces
from connectors.voice.errands import ALARM, FETCH, OURS, THEIRS, Errand, looking_for
from connectors.voice.paths import number_in
from connectors.voice.retention import LOOK_AGAIN, delete_ours, delete_theirs, shown_of
from connectors.voice.settings import VoiceSettings
from connectors.voice.trunk import Trunk, Trunks
from conversations.calls.call import CallState, Recording
from conversations.conversation import Conversation
from conversations.entries import Entry, Kind
from conversations.errors import NotFound, ParleyError, UnknownEvent
from conversations.people import SYSTEM_SCOPE
from conversations.places import Inbox

_log = logging.getLogger(__name__)

LOOK_EVERY = timedelta(seconds=30)
LOOK_FOR = timedelta(minutes=15)
"""So long after a call a recording is looked for that Twilio has not told of."""
RETRY = timedelta(seconds=30)
LONGEST_RETRY = timedelta(hours=1)
GIVE_UP, GIVE_UP_REFUSED = timedelta(days=30), timedelta(days=3)
"""Twilio keeps a recording until it is deleted; but somebody may have done that there. A refusal
may be about credentials, which a person sets right."""
POLL_S = 2.0
BATCH = 20
LEASE_S = FETCH_S + 60.0
REMEMBERED = 10_000
ABSENT = frozenset({"absent", "failed", "deleted"})


class Recordings:
    """The recordings of all inboxes for calls."""

    def __init__(self, house: House, trunks: Trunks) -> None:
        self._house = house
        self._trunks = trunks
        self._expected: OrderedDict[str, None] = OrderedDict()
        self._failures: dict[str, int] = {}
        self._wake = asyncio.Event()
        self._lease = house.leases.held_by("call recordings", house.owner, LEASE_S)
        self._step = asyncio.Lock()

    async def told(
        self,
        inbox: Inbox,
        settings: VoiceSettings,
        form: Mapping[str, str],
        query: Mapping[str, str],
    ) -> None:
        """Twilio tells that a recording is ready. Raises UnknownEvent for what is none of ours."""
        status, sid = form.get("RecordingStatus", ""), form.get("RecordingSid", "")
        if status in ABSENT:
            return
        if status != "completed" or not sid:
            raise UnknownEvent(f"Twilio told an unknown status of a recording: “{status[:40]}”.")
        entry = await self._entry(inbox, form, query)
        if entry is None:
            raise UnknownEvent("A recording belongs to no call of this inbox.")
        voicemail = query.get("kind") == "voicemail"
        errand = Errand(
            what=FETCH,
            inbox_id=inbox.id,
            conversation_id=entry.conversation_id,
            seq=entry.seq,
            kind="voicemail" if voicemail else "call",
            sid=sid,
        )
        await self._take(errand, number_in(form.get("RecordingDuration", "")), entry)

    async def expect(self, conversation: Conversation, *, taped: bool = False) -> None:
        """Look for a recording later, in case Twilio does not tell of it."""
        call = conversation.call
        if call is None or not (taped or call.state is CallState.VOICEMAIL):
            return
        errand = looking_for(conversation)
        if errand is None or errand.sid in self._expected:
            return
        await self._house.alarms.set(ALARM, errand.key, self._house.clock.now() + LOOK_EVERY)
        self._expected[errand.sid] = None
        while len(self._expected) > REMEMBERED:  # an alarm that is set twice is one
            self._expected.popitem(last=False)

    async def is_message_lost(self, conversation: Conversation) -> bool:
        """Ask Twilio for the message of a caller who has gone, and take it if there is one. False
        while Twilio is still at work on it. Raises TwilioError, NotFound, Unavailable."""
        errand = looking_for(conversation)
        if errand is None:
            return True
        entry = await self._house.threads.entry(errand.conversation_id, errand.seq)
        trunk = await self._trunks.of(errand.inbox_id)
        return entry is None or not await self._find(errand, trunk, entry)

    async def run(self) -> None:
        """Work until cancelled."""
        try:
            while True:
                self._wake.clear()
                try:
                    busy = await self.step()
                except ParleyError as error:
                    _log.warning("recordings cannot be looked after: %s", error)
                    busy = False
                except Exception:
                    _log.exception("looking after recordings failed; trying again")
                    busy = False
                if not busy:
                    await self._sleep()
        finally:
            with contextlib.suppress(ParleyError):
                await self._lease.release()

    async def step(self) -> bool:
        """Do what is due; whether there may be more. One process does so at a time: a file that
        two are storing at once is no good."""
        async with self._step:
            now = self._house.clock.now()
            due = await self._house.alarms.due(ALARM, now, BATCH)
            for key in due:
                if not await self._lease.hold():
                    return False
                await self._attend(key)
            return len(due) == BATCH

    async def _sleep(self) -> None:
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(POLL_S):
                await self._wake.wait()

    async def _attend(self, key: str) -> None:
        try:
            errand = Errand.of(key)
        except ValueError:
            await self._house.alarms.clear(ALARM, key)
            return
        try:
            await self._carry_out(errand)
        except Exception as error:  # one that fails must not stand before all the others
            failures = self._failures[key] = self._failures.get(key, 0) + 1
            _log.warning(
                "a recording could not be seen to: %s",
                error,
                extra={"recording": errand.sid, "what": errand.what},
                exc_info=None if isinstance(error, ParleyError) else error,
            )
            pause = min(RETRY * 2 ** min(failures - 1, 10), LONGEST_RETRY)
            await self._house.alarms.move(ALARM, key, self._house.clock.now() + pause)
        else:
            self._failures.pop(key, None)

    async def _carry_out(self, errand: Errand) -> None:
        entry = await self._house.threads.entry(errand.conversation_id, errand.seq)
        if entry is None:
            await self._house.alarms.clear(ALARM, errand.key)
            return
        try:
            trunk = await self._trunks.of(errand.inbox_id)
        except NotFound:
            await self._house.alarms.clear(ALARM, errand.key)
            return
        match errand.what:
            case "look":
                await self._look(errand, trunk, entry)
            case "fetch":
                await self._fetch(errand, trunk, entry)
            case "theirs":
                await delete_theirs(self._house, errand, trunk)
            case _:
                await delete_ours(self._house, errand, trunk, entry)

    async def _look(self, errand: Errand, trunk: Trunk, entry: Entry) -> None:
        """Twilio is asked for the recordings of a call that has ended."""
        now, ended_at = self._house.clock.now(), entry.data.get("ended_at")
        waits_for_message = entry.data.get("state") == CallState.VOICEMAIL.value
        if not ended_at and not waits_for_message:
            await self._house.alarms.move(ALARM, errand.key, now + LOOK_EVERY)
            return
        working = await self._find(errand, trunk, entry)
        over = not waits_for_message and working is False
        if over or (ended_at and now - datetime.fromisoformat(ended_at) > LOOK_FOR):
            await self._house.alarms.clear(ALARM, errand.key)
            return
        await self._house.alarms.move(ALARM, errand.key, now + LOOK_EVERY)

    async def _find(self, errand: Errand, trunk: Trunk, entry: Entry) -> bool | None:
        """Take the recordings of a call that nobody has told of; whether Twilio is still at work on
        one, None if there is none at all. Raises TwilioError."""
        with trunk.api.asking():
            listed = await trunk.api.rest.calls(errand.sid).recordings.list_async(limit=50)
            found = [(str(one.sid), str(one.status), one.duration) for one in listed]
        known = {each["sid"] for each in entry.data.get("recordings", [])}
        for sid, status, duration in found:
            if status == "completed" and sid not in known:
                lasted = number_in(str(duration or ""))
                await self._take(errand.then(FETCH, sid), lasted, entry)
        if not found:
            return None
        return any(status not in ("completed", *ABSENT) for _, status, _ in found)

    async def _take(self, errand: Errand, duration_s: int, entry: Entry) -> None:
        """Put a recording on its call's card, and fetch it soon."""
        if errand.kind == "voicemail":
            await self._house.calls.message_left(errand.conversation_id, entry.data["call"])
        now = self._house.clock.now()
        known = [it for it in entry.data.get("recordings", []) if it["sid"] == errand.sid]
        if not known:
            await self._house.alarms.set(ALARM, errand.key, now)
            recording = Recording(sid=errand.sid, kind=errand.kind, at=now, duration_s=duration_s)
            await self._house.calls.recorded(errand.conversation_id, errand.seq, recording)
        self._wake.set()

    async def _fetch(self, errand: Errand, trunk: Trunk, entry: Entry) -> None:
        shown = shown_of(entry, errand.sid)
        if shown is None:  # it was taken, but the card was not written: told again
            shown = {"at": self._house.clock.now().isoformat(), "duration_s": 0, "deleted": False}
        at = datetime.fromisoformat(shown["at"])
        if shown.get("deleted"):
            await self._house.alarms.clear(ALARM, errand.key)
            return
        name = f"{errand.kind} {at:%Y-%m-%d %H-%M}.wav"
        sound = await asyncio.to_thread(tempfile.TemporaryFile)
        try:
            await download(trunk, errand.sid, sound)
            owner = {"conversation_id": errand.conversation_id, "recording": errand.sid}
            saved = await self._house.files.save(
                name, pieces(sound), max_bytes=MAX_FILE, owner=owner, file_id=f"rec-{errand.sid}"
            )
        except (AddressRefused, FetchFailed) as error:
            lasting = isinstance(error, AddressRefused) or error.lasting
            patience = GIVE_UP_REFUSED if lasting else GIVE_UP
            if self._house.clock.now() - at < patience:
                raise
            _log.error("a recording is given up: %s", error, extra={"recording": errand.sid})
            await self._house.alarms.clear(ALARM, errand.key)
            return
        finally:
            await asyncio.to_thread(sound.close)
        recording = Recording(
            sid=errand.sid,
            kind=errand.kind,
            at=at,
            duration_s=int(shown.get("duration_s") or 0),
            file_id=saved.id,
            file_name=saved.name,
        )
        await self._house.calls.recorded(errand.conversation_id, errand.seq, recording)
        settings, now = trunk.settings, self._house.clock.now()
        keep = timedelta(days=settings.recordings_at_twilio_days)
        await self._house.alarms.set(ALARM, errand.then(THEIRS).key, max(now, at + keep))
        # looked at even if recordings are kept for ever now: the setting may change
        kept = timedelta(days=settings.keep_recordings_days) or LOOK_AGAIN
        await self._house.alarms.set(ALARM, errand.then(OURS).key, at + kept)
        await self._house.alarms.clear(ALARM, errand.key)
        self._wake.set()

    async def _entry(
        self, inbox: Inbox, form: Mapping[str, str], query: Mapping[str, str]
    ) -> Entry | None:
        """The entry of the call that a recording is of."""
        conversation_id, seq = query.get("conversation", ""), query.get("seq", "")
        if conversation_id and seq:
            entry = await self._house.threads.entry(conversation_id, number_in(seq))
            if entry is not None and entry.inbox_id not in (None, inbox.id):
                return None
        else:
            sid = form.get("CallSid", "")
            entry = await self._house.threads.entry_by_external_id(inbox.id, sid)
        if entry is None and conversation_id and not seq:  # somebody we had called
            entry = await self._entry_of_call(inbox, conversation_id, query.get("call", ""))
        return entry if entry is not None and entry.kind is Kind.CALL else None

    async def _entry_of_call(
        self, inbox: Inbox, conversation_id: str, call_id: str
    ) -> Entry | None:
        conversation = await self._house.threads.get(conversation_id, SYSTEM_SCOPE)
        call = conversation.call
        if conversation.inbox.id != inbox.id or call is None or call.id != call_id:
            return None  # it is looked for on the call's own line, by its alarm
        return await self._house.threads.entry(conversation_id, call.seq)
