"""What analysis has found, put into the stores."""

from __future__ import annotations

from datetime import timedelta

from conversations.channels import Channel
from conversations.conversation import Ref
from conversations.insights import Insight
from tests.integration.agent_console.conftest import Company


async def found_in(
    company: Company,
    number: int,
    queue_id: str,
    days_ago: int,
    *,
    watch: tuple[str, ...] = (),
    intents: tuple[str, ...] = (),
) -> None:
    """A conversation of some days ago in which lists and intents were found; its day is added
    up."""
    insight = Insight(
        conversation_id=f"c{number}",
        number=number,
        contact=Ref(id="v", name="V"),
        inbox_id="i",
        channel=Channel.WEBCHAT,
        queue_id=queue_id,
        at=company.clock.now() - timedelta(days=days_ago),
        language="en",
        label="neutral",
        score=0.0,
        start=0.0,
        end=0.0,
        worsened=False,
        watch=watch,
        intents=intents,
        text="lawyer",
        engine="test",
        version=1,
    )
    await company.stores.insights.put([insight], {})
    day = insight.day, queue_id
    await company.stores.insight_days.mark([day])
    await company.stores.insight_days.remake(*day)
