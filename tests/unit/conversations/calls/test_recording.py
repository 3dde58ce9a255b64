"""What of a call is recorded and written down, and when not."""

from __future__ import annotations

import pytest

from conversations.calls import actions
from conversations.calls.call import CallPlan, Taping
from conversations.calls.commands import HangUp, TapeCall
from conversations.errors import Forbidden

from .exchange import Exchange, cmd


def test_recording_pauses_for_a_card_number() -> None:
    office = Exchange(plan=CallPlan(recording="on_request")).talks()
    assert not office.did(actions.Tape)
    office.asks(cmd(TapeCall, wish=Taping.ON))
    office.works()
    office.asks(cmd(TapeCall, wish=Taping.PAUSED))
    office.works()
    office.asks(cmd(TapeCall, wish=Taping.ON))
    office.works()
    wishes = [a.wish for a in office.done if isinstance(a, actions.Tape)]
    assert wishes == [Taping.ON, Taping.PAUSED, Taping.ON]
    assert office.events[-3:] == ["recording", "recording_paused", "recording_resumed"]


def test_a_recording_is_neither_begun_nor_asked_for_where_it_is_off() -> None:
    office = Exchange(plan=CallPlan(recording="off")).talks()
    with pytest.raises(Forbidden):
        office.asks(cmd(TapeCall, wish=Taping.ON))


def test_recording_and_transcript_begin_by_themselves_where_that_is_set() -> None:
    office = Exchange(plan=CallPlan(recording="always", transcribe=True)).talks()
    assert len(office.did(actions.Tape)) == 1
    assert len(office.did(actions.Transcribe)) == 1
    office.asks(cmd(HangUp))
    office.works()
    assert office.quiet
