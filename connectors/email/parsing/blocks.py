"""Pieces of a mail's text, in the order in which they are read."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import islice

from connectors.email.parsing.limits import Limits


@dataclass(slots=True)
class Block:
    """A piece of the text: plain, HTML, or both saying the same."""

    plain: str | None = None
    html: str | None = None


def bounded(html: str, limits: Limits) -> str:
    """``html`` up to where it goes beyond what is read of HTML."""
    html = html[: limits.html]
    for mark, most in (("<", limits.tags), ("&", limits.references)):
        if html.count(mark) > most:
            beyond = next(islice(re.finditer(mark, html), most, None))
            html = html[: beyond.start()]
    return html


def joined_html(blocks: list[Block]) -> str:
    """The HTML of blocks in order, plain ones escaped; empty if none of them is HTML."""
    if not any(block.html for block in blocks):
        return ""
    pieces = []
    for block in blocks:
        if block.html:
            pieces.append(block.html)
        elif block.plain and block.plain.strip():
            pieces.append(f"<div>{_escaped(block.plain)}</div>")
    return "\n".join(pieces)


def _escaped(text: str) -> str:
    """Plain text in HTML, its lines kept."""
    text = text.strip("\n").replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return text.replace("\n", "<br>\n")
