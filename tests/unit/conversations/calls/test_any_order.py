"""Whatever happens to a call, in whatever order: the promises that hold all the same."""

from __future__ import annotations

import contextlib
from collections.abc import Callable

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from conversations import assignment
from conversations.calls import actions, happening, lines
from conversations.calls.call import BEFORE_QUEUE, OVER, SPEAKING, CallPlan, Taping
from conversations.calls.commands import (
    AddParty,
    CallBack,
    CancelTransfer,
    CompleteTransfer,
    Consult,
    HangUp,
    HoldCall,
    Monitor,
    MuteCall,
    TapeCall,
    WrapUp,
)
from conversations.calls.leg import LegEnd, LegState, Listening, Party
from conversations.change import Change
from conversations.clock import new_id
from conversations.conversation import HOLDS_A_SEAT, Ref, State
from conversations.errors import ParleyError
from conversations.handlers import close
from tests.unit.conversations.making import ANA, BO, QUEUE

from .exchange import THEIRS, Exchange

AUTHORS = {"ana": ANA, "bo": BO}
REFS = {"ana": Ref(id="ana", name="Ana"), "bo": Ref(id="bo", name="Bo")}
COMMANDS = (
    lambda: HangUp(id=new_id(), conversation_id="conv"),
    lambda: HoldCall(id=new_id(), conversation_id="conv", on=True),
    lambda: HoldCall(id=new_id(), conversation_id="conv", on=False),
    lambda: MuteCall(id=new_id(), conversation_id="conv", on=True),
    lambda: CompleteTransfer(id=new_id(), conversation_id="conv"),
    lambda: CancelTransfer(id=new_id(), conversation_id="conv"),
    lambda: TapeCall(id=new_id(), conversation_id="conv", wish=Taping.ON),
    lambda: TapeCall(id=new_id(), conversation_id="conv", wish=Taping.PAUSED),
    lambda: WrapUp(id=new_id(), conversation_id="conv"),
    lambda: CallBack(id=new_id(), conversation_id="conv", address=THEIRS),
    lambda: Monitor(id=new_id(), conversation_id="conv", mode=Listening.WHISPER),
    lambda: Monitor(id=new_id(), conversation_id="conv", mode=None),
)
agents = st.sampled_from(["ana", "bo"])


