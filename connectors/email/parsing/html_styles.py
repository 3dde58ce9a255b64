"""Inline styles of mail: the declarations that only change how words look in their own place."""

from __future__ import annotations

import re

from connectors.email.parsing.html_tokens import names

PROPERTIES = names("""
    background background-color border border-bottom border-bottom-color border-bottom-style
    border-bottom-width border-collapse border-color border-left border-left-color
    border-left-style border-left-width border-radius border-right border-right-color
    border-right-style border-right-width border-spacing border-style border-top border-top-color
    border-top-style border-top-width border-width caption-side clear color direction display
    empty-cells float font font-family font-size font-style font-variant font-weight height
    letter-spacing line-height list-style list-style-type margin margin-bottom margin-left
    margin-right margin-top max-height max-width min-height min-width opacity overflow
    overflow-wrap padding padding-bottom padding-left padding-right padding-top table-layout
    text-align text-decoration text-indent text-transform unicode-bidi vertical-align visibility
    white-space width word-break word-spacing word-wrap
    """)
"""What may be set: nothing that places an element over others, fetches, animates or generates."""

_VALUE = re.compile(r"""[\w\s#.,%+"'!()/-]{1,300}\Z""")
"""No backslash (escapes hide words), colon (addresses), at sign, braces or semicolons."""
_HUGE = re.compile(r"\d{5}")
_HUGE = re.compile(r"(?<![#\w.])\d{5}")
"""A size that no letter has and that makes a page of a thousand screens."""
_FUNCTION = re.compile(r"([\w-]*)\s*\(")
_FUNCTIONS = frozenset(("rgb", "rgba", "hsl", "hsla"))
_LONGEST = 10_000


def safe_style(style: str) -> str:
    """The declarations of ``style`` (decoded) that :data:`PROPERTIES` and plain values allow.

    A value with any function but a colour's is dropped: ``url()`` and ``image-set()`` would fetch,
    ``expression()`` was a program once, ``var()`` and ``attr()`` hide what they bring.
    """
    kept = []
    for declaration in style[:_LONGEST].split(";"):
        name, colon, value = declaration.partition(":")
        name, value = name.strip().lower(), value.strip()
        if colon and name in PROPERTIES and _is_plain(value):
            kept.append(f"{name}:{value}")
    return ";".join(kept)


def hides(style: str) -> bool:
    """Whether ``style`` keeps an element from being seen. Font size 0 is none of these: layouts
    set it on the outside and set a readable one within."""
    packed = "".join(style[:_LONGEST].lower().split())
    if "display:none" in packed or "visibility:hidden" in packed:
        return True
    return bool(re.search(r"max-height:0(?![.\d])", packed)) and "overflow:hidden" in packed


def _is_plain(value: str) -> bool:
    """Whether a value is of plain characters, with quotes closed and no function but a colour."""
    if not _VALUE.match(value) or _HUGE.search(value):
        return False
    if value.count('"') % 2 or value.count("'") % 2:
        return False
    return all(name.lower() in _FUNCTIONS for name in _FUNCTION.findall(value))
