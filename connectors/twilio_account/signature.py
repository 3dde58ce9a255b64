"""Whether a webhook comes from Twilio: its signature on the exact public address and the form.

https://www.twilio.com/docs/usage/webhooks/webhooks-security; the algorithm is the library's.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from twilio.request_validator import RequestValidator

HEADER = "X-Twilio-Signature"


def is_genuine(url: str, form: Any, signature: str, tokens: Iterable[str]) -> bool:
    """Whether one of ``tokens`` signed it. ``form`` is a mapping, or a multi-dict if names repeat
    (the validator asks it for ``getall``). An empty token proves nothing."""
    if not signature:
        return False
    return any(RequestValidator(token).validate(url, form, signature) for token in tokens if token)
