"""The addresses that Twilio calls, from this site's root."""

from __future__ import annotations

PREFIX = "/hooks/sms/"


def incoming_path(public_key: str) -> str:
    """For incoming texts; the fallback address is the same."""
    return f"{PREFIX}{public_key}"


def status_path(public_key: str) -> str:
    """For what became of our texts."""
    return f"{PREFIX}{public_key}/status"
