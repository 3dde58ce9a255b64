"""Which address is whose, and how a mail gets into a mailbox."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import format_datetime
from itertools import count

from sandbox.mail.bounces import delivery_report
from sandbox.mail.mailbox import Account

BOUNCES_LATER = "bounce-later"
UNKNOWN = "unknown"
"""Beginnings of local parts: mail is taken and returned later; or refused at once."""

_BARE_LF = re.compile(rb"(?<!\r)\n")


@dataclass(frozen=True, slots=True)
class Verdict:
    """What is to be done with mail to an address: ``refusal`` is an SMTP answer."""

    account: str = ""
    refusal: str = ""
    returned: bool = False


@dataclass(slots=True)
class PostOffice:
    """One shop with one address (and its plus-addresses), and a domain full of customers.

    Nothing leaves this process: any other address is refused.
    """

    shop: str
    customers: str
    password: str
    name: str
    """The host's name in trace fields; also its authserv-id (RFC 8601, 2.5)."""
    accounts: dict[str, Account] = field(default_factory=dict)
    _numbers: count[int] = field(default_factory=lambda: count(1))

    def account(self, address: str) -> Account:
        """Somebody's mailbox, made when it is first asked for."""
        key = address.lower()
        if key not in self.accounts:
            self.accounts[key] = Account(key, self.password)
        return self.accounts[key]

    def sign_in(self, name: str, password: str) -> Account | None:
        """Whose name and password these are; None for a wrong one."""
        verdict = self.verdict(name)
        if password != self.password or not verdict.account or verdict.returned:
            return None
        return self.account(verdict.account)

    def verdict(self, recipient: str) -> Verdict:
        """What becomes of mail to an address."""
        local, _, domain = recipient.lower().rpartition("@")
        plain = f"{local.partition('+')[0]}@{domain}"
        if plain == self.shop:
            return Verdict(account=self.shop)
        if domain == self.shop.rpartition("@")[2] or local.startswith(UNKNOWN):
            return Verdict(refusal=f"550 5.1.1 <{recipient}>: User unknown")
        if domain == self.customers and local:
            return Verdict(account=plain, returned=local.startswith(BOUNCES_LATER))
        return Verdict(refusal=f"550 5.7.1 <{recipient}>: Relaying denied, this host is a sandbox")

    def post(
        self, sender: str, recipients: list[str], raw: bytes, *, trusted: bool = False
    ) -> None:
        """Deliver a mail, or return it. ``sender`` is the envelope's, "" for a report.

        ``trusted`` mail comes from within: it carries the result of checks that it has passed.
        """
        at = datetime.now(UTC)
        whole = _BARE_LF.sub(b"\r\n", raw)
        for recipient in recipients:
            number = f"{next(self._numbers):08d}"
            verdict = self.verdict(recipient)
            if verdict.refusal or verdict.returned:
                self._return(sender, recipient, whole, number, at)
                continue
            trace = self._trace(sender, recipient, number, at, trusted=trusted)
            self.account(verdict.account).inbox.add(trace + whole, received_at=at)

    def _trace(
        self, sender: str, recipient: str, number: str, at: datetime, *, trusted: bool
    ) -> bytes:
        domain = sender.rpartition("@")[2]
        result = "pass" if trusted and sender else "none"
        lines = [
            f"Return-Path: <{sender}>",
            f"Delivered-To: {recipient}",
            f"Authentication-Results: {self.name};",
            f"\tspf={result} smtp.mailfrom={domain or self.name};",
            f"\tdmarc={result} header.from={domain or self.name}",
            f"Received: from sandbox by {self.name} with ESMTP id {number}",
            f"\tfor <{recipient}>; {format_datetime(at)}",
        ]
        return "".join(f"{line}\r\n" for line in lines).encode()

    def _return(self, sender: str, recipient: str, raw: bytes, number: str, at: datetime) -> None:
        if not sender:  # a report on a report is never sent (RFC 3461, 6.2)
            return
        report = delivery_report(
            raw, host=self.name, sender=sender, recipient=recipient, number=number, at=at
        )
        if not self.verdict(sender).returned:
            self.post("", [sender], report)
