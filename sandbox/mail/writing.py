"""Drafts written down as MIME, by a mail program; and the mails that machines write."""

from __future__ import annotations

from email import policy
from email.headerregistry import Address
from email.message import EmailMessage
from email.utils import format_datetime
from html import escape

from sandbox.mail.clients import Client
from sandbox.mail.draft import Draft, Earlier
from sandbox.mail.matters import Customs

_OLD_CHARSETS = {
    "de": "iso-8859-1",
    "en": "iso-8859-1",
    "es": "iso-8859-1",
    "fa": "windows-1256",
    "ru": "koi8-r",
    "tr": "iso-8859-9",
}


def written(draft: Draft, client: Client) -> bytes:
    """The mail as the program hands it over."""
    message = EmailMessage(policy=policy.SMTP)
    message["From"] = _address(draft.name, draft.address)
    message["To"] = draft.to
    if draft.cc:
        message["Cc"] = draft.cc
    message["Subject"] = subject(draft, client)
    message["Date"] = format_datetime(draft.at)
    message["Message-ID"] = f"<{draft.number}.{client.name}@customers.example>"
    if draft.earlier is not None and not draft.forwards and draft.earlier.message_id:
        references = (*draft.earlier.references, draft.earlier.message_id)
        message["In-Reply-To"] = draft.earlier.message_id
        message["References"] = " ".join(dict.fromkeys(references))
    for name, value in client.headers:
        message[name] = value
    _fill(message, draft, client)
    return message.as_bytes()


def subject(draft: Draft, client: Client) -> str:
    """The draft's subject; before an answer's stands ``Re`` or the language's own word."""
    if draft.earlier is None:
        return draft.subject
    word = "Fwd" if draft.forwards else draft.customs.reply if client.own_reply else "Re"
    base = draft.subject
    while ":" in base[:5]:
        base = base.partition(":")[2].strip()
    return f"{word}: {base}"


def _fill(message: EmailMessage, draft: Draft, client: Client) -> None:
    body = client.body(draft)
    charset = _charset(draft.customs, body.plain + body.html) if client.old_charset else "utf-8"
    # Trailing spaces of flowed lines are kept by an encoding only, as are lines that are too long.
    message.set_content(body.plain, charset=charset, cte="quoted-printable")
    if body.flowed:
        message.set_param("format", "flowed")
    if body.html:
        message.add_alternative(body.html, subtype="html", charset=charset, cte="quoted-printable")
    for number, one in enumerate(draft.attachments):
        main, _, sub = one.kind.partition("/")
        html = message.get_body(("html",))
        if one.inline and html is not None:
            html.add_related(
                one.data,
                maintype=main,
                subtype=sub,
                cid=f"<{number}@customers.example>",
                filename=one.name,
                disposition="inline",
            )
        else:
            message.add_attachment(one.data, maintype=main, subtype=sub, filename=one.name)


def _charset(customs: Customs, text: str) -> str:
    charset = _OLD_CHARSETS.get(customs.language, "utf-8")
    try:
        text.encode(charset)
    except UnicodeEncodeError:
        return "utf-8"
    return charset


def _address(name: str, address: str) -> Address:
    user, _, domain = address.rpartition("@")
    return Address(name, user, domain)


def away(draft: Draft, earlier: Earlier) -> bytes:
    """The answer of a machine to ``earlier``, while its owner is on holiday (RFC 3834)."""
    message = EmailMessage(policy=policy.SMTP)
    message["From"] = _address(draft.name, draft.address)
    message["To"] = earlier.answer_to or earlier.address
    message["Subject"] = draft.customs.away_subject.format(subject=earlier.subject)
    message["Date"] = format_datetime(draft.at)
    message["Message-ID"] = f"<{draft.number}.away@customers.example>"
    message["In-Reply-To"] = earlier.message_id
    message["References"] = earlier.message_id
    message["Auto-Submitted"] = "auto-replied"
    message["X-Auto-Response-Suppress"] = "All"
    message.set_content(draft.customs.away_text, cte="quoted-printable")
    return message.as_bytes()


def newsletter(draft: Draft) -> bytes:
    """A newsletter as list software sends it (RFC 2369, RFC 2919)."""
    message = EmailMessage(policy=policy.SMTP)
    message["From"] = _address(draft.name, draft.address)
    message["To"] = draft.to
    message["Subject"] = draft.subject
    message["Date"] = format_datetime(draft.at)
    message["Message-ID"] = f"<{draft.number}.news@customers.example>"
    message["List-Id"] = f"{draft.name} <news.customers.example>"
    message["List-Unsubscribe"] = "<https://news.customers.example/off>"
    message["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    message["Precedence"] = "bulk"
    message.set_content(draft.words, cte="quoted-printable")
    told = "".join(f"<p>{escape(line)}</p>" for line in draft.words.split("\n") if line)
    html = (
        f"<html><body style='background:#f4f1ea'><h1>{escape(draft.subject)}</h1>{told}"
        "<img src='https://news.customers.example/seen.gif' width=1 height=1></body></html>"
    )
    message.add_alternative(html, subtype="html", cte="quoted-printable")
    return message.as_bytes()
