"""Whether somebody wants texts, as the console is told: by inbox, within the caller's scope."""

from __future__ import annotations

from agent_console.wire.scalars import iso
from conversations.channels import Channel
from conversations.clock import new_id
from conversations.consent import Consent, ConsentState
from conversations.contacts import Contact, Identity
from conversations.inbound import InboundMessage
from conversations.places import Inbox
from tests.integration.agent_console.conftest import Company

V1 = "/api/v1"
THEIRS = "+12025550143"


async def inbox_of(company: Company, team: str) -> Inbox:
    return await company.stores.inboxes.add(
        Inbox(
            id=new_id(),
            name=f"{team} texts",
            channel=Channel.SMS,
            public_key=new_id(),
            queue_id=company.queues[team].id,
            created_at=company.clock.now(),
        )
    )


async def texted(company: Company, inbox: Inbox) -> Contact:
    """Somebody writes to an inbox; their contact."""
    message = InboundMessage(
        inbox_id=inbox.id,
        channel=Channel.SMS,
        external_id=new_id(),
        thread=THEIRS,
        sender=Identity(channel=Channel.SMS, address=THEIRS),
        sent_at=company.clock.now(),
        text="Hello",
    )

    async def tame(*_: object) -> InboundMessage:
        return message

    company.intake.register(Channel.SMS, tame)
    received = await company.intake.accept(inbox, message.external_id, {})
    return await company.stores.contacts.get(received.contact_id)


async def test_the_last_word_of_each_number_by_inbox(company: Company) -> None:
    shop, bank = await inbox_of(company, "Shop"), await inbox_of(company, "Bank")
    contact = await texted(company, shop)
    agnes = await company.browser("agnes")
    path = f"{V1}/contacts/{contact.id}/consents"
    assert (await agnes.call("GET", path)) == {"items": []}
    now = company.clock.now()
    for inbox in (shop, bank):
        await company.stores.consents.record(
            Consent(
                inbox_id=inbox.id,
                address=THEIRS,
                state=ConsentState.OPTED_OUT,
                at=now,
                source="contact",
                word="STOP",
            )
        )
    # the bank's inbox is none of the shop's business
    assert (await agnes.call("GET", path)) == {
        "items": [
            {
                "inbox": {"id": shop.id, "name": "Shop texts"},
                "channel": "sms",
                "address": THEIRS,
                "state": "opted_out",
                "at": iso(now),
                "source": "contact",
                "word": "STOP",
            }
        ]
    }


async def test_a_contact_out_of_scope_is_not_found(company: Company) -> None:
    contact = await texted(company, await inbox_of(company, "Bank"))
    agnes = await company.browser("agnes")
    answer = await agnes.ask("GET", f"{V1}/contacts/{contact.id}/consents")
    assert answer.status == 404
