"""Every mail of the corpus, and what Parley has to make of it.

A mail stands as ``tests/corpus/mail/<group>/<name>.eml``, what is expected of it beside it as
``<name>.json``: keys of ``parley mail parse --json``, each of which has to be equal, and
- ``text_contains``, ``text_lacks``, ``reply_contains``, ``reply_lacks``, ``html_contains``,
  ``html_lacks``: lists of strings;
- ``problems_contain``: a piece of a problem's sentence each; ``problems`` itself is a whole list;
- ``files``: for each attachment in order what is expected of its ``name``, ``type``, ``size``,
  ``inline``, ``content_id``, ``warning_contains`` (empty: no warning), ``summary`` (whole),
  ``summary_contains`` or ``content`` (as text).
Of ``bounce`` only the keys that are given are compared.
"""

from __future__ import annotations

import json
import time
from pathlib import Path
from typing import Any

import pytest

from connectors.email.parsing.parsed import MailPart, ParsedMail
from connectors.email.parsing.read import parse
from parley.commands.mail import as_json
from tests.unit.connectors.email.generated import GENERATED, Generated

CORPUS = Path(__file__).parents[3] / "corpus" / "mail"
MAILS = sorted(CORPUS.glob("*/*.eml"))
GROUPS = {
    "attachments",
    "autoreplies",
    "bombs",
    "bounces",
    "calendar",
    "charsets",
    "encodings",
    "headers",
    "html",
    "lists",
    "nesting",
    "quotes",
    "sealed",
    "tnef",
}
LEAST = 120
LONGEST_S = 2.0
"""Seconds of processor time for a mail made to be slow."""


def titled(path: Path) -> str:
    return f"{path.parent.name}/{path.stem}"


@pytest.mark.parametrize("path", MAILS, ids=titled)
def test_mail_is_read_as_expected(path: Path) -> None:
    expected = json.loads(path.with_suffix(".json").read_text(encoding="utf-8"))
    assert expected, "an expectation that says nothing"
    compare(expected, parse(path.read_bytes()))


@pytest.mark.parametrize("made", GENERATED, ids=lambda made: made.name)
@pytest.mark.timeout(30)
def test_generated_mail_is_read_as_expected(made: Generated) -> None:
    raw = made.build()
    started = time.process_time()
    mail = parse(raw)
    took = time.process_time() - started
    compare(made.expected, mail)
    assert took < LONGEST_S, f"{took:.1f} s of processor time"


def test_corpus_is_whole() -> None:
    assert len(MAILS) >= LEAST
    assert {path.parent.name for path in MAILS} >= GROUPS
    paired = {path.with_suffix("") for path in CORPUS.glob("*/*.json")}
    assert {path.with_suffix("") for path in MAILS} == paired


def compare(expected: dict[str, Any], mail: ParsedMail) -> None:
    """Check every expectation; the message of a failure names the key and shows both."""
    found = as_json(mail)
    for key, wanted in expected.items():
        field, _, way = key.rpartition("_")
        if key == "files":
            assert len(wanted) == len(mail.attachments), [part.name for part in mail.attachments]
            for number, (one, part) in enumerate(zip(wanted, mail.attachments, strict=True)):
                compare_file(one, part, number)
        elif key == "problems_contain":
            for piece in wanted:
                assert any(piece in problem for problem in mail.problems), (piece, mail.problems)
        elif key == "bounce" and wanted is not None:
            assert covers(wanted, found["bounce"]), found["bounce"]
        elif way == "contains" and field in found:
            for piece in wanted:
                assert piece in found[field], (key, piece, found[field])
        elif way == "lacks" and field in found:
            for piece in wanted:
                assert piece.lower() not in found[field].lower(), (key, piece, found[field])
        else:
            assert found[key] == wanted, key


def compare_file(expected: dict[str, Any], part: MailPart, number: int) -> None:
    for key, wanted in expected.items():
        where = (number, key)
        if key == "warning_contains":
            assert wanted in part.warning if wanted else not part.warning, (where, part.warning)
        elif key == "summary_contains":
            assert all(piece in part.summary for piece in wanted), (where, part.summary)
        elif key == "content":
            assert part.content.decode("utf-8") == wanted, where
        elif key == "type":
            assert part.content_type == wanted, where
        else:
            assert getattr(part, key) == wanted, where


def covers(wanted: Any, found: Any) -> bool:
    """Whether ``found`` has all that ``wanted`` says; further keys may stand beside."""
    if isinstance(wanted, dict):
        return isinstance(found, dict) and all(
            key in found and covers(value, found[key]) for key, value in wanted.items()
        )
    if isinstance(wanted, list):
        return len(wanted) == len(found) and all(map(covers, wanted, found))
    return bool(wanted == found)
