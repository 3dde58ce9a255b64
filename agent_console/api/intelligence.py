"""What customers contact us about, how they feel about it, and the rows behind each figure."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta

from agent_console.alerting import alert_shapes
from agent_console.routing import Call, Routes
from agent_console.wire.figures import Known, overview_shape, topic_page
from agent_console.wire.intelligence import (
    InsightRow,
    InsightRows,
    InsightShape,
    OverviewShape,
    PeriodQuery,
    RowsQuery,
    TopicPage,
    TopicPatch,
    TopicSearchShape,
    TopicShape,
    TopicsShape,
    TopicsState,
)
from agent_console.wire.mood import mood_shape
from agent_console.wire.scalars import RefShape, sure_ref
from conversations.conversation import Conversation
from conversations.errors import NotFound, VersionConflict
from conversations.insights import Insight, InsightFilter
from conversations.overviews import Overview, Period, overview
from conversations.people import Permission
from conversations.topics import MACHINE, Topic

routes = Routes("intelligence")
SEE = Permission.INTELLIGENCE_SEE
USUAL_DAYS = 28
EXAMPLES = 10
ALERTS = 10
KNOW_NO_MEANINGS = frozenset({"lexicon", "off"})
LONG_AGO = datetime(2000, 1, 1, tzinfo=UTC)
DAY = timedelta(days=1)


@routes("GET", "/intelligence/overview", SEE)
async def see_overview(call: Call, query: PeriodQuery) -> OverviewShape:
    """A period's figures and those of the one before, of my queues or one of them"""
    return overview_shape(await _view(call, query), await _known(call))


@routes("GET", "/intelligence/topics", SEE)
async def list_topics(call: Call) -> TopicsShape:
    """The topics of my queues, and how the search for them stands"""
    scope = call.caller.actor.scope
    topics = await call.services.topics.all()
    if not scope.everything:
        mine = (await _view(call, PeriodQuery())).topics
        topics = [it for it in topics if it.id in mine]
    search = await call.services.topics.search()
    return TopicsShape(
        items=[_topic_shape(it, scope.everything) for it in topics],
        search=TopicSearchShape(
            state=_state(call, topics),
            step=search.step,
            found_at=search.found_at,
            done=search.done,
            total=search.total,
            problem=search.problem,
        ),
    )


@routes("POST", "/intelligence/topics/search", Permission.SETTINGS_EDIT)
async def search_topics(call: Call) -> None:
    """Have topics looked for now and not only at night"""
    await call.services.topics.wish()
    await call.console.record(call.caller, "topics_wished", "topic")


@routes("GET", "/intelligence/topics/{id}", SEE)
async def one_topic(call: Call, query: PeriodQuery) -> TopicPage:
    """A topic's figures in a period"""
    view = await _view(call, query, call.id())
    topic = await _topic(call, view)
    examples = await _examples(call, topic, view.period)
    alerts = await call.services.alerts.of_topic(topic.id, ALERTS)
    return topic_page(topic, view, examples, await alert_shapes(call.console, alerts))


@routes("PATCH", "/intelligence/topics/{id}", SEE)
async def change_topic(call: Call, body: TopicPatch) -> TopicShape:
    """Name a topic, or hide it from the overview"""
    topic = await _topic(call, await _view(call, PeriodQuery()))
    if topic.version != body.version:
        raise VersionConflict("Somebody has changed this since you looked.")
    changed = topic
    if body.name is not None:
        changed = replace(changed, name=body.name, named_by=call.caller.user.id)
    if body.hidden is not None:
        changed = replace(changed, hidden=body.hidden)
    stored = await call.services.topics.name(changed) if changed != topic else topic
    if changed != topic:
        await call.console.record(
            call.caller, "topic_changed", "topic", topic.id, hidden=stored.hidden
        )
    return _topic_shape(stored, call.caller.actor.scope.everything)


@routes("GET", "/intelligence/conversations", SEE)
async def list_rows(call: Call, query: RowsQuery) -> InsightRows:
    """The conversations behind a figure"""
    scope = call.caller.actor.scope
    if query.day is not None:
        period = Period(start=query.day, end=query.day + DAY)
    else:
        period = _period(call, query.first, query.until)
    topics = await call.services.topics.all()
    asked = InsightFilter(
        start=_midnight(period.start),
        end=_midnight(period.end),
        shown=frozenset(topic.id for topic in topics if not topic.hidden),
        queue_id=query.queue,
        topic_id=query.topic,
        keyword=query.keyword,
        watch=query.watch,
        intent=query.intent,
        label=query.label,
        channel=query.channel,
        language=query.language,
        worsened=query.worsened,
        limit=query.limit,
        cursor=query.cursor,
    )
    page = await call.services.insights.page(asked, scope)
    # what was erased a moment ago, or renamed, shows as it is now
    now = await call.services.conversations.get_many(
        [it.conversation_id for it in page.items], scope
    )
    names = {topic.id: topic.name for topic in topics}
    return InsightRows(
        items=[
            _row(it, now[it.conversation_id], names)
            for it in page.items
            if it.conversation_id in now
        ],
        cursor=page.next,
    )


