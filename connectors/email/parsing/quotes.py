"""What the sender newly wrote: a mail's text without the quoted history and the signature."""

from __future__ import annotations

import re

_ATTRIBUTION = re.compile(r"^On .{5,300} wrote:\s*$", re.MULTILINE)


def fresh_words(text: str) -> str:
    """The new words in ``text``. Never empty where there is text: then all of it."""
    found = _ATTRIBUTION.search(text)
    head = text[: found.start()] if found else text
    lines = [line for line in head.splitlines() if not line.startswith(">")]
    if "-- " in lines:
        lines = lines[: lines.index("-- ")]
    return "\n".join(lines).strip() or text.strip()
