"""A supervisor in a call: heard by nobody, by the agent, by all, and seen by no agent."""

from __future__ import annotations

import pytest

from conversations import assignment
from conversations.calls import actions
from conversations.calls.call import CallState
from conversations.calls.commands import AddParty, Consult, Monitor
from conversations.calls.desk import given_up
from conversations.calls.leg import LegState, Listening, Party
from conversations.clock import new_id
from conversations.entries import Activity
from conversations.errors import ClaimLost
from tests.unit.conversations.making import BO

from .exchange import BO_REF, Exchange, cmd


def test_a_supervisor_listens_whispers_and_barges() -> None:
    office = Exchange().talks()
    for mode in Listening:
        office.asks(cmd(Monitor, mode=mode), BO)
        office.works()
    line = office.call.party(Party.SUPERVISOR)
    assert line is not None
    assert line.mode_now is Listening.BARGE
    assert len(office.did(actions.Dial)) == 2  # the agent's line, and one for the supervisor
    assert office.loads == {"ana": 60}
    office.asks(cmd(Monitor, mode=None), BO)
    office.works()
    assert office.state() is CallState.TALKING
    assert office.call.party(Party.SUPERVISOR) is None


def test_nothing_that_agents_see_tells_of_a_supervisor_who_listens() -> None:
    office = Exchange().talks()
    shown, card = office.events, office.card
    office.asks(cmd(Monitor, mode=Listening.LISTEN), BO)
    office.works()
    line = office.call.party(Party.SUPERVISOR)
    assert line is not None
    office.asks(cmd(Monitor, mode=Listening.WHISPER), BO)
    coach = actions.Coach(line, Listening.WHISPER)
    office.commit(lambda change: given_up(change, coach, "Twilio says no."))
    assert office.call.legs[-1].mode is Listening.LISTEN
    office.line(line.id, LegState.OUT)  # their own phone hung up
    assert (office.events, office.card, office.call.problem) == (shown, card, "")
    told = [e for e in office.entries if e.activity is Activity.CALL_MONITOR]
    assert [(e.data["event"], e.author.id) for e in told] == [
        ("monitoring", "bo"),
        ("monitoring", "bo"),
        ("monitor_left", "bo"),
    ]


@pytest.mark.parametrize("order", [Consult, AddParty])
def test_who_asks_for_a_colleague_does_not_learn_that_they_listen(
    order: type[Consult | AddParty],
) -> None:
    office = Exchange().talks()
    office.asks(cmd(Monitor, mode=Listening.LISTEN), BO)
    office.works()
    with pytest.raises(ClaimLost, match="not available or has no capacity"):
        office.asks(cmd(order, agent_id="bo"), colleague=BO_REF)


def test_a_supervisor_who_takes_over_while_listening_is_not_called_again() -> None:
    office = Exchange().talks()
    office.asks(cmd(Monitor, mode=Listening.LISTEN), BO)
    office.works()
    office.commit(lambda change: assignment.assign(change, BO_REF, BO, new_id()))
    office.works()
    assert office.state() is CallState.TALKING
    assert len(office.did(actions.Dial)) == 2
    assert office.did(actions.Mute)
    assert [leg.name for leg in office.call.legs if leg.is_up] == ["Visitor", "Bo"]
