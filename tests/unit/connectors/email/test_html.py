"""HTML of mail: nothing that acts survives, what people wrote does, and no input costs too much."""

from __future__ import annotations

import re
import time

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from connectors.email.parsing.html import TAGS, safe_html, text_of
from connectors.email.parsing.html_styles import PROPERTIES, hides, safe_style
from connectors.email.parsing.html_tokens import MAX_DEPTH, End, Start, balanced, tokens

_ALLOWED = TAGS | {"details", "summary"}


def _violations(html: str) -> list[str]:
    """Everything in ``html`` that a browser could act on, read by a parser that is not ours."""
    from html.parser import HTMLParser

    found: list[str] = []

    class Reader(HTMLParser):
        def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
            if tag not in _ALLOWED:
                found.append(f"element {tag}")
            for name, value in attrs:
                words = (value or "").lower()
                if name.startswith("on") or name in (
                    "srcdoc",
                    "formaction",
                    "action",
                    "xlink:href",
                ):
                    found.append(f"attribute {name}")
                if name in ("class", "id") and (tag, words) != ("details", "quoted"):
                    found.append(f"name {words}")
                if name == "href" and not re.match(r"(https?://|mailto:|tel:)", words):
                    found.append(f"link {words}")
                if name == "src" and not re.match(r"(https?://|cid:|data:image/)", words):
                    found.append(f"source {words}")
                if name == "style" and re.search(r"url|expression|position|\\|@|/\*", words):
                    found.append(f"style {words}")

        def handle_comment(self, data: str) -> None:
            found.append("comment")

        def handle_decl(self, decl: str) -> None:
            found.append("declaration")

    reader = Reader()
    reader.feed(html)
    reader.close()
    return found


@pytest.mark.parametrize(
    "raw",
    [
        "<script>alert(1)</script>",
        "<scr<script>ipt>alert(1)</script>",
        "<img src=x onerror=alert(1)>",
        "<img/src=x/onerror=alert(1)>",
        "<svg/onload=alert(1)>",
        "<svg><script>alert(1)</script></svg>",
        "<svg><animate onbegin=alert(1) attributeName=x dur=1s>",
        "<math><mtext><table><mglyph><style><!--</style>"
        "<img title='--&gt;&lt;img src=1 onerror=alert(1)&gt;'>",
        "<form><math><mtext></form><form><mglyph><style></math><img src onerror=alert(1)>",
        "<noscript><p title='</noscript><img src=x onerror=alert(1)>'>",
        "<style><style/><img src=x onerror=alert(1)></style>",
        "<a href='javascript:alert(1)'>x</a>",
        "<a href='java&#10;script:alert(1)'>x</a>",
        "<a href='&#1;javascript:alert(1)'>x</a>",
        "<a href='data:text/html,<script>alert(1)</script>'>x</a>",
        "<a href='vbscript:x'>x</a>",
        "<a href='/admin/delete'>x</a>",
        "<img src='data:image/svg+xml;base64,PHN2Zz4='>",
        "<iframe srcdoc='<script>alert(1)</script>'></iframe>",
        "<object data='javascript:alert(1)'></object><embed src=x><applet code=x>",
        "<base href='http://attacker.example/'><meta http-equiv=refresh content='0;url=x'>",
        "<link rel=stylesheet href=http://attacker.example/x.css>",
        "<form action=http://attacker.example><input name=p><button formaction=x></form>",
        "<div style='position:fixed;top:0;z-index:9;background:url(http://attacker.example/)'>",
        "<div style='width:e\\78pression(alert(1))'>",
        "<div style='background-image:image-set(\"http://attacker.example/x\" 1x)'>",
        "<details open ontoggle=alert(1) class=quoted>x</details>",
        "<div id=console class=quoted>x</div>",
        "<!--[if mso]><script>alert(1)</script><![endif]-->",
        "<!--><img src=x onerror=alert(1)>-->",
        "<div title='\"><img src=x onerror=alert(1)>'>",
        "<table background=http://attacker.example/x.png><td background=javascript:alert(1)>",
        "<video src=x onerror=alert(1)><audio src=x><source srcset=x>",
        "<img srcset='http://attacker.example/x 1x'>",
        "<a href=x ping=http://attacker.example/>x</a>",
        "<xmp><img src=x onerror=alert(1)></xmp><plaintext><script>alert(1)</script>",
        "<template><img src=x onerror=alert(1)></template>",
        "<textarea><img src=x onerror=alert(1)></textarea><title><img src=x onerror=1></title>",
    ],
)
def test_nothing_that_acts_survives(raw: str) -> None:
    assert _violations(safe_html(f"<p>before</p>{raw}").html) == []


