"""A visitor who has left gets unread replies by mail, and their answer comes back to the chat."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pytest

from agent_console.services import ConsoleSettings
from connectors.webchat.connector import OpenedWebchat
from connectors.webchat.mailing import ChatMail
from connectors.webchat.settings import check
from conversations.channels import Channel
from conversations.clock import ManualClock, new_id
from conversations.commands import Reply
from conversations.conversation import Conversation
from conversations.desk import DeskResult
from conversations.entries import Activity, DeliveryState, Entry
from conversations.errors import Invalid, RateLimited
from conversations.outbox import OutboxState
from conversations.places import Inbox
from conversations.workbench import Workbench
from parley.connecting import LateEmitter, build_house
from router.stats import Figures
from tests.integration.connectors.email.test_taking import report
from tests.running.mail_office import KEY, MailOffice, mail

CLAIMED = "visitor@home.example"
UNREAD_AFTER_S = 300


@dataclass
class Chat:
    """The chat of a site beside a mail inbox."""

    office: MailOffice
    inbox: Inbox
    mailing: ChatMail

    async def visitor_writes(
        self, text: str, email: str | None = CLAIMED, address: str = "v:1"
    ) -> Conversation:
        payload: dict[str, Any] = {
            "address": address,
            "verified_by": "token",
            "email": email,
            "text": text,
        }
        received = await self.office.core.intake.accept(self.inbox, new_id(), payload)
        return await self.office.conversation(received.conversation_id)

    async def agent_answers(self, conversation: Conversation, text: str) -> DeskResult:
        command = Reply(id=new_id(), conversation_id=conversation.id, text=text)
        return await self.office.core.desk.execute(self.office.actor, command)

    async def mails(self, conversation: Conversation) -> list[Entry]:
        entries = await self.office.entries(conversation.id)
        return [it for it in entries if it.activity is Activity.MAILED]


@pytest.fixture
async def chat(office: MailOffice) -> Chat:
    stores, core = office.stores, office.core
    inbox = await stores.inboxes.add(
        Inbox(
            id=new_id(),
            name="Site",
            channel=Channel.WEBCHAT,
            public_key=new_id(),
            queue_id=office.inbox.queue_id,
            settings=check(
                {
                    "mail": {
                        "inbox_id": office.inbox.id,
                        "unread_after_s": UNREAD_AFTER_S,
                        "transcript": True,
                    }
                }
            ),
            created_at=core.clock.now(),
        )
    )
    console = ConsoleSettings(public_url="http://parley.test", signing_key=KEY)
    opened = OpenedWebchat(build_house(core, console, Figures(), LateEmitter()))
    core.intake.register(Channel.WEBCHAT, opened.tame)
    return Chat(office=office, inbox=inbox, mailing=opened.mailing)


async def test_unread_replies_are_mailed_together_once(chat: Chat, clock: ManualClock) -> None:
    conversation = await chat.visitor_writes("Hello?")
    first = await chat.agent_answers(conversation, "Hello!")
    second = await chat.agent_answers(conversation, "Are you there?")
    clock.advance(UNREAD_AFTER_S - 1)
    await chat.mailing.step()
    assert await chat.mails(conversation) == []

    clock.advance(2)
    await chat.mailing.step()
    await chat.mailing.step()

    [mailed] = await chat.mails(conversation)
    assert mailed.data["to"] == CLAIMED
    assert mailed.data["targets"] == [first.seq, second.seq]
    assert (mailed.channel, mailed.inbox_id) == (Channel.EMAIL, chat.office.inbox.id)
    assert mailed.delivery is not None
    assert mailed.delivery.state is DeliveryState.QUEUED
    items = await chat.office.stores.outbox.waiting(OutboxState.QUEUED)
    assert mailed.id in {it.id for it in items}


async def test_at_most_one_mail_in_fifteen_minutes(chat: Chat, clock: ManualClock) -> None:
    conversation = await chat.visitor_writes("Hello?")
    await chat.agent_answers(conversation, "One")
    clock.advance(UNREAD_AFTER_S + 1)
    await chat.mailing.step()
    second = await chat.agent_answers(conversation, "Two")
    clock.advance(UNREAD_AFTER_S + 1)
    await chat.mailing.step()
    assert len(await chat.mails(conversation)) == 1

    clock.advance(10 * 60)
    await chat.mailing.step()

    mails = await chat.mails(conversation)
    assert [it.data["targets"] for it in mails][1:] == [[second.seq]]


async def test_an_answer_after_a_mail_waits_its_whole_time(chat: Chat, clock: ManualClock) -> None:
    conversation = await chat.visitor_writes("Hello?")
    await chat.agent_answers(conversation, "One")
    clock.advance(UNREAD_AFTER_S + 1)
    await chat.mailing.step()
    clock.advance(14 * 60)
    second = await chat.agent_answers(conversation, "Two")
    clock.advance(2 * 60)
    await chat.mailing.step()
    assert len(await chat.mails(conversation)) == 1

    clock.advance(UNREAD_AFTER_S)
    await chat.mailing.step()

    assert [it.data["targets"] for it in await chat.mails(conversation)][1:] == [[second.seq]]


async def test_what_could_not_be_mailed_is_tried_again_and_holds_up_no_other(
    chat: Chat, clock: ManualClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    broken = await chat.visitor_writes("Hello?")
    await chat.agent_answers(broken, "One")
    clock.advance(1)
    sound = await chat.visitor_writes("And me?", address="v:2")
    await chat.agent_answers(sound, "Two")
    clock.advance(UNREAD_AFTER_S + 1)
    change = Workbench.change

    async def fails_for_one(bench: Workbench, conversation_id: str, decide: Any) -> Any:
        if conversation_id == broken.id:
            raise RuntimeError("a fault of ours")
        return await change(bench, conversation_id, decide)

    monkeypatch.setattr(Workbench, "change", fails_for_one)
    await chat.mailing.step()
    assert (len(await chat.mails(broken)), len(await chat.mails(sound))) == (0, 1)

    monkeypatch.undo()
    clock.advance(15 * 60 + 1)
    await chat.mailing.step()

    assert (len(await chat.mails(broken)), len(await chat.mails(sound))) == (1, 1)


async def test_what_was_read_or_answered_is_not_mailed(chat: Chat, clock: ManualClock) -> None:
    conversation = await chat.visitor_writes("Hello?")
    read = await chat.agent_answers(conversation, "One")
    await chat.office.core.contact_desk.seen(conversation.id, read.seq)
    await chat.agent_answers(conversation, "Two")
    await chat.visitor_writes("I am still here")
    clock.advance(UNREAD_AFTER_S + 1)

    await chat.mailing.step()

    assert await chat.mails(conversation) == []


async def test_nobody_without_an_address_is_mailed(chat: Chat, clock: ManualClock) -> None:
    conversation = await chat.visitor_writes("Hello?", email=None)
    await chat.agent_answers(conversation, "One")
    clock.advance(UNREAD_AFTER_S + 1)
    await chat.mailing.step()
    assert await chat.mails(conversation) == []
    with pytest.raises(Invalid, match="no address"):
        await chat.mailing.transcript(conversation, None, "en")


async def test_the_answer_comes_back_to_the_chat_from_the_claimed_address_only(
    chat: Chat, clock: ManualClock
) -> None:
    office = chat.office
    conversation = await chat.visitor_writes("Hello?")
    await chat.agent_answers(conversation, "Hello!")
    clock.advance(UNREAD_AFTER_S + 1)
    await chat.mailing.step()
    [mailed] = await chat.mails(conversation)
    answers = {"In_Reply_To": office.sent_id(conversation, mailed.seq)}

    other = await office.opened(mail("Let me in", sender="other@home.example", **answers))
    mine = await office.take(mail("I am back", sender=CLAIMED, **answers))

    assert other.id != conversation.id
    assert other.channel is Channel.EMAIL
    assert mine.conversation_id == conversation.id
    entry = (await office.entries(conversation.id))[-1]
    assert (entry.text.strip(), entry.channel) == ("I am back", Channel.EMAIL)
    assert entry.author.id == conversation.contact.id
    assert (await office.conversation(conversation.id)).participants == ()


async def test_whoever_is_proven_not_to_be_at_the_claimed_address_gets_into_no_chat(
    chat: Chat, clock: ManualClock
) -> None:
    office = chat.office
    await office.change(authserv_id="mx.shop.example")
    conversation = await chat.visitor_writes("Hello?")
    await chat.agent_answers(conversation, "Hello!")
    clock.advance(UNREAD_AFTER_S + 1)
    await chat.mailing.step()
    [mailed] = await chat.mails(conversation)

    forged = await office.opened(
        mail(
            "Let me in",
            sender=CLAIMED,
            In_Reply_To=office.sent_id(conversation, mailed.seq),
            Authentication_Results="mx.shop.example; dmarc=fail header.from=home.example",
        )
    )

    assert forged.id != conversation.id
    assert forged.channel is Channel.EMAIL


async def test_a_transcript_is_mailed_when_asked_for_and_not_too_often(chat: Chat) -> None:
    conversation = await chat.visitor_writes("Hello?")
    for _ in range(3):
        assert await chat.mailing.transcript(conversation, None, "de") == CLAIMED
    with pytest.raises(RateLimited):
        await chat.mailing.transcript(conversation, None, "de")

    mails = await chat.mails(conversation)
    assert {(it.data["purpose"], it.data["locale"]) for it in mails} == {("transcript", "de")}


async def test_unread_replies_follow_to_where_the_transcript_went(
    chat: Chat, clock: ManualClock
) -> None:
    conversation = await chat.visitor_writes("Hello?", email=None)
    assert await chat.mailing.transcript(conversation, "home@home.example", "en")
    answer = await chat.agent_answers(conversation, "Yes.")
    clock.advance(UNREAD_AFTER_S + 1)
    await chat.mailing.step()
    _, mailed = await chat.mails(conversation)
    assert (mailed.data["to"], mailed.data["targets"]) == ("home@home.example", [answer.seq])


async def test_a_bounced_mail_of_unread_replies_is_seen_in_the_chat(
    chat: Chat, clock: ManualClock
) -> None:
    conversation = await chat.visitor_writes("Hello?")
    await chat.agent_answers(conversation, "Hello!")
    clock.advance(UNREAD_AFTER_S + 1)
    await chat.mailing.step()
    [mailed] = await chat.mails(conversation)

    await chat.office.take(report(chat.office.sent_id(conversation, mailed.seq)))

    [failed] = await chat.mails(conversation)
    assert failed.delivery is not None
    assert failed.delivery.state is DeliveryState.FAILED
