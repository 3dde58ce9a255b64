"""Names of folders on the wire: modified UTF-7 (RFC 3501, section 5.1.3), quoted."""

from __future__ import annotations

import base64
import re

_RUN = re.compile(r"[^\x20-\x7e]+|&")


def encoded(name: str) -> str:
    """A folder's name as an argument of a command: in modified UTF-7 and between quotes."""
    return quoted(_RUN.sub(_shifted, name))


def quoted(text: str) -> str:
    """A quoted string (RFC 3501, section 9). Line breaks are refused by the command itself."""
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


def _shifted(run: re.Match[str]) -> str:
    if run[0] == "&":
        return "&-"
    packed = base64.b64encode(run[0].encode("utf-16-be")).decode("ascii")
    return f"&{packed.rstrip('=').replace('/', ',')}-"
