"""HTML of mail, made safe to show in a sandboxed frame.

Three steps, each whole in itself: ``html_tokens.py`` reads the mail as a browser would and writes
it down balanced, without comments, raw text and foreign content; nh3 (ammonia, html5ever) keeps
what the allowlist below names; ``html_history.py`` folds quoted history. The frame that shows it
has no scripts and a policy of its own; this is the inner of two walls.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

import nh3

from connectors.email.parsing.html_history import MARKS, fold
from connectors.email.parsing.html_styles import PROPERTIES, safe_style
from connectors.email.parsing.html_text import text_of
from connectors.email.parsing.html_tokens import (
    MAX_LENGTH,
    End,
    Start,
    Text,
    Token,
    balanced,
    names,
    tokens,
)

__all__ = ["SafeHtml", "safe_html", "text_of"]


@dataclass(frozen=True, slots=True)
class SafeHtml:
    """HTML that may be shown in a sandboxed frame, and how many images it would fetch.

    ``remote_images`` counts every ``http(s)`` image, the invisible ones that only tell when a
    mail was read among them.
    """

    html: str
    remote_images: int


TAGS = names("""
    a abbr address article aside b bdi bdo big blockquote br caption center cite code col colgroup
    dd del dfn div dl dt em figcaption figure font footer h1 h2 h3 h4 h5 h6 header hr i img ins kbd
    li main mark nav ol p pre q rp rt ruby s samp section small span strike strong sub sup table
    tbody td tfoot th thead time tr tt u ul var wbr
    """)
"""Elements that stay. ``details`` and ``summary`` are not among them: only we make those."""

_ATTRIBUTES = {
    "*": set(
        names("align alt bgcolor class color dir height hidden id lang style title valign width")
    ),
    "a": {"href"},
    "blockquote": {"type"},
    "col": {"span"},
    "div": {"name"},
    "font": {"face", "size"},
    "img": {"border", "src"},
    "li": {"value"},
    "ol": {"start", "type"},
    "table": {"border", "cellpadding", "cellspacing"},
    "td": {"colspan", "nowrap", "rowspan"},
    "th": {"colspan", "nowrap", "rowspan", "scope"},
    "ul": {"type"},
}
_KEPT_NAMES = frozenset().union(*_ATTRIBUTES.values())

_LINK = re.compile(r"(?:https?://|mailto:|tel:)", re.IGNORECASE)
_IMAGE = re.compile(r"(?:https?://|cid:)", re.IGNORECASE)
_SMALL_IMAGE = re.compile(
    r"data:image/(?:png|gif|jpeg|jpg|webp);base64,[A-Za-z0-9+/=\s]{1,100000}\Z", re.IGNORECASE
)
_LENGTH = re.compile(r"\d{1,4}(?:\.\d{1,4})?(?:%|px)?\Z")
_WORD = re.compile(r"[\w#., -]{0,100}\Z")
_FREE_TEXT = frozenset(("alt", "title"))
_REMOTE_IMAGE = re.compile(r'<img\b[^>]*? src="https?:', re.IGNORECASE)


def safe_html(raw: str) -> SafeHtml:
    """``raw`` with only what the allowlists name, quoted history folded. Never raises.

    Links open a new window and tell it nothing about us; addresses that a browser would resolve
    against the console's own are dropped; ``cid:`` images are kept for whoever serves the parts.
    """
    encodable = raw[:MAX_LENGTH].encode("utf-8", "replace").decode("utf-8")
    canonical = "".join(_written(balanced(tokens(encodable))))
    clean = nh3.clean(
        canonical,
        tags=set(TAGS),
        attributes=_ATTRIBUTES,
        attribute_filter=_attribute,
        url_schemes={"http", "https", "mailto", "tel", "cid", "data"},
        url_relative=_absolute,
        filter_style_properties=set(PROPERTIES),
        link_rel=None,
        set_tag_attribute_values={
            "a": {"target": "_blank", "rel": "noopener noreferrer nofollow"},
        },
    )
    folded = fold(clean).strip()
    return SafeHtml(folded, len(_REMOTE_IMAGE.findall(folded)))


def _written(stream: Iterator[Token]) -> Iterator[str]:
    """``stream`` as HTML that has only one reading."""
    for token in stream:
        if isinstance(token, Text):
            yield token.raw
        elif token.name not in TAGS:
            continue
        elif isinstance(token, End):
            yield f"</{token.name}>"
        else:
            yield _start_tag(token)


def _start_tag(tag: Start) -> str:
    """A start tag with the attributes that may matter, quoted."""
    kept = [
        f' {name}="{value.replace(chr(34), "&quot;")}"'
        for name, value in tag.attributes.items()
        if name in _KEPT_NAMES
    ]
    return f"<{tag.name}{''.join(kept)}>"


def _absolute(address: str) -> str | None:
    """An address without a scheme: ``//host/…`` means the web's, all others mean nothing."""
    return f"https:{address}" if address.startswith("//") else None


def _attribute(tag: str, name: str, value: str) -> str | None:
    """The value that an allowed attribute may keep (entities decoded), or None to drop it."""
    if name == "style":
        return safe_style(value) or None
    if name in ("class", "id", "name"):
        return next((mark for mark in MARKS if mark in value.split()), None)
    if name == "href":
        return value if _LINK.match(value) or value.startswith("//") else None
    if name == "src":
        known = _IMAGE.match(value) or value.startswith("//") or _SMALL_IMAGE.match(value)
        return value if known else None
    if name in ("width", "height"):
        return value.strip() if _LENGTH.match(value.strip()) else None
    if name in _FREE_TEXT:
        return value[:1000]
    return value if name in ("rel", "target") or _WORD.match(value) else None
