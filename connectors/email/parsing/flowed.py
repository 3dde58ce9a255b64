"""Text that flows (RFC 3676): lines that were broken for sending become paragraphs again."""

from __future__ import annotations


def joined(text: str, *, delete_space: bool = False) -> str:
    """The paragraphs of a ``format=flowed`` text; ``delete_space`` is its ``DelSp=yes``."""
    out: list[list[str]] = []
    open_depth = -1
    for line in text.split("\n"):
        depth = len(line) - len(line.lstrip(">"))
        content = line[depth:]
        if content.startswith(" "):
            content = content[1:]  # space-stuffed (4.4)
        is_signature = content == "-- "
        flows = content.endswith(" ") and not is_signature
        if flows and delete_space:
            content = content[:-1]
        if depth == open_depth and not is_signature:
            out[-1].append(content)
        else:
            out.append([">" * depth + (" " if depth else ""), content])
        open_depth = depth if flows else -1
    lines = ("".join(pieces) for pieces in out)
    return "\n".join(line if line.endswith("-- ") else line.rstrip(" ") for line in lines)
