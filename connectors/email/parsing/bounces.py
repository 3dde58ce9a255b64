"""Delivery reports: what a mail server says about a message that was sent."""

from __future__ import annotations

from email.message import EmailMessage, Message

from .parsed import Bounce, BounceAction, BouncedRecipient


def read_bounce(message: EmailMessage, text: str) -> Bounce | None:
    """The delivery report (RFC 3464) in ``message``; None if it is none. ``text`` is its text."""
    recipients: list[BouncedRecipient] = []
    ids: list[str] = []
    for part in message.walk():
        kind = part.get_content_type()
        if kind in ("message/delivery-status", "message/global-delivery-status"):
            recipients += _recipients(part)
        elif recipients and kind in ("message/rfc822", "text/rfc822-headers", "message/global"):
            returned = part.get_payload()
            if isinstance(returned, list) and returned and isinstance(returned[0], Message):
                ids.append(str(returned[0].get("Message-ID", "")).strip().strip("<>"))
    if not recipients:
        return None
    return Bounce(recipients=tuple(recipients), message_ids=tuple(i for i in ids if i))


def _recipients(part: Message) -> list[BouncedRecipient]:
    """The recipients that a delivery-status part names."""
    blocks = part.get_payload()
    found = []
    for block in blocks if isinstance(blocks, list) else []:
        if not isinstance(block, Message):
            continue
        address = str(block.get("Final-Recipient", "")).partition(";")[2].strip()
        action = str(block.get("Action", "")).strip().lower()
        if address and action in list(BounceAction):
            found.append(
                BouncedRecipient(
                    address=address.lower(),
                    action=BounceAction(action),
                    status=str(block.get("Status", "")).strip(),
                    reason=" ".join(str(block.get("Diagnostic-Code", "")).split()),
                )
            )
    return found
