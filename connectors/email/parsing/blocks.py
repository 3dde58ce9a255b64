"""Pieces of a mail's text, in the order in which they are read."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(slots=True)
class Block:
    """A piece of the text: plain, HTML, or both saying the same."""

    plain: str | None = None
    html: str | None = None


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