@routes("GET", "/conversations/{id}/insight", Permission.CONVERSATIONS_WORK)
async def see_insight(call: Call) -> InsightShape:
    """What analysis says of a conversation"""
    conversation = await call.services.conversations.get(call.id(), call.caller.actor.scope)
    insight = await call.services.insights.get(conversation.id)
    topic = None
    if insight is not None and insight.topic_id is not None:
        topics = await call.services.topics.all()
        topic = next((it for it in topics if it.id == insight.topic_id and not it.hidden), None)
    lists = {it.id: it.name for it in await call.services.watch_lists.all()}
    intents = {it.id: it.name for it in await call.services.intents.all()}
    return InsightShape(
        mood=mood_shape(conversation.mood),
        topic=RefShape(id=topic.id, name=topic.name) if topic else None,
        keywords=list(insight.keywords) if insight else [],
        watch=_refs(insight.watch, lists) if insight else [],
        intents=_refs(insight.intents, intents) if insight else [],
        language=conversation.language,
    )


def _period(call: Call, first: date | None, until: date | None) -> Period:
    """The period asked for. Raises Invalid."""
    end = until or call.services.clock.now().date() + DAY
    return Period(start=first or end - USUAL_DAYS * DAY, end=end)


async def _view(call: Call, query: PeriodQuery, topic_id: str | None = None) -> Overview:
    period = _period(call, query.first, query.until)
    scope = call.caller.actor.scope
    if query.queue is not None and not scope.covers(queue_id=query.queue):
        raise NotFound("There is no such queue.")
    days = await call.services.insight_days.between(period.earliest, period.end, scope, query.queue)
    # in a thread: a year of many queues takes longer than the loop may be held up
    return await asyncio.to_thread(overview, days, period, query.channel, topic_id)


async def _known(call: Call) -> Known:
    topics = await call.services.topics.all()
    everything, teams = call.caller.actor.scope.everything, (None, *call.caller.user.team_ids)
    return Known(
        topics=topics,
        state=_state(call, topics),
        watch={
            it.id: it.name
            for it in await call.services.watch_lists.all()
            if everything or it.team_id in teams
        },
        intents={
            it.id: it.name
            for it in await call.services.intents.all()
            if everything or it.team_id in teams
        },
    )


async def _topic(call: Call, view: Overview) -> Topic:
    """The topic of the path, or NotFound: also if none of its conversations is in scope."""
    topic = await call.services.topics.get(call.id())
    scope = call.caller.actor.scope
    if scope.everything or topic.id in view.topics:
        return topic
    ever = InsightFilter(
        start=LONG_AGO, end=call.services.clock.now() + DAY, topic_id=topic.id, limit=1
    )
    if not (await call.services.insights.page(ever, scope)).items:
        raise NotFound("There is no such topic.")
    return topic


async def _examples(call: Call, topic: Topic, period: Period) -> list[Insight]:
    """Conversations from the topic's midst, and if few of them are in scope and in the period, its
    newest."""
    scope = call.caller.actor.scope
    found = await call.services.insights.get_many(topic.examples)
    middle = [
        it
        for each in topic.examples
        if (it := found.get(each)) is not None
        and it.topic_id == topic.id
        and scope.covers(queue_id=it.queue_id)
        and period.start <= it.day < period.end
    ]
    asked = InsightFilter(
        start=_midnight(period.start),
        end=_midnight(period.end),
        topic_id=topic.id,
        limit=EXAMPLES,
    )
    newest = (await call.services.insights.page(asked, scope)).items
    once = {it.conversation_id: it for it in (*middle, *newest)}
    return list(once.values())[:EXAMPLES]


def _state(call: Call, topics: object) -> TopicsState:
    if topics:
        return TopicsState.READY
    engine = call.services.settings.tagging_engine
    return TopicsState.NO_MEANINGS if engine in KNOW_NO_MEANINGS else TopicsState.NONE_YET


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), UTC)


def _topic_shape(topic: Topic, everything: bool) -> TopicShape:
    return TopicShape(
        id=topic.id,
        name=topic.name,
        phrases=list(topic.phrases),
        size=topic.size if everything else None,
        named_by=None if topic.named_by == MACHINE else topic.named_by,
        hidden=topic.hidden,
        version=topic.version,
    )


def _row(it: Insight, conversation: Conversation, names: dict[str, str]) -> InsightRow:
    topic = names.get(it.topic_id) if it.topic_id else None
    return InsightRow(
        conversation=it.conversation_id,
        number=it.number,
        contact=sure_ref(conversation.contact),
        at=it.at,
        channel=it.channel,
        language=it.language,
        label=it.label,
        score=it.score,
        start=it.start,
        end=it.end,
        text=it.text,
        topic=RefShape(id=it.topic_id, name=topic) if it.topic_id and topic else None,
    )


def _refs(ids: tuple[str, ...], names: dict[str, str]) -> list[RefShape]:
    return [RefShape(id=each, name=names[each]) for each in ids if each in names]
