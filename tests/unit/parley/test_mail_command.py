from __future__ import annotations

import io
import json
import sys
from pathlib import Path

import pytest

from parley.cli import main

MAIL = b"""From: A customer <customer@example.org>
To: Help <help@shop.example>
Subject: =?utf-8?Q?Gr=C3=BC=C3=9Fe?=
Message-ID: <one@example.org>
In-Reply-To: <zero@shop.example>
Content-Type: multipart/mixed; boundary=b

--b
Content-Type: text/plain; charset=utf-8

The parcel has not come.

> Is it there?
--b
Content-Type: application/pdf
Content-Disposition: attachment; filename="bill.pdf.exe"
Content-Transfer-Encoding: base64

JVBERg==
--b--
"""
PROMISED = ["kind", "from", "to", "subject", "message_id", "in_reply_to", "text", "reply", "html"]
PROMISED += ["attachments", "problems"]


@pytest.fixture
def mail(tmp_path: Path) -> Path:
    path = tmp_path / "one.eml"
    path.write_bytes(MAIL)
    return path


def test_json_has_the_promised_keys_in_a_line(
    mail: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["mail", "parse", "--json", str(mail), str(mail)]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert len(lines) == 2
    told = json.loads(lines[0])
    assert list(told)[: len(PROMISED)] == PROMISED
    assert told["kind"] == "message"
    assert told["from"] == {"name": "A customer", "address": "customer@example.org"}
    assert told["to"] == [{"name": "Help", "address": "help@shop.example"}]
    assert told["subject"] == "Grüße"
    assert (told["message_id"], told["in_reply_to"]) == ("one@example.org", "zero@shop.example")
    assert told["reply"] == "The parcel has not come."
    assert told["attachments"] == [{"name": "bill.pdf.exe", "type": "application/pdf", "size": 4}]
    assert told["problems"] == []


def test_report_is_readable_and_warns(mail: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["mail", "parse", str(mail)]) == 0
    told = capsys.readouterr().out
    assert "A customer <customer@example.org>" in told
    assert "bill.pdf.exe (application/pdf, 4 bytes) WARNING: It looks like another file" in told
    assert "The parcel has not come." in told


def test_missing_file_is_named_and_the_others_are_shown(
    mail: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    absent = tmp_path / "absent.eml"
    assert main(["mail", "parse", "--json", str(absent), str(tmp_path), str(mail)]) == 1
    captured = capsys.readouterr()
    assert len(captured.out.splitlines()) == 1
    assert str(absent) in captured.err.splitlines()[0]
    assert str(tmp_path) in captured.err.splitlines()[1]
    assert "Traceback" not in captured.err


def test_standard_input(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(MAIL)))
    assert main(["mail", "parse", "--json", "-"]) == 0
    assert json.loads(capsys.readouterr().out)["subject"] == "Grüße"


def test_bytes_that_are_no_mail_are_shown_as_they_are(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "junk.eml"
    path.write_bytes(b"\x00\xff\x1b[31m no mail at all")
    assert main(["mail", "parse", str(path)]) == 0
    told = capsys.readouterr().out
    assert "plain source" in told
    assert "\x1b" not in told
