"""A mail host for the demo and the tests: SMTP, IMAP, and customers who write and answer.

``python -m sandbox.mail --help`` starts one by itself.
"""

from sandbox.mail.customers import Customers
from sandbox.mail.faults import ImapFaults, SmtpFaults
from sandbox.mail.host import CUSTOMERS, NAME, SHOP, MailHost
from sandbox.mail.mailbox import Account, Folder, StoredMail
from sandbox.mail.matters import load_matters
from sandbox.mail.post_office import PostOffice

__all__ = [
    "CUSTOMERS",
    "NAME",
    "SHOP",
    "Account",
    "Customers",
    "Folder",
    "ImapFaults",
    "MailHost",
    "PostOffice",
    "SmtpFaults",
    "StoredMail",
    "load_matters",
]
