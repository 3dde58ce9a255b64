"""Mail programs: each quotes, signs and marks its mails in a manner of its own.

The forms follow what the programs of that name really write. Versions and hosts are invented.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from html import escape

from sandbox.mail.draft import Draft, Earlier


@dataclass(frozen=True, slots=True)
class Body:
    """A mail's words: plain, and as HTML where the program writes it."""

    plain: str
    html: str = ""
    flowed: bool = False


@dataclass(frozen=True, slots=True)
class Client:
    """A mail program: its body, and the header fields that it adds."""

    name: str
    body: Callable[[Draft], Body]
    headers: tuple[tuple[str, str], ...] = ()
    own_reply: bool = False
    """Whether it writes the language's own word before an answer's subject, not ``Re``."""
    old_charset: bool = False
    """Whether it likes a charset of one byte a letter where that is enough."""


def _wrote(draft: Draft, earlier: Earlier) -> str:
    customs = draft.customs
    return customs.wrote.format(
        date=earlier.at.strftime(customs.date), name=earlier.name, address=earlier.address
    )


def _marked(text: str) -> str:
    """Every line with ``>`` before it; what is quoted already gets no space between."""
    return "\n".join(
        ">" + line if line.startswith(">") else f"> {line}".rstrip() for line in text.split("\n")
    )


def _fields(draft: Draft, earlier: Earlier) -> list[tuple[str, str]]:
    labels = draft.customs.labels
    return [
        (labels["from"], f"{earlier.name} <{earlier.address}>"),
        (labels["sent"], earlier.at.strftime(draft.customs.date)),
        (labels["to"], earlier.to),
        (labels["subject"], earlier.subject),
    ]


def _as_html(text: str, tag: str = "div") -> str:
    lines = [f"<{tag}>{escape(line) or '<br>'}</{tag}>" for line in text.split("\n")]
    return "".join(lines)


def _direction(draft: Draft) -> str:
    return "rtl" if draft.customs.language == "fa" else "ltr"


def _inline(draft: Draft) -> str:
    return "".join(
        f'<div><img src="cid:{number}@customers.example" alt="{escape(one.name)}"></div>'
        for number, one in enumerate(draft.attachments)
        if one.inline
    )


def _plain_below(draft: Draft) -> str:
    """What stands below the new words, in programs that quote with ``>``."""
    earlier = draft.earlier
    if earlier is None:
        return ""
    if draft.forwards:
        fields = "\n".join(f"{label}: {value}" for label, value in _fields(draft, earlier))
        rule = f"---------- {draft.customs.labels['forwarded']} ---------"
        return f"\n\n{rule}\n{fields}\n\n{earlier.text}"
    return f"\n\n{_wrote(draft, earlier)}\n\n{_marked(earlier.text)}"


def _gmail(draft: Draft) -> Body:
    earlier, words = draft.earlier, draft.words
    html = f'<div dir="{_direction(draft)}">{_as_html(words)}{_inline(draft)}</div>'
    if earlier is not None and draft.forwards:
        fields = "<br>".join(f"{escape(k)}: {escape(v)}" for k, v in _fields(draft, earlier))
        html += (
            '<br><div class="gmail_quote"><div dir="ltr" class="gmail_attr">---------- '
            f"{escape(draft.customs.labels['forwarded'])} ---------<br>{fields}<br></div><br><br>"
            f"{earlier.html or _as_html(earlier.text)}</div>"
        )
    elif earlier is not None:
        html += (
            '<br><div class="gmail_quote gmail_quote_container">'
            f'<div dir="ltr" class="gmail_attr">{escape(_wrote(draft, earlier))}<br></div>'
            '<blockquote class="gmail_quote" style="margin:0px 0px 0px 0.8ex;'
            'border-left:1px solid rgb(204,204,204);padding-left:1ex">'
            f"{earlier.html or _as_html(earlier.text)}</blockquote></div>"
        )
    return Body(words + _plain_below(draft), html)


def _outlook(draft: Draft) -> Body:
    earlier, words = draft.earlier, draft.words
    plain = words
    html = "".join(
        f"<p class=MsoNormal>{escape(line) or '<o:p>&nbsp;</o:p>'}</p>"
        for line in words.split("\n")
    )
    html += _inline(draft)
    if earlier is not None:
        fields = _fields(draft, earlier)
        plain += "\n\n" + "\n".join(f"{label}: {value}" for label, value in fields)
        plain += f"\n\n{earlier.text}"
        told = "<br>".join(f"<b>{escape(label)}:</b> {escape(value)}" for label, value in fields)
        html += (
            "<div><div style='border:none;border-top:solid #E1E1E1 1.0pt;padding:3.0pt 0in'>"
            f"<p class=MsoNormal>{told}</p></div></div>"
            f"{earlier.html or _as_html(earlier.text)}"
        )
    head = "<head><style><!-- p.MsoNormal {margin:0in;font-family:Calibri} --></style></head>"
    return Body(
        plain,
        f'<html xmlns:o="urn:schemas-microsoft-com:office:office">{head}<body lang='
        f"{draft.customs.language.upper()} dir={_direction(draft)}><div class=WordSection1>{html}"
        "</div></body></html>",
    )


def _apple(draft: Draft) -> Body:
    earlier, words = draft.earlier, draft.words
    html = f'<div dir="{_direction(draft)}">{_as_html(words)}</div>{_inline(draft)}'
    if earlier is not None:
        html += (
            f'<div><br><blockquote type="cite"><div>{escape(_wrote(draft, earlier))}</div>'
            '<br class="Apple-interchange-newline">'
            f"<div>{earlier.html or _as_html(earlier.text)}</div></blockquote></div>"
        )
    head = '<html><head><meta http-equiv="content-type" content="text/html; charset=utf-8"></head>'
    return Body(
        words + _plain_below(draft),
        f'{head}<body style="overflow-wrap: break-word; line-break: after-white-space;">{html}'
        "</body></html>",
    )


def _thunderbird(draft: Draft) -> Body:
    """Plain and flowed (RFC 3676), with the new words below the quoted ones, and a signature."""
    earlier = draft.earlier
    signature = f"\n\n-- \n{draft.name}"
    if earlier is None or draft.forwards:
        return Body(draft.words + _plain_below(draft) + signature, flowed=True)
    above = f"{_wrote(draft, earlier)}\n{_marked(earlier.text)}"
    return Body(f"{above}\n\n{draft.words}{signature}", flowed=True)


def _phone(draft: Draft) -> Body:
    return Body(f"{draft.words}\n\n{draft.customs.phone}{_plain_below(draft)}")


CLIENTS: dict[str, Client] = {
    one.name: one
    for one in (
        Client("gmail", _gmail),
        Client(
            "outlook",
            _outlook,
            (("X-Mailer", "Microsoft Outlook 16.0"), ("Content-Language", "en-US")),
            own_reply=True,
            old_charset=True,
        ),
        Client("apple", _apple, (("X-Mailer", "Apple Mail (2.3800)"),)),
        Client("thunderbird", _thunderbird, (("User-Agent", "Mozilla Thunderbird"),)),
        Client("phone", _phone, (("X-Mailer", "iPhone Mail (22A100)"),)),
    )
}
