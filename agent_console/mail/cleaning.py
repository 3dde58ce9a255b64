"""HTML that an agent wrote, brought down to what a letter needs.

It goes to customers in our name, and to colleagues' screens: nothing that acts, fetches or places
itself over other things comes through, whatever was pasted.
"""

from __future__ import annotations

import re

import nh3

from agent_console.mail import tags

_BLOCKS = {"blockquote", "br", "div", "h1", "h2", "h3", "h4", "hr", "li", "ol", "p", "pre", "ul"}
_INLINE = {"a", "b", "code", "em", "i", "img", "s", "span", "strong", "u"}
_TABLE = {"caption", "col", "colgroup", "table", "tbody", "td", "tfoot", "th", "thead", "tr"}
_KEPT = _BLOCKS | _INLINE | _TABLE
_ATTRIBUTES = {
    "*": {"dir", "style"},
    "a": {"href"},
    "img": {tags.FILE, "alt", "height", "width"},
    "col": {"span"},
    "ol": {"start"},
    "td": {"colspan", "rowspan"},
    "th": {"colspan", "rowspan"},
}
_LINK = re.compile(r"(?:https?://|mailto:|tel:)\S", re.IGNORECASE)
_FILE_ID = re.compile(r"[A-Za-z0-9_-]{1,64}")
_NUMBER = re.compile(r"[0-9]{1,4}")
_COLOUR = re.compile(
    r"#[0-9a-f]{3,8}|[a-z]{3,30}|(?:rgb|hsl)a?\([0-9a-z.,%/ +-]{1,60}\)", re.IGNORECASE
)
_STYLES = {
    "text-align": re.compile(r"left|right|center|justify|start|end"),
    "direction": re.compile(r"ltr|rtl"),
    "color": _COLOUR,
    "background-color": _COLOUR,
}


def clean(html: str) -> str:
    """The HTML with only what is allowed, in nh3's canonical form; images that name no file of
    ours are gone. Never raises."""
    encodable = html.encode("utf-8", "replace").decode("utf-8")
    kept = nh3.clean(
        encodable,
        tags=_KEPT,
        attributes={name: set(allowed) for name, allowed in _ATTRIBUTES.items()},
        attribute_filter=_attribute,
        url_schemes={"http", "https", "mailto", "tel"},
        link_rel="noopener",
    )
    return tags.with_images(kept, _of_a_file).strip()


def _of_a_file(attributes: tags.Attributes) -> tags.Attributes | None:
    return attributes if tags.FILE in attributes else None


def _attribute(tag: str, name: str, value: str) -> str | None:
    """The value that an attribute may keep, or None to drop it."""
    match name:
        case "style":
            return _style(value) or None
        case "href":
            return value if _LINK.match(value) else None
        case tags.FILE:
            return value if _FILE_ID.fullmatch(value) else None
        case "dir":
            return value if value in ("ltr", "rtl", "auto") else None
        case "alt":
            return value[:1000]
        case "rel":
            return value
    return value if _NUMBER.fullmatch(value) else None


def _style(style: str) -> str:
    kept = []
    for declaration in style[:5000].split(";"):
        name, _, value = declaration.partition(":")
        name, value = name.strip().lower(), value.strip()
        allowed = _STYLES.get(name)
        if allowed is not None and allowed.fullmatch(value):
            kept.append(f"{name}:{value}")
    return ";".join(kept)
