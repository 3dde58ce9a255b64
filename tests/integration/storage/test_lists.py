"""Lists: right order, each once, within scope, whatever the sizes of pages and windows."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest

from conversations.channels import Channel
from conversations.clock import new_id
from conversations.conversation import Category, Conversation, LastMessage, Ref, State
from conversations.errors import Invalid
from conversations.people import SYSTEM_SCOPE, Scope
from conversations.queries import ConversationFilter, Sort, ViewName
from storage.conversations import covers
from storage.documents.conversation import from_conversation
from tests.integration.storage.conftest import House

QUEUES = ("q1", "q2", "q3")


def conversation(house: House, rng: random.Random, number: int) -> Conversation:
    state = rng.choice(list(State))
    age = timedelta(seconds=rng.choice([0.001, 1, 60, 86_400, 864_000]) * rng.random() * 20)
    at = house.clock.now() - age
    at = at.replace(microsecond=at.microsecond // 1000 * 1000)
    queue = rng.choice(QUEUES)
    agent = Ref(id=rng.choice(["a1", "a2"]), name="A")
    return Conversation(
        id=new_id(),
        number=number,
        inbox=Ref(id=rng.choice(["i1", "i2"]), name="Site"),
        channel=rng.choice([Channel.WEBCHAT, Channel.EMAIL]),
        contact=Ref(id=f"c{number % 7}", name="Ada"),
        thread=new_id(),
        address="x",
        state=state,
        queue=Ref(id=queue, name=queue),
        agent=agent if state in (State.ACTIVE, State.PENDING, State.RESOLVED) else None,
        last_agent=agent if state is State.SNOOZED or rng.random() < 0.2 else None,
        created_at=at,
        changed_at=at,
        waiting_since=at if state in (State.QUEUED, State.ACTIVE) and rng.random() < 0.7 else None,
        queued_at=at,
        snoozed_until=at if state is State.SNOOZED else None,
        last_message=LastMessage(seq=1, text="hi", at=at, author="contact"),
        labels=("vip",) if rng.random() < 0.1 else (),
        seq=1,
        version=1,
    )


@pytest.fixture
async def filled(house: House) -> list[Conversation]:
    rng = random.Random(7)
    for name in QUEUES:
        await house.stores.queues.add(replace(house.queue, id=name, name=name))
    made = [conversation(house, rng, number) for number in range(1, 301)]
    await house.stores.db["conversations"].insert_many([from_conversation(it) for it in made])
    return made


async def every_page(house: House, asked: ConversationFilter, scope: Scope) -> list[Conversation]:
    found: list[Conversation] = []
    cursor: str | None = None
    for _ in range(400):
        page = await house.stores.lists.page(
            ConversationFilter(
                view=asked.view,
                category=asked.category,
                queue_id=asked.queue_id,
                inbox_id=asked.inbox_id,
                contact_id=asked.contact_id,
                label=asked.label,
                states=asked.states,
                sort=asked.sort,
                limit=asked.limit,
                cursor=cursor,
            ),
            scope,
        )
        assert len(page.items) <= asked.limit
        found += page.items
        cursor = page.next
        if cursor is None:
            return found
    raise AssertionError("the list never ends")


def _queue(it: Conversation) -> str:
    return it.queue.id if it.queue else ""


AGENT = Scope(user_id="a1", queue_ids=frozenset({"q1", "q2"}))


@pytest.mark.parametrize("scope", [AGENT, SYSTEM_SCOPE, Scope(), Scope(user_id="a2")])
@pytest.mark.parametrize("limit", [7, 60])
async def test_every_view_pages_through_exactly_what_is_in_it(
    house: House, filled: list[Conversation], scope: Scope, limit: int
) -> None:
    owners = {it.id: from_conversation(it)["owner_id"] for it in filled}
    in_view: dict[ViewName, Callable[[Conversation], bool]] = {
        ViewName.MINE: lambda it: owners[it.id] == scope.user_id,
        ViewName.ALL: lambda it: covers(scope, it),
        ViewName.QUEUES: lambda it: scope.everything or _queue(it) in scope.queue_ids,
        ViewName.UNASSIGNED: lambda it: (
            it.state in (State.QUEUED, State.OFFERED)
            and (scope.everything or _queue(it) in scope.queue_ids)
        ),
    }
    for view, belongs in in_view.items():
        for category in (None, Category.OPEN, Category.CLOSED):
            asked = ConversationFilter(view=view, category=category, limit=limit)
            found = await every_page(house, asked, scope)
            wanted = [
                it
                for it in filled
                if belongs(it) and covers(scope, it) and category in (None, it.category)
            ]
            if view is ViewName.ALL and not scope.everything:
                # what was last with me and is in a queue of others is reached by its own id only
                wanted = [
                    it
                    for it in wanted
                    if it.queue is not None
                    and (it.queue.id in scope.queue_ids or owners[it.id] == scope.user_id)
                ]
            wanted.sort(key=lambda it: (it.changed_at, it.id), reverse=True)
            assert [it.id for it in found] == [it.id for it in wanted], (view, category)


@pytest.mark.parametrize("scope", [AGENT, SYSTEM_SCOPE])
async def test_the_longest_waiting_come_first_and_the_others_after_them(
    house: House, filled: list[Conversation], scope: Scope
) -> None:
    for view in ViewName:
        asked = ConversationFilter(view=view, category=Category.OPEN, sort=Sort.WAITING, limit=9)
        found = await every_page(house, asked, scope)
        plain = ConversationFilter(view=view, category=Category.OPEN, limit=100)
        assert {it.id for it in found} == {it.id for it in await every_page(house, plain, scope)}
        assert len({it.id for it in found}) == len(found)
        # what an agent has outside their queues comes with the others
        elsewhere = view is ViewName.ALL and not scope.everything
        first = [
            it
            for it in found
            if it.waiting_since and not (elsewhere and _queue(it) not in scope.queue_ids)
        ]
        waits = [it.waiting_since for it in first if it.waiting_since]
        assert waits == sorted(waits)
        assert found[: len(first)] == first


async def test_filters_and_contacts(house: House, filled: list[Conversation]) -> None:
    by_label = ConversationFilter(view=ViewName.ALL, label="vip", limit=3)
    found = await every_page(house, by_label, SYSTEM_SCOPE)
    assert {it.id for it in found} == {it.id for it in filled if it.labels}
    by_inbox = ConversationFilter(view=ViewName.QUEUES, queue_id="q1", inbox_id="i2", limit=5)
    found = await every_page(house, by_inbox, AGENT)
    wanted = {it.id for it in filled if it.inbox.id == "i2" and it.queue and it.queue.id == "q1"}
    assert {it.id for it in found} == wanted
    in_work = frozenset({State.ACTIVE, State.PENDING})
    for sort in Sort:
        by_state = ConversationFilter(view=ViewName.ALL, queue_id="q1", states=in_work, sort=sort)
        found = await every_page(house, by_state, AGENT)
        wanted = {
            it.id for it in filled if it.queue and it.queue.id == "q1" and it.state in in_work
        }
        assert {it.id for it in found} == wanted != set()
    of_contact = ConversationFilter(view=ViewName.ALL, contact_id="c3", limit=5)
    found = await every_page(house, of_contact, AGENT)
    assert {it.id for it in found} == {
        it.id for it in filled if it.contact.id == "c3" and covers(AGENT, it)
    }
    foreign = ConversationFilter(view=ViewName.QUEUES, queue_id="q3", limit=5)
    assert await every_page(house, foreign, AGENT) == []


async def test_counts_are_those_of_the_views(house: House, filled: list[Conversation]) -> None:
    counts = await house.stores.lists.counts(AGENT)
    opened = [it for it in filled if it.category is Category.OPEN]
    assert counts.queues == sum(it.queue is not None and it.queue.id != "q3" for it in opened)
    assert counts.mine == sum(it.agent is not None and it.agent.id == "a1" for it in opened)


async def test_figures_of_a_queue(house: House, filled: list[Conversation]) -> None:
    queue = await house.stores.queues.get("q1")
    now = house.clock.now()
    figures = await house.stores.figures.figures(queue, now - timedelta(days=1), now)
    here = [it for it in filled if _queue(it) == "q1"]
    queued = [it for it in here if it.state is State.QUEUED]
    assert figures.waiting == len(queued)
    assert figures.offered == sum(it.state is State.OFFERED for it in here)
    assert figures.active == sum(it.state is State.ACTIVE for it in here)
    waits = [it.waiting_since for it in queued if it.waiting_since]
    assert figures.longest_wait_since == min(waits)
    abandoned = [it for it in here if it.state is State.ABANDONED]
    recent = [it for it in abandoned if it.changed_at >= now - timedelta(days=1)]
    assert figures.abandoned == len(recent)


async def test_changed_since_is_complete_and_in_order(
    house: House, filled: list[Conversation]
) -> None:
    since = house.clock.now() - timedelta(minutes=10)
    for scope in (AGENT, SYSTEM_SCOPE):
        found = await house.stores.lists.changed_since(since, scope, 1000)
        wanted = [it for it in filled if it.changed_at >= since and covers(scope, it)]
        wanted.sort(key=lambda it: (it.changed_at, it.id))
        assert [it.id for it in found] == [it.id for it in wanted]
        first = await house.stores.lists.changed_since(since, scope, 5)
        assert [it.id for it in first] == [it.id for it in wanted[:5]]


async def test_the_router_reads_all_that_is_live(house: House, filled: list[Conversation]) -> None:
    states = [State.QUEUED, State.OFFERED, State.SNOOZED]
    found = [it async for chunk in house.stores.router_reads.live(states) for it in chunk]
    assert len(found) == len({it.id for it in found})
    assert {it.id for it in found} == {it.id for it in filled if it.state in states}


async def test_a_cursor_from_elsewhere_is_invalid(house: House) -> None:
    with pytest.raises(Invalid):
        await house.stores.lists.page(ConversationFilter(cursor="$gt"), SYSTEM_SCOPE)
