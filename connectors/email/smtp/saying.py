"""What a mail server said, in one sentence for a person, and whether it is final."""

from __future__ import annotations

import ssl

import aiosmtplib

from connectors.email.composing.headers import one_line
from conversations.errors import DeliveryDelayed, DeliveryRefused, ParleyError

CHECK_SIGN_IN = (
    "Check the user name and the password of the outgoing server in the inbox's settings; the mail "
    "goes out by itself once they are right."
)
CHECK_SERVER = (
    "Check host, port and security of the outgoing server in the inbox's settings; Parley keeps "
    "trying."
)
_ASKS_FOR_SIGN_IN = frozenset({530, 534, 535, 538})
"""Codes about signing in (RFC 4954, 6): an administrator can mend that, so they are not final."""


def words(code: int, message: str, host: str) -> str:
    """An answer with who gave it, such as ``550 5.1.1 No such user (said mx.example.com)``."""
    return f"{code} {one_line(message)} (said {host})"


def verdict(code: int, message: str, host: str) -> ParleyError:
    """What an answer means that did not take the mail (RFC 5321, 4.2.1)."""
    said = words(code, message, host)
    if code in _ASKS_FOR_SIGN_IN:
        return DeliveryDelayed(
            f"The mail server wants us to sign in: {said}.", remedy=CHECK_SIGN_IN
        )
    if 500 <= code <= 599:
        return DeliveryRefused(f"The mail server refused the mail: {said}.")
    return DeliveryDelayed(f"The mail server does not take the mail now: {said}.")


def unreachable(error: BaseException, host: str, port: int) -> DeliveryDelayed:
    """Why there is no connection."""
    cause = error.__cause__ if isinstance(error, aiosmtplib.SMTPConnectError) else None
    told = cause if isinstance(cause, OSError) and str(cause) else error
    if isinstance(told, ssl.SSLCertVerificationError):
        reason = f"its certificate cannot be trusted ({told.verify_message})"
    elif isinstance(told, aiosmtplib.SMTPResponseException):
        reason = f"it answered {told.code} {one_line(told.message)}"
    else:
        reason = one_line(str(told)) or type(told).__name__
    return DeliveryDelayed(
        f"The mail server {host}, port {port}, cannot be reached: {reason}.", remedy=CHECK_SERVER
    )
