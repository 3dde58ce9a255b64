"""A mail host for the demo and the tests: SMTP, IMAP, and customers who write and answer.

``python -m sandbox.mail --help`` starts one by itself.
"""

from sandbox.mail.faults import ImapFaults, SmtpFaults
from sandbox.mail.host import CUSTOMERS, SHOP, MailHost
from sandbox.mail.mailbox import Account, Folder, StoredMail
from sandbox.mail.post_office import PostOffice

__all__ = [
    "CUSTOMERS",
    "SHOP",
    "Account",
    "Folder",
    "ImapFaults",
    "MailHost",
    "PostOffice",
    "SmtpFaults",
    "StoredMail",
]
