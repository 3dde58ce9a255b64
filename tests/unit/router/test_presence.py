from dataclasses import replace
from datetime import timedelta

import pytest

from conversations.errors import Invalid, NotFound, Unavailable, VersionConflict
from conversations.events import SeatChanged
from conversations.people import Presence, Seat
from router import presence
from router.attendance import Attendance
from router.presence import PresenceChange, time_in_presence
from tests.doubles.memory_store import MemoryStore
from tests.unit.router.making import NOW, Floor, after, floor, seat

OFF = seat("ana", presence=Presence.OFFLINE)


@pytest.fixture
def place() -> Floor:
    made = floor()
    made.store.put(OFF, seat("bo"))
    return made


def test_who_signs_in_is_away_until_they_choose() -> None:
    there = presence.connected(OFF, after(5))
    assert (there.presence, there.reason, there.since) == (Presence.AWAY, "connected", after(5))
    ready = presence.chosen(there, Presence.AVAILABLE, "", after(6))
    assert (ready.presence, ready.reason, ready.since) == (Presence.AVAILABLE, "", after(6))


def test_who_comes_back_within_the_grace_is_what_they_were() -> None:
    gone = presence.disconnected(seat("ana"), after(1))
    assert (gone.presence, gone.vanished_at) == (Presence.AVAILABLE, after(1))
    assert presence.disconnected(gone, after(9)).vanished_at == after(1)
    back = presence.connected(gone, after(30))
    assert (back.presence, back.vanished_at, back.since) == (Presence.AVAILABLE, None, NOW)


def test_the_grace_runs_from_the_moment_of_vanishing() -> None:
    vanished = seat("ana", vanished_at=NOW)
    assert not presence.is_gone(vanished, after(59.999), 60)
    assert presence.is_gone(vanished, after(60), 60)
    assert not presence.is_gone(seat("ana"), after(999), 60)


def test_who_is_gone_stays_marked_until_their_work_is_back() -> None:
    off = presence.gone(seat("ana", vanished_at=NOW), after(60))
    assert (off.presence, off.reason, off.vanished_at) == (Presence.OFFLINE, "vanished", NOW)
    assert presence.settled(off).vanished_at is None
    back = presence.connected(off, after(61))
    assert presence.settled(back) == back


def test_offline_by_choice_can_be_taken_back_within_the_grace() -> None:
    off = presence.chosen(seat("ana"), Presence.OFFLINE, "", after(3))
    assert off.vanished_at == after(3)
    assert presence.chosen(off, Presence.AVAILABLE, "", after(4)).vanished_at is None


@pytest.mark.parametrize(
    ("wanted", "reason"),
    [(Presence.AWAY, "call"), (Presence.AVAILABLE, "lunch"), (Presence.BUSY, "x")],
)
def test_a_reason_must_fit_the_presence(wanted: Presence, reason: str) -> None:
    with pytest.raises(Invalid):
        presence.chosen(seat("ana"), wanted, reason, NOW)


def test_a_new_reason_does_not_begin_a_new_presence() -> None:
    lunch = presence.chosen(seat("ana"), Presence.AWAY, "lunch", after(1))
    other = presence.chosen(lunch, Presence.AWAY, "break", after(2))
    assert (other.reason, other.since) == ("break", after(1))
    assert presence.chosen(other, Presence.AWAY, "break", after(3)) == other


def test_silence_counts_only_for_those_who_were_heard() -> None:
    heard = seat("ana", last_seen=NOW)
    assert not presence.silent(heard, after(45), 45)
    assert presence.silent(heard, after(45.001), 45)
    assert presence.fell_silent(heard).vanished_at == NOW
    for other in (seat("ana"), replace(heard, vanished_at=NOW), replace(OFF, last_seen=NOW)):
        assert not presence.silent(other, after(999), 45)


def test_time_in_presence_is_drawn_from_the_log() -> None:
    def line(seconds: float, now: Presence) -> PresenceChange:
        return PresenceChange(
            user_id="ana", at=after(seconds), before=Presence.OFFLINE, after=now, reason=""
        )

    spent = time_in_presence(
        [line(-50, Presence.AWAY), line(100, Presence.AVAILABLE), line(400, Presence.BUSY)],
        start=NOW,
        end=after(600),
        at_start=Presence.AWAY,
    )
    assert spent == {
        Presence.AWAY: 100,
        Presence.AVAILABLE: 300,
        Presence.BUSY: 200,
        Presence.OFFLINE: 0,
    }


async def test_each_change_is_stored_logged_and_told_once(place: Floor) -> None:
    await place.attendance.connected("ana", "s1")
    await place.attendance.choose("ana", Presence.AVAILABLE)
    await place.attendance.choose("ana", Presence.AVAILABLE)
    told = [event.seat.presence for event in place.told if isinstance(event, SeatChanged)]
    logged = [(line.before, line.after) for line in place.store.presence_log]
    assert told == [Presence.AWAY, Presence.AVAILABLE]
    assert logged == [
        (Presence.OFFLINE, Presence.AWAY),
        (Presence.AWAY, Presence.AVAILABLE),
    ]
    with pytest.raises(NotFound):
        await place.attendance.choose("nobody", Presence.AWAY)


async def test_an_agent_vanishes_with_their_last_console(place: Floor) -> None:
    await place.attendance.connected("bo", "s1")
    await place.attendance.connected("bo", "s2")
    await place.attendance.disconnected("bo", "s1")
    assert place.seat("bo").vanished_at is None
    await place.attendance.disconnected("bo", "s2")
    assert place.seat("bo").vanished_at == NOW


async def test_a_process_that_still_has_a_console_takes_vanishing_back(place: Floor) -> None:
    await place.attendance.connected("bo", "s1")
    other = Attendance(seats=place.store, log=place.store, bus=place.bus, clock=place.clock)
    await other.connected("bo", "s9")
    await other.disconnected("bo", "s9")
    assert place.seat("bo").vanished_at is None


async def test_signs_of_life_are_one_write_without_a_new_version(place: Floor) -> None:
    await place.attendance.connected("bo", "s1")
    version = place.seat("bo").version
    place.clock.advance(15)
    await place.attendance.heartbeat()
    assert (place.seat("bo").last_seen, place.seat("bo").version) == (after(15), version)


async def test_a_seat_that_changes_meanwhile_is_read_again_but_not_for_ever() -> None:
    class Contended(MemoryStore):
        conflicts = 2

        async def store_presence(self, seat: Seat) -> Seat:
            if self.conflicts:
                self.conflicts -= 1
                raise VersionConflict("The agent's seat has changed since it was read.")
            return await super().store_presence(seat)

    store = Contended()
    place = floor(store)
    store.put(seat("ana"))
    assert (await place.attendance.choose("ana", Presence.AWAY)).presence is Presence.AWAY
    store.conflicts = 99
    with pytest.raises(Unavailable):
        await place.attendance.choose("ana", Presence.BUSY)


async def test_an_agent_who_came_back_in_time_is_not_taken_off(place: Floor) -> None:
    place.store.put(seat("bo", vanished_at=NOW - timedelta(seconds=10)))
    assert not await place.attendance.gone("bo", 60)
    assert place.seat("bo").presence is Presence.AVAILABLE
