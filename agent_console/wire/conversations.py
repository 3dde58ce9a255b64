"""Conversations, offers and decisions on the wire."""

from __future__ import annotations

from datetime import timedelta
from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from agent_console.wire.calls import CallShape, call_shape
from agent_console.wire.mood import MoodShape, mood_shape
from agent_console.wire.scalars import (
    Given,
    Id,
    Listing,
    Moment,
    RefShape,
    Shown,
    Word,
    ref,
    sure_ref,
)
from agent_console.wire.view import View
from conversations.channels import Channel
from conversations.conversation import Category, Conversation, Offer, Priority, State
from conversations.outcome import Decision
from conversations.queries import CallKind


class OfferMark(Shown):
    """That a conversation is being offered, and to whom."""

    id: str
    agent: RefShape
    expires_at: Moment


class LastMessageShape(Shown):
    """The last words of a conversation."""

    seq: int
    text: str
    at: Moment
    author: str


class PageShape(Shown):
    """The page that the visitor looks at."""

    url: str
    title: str
    at: Moment


class ConversationShape(Shown):
    """A conversation. Clients apply it only if ``version`` is higher than the one they hold."""

    id: str
    number: int
    inbox: RefShape
    channel: Channel
    contact: RefShape
    address: str = Field(description="The contact's address that this conversation answers to.")
    participants: list[str] = Field(description="Addresses that take part beside it (mail).")
    state: State
    category: Category
    priority: Priority
    queue: RefShape | None
    agent: RefShape | None
    offer: OfferMark | None
    last_agent: RefShape | None
    skills: list[str]
    subject: str
    created_at: Moment
    changed_at: Moment
    waiting_since: Moment | None
    queued_at: Moment | None
    first_response_at: Moment | None
    resolved_at: Moment | None
    snoozed_until: Moment | None
    last_message: LastMessageShape | None
    unread: int
    labels: list[str]
    language: str | None
    sentiment: str | None
    sentiment_score: float | None
    mood: MoodShape | None = Field(description="How its customer feels, from beginning to end.")
    page: PageShape | None
    call: CallShape | None = Field(description="The call under way, or the last one.")
    reopens: int
    transfers: int
    seq: int
    version: int
    sla_due_at: Moment | None = Field(
        description="When the first response is due: the queue's target after it was queued."
    )


class OfferShape(Shown):
    """A conversation held out to an agent, with the reasons why it is this agent."""

    id: str
    conversation: ConversationShape
    agent: RefShape
    offered_at: Moment
    expires_at: Moment
    reasons: list[str]


class Offers(Shown):
    """The offers that stand."""

    items: list[OfferShape]


class ConversationPage(Shown):
    """One page of conversations; ``next`` is the cursor of the following one."""

    items: list[ConversationShape]
    next: str | None


class MyCalls(Shown):
    """The conversations in whose call the caller is."""

    items: list[ConversationShape]


class Changes(Shown):
    """What changed since a cursor, and the cursor to go on with."""

    conversations: list[ConversationShape]
    cursor: str


class Counts(Shown):
    """How many open conversations each view holds; counting stops at 1000."""

    mine: int
    queues: int
    unassigned: int
    waiting: int
    all: int


_ANY_STATE = "|".join(State)
States = Annotated[str, StringConstraints(pattern=rf"^({_ANY_STATE})(,({_ANY_STATE})){{0,6}}$")]
"""One state or several, with commas between them: ``active,pending``."""


class ListQuery(Listing):
    """Which conversations, and how sorted."""

    view: Literal["mine", "queues", "all", "unassigned"] = "queues"
    category: Category | None = None
    queue: Id | None = None
    inbox: Id | None = None
    channel: Channel | None = None
    label: Word | None = None
    sentiment: Literal["positive", "neutral", "negative"] | None = None
    state: States | None = None
    call: CallKind | None = None
    sort: Literal["changed", "waiting"] = "changed"


class ChangedQuery(Given):
    """Since when: a cursor of ours or an ISO 8601 time."""

    since: Moment


class Candidate(Shown):
    """An agent the router looked at."""

    agent: RefShape
    ruled_out: str | None
    rank: int | None


class DecisionShape(Shown):
    """One decision of the router with its reasons."""

    id: str
    at: Moment
    chosen: RefShape | None
    reasons: list[str]
    candidates: list[Candidate]
    total_candidates: int


class Decisions(Shown):
    """The decisions on one conversation, newest first."""

    items: list[DecisionShape]


def conversation_shape(given: Conversation, view: View) -> ConversationShape:
    """A conversation as the console sees it."""
    last, page = given.last_message, given.page
    return ConversationShape(
        id=given.id,
        number=given.number,
        inbox=sure_ref(given.inbox),
        channel=given.channel,
        contact=sure_ref(given.contact),
        address=given.address,
        participants=list(given.participants),
        state=given.state,
        category=given.category,
        priority=given.priority,
        queue=ref(given.queue),
        agent=ref(given.agent),
        offer=_offer_mark(given.offer),
        last_agent=ref(given.last_agent),
        skills=list(given.skills),
        subject=given.subject,
        created_at=given.created_at,
        changed_at=given.changed_at,
        waiting_since=given.waiting_since,
        queued_at=given.queued_at,
        first_response_at=given.first_response_at,
        resolved_at=given.resolved_at,
        snoozed_until=given.snoozed_until,
        last_message=(
            LastMessageShape(seq=last.seq, text=last.text, at=last.at, author=last.author)
            if last
            else None
        ),
        unread=given.unread,
        labels=list(given.labels),
        language=given.language,
        sentiment=given.sentiment,
        sentiment_score=given.sentiment_score,
        mood=mood_shape(given.mood),
        page=PageShape(url=page.url, title=page.title, at=page.at) if page else None,
        call=call_shape(given.call),
        reopens=given.reopens,
        transfers=given.transfers,
        seq=given.seq,
        version=given.version,
        sla_due_at=_due(given, view),
    )


def offer_shape(given: Conversation, view: View) -> OfferShape:
    """The offer that stands on a conversation; the caller has seen that there is one."""
    offer = given.offer
    if offer is None:
        raise ValueError(f"conversation {given.id} is not being offered")
    return OfferShape(
        id=offer.id,
        conversation=conversation_shape(given, view),
        agent=sure_ref(offer.agent),
        offered_at=offer.offered_at,
        expires_at=offer.expires_at,
        reasons=list(offer.reasons),
    )


def decision_shape(given: Decision) -> DecisionShape:
    """A decision as the console explains it."""
    names = {str(c["agent"]): str(c.get("name", "")) for c in given.candidates}
    return DecisionShape(
        id=given.id,
        at=given.at,
        chosen=RefShape(id=given.chosen, name=names.get(given.chosen, ""))
        if given.chosen
        else None,
        reasons=list(given.reasons),
        candidates=[
            Candidate(
                agent=RefShape(id=str(c["agent"]), name=str(c.get("name", ""))),
                ruled_out=c.get("ruled_out"),
                rank=c.get("rank"),
            )
            for c in given.candidates
        ],
        total_candidates=given.total_candidates,
    )


def _offer_mark(offer: Offer | None) -> OfferMark | None:
    if offer is None:
        return None
    return OfferMark(id=offer.id, agent=sure_ref(offer.agent), expires_at=offer.expires_at)


def _due(given: Conversation, view: View) -> Moment | None:
    if given.first_response_at or not given.queued_at or not given.queue or not given.is_open:
        return None
    target = view.targets.get(given.queue.id)
    return None if target is None else given.queued_at + timedelta(seconds=target)