def test_what_people_write_survives() -> None:
    raw = (
        '<table width="100%" cellpadding="2"><tr><td style="color:#333333;padding:2px">'
        '<b>Hello</b>, <i>world</i><br><a href="https://example.com/?a=1&amp;b=2">link</a>'
        '<ul><li>one</li></ul><img src="cid:logo@example.com" width="40" height="20" alt="Logo">'
        "</td></tr></table>"
    )
    safe = safe_html(raw).html
    for kept in (
        '<td style="color:#333333;padding:2px">',
        "<b>Hello</b>, <i>world</i>",
        'href="https://example.com/?a=1&amp;b=2"',
        "<li>one</li>",
        'src="cid:logo@example.com"',
        'width="40"',
        'height="20"',
        'alt="Logo"',
    ):
        assert kept in safe


def test_links_open_apart_and_tell_nothing() -> None:
    safe = safe_html('<a href="https://example.com/" target="_top" rel="opener">x</a>').html
    assert 'target="_blank"' in safe
    assert 'rel="noopener noreferrer nofollow"' in safe
    assert "_top" not in safe


def test_remote_images_are_counted_and_others_are_not() -> None:
    safe = safe_html(
        '<img src="https://a.example/1.png"><img src="//a.example/2.png" width="1" height="1">'
        '<img src="HTTP://a.example/3.png"><img src="cid:x"><img src="relative.png">'
        '<img src="data:image/png;base64,iVBORw0KGgo=">'
    )
    assert safe.remote_images == 3
    assert "https://a.example/2.png" in safe.html
    assert "relative.png" not in safe.html
    assert "data:image/png" in safe.html


def test_a_data_image_is_small_or_gone() -> None:
    assert "data:" not in safe_html(f'<img src="data:image/png;base64,{"A" * 200_000}">').html


def test_a_hidden_preview_line_stays_hidden() -> None:
    assert "display:none" in safe_html('<div style="display:none;max-height:0">preview</div>').html


@pytest.mark.parametrize(
    ("style", "safe"),
    [
        ("color: red; position: fixed", "color:red"),
        ("COLOR:rgb(1, 2, 3)", "color:rgb(1, 2, 3)"),
        ("font-family:'Segoe UI', Arial", "font-family:'Segoe UI', Arial"),
        ("font-family:'a;b'", ""),
        ("background:url(x) red", ""),
        ("color:var(--x)", ""),
        ("width:calc(100% - 1px)", ""),
        ("width:10000px;height:9999px;color:#123456", "height:9999px;color:#123456"),
        ("font-size:1.000001em", "font-size:1.000001em"),
        ("color:re\\64", ""),
        ("color:red/*", ""),
        ("--x:1;behavior:x;-moz-binding:x", ""),
        ("color", ""),
    ],
)
def test_styles_keep_what_changes_only_looks(style: str, safe: str) -> None:
    assert safe_style(style) == safe


@pytest.mark.parametrize(
    ("style", "hidden"),
    [
        ("display: none", True),
        ("visibility:hidden", True),
        ("max-height:0px;overflow:hidden", True),
        ("max-height:0.5em;overflow:hidden", False),
        ("font-size:0", False),
        ("color:red", False),
    ],
)
def test_hidden_is_what_nobody_sees(style: str, hidden: bool) -> None:
    assert hides(style) is hidden


def test_no_property_places_things_over_others() -> None:
    assert not PROPERTIES & {"position", "z-index", "top", "left", "content", "animation", "filter"}


