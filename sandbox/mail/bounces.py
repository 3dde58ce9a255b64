"""Reports of mail that could not be delivered, as RFC 3464 wants them."""

from __future__ import annotations

from datetime import datetime
from email.utils import format_datetime

from sandbox.mail.imap.fetching import header_of


def delivery_report(
    raw: bytes, *, host: str, sender: str, recipient: str, number: str, at: datetime
) -> bytes:
    """A ``multipart/report`` to ``sender``: the mailbox of ``recipient`` does not exist.

    ``number`` is anything that no other report has; ``raw`` is the mail, whose header goes along.
    """
    status, answer = "5.1.1", f"550 5.1.1 <{recipient}>: Recipient address rejected: User unknown"
    boundary = f"report-{number}"
    head = f"""\
From: Mail Delivery System <MAILER-DAEMON@{host}>
To: {sender}
Subject: Undelivered Mail Returned to Sender
Date: {format_datetime(at)}
Message-ID: <{number}@{host}>
Auto-Submitted: auto-replied
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status;
\tboundary="{boundary}"

This is a MIME-encapsulated message.

--{boundary}
Content-Description: Notification
Content-Type: text/plain; charset=us-ascii

This is the mail system at host {host}.

I'm sorry to have to inform you that your message could not
be delivered to one or more recipients. It's attached below.

<{recipient}>: host {host} said: {answer}
    (in reply to end of DATA command)

--{boundary}
Content-Description: Delivery report
Content-Type: message/delivery-status

Reporting-MTA: dns; {host}
Arrival-Date: {format_datetime(at)}

Final-Recipient: rfc822; {recipient}
Original-Recipient: rfc822;{recipient}
Action: failed
Status: {status}
Remote-MTA: dns; {host}
Diagnostic-Code: smtp; {answer}

--{boundary}
Content-Description: Undelivered Message Headers
Content-Type: text/rfc822-headers

"""
    end = f"\n--{boundary}--\n"
    return _lines(head) + header_of(raw).rstrip(b"\r\n") + b"\r\n" + _lines(end)


def _lines(text: str) -> bytes:
    return text.replace("\n", "\r\n").encode()
