"""The frame in which a mail is shown."""

from __future__ import annotations

import re
from time import process_time

import pytest

from agent_console.mail import frame, tags

QUOTED = '<details class="quoted"><summary>•••</summary><p>old</p></details>'


def _shown(html: str = "", text: str = "", **more: str) -> frame.Shown:
    given = {"language": "en", "locale": "en", **more}
    return frame.Shown(html=html, text=text, files={"mine"}, **given)


def _document(mail: frame.Shown, *, images: bool = False, theme: frame.Theme = "light") -> str:
    return frame.document(
        mail, lambda file_id: f"/files/{file_id}?exp=1&sig=s", remote_images=images, theme=theme
    )


def test_only_the_mails_own_files_get_an_address() -> None:
    page = _document(_shown('<img data-file="mine" alt="a"><img data-file="theirs">'))
    assert tags.images(page) == [{"alt": "a", "src": "/files/mine?exp=1&sig=s"}]


@pytest.mark.parametrize(
    ("images", "expected"),
    [
        (False, [{"alt": "logo", "class": "remote"}]),
        (
            True,
            [
                {
                    "alt": "logo",
                    "src": "https://example.org/a.png?b=1&c=2",
                    "referrerpolicy": "no-referrer",
                }
            ],
        ),
    ],
)
def test_remote_images_are_fetched_when_asked_for(
    images: bool, expected: list[tags.Attributes]
) -> None:
    mail = _shown('<img src="https://example.org/a.png?b=1&amp;c=2" alt="logo">')
    assert tags.images(_document(mail, images=images)) == expected
    assert ("https:" in frame.policy(remote_images=images)) is images


def test_a_tracking_dot_leaves_no_mark() -> None:
    dot = _shown('<img src="https://example.org/dot.gif" width="1" height="1px">')
    assert tags.images(_document(dot)) == []
    assert len(tags.images(_document(dot, images=True))) == 1


def test_other_addresses_of_images_are_gone_and_small_ones_within_stay() -> None:
    picture = "data:image/png;base64,AAAA"
    page = _document(
        _shown(f'<img src="cid:x@y"><img src="/api/v1/me"><img src="{picture}">'), images=True
    )
    assert tags.images(page) == [{"src": picture}]


def test_the_policy_lets_nothing_run() -> None:
    rules = dict(
        rule.strip().partition(" ")[::2] for rule in frame.policy(remote_images=True).split(";")
    )
    assert rules["default-src"] == "'none'"
    assert "script-src" not in rules
    assert rules["frame-ancestors"] == "'self'"
    assert rules["form-action"] == rules["base-uri"] == "'none'"
    assert "allow-scripts" not in rules["sandbox"]
    assert "allow-forms" not in rules["sandbox"]
    assert "allow-top-navigation" not in rules["sandbox"]


def test_text_is_text() -> None:
    page = _document(_shown(text="<script>alert(1)</script> & \n line"))
    assert "&lt;script&gt;alert(1)&lt;/script&gt; &amp; \n line" in page
    assert "<script" not in page
    assert '<main class="plain"' in page


@pytest.mark.parametrize(
    ("html", "kind"),
    [
        ("<p>words <b>only</b></p>", "own"),
        ('<p style="text-align:right">x</p>', "own"),
        ('<p style="margin:0;color:#333">x</p>', "paper"),
        ('<td bgcolor="#fff">x</td>', "paper"),
        ('<table bgcolor="#fff"><tr><td>x</td></tr></table>', "paper"),
        ('<font color="red">x</font>', "paper"),
        ('<span style="background-color:#ffc">x</span>', "paper"),
        ("<table><tr><td>x</td></tr></table>", "own"),
        ('<p>x <img data-file="mine" alt="a"></p>', "own"),
        ('<font face="a">x</font>', "own"),
    ],
)
def test_mails_with_colours_of_their_own_keep_white_paper(html: str, kind: str) -> None:
    assert f'<main class="{kind}"' in _document(_shown(html), theme="dark")


@pytest.mark.parametrize(
    ("language", "expected"),
    [
        ("de", 'lang="de" dir="ltr"'),
        ("fa", 'lang="fa" dir="rtl"'),
        ("ar-EG", 'lang="ar-EG" dir="rtl"'),
        ("", 'lang="" dir="auto"'),
        ('"><script>', "&quot;&gt;&lt;script&gt;"),
    ],
)
def test_language_and_direction(language: str, expected: str) -> None:
    assert expected in _document(_shown("<p>x</p>", language=language))


def test_quoted_history_is_folded_and_named_in_the_readers_language() -> None:
    assert 'aria-label="Zitierten Text zeigen"' in _document(_shown(QUOTED, locale="de"))
    assert 'aria-label="Show quoted text"' in _document(_shown(QUOTED, locale="xx"))


@pytest.mark.parametrize("piece", ["<p ", "<img ", '<img "', '<img alt="', "<p>", 'style="'])
def test_html_costs_little_however_it_is_made(piece: str) -> None:
    began = process_time()
    _document(_shown(piece * 100_000), images=True)
    assert process_time() - began < 3.0


def test_the_document_is_whole_and_has_no_script() -> None:
    page = _document(_shown(QUOTED))
    assert page.startswith("<!doctype html>")
    assert page.endswith("</html>")
    assert '<base target="_blank">' in page
    assert not re.search(r"<script|\son\w+=", page)