class TestHistory:
    @pytest.mark.parametrize(
        "mark",
        [
            'class="gmail_quote gmail_quote_container"',
            'class="yahoo_quoted" id="ydp1"',
            'class="protonmail_quote"',
            'name="quote"',
            'id="mail-editor-reference-message-container"',
        ],
    )
    def test_marks_of_many_programs_fold(self, mark: str) -> None:
        safe = safe_html(f"<p>New</p><div {mark}>Old</div>").html
        assert safe == (
            '<p>New</p><details class="quoted"><summary>•••</summary><div>Old</div></details>'
        )

    def test_a_gmail_quote_is_folded(self) -> None:
        safe = safe_html('<div>New</div><div class="gmail_quote">On … wrote:<p>Old</p></div>').html
        assert safe == (
            '<div>New</div><details class="quoted"><summary>•••</summary>'
            "<div>On … wrote:<p>Old</p></div></details>"
        )

    def test_answers_between_quotes_stay_visible(self) -> None:
        safe = safe_html(
            '<blockquote type="cite">Q1</blockquote><p>A1</p>'
            '<blockquote type="cite">Q2</blockquote><p>A2</p>'
        ).html
        assert safe.count("<details") == 2
        assert "</details><p>A1</p><details" in safe
        assert safe.endswith("</details><p>A2</p>")

    def test_outlook_folds_all_that_follows(self) -> None:
        safe = safe_html(
            '<div>New<div id="appendonsend"></div><hr><div id="divRplyFwdMsg">From: x</div>'
            "<p>Old</p></div>"
        ).html
        assert safe.startswith("<div>New<details")
        assert safe.endswith("<p>Old</p></details></div>")

    def test_a_forward_stays_open(self) -> None:
        raw = '<p>FYI</p><div class="gmail_quote">--------- Forwarded message ---------<p>x</div>'
        assert "<details" not in safe_html(raw).html

    def test_nothing_but_history_stays_open(self) -> None:
        assert "<details" not in safe_html('<div class="gmail_quote">All there is</div>').html

    def test_the_attribution_goes_with_its_quote(self) -> None:
        safe = safe_html(
            '<p>New</p><div class="moz-cite-prefix">On x, y wrote:</div>\n'
            '<blockquote type="cite">Old</blockquote>'
        ).html
        assert safe.startswith('<p>New</p><details class="quoted"><summary>•••</summary><div>On x')


class TestText:
    @pytest.mark.parametrize(
        ("html", "text"),
        [
            ("<p>One</p><p>Two</p>", "One\n\nTwo"),
            ("<div>One</div><div>Two</div>", "One\nTwo"),
            ("<div>One</div><div><br></div><div>Two</div>", "One\n\nTwo"),
            ("One<br>Two<br><br>Three", "One\nTwo\n\nThree"),
            ("<div>One<br></div><div>Two</div>", "One\nTwo"),
            ("a  b\n c&nbsp;&nbsp;d", "a b c d"),
            ("&lt;b&gt; &amp;amp; &eacute;&#x20AC;", "<b> &amp; é€"),
            ("<ul><li>a<li>b</ul>", "- a\n- b"),
            ("<ol start=3><li>a</li><li>b</li></ol>", "3. a\n4. b"),
            ("<ul><li>a<ul><li>b</ul></ul>", "- a\n  - b"),
            ("<table><tr><th>a<th>b<tr><td><p>1</p><td>2</table>", "a | b\n1 | 2"),
            ("<pre>a\n  b\n\nc</pre>", "a\n  b\n\nc"),
            ('<a href="https://example.com/x">here</a>', "here (https://example.com/x)"),
            ('<a href="https://www.example.com/">example.com</a>', "example.com"),
            ('<a href="mailto:a@example.com">a@example.com</a>', "a@example.com"),
            ('<a href="mailto:a@example.com">write</a>', "write (a@example.com)"),
            ('<a href="javascript:x">here</a>', "here"),
            ('<a href="https://example.com/"><img alt="Shop"></a>', "Shop (https://example.com/)"),
            ('<img src="x" alt="A photo">', "A photo"),
            ('words <img src="x" alt="image001.png">', "words"),
            ("<head><title>t</title><style>s</style></head>x<script>y</script>", "x"),
            ('<div style="display:none">no</div>yes', "yes"),
            ("<span hidden>no</span>yes", "yes"),
            (
                "<blockquote>a<br>b<blockquote>c</blockquote></blockquote>d",
                "> a\n> b\n>\n>> c\n\nd",
            ),
            ("<!--[if mso]>no<![endif]-->yes<![if !mso]> too<![endif]>", "yes too"),
            ("a<3 b < c", "a<3 b < c"),
            ("می‌خواهم", "می‌خواهم"),
        ],
    )
    def test_reads_as_a_person_would(self, html: str, text: str) -> None:
        assert text_of(html).replace("> \n", ">\n") == text

    def test_preview_filler_is_no_text(self) -> None:
        assert text_of("News" + "&#847;&zwnj;&nbsp;" * 50 + "<p>Hello</p>") == "News\n\nHello"

    @pytest.mark.timeout(60)
    def test_two_megabytes_take_seconds_at_most(self) -> None:
        row = '<tr><td style="color:red"><p>Hello <b>you</b> <a href="https://e.com/">l</a></p></td></tr>'
        html = f"<table>{row * 22_000}</table>"
        begin = time.process_time()
        text = text_of(html)
        safe_html(html)
        assert time.process_time() - begin < 20
        assert text.count("Hello you l (https://e.com/)") == 22_000


