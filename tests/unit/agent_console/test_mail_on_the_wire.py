"""Letters as clients send them."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from pydantic import ValidationError

from agent_console.wire.commands import DraftBody, NoteBody, ReplyBody
from agent_console.wire.mail import MailBody, StartBody, shown_data
from agent_console.wire.sockets import ReplyCall
from connectors.webchat import view as visitors_view
from conversations.channels import Channel
from conversations.entries import Author, AuthorType, Direction, Entry, Kind
from conversations.letters import Letter, letter_data

Json = dict[str, Any]


@pytest.mark.parametrize(
    "wrong",
    [
        {"subject": "two\nlines"},
        {"subject": "a\r\nBcc: everybody@example.org"},
        {"subject": "x" * 251},
        {"subject": "a\x00b"},
        {"to": ["a@example.org\nBcc: b@example.org"]},
        {"to": ["nobody"]},
        {"to": [f"a{n}@example.org" for n in range(51)]},
        {
            "to": [f"a{n}@example.org" for n in range(30)],
            "bcc": [f"b{n}@example.org" for n in range(21)],
        },
        {"html": "x" * 200_001},
        {"quote": 0},
        {"forward": True, "to": ["a@example.org"]},
        {"forward": True, "quote": 2},
        {"from": "boss@example.com"},
    ],
)
def test_a_letter_that_is_wrong(wrong: Json) -> None:
    with pytest.raises(ValidationError):
        MailBody.model_validate(wrong)


def test_a_letter_at_its_limits() -> None:
    mail = MailBody.model_validate(
        {
            "subject": " " + "x" * 250,
            "to": [f"A{n}@example.org" for n in range(49)],
            "cc": ["c@example.org"],
            "html": "x" * 200_000,
        }
    )
    assert (len(mail.subject), mail.to[0], len(mail.html)) == (250, "a0@example.org", 200_000)


def test_only_a_mail_carries_many_files() -> None:
    ids = [f"f{n}" for n in range(25)]
    assert ReplyBody.model_validate({"attachments": ids, "mail": {}}).attachments == ids
    one = {"id": "0" * 32, "conversation": "c", "attachments": ids}
    assert ReplyCall.model_validate({**one, "mail": {}}).attachments == ids
    for refuse, body in (
        (ReplyBody, {"attachments": ids[:11]}),
        (ReplyBody, {"attachments": [*ids, "one-more"], "mail": {}}),
        (NoteBody, {"attachments": ids[:11]}),
        (ReplyCall, {**one, "attachments": ids[:11]}),
    ):
        with pytest.raises(ValidationError):
            refuse.model_validate(body)


def test_a_first_mail_needs_somebody_to_go_to() -> None:
    with pytest.raises(ValidationError):
        StartBody.model_validate({"inbox": "i", "to": []})


def test_a_draft_may_have_an_unfinished_address() -> None:
    draft = DraftBody.model_validate({"text": "", "mail": {"to": ["some"], "cc": ["a@"]}})
    assert draft.mail is not None
    assert draft.mail.to == ["some"]


def test_visitors_see_nothing_of_a_letter() -> None:
    now = datetime(2026, 3, 1, 9, 0, tzinfo=UTC)
    entry = Entry(
        id="e",
        conversation_id="c",
        contact_id="k",
        inbox_id="i",
        channel=Channel.WEBCHAT,
        seq=2,
        kind=Kind.MESSAGE,
        at=now,
        author=Author(type=AuthorType.AGENT, id="a", name="agnes"),
        direction=Direction.OUT,
        text="hello",
        data={"mail": letter_data(Letter(bcc=("hidden@example.org",)))},
    )
    shown = visitors_view.shape(entry, lambda file_id: file_id)
    assert shown["data"] == {}
    assert "hidden" not in str(shown)


def test_html_and_source_are_held_back() -> None:
    mail = {"subject": "s", "html": "<p>", "source": "f1", "bcc": [{"address": "b@example.org"}]}
    data = {"mail": mail, "other": 1}
    assert shown_data(data) == {
        "mail": {
            "subject": "s",
            "bcc": [{"address": "b@example.org"}],
            "has_html": True,
            "has_source": True,
        },
        "other": 1,
    }
    assert mail["html"] == "<p>"
    assert shown_data({"mail": {"html": "", "html_file": "f"}}) == {
        "mail": {"has_html": True, "has_source": False}
    }
    assert shown_data({"mail": {"html": ""}})["mail"]["has_html"] is False
    assert shown_data({"from": "queued"}) == {"from": "queued"}
