"""On what each agent takes calls."""

from __future__ import annotations

from conversations.phones import Device, Phone
from storage import names
from storage.client import Database, answering


class PhoneRepository:
    """One telephone for each user; the browser unless they chose another."""

    def __init__(self, db: Database) -> None:
        self._phones = db[names.PHONES]

    @answering
    async def phone_of(self, user_id: str) -> Phone:
        """Return it."""
        document = await self._phones.find_one({"_id": user_id})
        if document is None:
            return Phone()
        return Phone(device=Device(document["device"]), address=document["address"])

    @answering
    async def choose(self, user_id: str, phone: Phone) -> None:
        """Keep a user's choice."""
        await self._phones.update_one(
            {"_id": user_id},
            {"$set": {"device": phone.device.value, "address": phone.address}},
            upsert=True,
        )