@pytest.mark.timeout(60)
@pytest.mark.parametrize(
    "bomb",
    [
        "<div>" * 100_000,
        "<table><tr><td>" * 100_000,
        "<blockquote>a<br>" * 100_000,
        "<p><font color=1></p>" * 50_000,
        "<b><p></b>" * 50_000,
        "<div><table><td></div></table>" * 30_000,
        "<a " * 300_000,
        "<a b='" * 200_000,
        "<!--" * 300_000,
        "<![CDATA[" * 200_000,
        "</" * 300_000,
        "<" * 500_000,
        "<a" + " " * 500_000,
        "<a x" + " " * 500_000 + "y>",
        "&zwnj; " * 200_000,
        "<li>" * 200_000,
        "<script>" * 100_000,
        "<div style='" + "color:red;" * 100_000 + "'>",
        "<div style='color:" + "(" * 100_000 + "'>",
        '<div class="moz-cite-prefix">a</div><blockquote type="cite">b</blockquote>c' * 10_000,
    ],
    ids=lambda bomb: bomb[:24],
)
def test_bombs_cost_seconds_at_most(bomb: str) -> None:
    begin = time.process_time()
    safe = safe_html(bomb).html
    text_of(bomb)
    assert time.process_time() - begin < 15
    assert _violations(safe) == []


@pytest.mark.parametrize(
    ("raw", "written"),
    [
        ('<A HREF="https://e.com/" HREF="javascript:x">x</A>', '<a href="https://e.com/"'),
        ("<br>" * 200 + "<b>x</b>", "<b>x</b>"),
        ("<script>" * 200 + "</script><b>x</b>", "<b>x</b>"),
        ("<table><tr><td><b>x</tr><tr><td>y</table>", "<b>x</b></td></tr><tr><td>y</td></tr>"),
        ("<p>one<p>two", "<p>one</p><p>two</p>"),
        ("<ul><li>one<li>two</ul>", "<li>one</li><li>two</li>"),
        ("<ul><li>one<ul><li>in</ul><li>two</ul>", "<li>one<ul><li>in</li></ul></li><li>two</li>"),
        ("<b><i>x</b>y</i>", "<b><i>x</i></b>y"),
    ],
)
def test_loose_tags_are_read_as_browsers_do(raw: str, written: str) -> None:
    assert written in safe_html(raw).html


def test_depth_is_bounded_whatever_closes_what() -> None:
    depth = deepest = 0
    for token in balanced(tokens("<div><table><td></div></td>" * 1000)):
        depth += isinstance(token, Start) - isinstance(token, End)
        deepest = max(deepest, depth)
    assert (depth, deepest) == (0, MAX_DEPTH)


_PIECES = st.sampled_from(
    [
        *"<>/=\"'&; \n\t!-`",
        *(
            f"<{name}"
            for name in ("script", "svg", "img", "a", "math", "style", "table", "td", "div")
        ),
        *(f"</{name}>" for name in ("script", "svg", "style", "table", "td", "div", "p")),
        *(" onerror=alert(1)", " href=javascript:alert(1)", " src=x", " style=", " class=quoted"),
        *("<!--", "-->", "<![CDATA[", "]]>", "<details>", "<plaintext>", "<noscript>", "<title>"),
        *("url(", "&quot;", "&lt;", "&#x3c;", "\0", "\ud800", "\u202e", "words"),
        *('<div class="gmail_quote">', '<blockquote type="cite">', '<div id="appendonsend">'),
    ]
)


@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(_PIECES | st.text(max_size=5), max_size=40).map("".join))
def test_whatever_comes_is_safe_and_stays_so(raw: str) -> None:
    once = safe_html(raw).html
    assert _violations(once) == []
    assert isinstance(text_of(raw), str)
    assert _violations(safe_html(once).html) == []
