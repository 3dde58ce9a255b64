"""A simulated agent on the telephone: takes, holds, puts down, writes down, calls back."""

from __future__ import annotations

import asyncio
import random
from typing import Any

from sandbox.agents.phrases import load_phrasebooks
from sandbox.agents.pulse import Pulse
from sandbox.agents.telephone import Telephone

BOOKS = load_phrasebooks()
QUICK = Pulse(
    farewell=0.2,
    reached=0.2,
    longest_call=0.3,
    look_up=(0, 0),
    hold=(0, 0),
    put_down=(0.02, 0.02),
    wrap_up=(0, 0),
    listen=(0, 0),
)
TOLD = {"id": "c1", "channel": "voice", "inbox": {"id": "phone"}, "contact": {"name": "+1"}}
STATES = {
    "call_back": "talking",
    "hold": "on_hold",
    "resume": "talking",
    "hang_up": "wrap_up",
    "wrap_up": "ended",
}


class Console:
    """A call in a timeline, that does what is ordered. Once the agent is there the call comes about
    and ``says`` is said; unless ``stays``, the caller hangs up then."""

    def __init__(
        self, *says: tuple[str, str], state: str = "connecting", stays: bool = True
    ) -> None:
        self.entries: list[dict[str, Any]] = []
        self.orders: list[dict[str, Any]] = []
        self.resolved: list[str] = []
        self.refuse: set[str] = set()
        self.silent = 0
        """So many orders are carried out without an answer."""
        self.desk: Telephone | None = None
        self._says, self._stays, self._calls, self._state = says, stays, 1, state
        self._add("call", data=self._card(state))

    async def serve(self, seed: int = 2) -> list[str]:
        """Seed 2 looks nothing up; 1 does. The actions that were ordered."""
        self.desk = Telephone(self, TOLD, BOOKS, rng=random.Random(seed), pulse=QUICK)
        await self.desk.serve()
        return [order["action"] for order in self.orders]

    async def call(self, event: str, **payload: Any) -> dict[str, Any]:
        if event == "open":
            asyncio.get_running_loop().call_soon(self._come_about)
            told = {**TOLD, "call": {"plan": {"dispositions": ["Parcel"]}}}
            return {"conversation": told, "entries": list(self.entries)}
        if event != "call":
            return {}
        self.orders.append(payload)
        if payload["action"] in self.refuse:
            return {"error": {"code": "conflict"}}
        if payload["action"] == "call_back":
            self._calls += 1
            self._add("call", data=self._card("connecting"))
        self._tell(STATES[payload["action"]])
        if payload["action"] == "wrap_up":
            self._add("activity", activity="state", data={"to": "resolved"})
        if self.silent > 0:
            self.silent -= 1
            return {}
        return {"seq": len(self.entries)}

    async def resolve(self, conversation: str) -> None:
        self.resolved.append(conversation)

    def _come_about(self) -> None:
        if self._state != "connecting":
            return
        self._tell("talking")
        for direction, text in self._says:
            self._add("message", direction=direction, text=text)
        if not self._stays:
            self._tell("wrap_up")

    def _tell(self, state: str) -> None:
        self._add("activity", activity="call", data={"card": self._card(state)})

    def _card(self, state: str) -> dict[str, Any]:
        self._state = state
        return {"call": f"k{self._calls}", "state": state, "theirs": "+12025550143"}

    def _add(self, kind: str, **more: Any) -> None:
        blank: dict[str, Any] = {"activity": None, "direction": None, "text": "", "data": {}}
        self.entries.append({"seq": len(self.entries) + 1, "kind": kind, **blank, **more})
        if self.desk is not None:
            self.desk.hear(self.entries[-1])


async def test_puts_down_after_the_callers_thanks_and_writes_down_what_it_was() -> None:
    console = Console(("out", "It is on its way."), ("in", "Thank you, bye!"))
    began = asyncio.get_running_loop().time()
    assert await console.serve() == ["hang_up", "wrap_up"]
    assert asyncio.get_running_loop().time() - began < QUICK.longest_call
    wrapped = console.orders[-1]
    assert (wrapped["disposition"], wrapped["resolve"]) == ("Parcel", True)
    assert console.resolved == [], "the wrap-up has closed it"


async def test_thanks_in_the_middle_of_a_talk_end_nothing() -> None:
    console = Console(("in", "Thanks for calling back!"), ("out", "How can I help?"))
    began = asyncio.get_running_loop().time()
    assert await console.serve() == ["hang_up", "wrap_up"]
    assert asyncio.get_running_loop().time() - began >= QUICK.longest_call * 0.9


async def test_a_caller_who_hangs_up_needs_no_hanging_up() -> None:
    assert await Console(("in", "Bye"), stays=False).serve() == ["wrap_up"]


async def test_holds_and_comes_back() -> None:
    actions = await Console(("out", "One moment, please."), ("in", "Sure")).serve(seed=1)
    assert actions == ["hold", "resume", "hang_up", "wrap_up"]


async def test_a_refused_wrap_up_is_closed_by_hand() -> None:
    console = Console(stays=False)
    console.refuse = {"wrap_up"}
    await console.serve()
    assert console.resolved == ["c1"]


async def test_an_order_without_an_answer_is_given_again_under_its_id() -> None:
    console = Console(stays=False)
    console.silent = 1
    assert await console.serve() == ["wrap_up", "wrap_up"]
    assert console.orders[0]["id"] == console.orders[1]["id"]


async def test_messages_are_listened_to_and_some_callers_called_back() -> None:
    done = set()
    for seed in range(12):
        console = Console(state="ended")
        actions = tuple(await console.serve(seed))
        assert console.resolved == ([] if actions else ["c1"])
        done.add(actions)
    called = ("call_back", "hang_up", "wrap_up")
    assert done == {(), called, ("call_back", "hold", "resume", *called[1:])}


async def test_who_cannot_be_called_back_is_closed() -> None:
    for seed in range(12):
        console = Console(state="ended")
        console.refuse = {"call_back"}
        assert set(await console.serve(seed)) <= {"call_back"}
        assert console.resolved == ["c1"]


async def test_a_call_that_never_comes_about_is_let_go() -> None:
    console = Console(state="queued")
    assert await console.serve() == []
    assert console.resolved == ["c1"]
