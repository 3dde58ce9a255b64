"""`parley mail parse`: what Parley makes of a mail, from a file or from standard input.

Needs no database and no settings.
"""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from connectors.email.parsing.parsed import MailAddress, MailPart, ParsedMail
    from parley.commands.options import Subcommands

STANDARD_INPUT = "-"


def add_to(subcommands: Subcommands) -> None:
    """Declare the subcommand."""
    mail = subcommands.add_parser("mail", help="look at mail as Parley does")
    actions = mail.add_subparsers(dest="action", required=True, metavar="ACTION")
    parse = actions.add_parser("parse", help="show what Parley makes of a message")
    parse.add_argument("files", nargs="+", metavar="FILE", help="an .eml file; - is standard input")
    parse.add_argument("--json", action="store_true", help="print one line of JSON for each file")
    parse.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Print a report or a line for each file; 1 if one of them cannot be read."""
    from connectors.email.parsing.read import parse

    if hasattr(sys.stdout, "reconfigure"):  # mail is in any script, whatever the terminal's is
        sys.stdout.reconfigure(encoding="utf-8", errors="replace")
    failed = False
    for number, name in enumerate(options.files):
        try:
            raw = sys.stdin.buffer.read() if name == STANDARD_INPUT else Path(name).read_bytes()
        except (OSError, ValueError) as error:
            reason = error.strerror if isinstance(error, OSError) else error
            print(f"parley: {name} cannot be read: {reason}", file=sys.stderr)
            failed = True
            continue
        mail = parse(raw)
        if options.json:
            print(json.dumps(as_json(mail), ensure_ascii=False))
            continue
        if number:
            print()
        print(report(name, mail))
    return 1 if failed else 0


def as_json(mail: ParsedMail) -> dict[str, Any]:
    """A mail as plain data: the keys that are promised, then what else is known."""
    return {
        "kind": mail.kind.value,
        "from": _address(mail.sender) if mail.sender else None,
        "to": [_address(one) for one in mail.to],
        "subject": mail.subject,
        "message_id": mail.message_id,
        "in_reply_to": next(iter(mail.in_reply_to), None),
        "text": mail.text,
        "reply": mail.reply,
        "html": mail.html,
        "attachments": [
            {"name": part.name, "type": part.content_type, "size": part.size}
            for part in mail.attachments
        ],
        "problems": list(mail.problems),
        "cc": [_address(one) for one in mail.cc],
        "reply_to": [_address(one) for one in mail.reply_to],
        "delivered_to": list(mail.delivered_to),
        "date": mail.date.isoformat() if mail.date else None,
        "references": list(mail.references),
        "sealed": mail.sealed,
        "list_id": mail.list_id,
        "auto_submitted": mail.auto_submitted,
        "spam": mail.spam,
        "remote_images": mail.remote_images,
        "language": mail.language,
        "bounce": None
        if mail.bounce is None
        else {
            "message_ids": list(mail.bounce.message_ids),
            "recipients": [
                {
                    "address": one.address,
                    "action": one.action.value,
                    "status": one.status,
                    "reason": one.reason,
                }
                for one in mail.bounce.recipients
            ],
        },
    }


def report(name: str, mail: ParsedMail) -> str:
    """A mail as a person reads it in a terminal."""
    lines = [f"== {name}", f"{'Kind':<13}{mail.kind.value}"]
    rows = [
        ("From", _shown(mail.sender) if mail.sender else "nobody who can be read"),
        ("Reply-To", ", ".join(map(_shown, mail.reply_to))),
        ("To", ", ".join(map(_shown, mail.to))),
        ("Cc", ", ".join(map(_shown, mail.cc))),
        ("Delivered-To", ", ".join(mail.delivered_to)),
        ("Subject", mail.subject),
        ("Date", mail.date.isoformat(" ") if mail.date else ""),
        ("Message-ID", mail.message_id or "none"),
        ("In-Reply-To", ", ".join(mail.in_reply_to)),
        ("List", mail.list_id or ""),
        ("Sealed", mail.sealed),
    ]
    lines += [f"{label:<13}{value}" for label, value in rows if value]
    for bounced in mail.bounce.recipients if mail.bounce else ():
        told = " ".join(filter(None, (bounced.status, bounced.reason)))
        lines.append(f"{'Bounce':<13}{bounced.address} {bounced.action.value} {told}".rstrip())
    lines += [f"{'File':<13}{line}" for part in mail.attachments for line in _file(part)]
    lines += [f"{'Problem':<13}{problem}" for problem in mail.problems]
    lines += ["", _printable(mail.text or "(no text)")]
    if mail.reply and mail.reply.strip() != mail.text.strip():
        lines += ["", "-- newly written:", _printable(mail.reply)]
    return "\n".join(lines)


def _address(one: MailAddress) -> dict[str, str]:
    return {"name": one.name, "address": one.address}


def _shown(one: MailAddress) -> str:
    return f"{one.name} <{one.address}>" if one.name else one.address


def _file(part: MailPart) -> list[str]:
    about = f"{part.name} ({part.content_type}, {part.size} bytes{', inline' * part.inline})"
    lines = [f"{about} WARNING: {part.warning}" if part.warning else about]
    return lines + [f"  {line}" for line in part.summary.splitlines()]


def _printable(text: str) -> str:
    """``text`` without what would steer a terminal."""
    return "".join(letter for letter in text if letter in "\n\t" or letter >= " ")
