"""Walking over the tags of HTML that nh3 wrote: balanced, with every attribute in double quotes
and every ``<`` outside of tags escaped. In other HTML it would miss some."""

from __future__ import annotations

import re
from collections.abc import Callable
from html import escape, unescape

_TAG = re.compile(r"<(/?)([a-z][a-z0-9]*)((?:[^<>\"]++|\"[^\"]*+\")*+)>")
"""A tag is taken whole, so that nothing within an attribute's value is mistaken for another one."""
_ATTRIBUTE = re.compile(r" ([a-z-]+)=\"([^\"]*)\"")

FILE = "data-file"
"""The attribute of an image that names a file of ours in the place of an address."""

Attributes = dict[str, str]


def images(html: str) -> list[Attributes]:
    """The attributes of every image, decoded, in the order of the text."""
    return [_attributes(tag[3]) for tag in _TAG.finditer(html) if _is_image(tag)]


def file_ids(html: str) -> list[str]:
    """The files that images name, each once."""
    return list(dict.fromkeys(image[FILE] for image in images(html) if FILE in image))


def with_images(html: str, change: Callable[[Attributes], Attributes | None]) -> str:
    """``html`` with each image's attributes changed; None takes the image away."""

    def replaced(tag: re.Match[str]) -> str:
        if not _is_image(tag):
            return tag[0]
        changed = change(_attributes(tag[3]))
        return _image(changed) if changed is not None else ""

    return _TAG.sub(replaced, html)


def _is_image(tag: re.Match[str]) -> bool:
    return tag[2] == "img" and not tag[1]


def _attributes(written: str) -> Attributes:
    return {name: unescape(value) for name, value in _ATTRIBUTE.findall(written)}


def _image(attributes: Attributes) -> str:
    written = "".join(f' {name}="{escape(value)}"' for name, value in attributes.items())
    return f"<img{written}>"
