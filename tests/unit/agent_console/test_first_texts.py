"""Beginning a text by the API: one number, in any writing that has its country's code."""

from __future__ import annotations

from typing import Any

import pytest
from pydantic import ValidationError

from agent_console.wire.mail import StartBody


def body(**given: Any) -> StartBody:
    return StartBody.model_validate({"inbox": "i1", "text": "Hello", **given})


@pytest.mark.parametrize("written", ["+1 (500) 555-0006", "+15005550006", " +1.500.555.0006 "])
def test_a_number_is_e164(written: str) -> None:
    assert body(to=[written]).to == ["+15005550006"]


def test_a_mail_address_stays_one() -> None:
    assert body(to=["+tag@Example.com"], subject="x").to == ["+tag@example.com"]


@pytest.mark.parametrize(
    "given",
    [
        {"to": ["+1"]},
        {"to": ["+0 30 1234567"]},
        {"to": ["0301234567"]},
        {"to": ["+15005550006", "+15005550007"]},
        {"to": ["+15005550006", "somebody@example.com"]},
        {"to": ["+15005550006"], "subject": "Lamp"},
        {"to": ["+15005550006"], "html": "<p>Hello</p>"},
        {"to": ["+15005550006"], "cc": ["somebody@example.com"]},
    ],
)
def test_what_a_text_cannot_be(given: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        body(**given)
