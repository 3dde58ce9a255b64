"""One call in memory: its domain, and a provider that does what is asked of it at once."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from conversations import assignment
from conversations.calls import actions, arriving, handlers, happening, lines
from conversations.calls.actions import Action
from conversations.calls.call import Call, CallArrival, CallPlan, CallState
from conversations.calls.commands import AnyCallCommand
from conversations.calls.desk import carried_out
from conversations.calls.following import dial_out
from conversations.calls.leg import LegState
from conversations.change import Change
from conversations.channels import Channel
from conversations.clock import new_id
from conversations.conversation import Conversation, Offer, Ref, State
from conversations.entries import Activity, Author, AuthorType, Entry
from conversations.outcome import Outcome
from conversations.places import Queue
from tests.unit.conversations.making import ANA, NOW, conversation

OURS, THEIRS = "+493090000000", "+493023125001"
BO_REF = Ref(id="bo", name="Bo")
CALLER = Author(type=AuthorType.CONTACT, id="c1", name="Caller")


class Exchange:
    """A conversation with a call, changed as the house changes it. `loads` is what the seats would
    hold by the claims and releases of all commits."""

    def __init__(self, *, plan: CallPlan | None = None, joins: Conversation | None = None) -> None:
        self.now = NOW
        self.entries: list[Entry] = []
        self.loads: dict[str, int] = {}
        self.done: list[Action] = []
        self.plan = plan or CallPlan(wrap_up_s=60)
        self.it = joins or conversation(channel=Channel.VOICE, seq=1, queued_at=None)

    @property
    def call(self) -> Call:
        assert self.it.call is not None
        return self.it.call

    def state(self) -> CallState:
        return self.call.state

    def matter(self) -> State:
        return self.it.state

    def waiting(self) -> bool:
        return self.it.waits_for_agent

    def on_hold(self) -> bool:
        return self.call.contact is not None and self.call.contact.held_now

    @property
    def events(self) -> list[str]:
        return [e.data["event"] for e in self.entries if e.activity is Activity.CALL]

    @property
    def card(self) -> dict[str, Any]:
        """The card as clients have it: folded from the entries."""
        seq = self.call.seq
        found = next(e.data for e in self.entries if e.seq == seq)
        for entry in self.entries:
            if entry.activity is Activity.CALL and entry.data["targets"] == [seq]:
                found = entry.data["card"]
        return found

    def commit(self, rule: Callable[[Change], Any]) -> bool:
        change = Change.of(self.it, self.now)
        if rule(change) is False:
            return False
        self._keep(change.finish(any_presence=True))
        return True

    def _keep(self, outcome: Outcome) -> None:
        for claim in outcome.claims:
            self.loads[claim.user_id] = self.loads.get(claim.user_id, 0) + claim.weight
        for release in outcome.releases:
            self.loads[release.user_id] -= release.weight
        self.it = outcome.after
        self.entries.extend(outcome.entries)

    def later(self, seconds: float) -> None:
        self.now += timedelta(seconds=seconds)

    # The contact

    def arrives(self, sid: str = "CA1") -> Exchange:
        arrival = CallArrival(sid=sid, ours=OURS, theirs=THEIRS, plan=self.plan)
        self.commit(lambda change: arriving.arrive(change, arrival, CALLER, inbox_id="i1"))
        return self

    def waits(self, queue: Queue | None = None) -> Exchange:
        self.arrives()
        self.commit(lambda change: happening.enter_queue(change, queue))
        return self

    def goes(self) -> bool:
        contact = self.call.contact
        return contact is not None and self.line(contact.id, LegState.OUT)

    # The team

    def offered(self, agent: str = "ana") -> Exchange:
        made = Offer(
            id=new_id(),
            agent=Ref(id=agent, name=agent.title()),
            offered_at=self.now,
            expires_at=self.now + timedelta(seconds=20),
        )
        self.commit(lambda change: assignment.offer(change, made))
        return self

    def accepts(self, author: Author = ANA) -> Exchange:
        offer = self.it.offer
        assert offer is not None
        self.commit(lambda change: assignment.accept(change, offer.id, author, new_id()))
        return self

    def asks(
        self, command: AnyCallCommand, author: Author = ANA, colleague: Ref | None = None
    ) -> None:
        handler = HANDLERS[type(command).__name__]
        if colleague is not None or type(command).__name__ in ("Consult", "AddParty"):
            self.commit(lambda change: handler(change, command, author, colleague))
        else:
            self.commit(lambda change: handler(change, command, author))

    def dials(self, number: str = THEIRS, author: Author = ANA) -> Exchange:
        agent = Ref(id=author.id or "", name=author.name)
        self.it = conversation(State.ACTIVE, channel=Channel.VOICE, agent=agent, seq=1)
        self.loads = {agent.id: 60}
        self.commit(lambda change: dial_out(change, new_id(), OURS, number, self.plan))
        return self

    # The provider

    def line(self, leg_id: str, state: LegState, **told: Any) -> bool:
        return self.commit(lambda change: lines.line_is(change, leg_id, state, **told))

    def works(self, *, answer: bool = True, rounds: int = 20) -> Exchange:
        """Carry out what is pending until nothing is; whoever is called answers, or not yet."""
        for _ in range(rounds):
            todo = actions.pending(self.call)
            if not todo:
                return self
            for action in todo:
                if action in actions.pending(self.call):
                    self._act(action, answer=answer)
        raise AssertionError(f"never done: {actions.pending(self.call)}")

    def _act(self, action: Action, *, answer: bool) -> None:
        self.done.append(action)
        match action:
            case actions.Dial(leg):
                device = leg.address or f"client:agent_{leg.user_id}"
                self.line(leg.id, LegState.DIALLING, sid=f"CA{leg.id}", device=device)
                if answer:
                    self.line(leg.id, LegState.IN)
            case actions.Release(leg):
                self.line(leg.id, LegState.OUT)
            case _:
                begun = isinstance(action, actions.Tape | actions.Transcribe)
                sid = "RE1" if begun else None
                self.commit(lambda change: carried_out(change, action, sid))

    def talks(self, agent: str = "ana", author: Author = ANA) -> Exchange:
        """A caller and an agent, connected."""
        return self.waits().offered(agent).accepts(author).works()

    def did(self, kind: type) -> list[Action]:
        return [action for action in self.done if isinstance(action, kind)]

    @property
    def quiet(self) -> bool:
        return not actions.pending(self.call)


def cmd(kind: type, **fields: object):  # type: ignore[no-untyped-def]
    """An order about the call."""
    return kind(id=new_id(), conversation_id="conv", **fields)


HANDLERS: dict[str, Callable[..., None]] = {
    "CallBack": handlers.call_back,
    "HoldCall": handlers.hold,
    "MuteCall": handlers.mute,
    "SendTones": handlers.tones,
    "Consult": handlers.consult,
    "CompleteTransfer": handlers.complete_transfer,
    "CancelTransfer": handlers.cancel_transfer,
    "AddParty": handlers.add_party,
    "RemoveParty": handlers.remove_party,
    "TapeCall": handlers.tape,
    "HangUp": handlers.hang_up_call,
    "WrapUp": handlers.wrap_up,
    "MoreTime": handlers.more_time,
    "Monitor": handlers.monitor,
}
