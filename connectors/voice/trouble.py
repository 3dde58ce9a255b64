"""Where to go on when an answer of ours has failed, and how often that was tried."""

from __future__ import annotations

from yarl import URL

from connectors.voice.paths import Addresses

ROUND = "again"
"""The part of a query that counts the tries."""


def rounds(failed: str) -> int:
    """How often the address that failed was tried already."""
    try:
        given = URL(failed).query.get(ROUND, "")
    except ValueError:
        return 0
    return int(given) if given.isdecimal() and len(given) < 4 else 0


def back(addresses: Addresses, failed: str) -> str:
    """The address to try again: the one that failed if it is one of this inbox's, else where calls
    begin."""
    begin = addresses()
    whole, _, _ = failed.partition("?")
    ours = whole == begin or whole.startswith(f"{begin}/")
    if not ours or whole == addresses("again"):
        failed = begin
    return str(URL(failed).update_query({ROUND: str(rounds(failed) + 1)}))
