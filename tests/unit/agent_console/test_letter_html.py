"""What agents write as HTML: what is kept, what never is, and the words it comes to."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent_console.mail import tags
from agent_console.mail.cleaning import clean
from agent_console.mail.words import words_of

HOSTILE = [
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    '<a href="javascript:alert(1)">x</a>',
    '<a href=" java\tscript:alert(1)">x</a>',
    '<a href="data:text/html,<script>alert(1)</script>">x</a>',
    '<p style="background:url(https://evil.example/a)">x</p>',
    '<p style="position:fixed;top:0">x</p>',
    '<p style="color:expression(alert(1))">x</p>',
    '<form action="https://evil.example"><input name=a></form>',
    "<iframe src=https://evil.example></iframe>",
    "<svg><style><img src=x onerror=alert(1)></style></svg>",
    "<math><mtext><table><mglyph><style><img src=x onerror=alert(1)>",
    "<meta http-equiv=refresh content='0;url=https://evil.example'>",
    "<base href=https://evil.example/>",
    "<link rel=stylesheet href=https://evil.example/a.css>",
    '<img data-file="../../etc/passwd">',
    '<img data-file="a" srcset="https://evil.example/a 1x">',
    '<video src="https://evil.example/a" autoplay></video>',
    '<p title="<img data-file=&quot;a&quot; onerror=alert(1)>">x</p>',
    '<noscript><p title="</noscript><img src=x onerror=alert(1)>"></noscript>',
]
BAD = re.compile(
    r"<(?!/?(?:a|b|blockquote|br|caption|code|col|colgroup|div|em|h[1-4]|hr|i|img|li|ol|p|pre|s|"
    r"span|strong|table|tbody|td|tfoot|th|thead|tr|u|ul)[ >])"
)
ATTRIBUTE = re.compile(
    r" (?:(?:dir|alt|start|span|colspan|rowspan|width|height|rel|data-file)=\"[^\"]*\""
    r"|href=\"(?:https?://|mailto:|tel:)[^\"]*\""
    r"|style=\"(?:(?:text-align|direction|color|background-color):[a-z0-9#(),.%/ +-]+;?)+\")",
    re.IGNORECASE,
)


def _is_safe(html: str) -> bool:
    """Whether nothing is in it but what is allowed: read by a rule of its own."""
    if BAD.search(html):
        return False
    for tag in re.finditer(r"<[a-z0-9]+((?:\"[^\"]*\"|[^>\"])*)>", html):
        if ATTRIBUTE.sub("", tag[1]):
            return False
    return True


@pytest.mark.parametrize("hostile", HOSTILE)
def test_nothing_that_acts_or_fetches_is_kept(hostile: str) -> None:
    assert _is_safe(clean(f"<p>before</p>{hostile}<p>after</p>"))


@given(st.lists(st.sampled_from([*HOSTILE, "<", ">", '"', "'", "<p>", "</p>", "<!--", "&lt;"])))
def test_no_mixture_of_hostile_pieces_gets_through(pieces: list[str]) -> None:
    assert _is_safe(clean("".join(pieces)))


@given(st.text())
def test_any_text_can_be_cleaned(text: str) -> None:
    assert _is_safe(clean(text))


def test_what_a_letter_needs_is_kept() -> None:
    letter = (
        '<h2>Title</h2><p dir="rtl" style="text-align:right">a <b>b</b> <em>c</em> <u>d</u></p>'
        '<ul><li>one</li></ul><ol start="3"><li>three</li></ol>'
        '<table><tbody><tr><td colspan="2">x</td></tr></tbody></table><hr>'
        "<blockquote>q</blockquote><pre><code>x = 1</code></pre>"
        '<p><span style="color:#ff0000;background-color:rgb(1, 2, 3)">red</span></p>'
    )
    assert clean(letter) == letter


def test_links_tell_the_other_side_nothing() -> None:
    assert clean('<a href="https://example.org" target="_top" rel="opener">x</a>') == (
        '<a href="https://example.org" rel="noopener">x</a>'
    )


def test_pictures_are_files_of_ours_or_gone() -> None:
    html = clean(
        '<img data-file="f1" alt="a > &quot;b&quot;" width="10" height="x" src="https://x.example/">'
        '<img src="https://evil.example/pixel.gif"><img data-file="f2"><img data-file="f1">'
    )
    assert tags.file_ids(html) == ["f1", "f2"]
    assert html.count("<img") == 3
    assert tags.images(html)[0] == {"data-file": "f1", "alt": 'a > "b"', "width": "10"}
    assert "src" not in html


def test_a_picture_within_another_ones_description_is_none() -> None:
    html = clean('<img data-file="f1" alt="<img data-file=&quot;f2&quot;>">')
    assert tags.file_ids(html) == ["f1"]
    put = tags.with_images(html, lambda image: {**image, "src": f"/files/{image['data-file']}"})
    assert tags.images(put)[0]["src"] == "/files/f1"
    assert "/files/f2" not in put


WORDS = [
    ("<p>one</p><p>two</p>", "one\n\ntwo"),
    ("<p>one<br>two</p>", "one\ntwo"),
    ("<div>a</div><div>b</div><div><br></div><div>c</div>", "a\nb\n\nc"),
    ("<p>  spaces \n are   one </p>", "spaces are one"),
    ("<ul><li><p>one</p></li><li>two</li></ul><p>after</p>", "- one\n- two\n\nafter"),
    ("<ol><li>one<ul><li>in</li></ul></li><li>two</li></ol>", "1. one\n  - in\n2. two"),
    ('<p>see <a href="https://example.org/a">this</a></p>', "see this <https://example.org/a>"),
    ('<a href="mailto:a@example.org">a@example.org</a>', "a@example.org"),
    ("<table><tr><td>1</td><td>2</td></tr><tr><td>3</td></tr></table>", "1 2\n3"),
    ("<pre>a\n  b</pre>", "a\n  b"),
    ("&lt;b&gt; &amp; &nbsp;x", "<b> & \xa0x"),
    ("", ""),
]


@pytest.mark.parametrize(("html", "text"), WORDS)
def test_the_words_of_a_letter(html: str, text: str) -> None:
    assert words_of(clean(html)) == text
