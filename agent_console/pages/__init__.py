"""Small pages of our own that need no build."""

from __future__ import annotations

from functools import cache
from importlib.resources import files


@cache
def _all() -> dict[str, str]:
    folder = files(__name__)
    return {
        it.name: it.read_text(encoding="utf-8")
        for it in folder.iterdir()
        if it.name.endswith((".html", ".js", ".css"))
    }


def read(name: str) -> str:
    """The text of a page; read once."""
    return _all()[name]


def preload() -> None:
    """Read them now, so that no request waits for the disk."""
    _all()
