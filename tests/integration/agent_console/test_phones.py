"""On what agents take calls, and the token that makes a browser a telephone."""

from __future__ import annotations

from datetime import timedelta

import jwt
import pytest

from tests.integration.agent_console.conftest import Browser, Company, Json
from tests.integration.agent_console.telephoning import ACCOUNT, KEY, SECRETS, telephone

pytestmark = pytest.mark.timeout(30)
PHONE = "/api/v1/me/phone"
TOKEN = f"{PHONE}/token"


async def _token(browser: Browser, body: Json | None = None) -> tuple[int, Json]:
    answer = await browser.ask("POST", TOKEN, body or {})
    return answer.status, await answer.json()


async def test_choosing_a_telephone(company: Company) -> None:
    agnes, sue = await company.browser("agnes"), await company.browser("sue")
    assert await agnes.call("GET", PHONE) == {"device": "browser", "address": ""}
    await telephone(company)
    phone = {"device": "phone", "address": "+493023125002"}
    assert await agnes.call("PUT", PHONE, {**phone, "address": "030 23125-002"}) == phone
    assert await agnes.call("GET", PHONE) == phone
    assert await sue.call("GET", PHONE) == {"device": "browser", "address": ""}
    sip = {"device": "sip", "address": "sip:agnes@phones.example.com:5061"}
    assert await agnes.call("PUT", PHONE, sip) == sip
    assert (await agnes.call("PUT", PHONE, {"device": "browser"}))["device"] == "browser"


@pytest.mark.parametrize(
    "body",
    [
        {"device": "phone"},
        {"device": "phone", "address": "110"},
        {"device": "phone", "address": "sip:agnes@example.com"},
        {"device": "sip", "address": "agnes@example.com"},
        {"device": "sip", "address": "sip:agnes@example.com;transport=tls?x=<Dial>"},
        {"device": "browser", "address": "+493023125002"},
        {"device": "fax", "address": "+493023125002"},
    ],
)
async def test_what_is_no_telephone(company: Company, body: Json) -> None:
    await telephone(company)
    agnes = await company.browser("agnes")
    assert (await agnes.ask("PUT", PHONE, body)).status == 422
    assert (await agnes.call("GET", PHONE))["device"] == "browser"


async def test_a_token_for_the_browser(company: Company) -> None:
    agnes = await company.browser("agnes")
    status, problem = await _token(agnes)
    assert (status, problem["code"]) == (409, "conflict")
    assert "API key" in problem["remedy"]
    inbox = await telephone(company)
    status, token = await _token(agnes, {"inbox_id": inbox.id})
    assert (status, token["kind"]) == (200, "twilio")
    assert token["identity"] == "agent_" + company.users["agnes"].id.replace("-", "_")
    said = jwt.decode(
        token["token"],
        SECRETS["api_key_secret"],
        algorithms=["HS256"],
        options={"verify_exp": False, "verify_nbf": False},  # its clock is the company's
    )
    assert (said["iss"], said["sub"]) == (KEY, ACCOUNT)
    assert said["grants"] == {"identity": token["identity"], "voice": {"incoming": {"allow": True}}}
    now = company.clock.now()
    assert said["exp"] == (now + timedelta(hours=1)).timestamp()
    assert token["expires_at"] == "2096-03-01T10:00:00.000Z"
    assert jwt.get_unverified_header(token["token"])["cty"] == "twilio-fpa;v=1"


async def test_whose_account_a_token_is_of(company: Company) -> None:
    bert = await company.browser("bert")
    shop = await telephone(company, api_base="https://api.dublin.ie1.twilio.com")
    status, token = await _token(bert)  # nobody else's is there; he may be brought into its calls
    assert (status, token["kind"]) == (200, "twilio")
    assert jwt.get_unverified_header(token["token"])["twr"] == "ie1"
    await telephone(company, "Bank", api_base="http://127.0.0.1:9999", api_key_sid="")
    status, token = await _token(bert)
    assert (status, token["kind"], token["token"]) == (200, "simulated", None)
    status, _ = await _token(bert, {"inbox_id": shop.id})
    assert status == 404
    status, _ = await _token(bert, {"inbox_id": company.inboxes["Bank"].id})
    assert status == 404


async def test_an_account_without_an_api_key_signs_no_token(company: Company) -> None:
    await telephone(company, api_key_sid="")
    status, problem = await _token(await company.browser("agnes"))
    assert (status, problem["code"]) == (409, "conflict")
