"""Callers who do not wait on the line: they are called back, or leave a message."""

from __future__ import annotations

from conversations.calls import actions, happening
from conversations.calls.call import CallOutcome, CallState
from conversations.calls.commands import CallBack
from conversations.calls.leg import Party
from conversations.conversation import State

from .exchange import THEIRS, Exchange, cmd


def test_a_callback_keeps_its_place_and_is_carried_out_by_whoever_accepts() -> None:
    office = Exchange().waits()
    place = office.it.queued_at
    office.later(40)
    office.commit(lambda change: happening.ask_callback(change, THEIRS))
    office.works()
    assert office.state() is CallState.CALLBACK
    assert office.waiting()
    assert office.it.queued_at == place
    assert not office.call.is_live
    first = office.call.seq
    office.offered().accepts()
    assert office.call.seq != first
    assert (office.call.direction.value, office.call.theirs) == ("out", THEIRS)
    office.works()
    kinds = [(a.leg.party, a.leg.address) for a in office.done if isinstance(a, actions.Dial)]
    assert kinds == [(Party.AGENT, ""), (Party.CONTACT, THEIRS)]
    assert office.state() is CallState.TALKING


def test_a_callback_counts_while_the_agents_phone_still_rings() -> None:
    office = Exchange().waits()
    place = office.it.queued_at
    office.later(40)
    office.offered().accepts()
    office.works(answer=False)
    assert office.state() is CallState.CONNECTING
    assert office.commit(lambda change: happening.ask_callback(change, THEIRS))
    assert not office.commit(lambda change: happening.ask_callback(change, THEIRS))
    assert (office.state(), office.matter()) == (CallState.CALLBACK, State.QUEUED)
    assert office.it.queued_at == place
    assert office.it.agent is None
    office.works()
    assert office.call.agent is None  # their phone rings no more
    office.offered().accepts()
    assert (office.call.direction.value, office.call.theirs) == ("out", THEIRS)


def test_nobody_asks_for_a_callback_while_speaking() -> None:
    office = Exchange().talks()
    assert not office.commit(lambda change: happening.ask_callback(change, THEIRS))
    assert office.state() is CallState.TALKING


def test_a_voicemail_waits_for_somebody_to_listen() -> None:
    office = Exchange().arrives()
    office.commit(happening.enter_voicemail)
    assert not office.waiting()
    office.goes()
    assert office.state() is CallState.VOICEMAIL  # the recording decides
    office.commit(happening.left_message)
    assert (office.it.state, office.call.outcome) == (State.QUEUED, CallOutcome.VOICEMAIL)
    assert office.waiting()
    office.offered().accepts()
    assert office.state() is CallState.ENDED
    office.asks(cmd(CallBack))
    office.works()
    assert office.state() is CallState.TALKING


def test_no_voicemail_after_all() -> None:
    office = Exchange().waits().offered()
    office.commit(happening.enter_voicemail)
    assert office.it.offer is None
    office.goes()
    office.commit(happening.no_message)
    assert office.matter() is State.ABANDONED


def test_a_second_call_joins_a_callback_and_gives_it_back_if_it_comes_to_nothing() -> None:
    office = Exchange().waits()
    place = office.it.queued_at
    office.commit(lambda change: happening.ask_callback(change, THEIRS))
    office.works()
    office.later(60)
    office.arrives("CA9")
    assert not office.waiting()
    office.goes()
    assert office.state() is CallState.CALLBACK
    assert office.matter() is State.QUEUED
    assert office.it.queued_at == place
    office.arrives("CA10")
    office.commit(lambda change: happening.enter_queue(change, None))
    assert office.it.queued_at == place