class Calls(RuleBasedStateMachine):
    @initialize(
        record=st.sampled_from(["off", "on_request", "always"]),
        start=st.sampled_from(["ring", "wait", "talk", "talk", "talk", "out"]),
    )
    def begin(self, record: str, start: str) -> None:
        self.office = Exchange(plan=CallPlan(recording=record, transcribe=True))
        self.ranks: dict[str, int] = {}
        begun: dict[str, Callable[[], Exchange]] = {
            "ring": self.office.arrives,
            "wait": self.office.waits,
            "talk": self.office.talks,
            "out": self.office.dials,
        }
        begun[start]()

    @rule(step=st.sampled_from(["menu", "queue", "voicemail", "left", "none", "callback", "bye"]))
    def dialogue(self, step: str) -> None:
        rules: dict[str, Callable[[Change], bool]] = {
            "menu": happening.enter_menu,
            "queue": lambda change: happening.enter_queue(change, QUEUE),
            "voicemail": happening.enter_voicemail,
            "left": happening.left_message,
            "none": happening.no_message,
            "callback": lambda change: happening.ask_callback(change, THEIRS),
            "bye": happening.said_goodbye,
        }
        self.office.commit(rules[step])

    @precondition(lambda self: self.office.it.waits_for_agent)
    @rule(agent=agents, accepts=st.booleans())
    def offer(self, agent: str, accepts: bool) -> None:
        if self.office.loads.get(agent):
            return
        self.office.offered(agent)
        if accepts:
            self.office.accepts(AUTHORS[agent])

    @precondition(lambda self: self.office.it.offer is not None)
    @rule()
    def offer_ends(self) -> None:
        offer = self.office.it.offer
        assert offer is not None
        self.office.commit(lambda change: assignment.end_offer(change, offer.id, "timed_out"))

    @rule(
        which=st.integers(0, 7),
        state=st.sampled_from([*LegState, LegState.IN, LegState.IN]),
        end=st.sampled_from(LegEnd),
    )
    def fact(self, which: int, state: LegState, end: LegEnd) -> None:
        legs = [leg for leg in self.office.call.legs if leg.state is not LegState.WANTED]
        if legs:
            leg = legs[which % len(legs)]
            self.office.line(leg.id, state, reason=end, sid="CA7", device="client:x")
            assert not self.office.line(leg.id, state, reason=end)  # told twice

    @rule(make=st.sampled_from(COMMANDS), agent=agents)
    def command(self, make: object, agent: str) -> None:
        with contextlib.suppress(ParleyError):
            self.office.asks(make(), AUTHORS[agent])  # type: ignore[operator]

    @rule(agent=agents, warm=st.booleans(), outside=st.booleans())
    def invite(self, agent: str, warm: bool, outside: bool) -> None:
        kind = Consult if warm else AddParty
        if not outside and self.office.loads.get(agent):
            return
        command = kind(
            id=new_id(), conversation_id="conv", address="+493090000005" if outside else ""
        )
        who = None if outside else REFS[agent]
        for author in (ANA, BO):
            with contextlib.suppress(ParleyError):
                self.office.asks(command, author, who)
                return

    @precondition(lambda self: self.office.call.consulted is not None)
    @rule()
    def complete(self) -> None:
        self.office.works()
        author = AUTHORS[self.office.it.agent.id] if self.office.it.agent else ANA
        with contextlib.suppress(ParleyError):
            self.office.asks(CompleteTransfer(id=new_id(), conversation_id="conv"), author)

    @precondition(lambda self: self.office.call.state not in BEFORE_QUEUE)
    @rule(agent=st.sampled_from(["ana", "bo", None]), sure=st.integers(0, 3))
    def hand_over(self, agent: str | None, sure: int) -> None:
        if sure:
            return
        to = REFS[agent] if agent else None
        it = self.office.it
        if it.is_open and to not in (it.agent,) and not (agent and self.office.loads.get(agent)):
            with contextlib.suppress(ParleyError):
                self.office.commit(
                    lambda change: assignment.transfer(change, QUEUE, to, ANA, new_id(), "")
                )

    @precondition(lambda self: self.office.it.is_open)
    @rule(sure=st.integers(0, 7))
    def resolve(self, sure: int) -> None:
        if sure:
            return
        self.office.commit(lambda change: close(change, "", ANA))

    @rule(agent=agents)
    def vanish(self, agent: str) -> None:
        self.office.commit(lambda change: lines.vanished(change, agent))

    @rule(answer=st.sampled_from([True, True, True, False]))
    def carry_out(self, answer: bool) -> None:
        self.office.works(answer=answer)  # comes to an end

    @rule(seconds=st.integers(1, 90))
    def time(self, seconds: int) -> None:
        self.office.later(seconds)
        self.office.commit(happening.wrap_up_over)

    @invariant()
    def seats_match(self) -> None:
        it = self.office.it
        held = {user: 60 for user in it.holders}
        assert {user: load for user, load in self.office.loads.items() if load} == held

    @invariant()
    def lines_never_go_back(self) -> None:
        for leg in self.office.call.legs:
            assert leg.state.rank >= self.ranks.get(leg.id, 0)
            self.ranks[leg.id] = leg.state.rank

    @invariant()
    def states_agree(self) -> None:
        it, call = self.office.it, self.office.call
        if call.state in SPEAKING:
            assert it.state is State.ACTIVE
            assert call.agent is not None
            assert it.agent is not None
            assert call.agent.user_id == it.agent.id
            assert call.contact is not None
        if call.state in BEFORE_QUEUE:
            assert not it.waits_for_agent
        if it.state not in HOLDS_A_SEAT and call.state in OVER:
            others = (Party.AGENT, Party.CONSULTED, Party.SUPERVISOR)
            assert not [
                leg for leg in call.legs if leg.party in others and leg.wanted and leg.is_up
            ]

    @invariant()
    def the_card_is_what_the_entries_say(self) -> None:
        if self.office.events:
            assert self.office.card["call"] == self.office.call.id
            assert self.office.card["state"] in (self.office.call.state.value, "queued", "offered")

    @invariant()
    def nobody_is_left_alone(self) -> None:
        """A caller on the line is on the way to somebody, or their line is being ended."""
        call, it = self.office.call, self.office.it
        contact = call.contact
        if contact is None or not contact.is_up or not contact.wanted:
            return
        transferred = any(leg.party is Party.GUEST and leg.wanted for leg in call.legs)
        assert call.is_live or transferred, (call.state, it.state)


Calls.TestCase.settings = settings(
    max_examples=200,
    stateful_step_count=40,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow],
)
TestCalls = Calls.TestCase


def test_the_actions_are_all_known() -> None:
    assert len(actions.Action.__args__) == 9
