"""The document in which a mail is shown: a sandboxed frame of the console, without scripts.

What stands in it was cleaned before it was stored; the frame's own policy is the second wall.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection
from dataclasses import dataclass
from html import escape
from typing import Literal

from agent_console import pages
from agent_console.mail import tags

Theme = Literal["light", "dark"]

_RIGHT_TO_LEFT = frozenset({"ar", "ckb", "dv", "fa", "he", "ps", "sd", "ug", "ur", "yi"})
_DOTS = frozenset({"0", "1", "2"})
_REMOTE = re.compile(r"https?://", re.IGNORECASE)
_PICTURE = re.compile(r"data:image/(?:png|gif|jpeg|jpg|webp);base64,", re.IGNORECASE)
_COLOURED = re.compile(
    r"<[a-z0-9]++[^<>]*? (?:bgcolor|color|background)=\"|style=\"[^\"]*?(?:color|background)",
)
"""Where a mail brings colours of its own, it counts on white paper."""
_SUMMARY = "<summary>•••</summary>"
_QUOTED = {
    "az": "Sitatı göstər",
    "de": "Zitierten Text zeigen",
    "en": "Show quoted text",
    "fa": "نمایش متن نقل‌شده",
    "tr": "Alıntılanan metni göster",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """A mail to be shown: cleaned ``html``, or ``text`` if it has none. ``files`` are the ids of
    its own files, the only ones its images may name. ``language`` is the conversation's (empty:
    unknown), ``locale`` the reader's."""

    html: str
    text: str
    files: Collection[str]
    language: str
    locale: str


def policy(*, remote_images: bool) -> str:
    """The frame's Content-Security-Policy. ``allow-same-origin`` lets the console measure the
    frame; with scripts refused twice (no ``allow-scripts``, no source for them) it lends the mail
    nothing."""
    remote = " https: http:" if remote_images else ""
    return (
        f"default-src 'none'; img-src 'self' data:{remote}; style-src 'unsafe-inline'; "
        "form-action 'none'; base-uri 'none'; frame-ancestors 'self'; "
        "sandbox allow-same-origin allow-popups allow-popups-to-escape-sandbox"
    )


def document(mail: Shown, sign: Callable[[str], str], *, remote_images: bool, theme: Theme) -> str:
    """The whole document. ``sign`` makes the signed address of a file."""
    if mail.html:
        kind = "paper" if _COLOURED.search(mail.html) else "own"
        body = _filled(mail.html, mail.files, sign, remote_images=remote_images)
        label = escape(_QUOTED.get(mail.locale, _QUOTED["en"]))
        name = f'<summary title="{label}" aria-label="{label}">•••</summary>'
        body = body.replace(_SUMMARY, name)
    else:
        kind, body = "plain", escape(mail.text)
    language, direction = _language(mail.language)
    return (
        f'<!doctype html><html lang="{language}" dir="{direction}" class="{theme}"><head>'
        '<meta charset="utf-8"><meta name="viewport" content="width=device-width">'
        f'<title></title><base target="_blank"><style>{pages.read("mail.css")}</style></head>'
        f'<body><main class="{kind}" dir="auto">{body}</main></body></html>'
    )


def _filled(
    html: str, files: Collection[str], sign: Callable[[str], str], *, remote_images: bool
) -> str:
    """The HTML with addresses for the mail's own images; those of others are taken out, and the
    addresses of remote ones unless they are wanted."""

    def filled(image: tags.Attributes) -> tags.Attributes | None:
        file_id, address = image.pop(tags.FILE, None), image.pop("src", "")
        if file_id is not None:
            return {**image, "src": sign(file_id)} if file_id in files else None
        if _PICTURE.match(address):
            return {**image, "src": address}
        if not _REMOTE.match(address):
            return None
        if remote_images:
            return {**image, "src": address, "referrerpolicy": "no-referrer"}
        return None if _is_invisible(image) else {**image, "class": "remote"}

    return tags.with_images(html, filled)


def _is_invisible(image: tags.Attributes) -> bool:
    """Whether an image is a dot that nobody is to see: no mark is left in its place."""
    return any(image.get(side, "").removesuffix("px") in _DOTS for side in ("width", "height"))


def _language(given: str) -> tuple[str, str]:
    """The attributes ``lang`` and ``dir`` of the document."""
    if not given:
        return "", "auto"
    short = given.partition("-")[0].lower()
    return escape(given), "rtl" if short in _RIGHT_TO_LEFT else "ltr"
