"""The check by Twilio's file finds what is wrong: without that, finding nothing means nothing."""

from __future__ import annotations

import pytest

from tests.running.openapi import Description
from tests.running.specs import TWILIO, provider_spec

AC, SM = "AC" + "a" * 32, "SM" + "b" * 32
LIST = f"/2010-04-01/Accounts/{AC}/Messages.json"
ONE = f"/2010-04-01/Accounts/{AC}/Messages/{SM}.json"

Form = list[tuple[str, str]]


@pytest.fixture(scope="module")
def description() -> Description:
    return Description(provider_spec(TWILIO))


def test_what_is_right_passes(description: Description) -> None:
    form = [("To", "+12025550143"), ("From", "+15550100200"), ("MediaUrl", "https://a.example/1")]
    form += [
        ("MediaUrl", "https://a.example/2"),
        ("ValidityPeriod", "60"),
        ("SmartEncoded", "true"),
    ]
    assert description.request("POST", LIST, [], form) == []
    query = [("DateSent>", "2026-01-02"), ("DateSent<", "2026-01-02T03:04:05Z"), ("PageSize", "9")]
    assert description.request("GET", LIST, query, None) == []
    assert description.answer("DELETE", ONE, 204, "", None) == []


@pytest.mark.parametrize(
    ("form", "says"),
    [
        ([("From", "+15550100200")], "'To' is a required property"),
        ([("To", "12025550143")], "phone-number"),
        ([("To", "+12025550143"), ("Boddy", "x")], "Boddy, which is unknown"),
        ([("To", "+12025550143"), ("to", "x")], "to, which is unknown"),
        ([("To", "+12025550143"), ("Body", "x"), ("Body", "y")], "is not of type 'string'"),
        ([("To", "+12025550143"), ("ValidityPeriod", "soon")], "is not of type 'integer'"),
        ([("To", "+12025550143"), ("SmartEncoded", "True")], "is not of type 'boolean'"),
        ([("To", "+12025550143"), ("StatusCallback", "/status")], "is not a 'uri'"),
        ([("To", "+12025550143"), ("MessagingServiceSid", "MGx")], "does not match"),
        ([("To", "+12025550143"), ("RiskCheck", "maybe")], "is not one of"),
        ([("To", "+12025550143"), ("SendAt", "tomorrow")], "is not a 'date-time'"),
    ],
)
def test_wrong_forms_are_found(description: Description, form: Form, says: str) -> None:
    found = description.request("POST", LIST, [], form)
    assert any(says in one for one in found), found


@pytest.mark.parametrize(
    ("method", "path", "query", "says"),
    [
        ("GET", LIST, [("PageSize", "1001")], "greater than the maximum"),
        ("GET", LIST, [("page_size", "10")], "page_size, which is unknown"),
        ("GET", LIST, [("DateSent>", "01.02.2026")], "is not a 'date-time'"),
        ("GET", LIST.replace(AC, "ACx"), [], "AccountSid"),
        ("PUT", LIST, [], "there is no PUT"),
        ("GET", "/2010-04-01/Accounts/x/Texts.json", [], "there is no GET"),
    ],
)
def test_wrong_addresses_are_found(
    description: Description, method: str, path: str, query: Form, says: str
) -> None:
    found = description.request(method, path, query, None)
    assert any(says in one for one in found), found


@pytest.mark.parametrize(
    ("status", "kind", "body", "says"),
    [
        (200, "application/json", {"sid": "SM1"}, "does not match"),
        (200, "application/json", {"status": "done"}, "is not one of"),
        (200, "application/json", {"num_media": 0}, "is not of type"),
        (200, "application/json", {"num_medias": "0"}, "unexpected"),
        (200, "application/json", {"date_sent": "2026-01-02T03:04:05Z"}, "date-time-rfc-2822"),
        (200, "text/html", {}, "not application/json"),
        (418, "application/json", {}, "418 is none of 200"),
    ],
)
def test_wrong_answers_are_found(
    description: Description, status: int, kind: str, body: object, says: str
) -> None:
    found = description.answer("GET", ONE, status, kind, body)
    assert any(says in one for one in found), found
