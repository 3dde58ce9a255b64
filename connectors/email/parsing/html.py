"""HTML of mail: made safe to show, and turned into text."""

from __future__ import annotations

import re
from dataclasses import dataclass
from html import unescape

import nh3


@dataclass(frozen=True, slots=True)
class SafeHtml:
    """HTML that may be shown in a sandboxed frame, and how many images it would fetch."""

    html: str
    remote_images: int


_URL_SCHEMES = {"http", "https", "mailto", "tel", "cid"}


def safe_html(raw: str) -> SafeHtml:
    """``raw`` with only what an allowlist names: no scripts, forms, frames or style sheets."""
    clean = nh3.clean(raw[:2_000_000], url_schemes=_URL_SCHEMES, url_relative="deny")
    return SafeHtml(clean.strip(), len(re.findall(r'<img[^>]* src="https?:', clean)))


def text_of(html: str) -> str:
    """``html`` as readable text."""
    bare = nh3.clean(html[:2_000_000], tags={"br", "p", "div"}, attributes={})
    lines = re.sub(r"<[^>]*>", "\n", bare).split("\n")
    words = "\n".join(" ".join(line.split()) for line in lines)
    return unescape(re.sub(r"\n{3,}", "\n\n", words)).strip()
