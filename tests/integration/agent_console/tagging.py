"""A tagging worker without an engine: what is found in a message is what a test says."""

from __future__ import annotations

from conversations.entries import Tag, TagKind
from conversations.mood import is_customers
from conversations.places import WatchTerms
from conversations.tagging import Heard, TagKeeper
from tests.integration.agent_console.conftest import Company


class Tagging:
    """What the tagging worker does with what it finds, over the company's stores."""

    def __init__(self, company: Company) -> None:
        self.company = company
        stores = company.stores
        self.keeper = TagKeeper(
            company.workbench, stores.conversations, stores.places, stores.users
        )

    async def say(
        self, team: str, text: str, score: float, *lists: WatchTerms, visitor: str = "v1"
    ) -> str:
        """A visitor writes, and it is tagged at once; return the conversation."""
        it = await self.company.say(team, visitor, text)
        entry = (await self.company.stores.conversations.customers_messages(it.id))[-1]
        heard = Heard(
            at=entry.at,
            text=text,
            by_customer=is_customers(entry),
            watched=tuple((each, each.terms[0]) for each in lists),
        )
        await self.keeper.put(it.id, {entry.seq: [tag(score)]}, heard={entry.seq: heard})
        self.company.clock.advance(1)
        return it.id

    async def slide(self, team: str, visitor: str = "v1") -> str:
        """A customer who is pleased at first, and then is not."""
        await self.say(team, "Thank you!", 0.8, visitor=visitor)
        return await self.say(team, "This is a lie", -0.9, visitor=visitor)


def tag(score: float) -> Tag:
    """A sentiment as the machine gives it."""
    label = "positive" if score > 0.15 else "negative" if score < -0.15 else "neutral"
    return Tag(kind=TagKind.SENTIMENT, value=label, score=score, source="machine:test")
