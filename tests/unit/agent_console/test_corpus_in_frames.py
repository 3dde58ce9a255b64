"""Every mail of the corpus with formatting, in its frame: read by a parser that is not ours."""

from __future__ import annotations

from html.parser import HTMLParser
from pathlib import Path

import pytest

from agent_console.mail import frame, tags
from connectors.email.parsing.read import parse

CORPUS = Path(__file__).parents[2] / "corpus" / "mail"
NEVER = frozenset(
    [
        "script",
        "iframe",
        "frame",
        "object",
        "embed",
        "form",
        "input",
        "button",
        "svg",
        "math",
        "meta",
        "link",
    ]
)


class _Reader(HTMLParser):
    """Notes the images, and what must not be there."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.images: list[tags.Attributes] = []
        self.wrong: list[str] = []
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "img":
            self.images.append(given)
        self.wrong += [tag] if tag in NEVER else []
        self.wrong += [name for name in given if name.startswith("on") or name == "srcset"]
        self.wrong += [it for it in given.values() if it.strip().lower().startswith("javascript:")]


@pytest.mark.timeout(120)
def test_every_mail_of_the_corpus_can_be_shown_and_nothing_in_it_acts() -> None:
    shown = 0
    for path in sorted(CORPUS.rglob("*.eml")):
        html = parse(path.read_bytes()).html
        if not html:
            continue
        shown += 1
        assert _Reader(html).images == tags.images(html), path.name
        mail = frame.Shown(html=html, text="", files=(), language="", locale="en")
        for remote in (True, False):
            page = frame.document(mail, str, remote_images=remote, theme="dark")
            read = _Reader(page.partition("<main")[2])
            assert read.wrong == [], path.name
            addresses = [image["src"] for image in read.images if "src" in image]
            allowed = ("http://", "https://", "data:image/") if remote else ("data:image/",)
            assert all(it.lower().startswith(allowed) for it in addresses), path.name
    assert shown > 30
