"""What is tried again, when, and what is looked for first."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from connectors.voice.attempts import LONGEST_S, OFTEN, Attempts, key_of
from conversations.calls import actions
from conversations.calls.call import Place, Taping
from conversations.calls.leg import Leg, LegState, Listening, Party

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
MOVE = actions.Move(Place.ROOM)


def leg(state: LegState = LegState.WANTED) -> Leg:
    return Leg(id="leg1", party=Party.AGENT, name="Ana", user_id="ana", state=state, since=NOW)


def after(seconds: float) -> datetime:
    return NOW + timedelta(seconds=seconds)


def test_the_pauses_grow_to_a_limit() -> None:
    attempts, now, pauses = Attempts(), NOW, []
    for _ in range(7):
        attempts.begin(MOVE)
        attempts.failed(MOVE, now, in_doubt=False)
        pause = attempts.soonest([MOVE], now)
        assert pause is not None
        assert not attempts.may(MOVE, now)
        now += timedelta(seconds=pause)
        assert attempts.may(MOVE, now)
        pauses.append(pause)
    assert pauses == [1, 2, 4, 8, LONGEST_S, LONGEST_S, LONGEST_S]


def test_what_twilio_asks_for_is_waited_for() -> None:
    attempts = Attempts()
    attempts.failed(MOVE, NOW, in_doubt=False, wait_s=7)
    assert not attempts.may(MOVE, after(6.9))
    assert attempts.may(MOVE, after(7))


def test_one_thing_that_fails_keeps_no_other_waiting() -> None:
    attempts = Attempts()
    attempts.failed(MOVE, NOW, in_doubt=True)
    assert attempts.may(actions.Tape(Taping.ON), NOW)
    assert attempts.soonest([actions.Tape(Taping.ON)], NOW) is None


def test_what_may_have_been_done_stays_in_doubt_until_it_is_done() -> None:
    attempts = Attempts()
    assert attempts.begin(MOVE) is False
    attempts.failed(MOVE, NOW, in_doubt=True)
    assert attempts.begin(MOVE) is True
    attempts.succeeded(MOVE, NOW)
    assert attempts.begin(MOVE) is False


def test_a_try_that_never_came_to_an_end_is_in_doubt() -> None:
    attempts = Attempts()
    attempts.begin(MOVE)
    assert attempts.is_doubtful(MOVE)


def test_a_call_to_somebody_that_others_began_is_in_doubt() -> None:
    attempts = Attempts()
    assert not attempts.is_doubtful(actions.Dial(leg()))
    assert attempts.is_doubtful(actions.Dial(leg(LegState.DIALLING)))


def test_what_is_inherited_is_in_doubt() -> None:
    attempts = Attempts()
    attempts.inherit([actions.Sound("12"), MOVE])
    assert attempts.begin(MOVE)
    assert not attempts.begin(actions.Move(Place.LINE))


def test_what_was_given_up_may_be_wished_again() -> None:
    attempts = Attempts()
    attempts.begin(MOVE)
    attempts.failed(MOVE, NOW, in_doubt=True)
    attempts.forget(MOVE)
    assert attempts.may(MOVE, NOW)
    assert not attempts.begin(MOVE)


def test_keys_are_sounded_one_after_the_other() -> None:
    attempts = Attempts()
    attempts.succeeded(actions.Sound("12"), NOW)
    attempts.wait(actions.Sound("12"), NOW, 1.3)
    assert not attempts.may(actions.Sound("3"), after(1))
    assert attempts.may(actions.Sound("3"), after(1.3))


def test_what_is_done_over_and_over_is_slowed_down() -> None:
    attempts = Attempts()
    for _ in range(OFTEN - 1):
        attempts.succeeded(MOVE, NOW)
        assert attempts.may(MOVE, NOW)
    attempts.succeeded(MOVE, NOW)
    assert not attempts.may(MOVE, NOW)
    attempts.succeeded(MOVE, after(60))
    assert attempts.may(MOVE, after(60))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (actions.Dial(leg()), actions.Release(leg())),
        (actions.Hold(leg(), True), actions.Hold(leg(), False)),
        (actions.Mute(leg(), True), actions.Mute(leg(), False)),
        (actions.Coach(leg(), Listening.LISTEN), actions.Coach(leg(), Listening.BARGE)),
        (actions.Tape(Taping.ON), actions.Tape(Taping.PAUSED)),
        (actions.Transcribe(True), actions.Transcribe(False)),
        (actions.Move(Place.ROOM), actions.Move(Place.LINE)),
    ],
)
def test_different_things_are_counted_apart(one: actions.Action, other: actions.Action) -> None:
    assert key_of(one) != key_of(other)
