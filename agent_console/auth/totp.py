"""Codes of an authenticator (TOTP, RFC 6238): thirty seconds, six digits, each good for once."""

from __future__ import annotations

import hmac
from collections import OrderedDict
from datetime import datetime

import pyotp

STEP_S = 30
DRIFT = 1
"""Steps before and after the present that are taken too: clocks differ (RFC 6238, 5.2)."""
REMEMBERED = 10_000


class Codes:
    """Checks codes and remembers which time step was used last, so that none counts twice."""

    def __init__(self) -> None:
        self._used: OrderedDict[str, int] = OrderedDict()

    def check(self, user_id: str, secret: str, code: str, now: datetime) -> bool:
        """Whether the code is right for now and has not been used."""
        present = int(now.timestamp()) // STEP_S
        totp = pyotp.TOTP(secret)
        for step in range(present - DRIFT, present + DRIFT + 1):
            right = hmac.compare_digest(totp.at(step * STEP_S), code)
            if right and step > self._used.get(user_id, -1):
                self._remember(user_id, step)
                return True
        return False

    def _remember(self, user_id: str, step: int) -> None:
        self._used[user_id] = step
        self._used.move_to_end(user_id)
        while len(self._used) > REMEMBERED:
            self._used.popitem(last=False)


def new_secret() -> str:
    """A fresh secret of 160 bits in base 32 (RFC 4226, requirement R6)."""
    return pyotp.random_base32(32)


def address(secret: str, email: str, issuer: str = "Parley") -> str:
    """The ``otpauth://`` address that authenticators scan."""
    return pyotp.TOTP(secret).provisioning_uri(name=email, issuer_name=issuer)
