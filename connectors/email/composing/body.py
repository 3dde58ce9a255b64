"""The readable part of a mail: what was written, the signature, and what is quoted below."""

from __future__ import annotations

import re
from dataclasses import dataclass
from html import escape
from urllib.parse import quote as percent

from connectors.email.composing.source import Source
from connectors.email.composing.words import Words, direction_of
from connectors.email.parsing.html import text_of

_TAGS = re.compile(r"<[a-zA-Z/!]")
_AGENT_LINE = re.compile(
    r"(?P<before>\A|<br\s*/?>|<(?:p|div)\b[^<>]*>)\s*\{agent\}\s*(?:<br\s*/?>\s*|(?=</(?:p|div)>)|\Z)",
    re.IGNORECASE,
)
"""A line of a signature on which nothing stands but who answers."""
_QUOTE_STYLE = "margin:0 0 0 .8ex;border-inline-start:1px solid #ccc;padding-inline-start:1ex"


@dataclass(frozen=True, slots=True, kw_only=True)
class Body:
    """Both forms of a mail's words. Without formatting ``html`` is empty."""

    text: str
    html: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Parts:
    """What a body is made of. ``html`` empty: plain text alone, unless a mail with formatting is
    handed on."""

    text: str
    html: str = ""
    signature: str = ""
    quoted: Source | None = None
    forward: bool = False


def compose(parts: Parts, words: Words) -> Body:
    """Put the parts together, in the inbox's words."""
    written = text_of(parts.html) if parts.html else parts.text
    pieces = [written.strip("\n")]
    if parts.signature:
        pieces.append(f"-- \n{text_of(parts.signature).strip()}")
    if parts.quoted is not None:
        pieces.append(
            _forwarded_text(parts.quoted, words)
            if parts.forward
            else _quoted_text(parts.quoted, words)
        )
    text = "\n\n".join(piece for piece in pieces if piece)
    hands_on_formatting = parts.forward and parts.quoted is not None and bool(parts.quoted.html)
    if not parts.html and not hands_on_formatting:
        return Body(text=text)
    return Body(text=text, html=_document(parts, words, written))


def signature_of(template: str, agent: str) -> str:
    """The inbox's signature as HTML, with the name of who answers; plain words become HTML.

    With no ``agent``, as in automatic mail, a line that would only name them is left out.
    """
    if not template.strip():
        return ""
    made = template if _TAGS.search(template) else html_of_text(template)
    if not agent:
        made = _AGENT_LINE.sub(r"\g<before>", made)
        if not text_of(made).strip() and "<img" not in made.lower():
            return ""
    return made.replace("{agent}", escape(agent))


def html_of_text(text: str) -> str:
    """Plain words as HTML that looks the same."""
    lines = escape(text.strip("\n"), quote=False).split("\n")
    return "<br>\n".join(line.replace("  ", "&nbsp; ") for line in lines)


def page(content: str, direction: str, language: str) -> str:
    """A whole HTML document around ``content``."""
    return (
        f'<!DOCTYPE html>\n<html lang="{escape(language)}">\n'
        '<head><meta charset="utf-8"></head>\n'
        f'<body dir="{direction}">\n{content}\n</body>\n</html>\n'
    )


def _document(parts: Parts, words: Words, written: str) -> str:
    content = parts.html or f"<div>{html_of_text(parts.text)}</div>"
    pieces = [content]
    if parts.signature:
        pieces.append(f'<div class="parley-signature"><br>-- <br>\n{parts.signature}</div>')
    if parts.quoted is not None:
        pieces.append(
            _forwarded_html(parts.quoted, words)
            if parts.forward
            else _quoted_html(parts.quoted, words)
        )
    return page("\n".join(pieces), direction_of(written, words.code), words.code)


def _attribution(source: Source, words: Words) -> str:
    name = source.author.name or source.author.address
    return words.wrote.format(date=words.date(source.at), name=name)


def _quoted_text(source: Source, words: Words) -> str:
    lines = source.text.strip("\n").replace("\r\n", "\n").split("\n")
    # a line that is quoted already gets no space: ">>" is how depth is written (RFC 3676, 4.5)
    quoted = "\n".join(
        f">{line}" if line.startswith(">") else f"> {line}".rstrip() for line in lines
    )
    return f"{_attribution(source, words)}\n\n{quoted}"


def _quoted_html(source: Source, words: Words) -> str:
    cite = f' cite="mid:{escape(percent(source.message_id))}"' if source.message_id else ""
    inner = source.html or html_of_text(source.text)
    return (
        f'<div class="moz-cite-prefix" dir="{words.direction}"><br>'
        f"{escape(_attribution(source, words))}</div>\n"
        f'<blockquote type="cite"{cite} dir="{direction_of(source.text, words.code)}" '
        f'style="{_QUOTE_STYLE}">\n{inner}\n</blockquote>'
    )


def _facts(source: Source, words: Words) -> list[tuple[str, str]]:
    facts = [
        (words.sender, _shown(source.author.name, source.author.address)),
        (words.sent, words.date(source.at)),
        (words.subject, source.subject),
        (words.to, ", ".join(_shown(it.name, it.address) for it in source.to)),
    ]
    return [(label, value) for label, value in facts if value]


def _forwarded_text(source: Source, words: Words) -> str:
    facts = "\n".join(f"{label}: {value}" for label, value in _facts(source, words))
    return f"---------- {words.forwarded} ----------\n{facts}\n\n{source.text.strip()}"


def _forwarded_html(source: Source, words: Words) -> str:
    facts = "<br>\n".join(
        f"<b>{escape(label)}:</b> {escape(value)}" for label, value in _facts(source, words)
    )
    inner = source.html or html_of_text(source.text)
    return (
        f'<div dir="{words.direction}"><br>---------- {escape(words.forwarded)} ----------<br>\n'
        f'{facts}<br><br></div>\n<div dir="{direction_of(source.text, words.code)}">\n'
        f"{inner}\n</div>"
    )


def _shown(name: str, address: str) -> str:
    if name and address and name != address:
        return f"{name} <{address}>"
    return name or address
