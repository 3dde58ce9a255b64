"""How often an inbound message asks the database, pinned."""

from __future__ import annotations

from conversations.clock import new_id
from storage.command_log import CommandLog
from tests.integration.storage.conftest import House


async def test_a_message_in_an_open_conversation_takes_five(
    house: House, command_log: CommandLog
) -> None:
    await house.say("ada")
    await house.stores.journal.flush()
    payload = {"visitor": "ada", "text": "and again", "sent_at": house.clock.now()}
    with command_log.watching() as seen:
        await house.intake.accept(house.inbox, new_id(), payload)
    assert seen == [
        "insert journal",
        "find conversations",
        "update conversations",
        "insert entries",
        "commitTransaction",
    ]
    with command_log.watching() as seen:
        await house.stores.journal.flush()
    assert seen == ["update journal"]


async def test_the_first_message_of_a_new_contact_takes_eight(
    house: House, command_log: CommandLog
) -> None:
    await house.say("warm-up, so that places and numbers are at hand")
    await house.stores.journal.flush()
    payload = {"visitor": "bob", "text": "hello", "sent_at": house.clock.now()}
    with command_log.watching() as seen:
        await house.intake.accept(house.inbox, new_id(), payload)
    assert seen == [
        "insert journal",
        "find conversations",
        "find conversations",
        "find contacts",
        "insert contacts",
        "insert conversations",
        "insert entries",
        "commitTransaction",
    ]
