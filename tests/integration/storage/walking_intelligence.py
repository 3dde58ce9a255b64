"""Every path that asks the database for insights, alerts, and what the machine is taught."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from conversations.alerts import Alert, AlertKind, AlertReach
from conversations.change import Change
from conversations.channels import Channel
from conversations.conversation import Ref
from conversations.entries import Activity
from conversations.insights import NO_TOPIC, InsightFilter
from conversations.intents import Intent
from conversations.model_heads import ModelHead, TaggingState, Tune, TuneState
from conversations.people import SYSTEM_SCOPE, Scope
from conversations.retags import Retag
from conversations.topics import TopicSearch
from storage.intents import Trial
from tests.integration.storage.conftest import House
from tests.running.seeding import insight_into, seed, topic


async def walk_insights(house: House) -> None:
    """What the figures ask, and what keeps them."""
    stores, now = house.stores, house.clock.now()
    told = await house.say("fay", "where is it")
    found = insight_into(
        told, -0.5, topic_id="t", keywords=("parcel",), watch=("w",), intents=("i",), worsened=True
    )
    await seed(stores, [found], [topic("t", "Parcels", now)])
    await stores.insights.messages(told.id, 0, told.seq, [1])
    known = await stores.insights.get_many([told.id])
    await stores.insights.put([replace(known[told.id], score=0.1, version=9)], known)
    assert await stores.insights.get(told.id) is not None
    some = Scope(user_id="u", queue_ids=frozenset({house.queue.id}))
    day = now.date()
    asked = InsightFilter(start=now - timedelta(days=28), end=now + timedelta(days=1))
    for scope in (SYSTEM_SCOPE, some):
        for one in (
            asked,
            replace(asked, topic_id="t"),
            replace(asked, topic_id=NO_TOPIC, label="negative"),
            replace(asked, keyword="parcel"),
            replace(asked, watch="w", language="en"),
            replace(asked, intent="i", channel=Channel.WEBCHAT),
            replace(asked, worsened=True),
            replace(asked, queue_id=house.queue.id),
        ):
            await stores.insights.page(one, scope)
        await stores.insight_days.between(day - timedelta(days=90), day, scope)
    await stores.insight_days.between(day, day + timedelta(days=1), SYSTEM_SCOPE)
    (stale,) = await stores.insight_days.stale(now + timedelta(days=1), 10)
    await stores.insight_days.remake(stale.day, stale.queue_id, stale.mark)
    await stores.topics.meant(day)
    await stores.topics.put_in({told.id: "u"})
    await stores.topics.grown("t", day)
    await stores.topics.name(replace(await stores.topics.get("t"), name="Late"))
    await stores.topics.keep_search(TopicSearch(), fence=1)
    await stores.topics.search()
    await stores.topics.wish()
    assert await stores.topics.wished()
    await stores.topics.granted()
    await stores.topics.keep([], ["t"])
    await stores.insights.remove([told.id])


async def walk_alerts(house: House) -> None:
    """Alerts, and the corrections that people make."""
    stores, now = house.stores, house.clock.now()
    alert = Alert(
        id="a", kind=AlertKind.WATCH, at=now, queue_id=house.queue.id, owner_id="u", number=1
    )
    first = await house.say("ivy", "the lamp is broken")
    change = Change.of(await stores.conversations.get(first.id, SYSTEM_SCOPE), now)
    change.raise_alert(alert)
    change.note_activity(Activity.LABELS, {"added": ["x"], "removed": []})
    await stores.conversations.commit(change.finish())
    queues = frozenset({house.queue.id})
    for scope in (Scope(user_id="u", queue_ids=queues), SYSTEM_SCOPE):
        for supervises in (True, False):
            reach = AlertReach(user_id="u", scope=scope, supervises=supervises)
            for only_open in (True, False):
                await stores.alerts.page(reach, only_open=only_open, cursor=None, limit=10)
            await stores.alerts.get("a", reach)
    await stores.alerts.finish(alert.done(Ref(id="u", name="U"), now))
    await stores.alerts.of_topic("t", 10)
    await stores.alerts.forget(now - timedelta(days=180))
    await stores.conversations.customers_messages(first.id)
    await stores.corrections.since(now)
    await stores.corrections.standing()
    await stores.corrections.count(now)


async def walk_teaching(house: House) -> None:
    """Re-taggings, tunings, intents and their trials."""
    stores, now = house.stores, house.clock.now()
    day = now.date()
    retags, tunes, trials = stores.retags, stores.tunes, stores.intent_trials
    for identity in ("r", "s"):
        await retags.add(Retag(id=identity, first=day, until=day, engine="lexicon", created_at=now))
    await retags.latest()
    assert await retags.next_open() is not None
    assert await retags.begin("r", 1, now) is not None
    assert await retags.list_work("r", 1, ["a", "b", "c"], 2)
    assert await retags.part("r", 2) == ["c"]
    changed = {("neutral", "negative"): 1}
    assert await retags.advance("r", 1, done=2, messages=3, changed=changed)
    await retags.finish("r", 1)
    await retags.cancel("s", now)
    await tunes.add(Tune(id="t", at=now))
    assert await tunes.next_open() is not None
    await tunes.latest()
    version = await tunes.next_version()
    await tunes.keep(
        ModelHead(version=version, weights=b"w", bias=b"b", model="m", tune_id="t", at=now),
        instead_of=0,
    )
    assert await tunes.made_by("t") == (version, True)
    assert await tunes.made_by("u") is None
    assert not await tunes.put(Tune(id="t", at=now), was=TuneState.RUNNING)
    assert await tunes.put(Tune(id="t", at=now, state=TuneState.DONE, version=version))
    assert await tunes.models_of([version]) == {version: "m"}
    await tunes.put_in_force(version)
    assert await tunes.head(await tunes.version()) is not None
    await tunes.say(TaggingState(engine="lexicon-1", ready=True, at=now))
    assert await tunes.tagging_state() is not None
    await stores.intents.add(Intent(id="i", name="i", examples=("a", "b", "c"), created_at=now))
    await stores.intents.update(await stores.intents.get("i"))
    await stores.intents.all()
    await stores.intents.remove("i")
    await trials.ask(Trial(id="q", text="x"), now)
    assert len(await trials.asked(now)) == 1
    await trials.answer("q", [])
    assert await trials.answered("q") == []
    await trials.forget("q")
