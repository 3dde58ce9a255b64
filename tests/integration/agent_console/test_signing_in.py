"""Sign-in, sessions, codes, and what ends them."""

from __future__ import annotations

from dataclasses import replace

import pyotp
import pytest

from agent_console.auth.identity import digest
from agent_console.services import ConsoleSettings
from conversations.clock import ManualClock
from tests.integration.agent_console.conftest import PASSWORD, Company, Json

SESSION = "/api/v1/session"


def _proof(email: str = "agnes@example.com", password: str = PASSWORD) -> Json:
    return {"email": email, "password": password}


async def test_wrong_answers_look_alike(company: Company) -> None:
    browser = await company.browser()
    agnes = await company.stores.users.get(company.users["agnes"].id)
    await company.stores.users.update(replace(agnes, active=False))
    answers = [
        await browser.ask("POST", SESSION, proof)
        for proof in (
            _proof(password="wrong wrong"),
            _proof("nobody@example.com"),
            _proof("bert@example.com", "wrong wrong"),
            _proof(),  # disabled
        )
    ]
    bodies = [await answer.json() for answer in answers]
    assert {answer.status for answer in answers} == {401}
    assert all(body == bodies[0] for body in bodies)
    assert not list(browser.http.cookie_jar)


async def test_the_session_is_new_and_stored_as_a_hash(company: Company) -> None:
    browser = await company.browser()
    browser.http.cookie_jar.update_cookies({"parley_session": "planted"})
    answer = await browser.ask("POST", SESSION, _proof())
    cookie = answer.cookies["parley_session"]
    assert cookie.value != "planted"
    assert cookie["httponly"]
    assert cookie["samesite"] == "Lax"
    now = company.clock.now()
    assert await company.stores.sessions.find(cookie.value, now) is None
    assert await company.stores.sessions.find(digest(cookie.value), now) is not None


async def test_a_second_sign_in_ends_the_first(company: Company) -> None:
    browser = await company.browser("agnes")
    first = browser.cookie()
    await browser.sign_in("agnes@example.com")
    assert browser.cookie() != first
    answer = await browser.http.get(
        f"{company.url}/api/v1/me", headers={"Cookie": first}, cookies={}
    )
    assert answer.status in (200, 401)  # the jar may add the new one; the old one alone is gone:
    value = first.split("=", 1)[1]
    assert await company.stores.sessions.find(digest(value), company.clock.now()) is None


async def test_a_session_ends_in_time(company: Company, clock: ManualClock) -> None:
    browser = await company.browser("agnes")
    clock.advance(12 * 3600 + 1)
    assert (await browser.ask("GET", "/api/v1/me")).status == 401


async def test_signing_out_ends_the_socket(company: Company) -> None:
    browser = await company.browser("agnes")
    line = await browser.socket()
    await line.next("hello")
    await browser.call("DELETE", SESSION)
    await line.ended.wait()
    assert (await browser.ask("GET", "/api/v1/me")).status == 401


async def test_disabling_ends_sessions_and_sockets_at_once(company: Company) -> None:
    browser = await company.browser("agnes")
    line = await browser.socket()
    await line.next("hello")
    ada = await company.browser("ada")
    agnes = company.users["agnes"]
    await ada.call("PATCH", f"/api/v1/users/{agnes.id}", {"version": 1, "active": False})
    await line.ended.wait()
    assert (await browser.ask("GET", "/api/v1/me")).status == 401
    assert (await browser.ask("POST", SESSION, _proof())).status == 401


async def test_a_new_password_ends_the_other_sessions(company: Company) -> None:
    here, there = await company.browser("agnes"), await company.browser("agnes")
    line = await there.socket()
    await line.next("hello")
    change = {"password": {"current": PASSWORD, "new": "an even better one"}}
    await here.call("PATCH", "/api/v1/me", change)
    await line.ended.wait()
    assert (await there.ask("GET", "/api/v1/me")).status == 401
    assert (await here.ask("GET", "/api/v1/me")).status == 200
    wrong = await here.ask("PATCH", "/api/v1/me", change)
    assert wrong.status == 422


async def test_codes_of_an_authenticator(company: Company, clock: ManualClock) -> None:
    browser = await company.browser("agnes")
    offered = await browser.call("POST", "/api/v1/me/totp", {})
    totp = pyotp.TOTP(offered["secret"])
    assert offered["uri"].startswith("otpauth://totp/Parley:agnes%40example.com?")

    def code() -> str:
        return totp.at(clock.now())

    body = {"secret": offered["secret"], "code": "000000"}
    assert (await browser.ask("POST", "/api/v1/me/totp", body)).status == 422
    on = await browser.call("POST", "/api/v1/me/totp", {**body, "code": code()})
    assert on["totp"] is True
    clock.advance(30)
    asked = await browser.ask("POST", SESSION, _proof())
    assert (asked.status, (await asked.json())["code"]) == (401, "totp_required")
    good = {**_proof(), "totp": code()}
    assert (await browser.ask("POST", SESSION, good)).status == 200
    replayed = await browser.ask("POST", SESSION, good)
    assert replayed.status == 401
    me = await (await browser.ask("GET", "/api/v1/me")).json()
    browser.csrf = me["csrf"]
    assert me["user"]["totp"] is True
    assert offered["secret"] not in str(me)
    clock.advance(30)
    off = {"off": True, "password": PASSWORD, "code": code()}
    assert (await browser.call("POST", "/api/v1/me/totp", off))["totp"] is False


async def test_guessing_is_limited_per_account(company: Company) -> None:
    browser = await company.browser()
    statuses = [
        (await browser.ask("POST", SESSION, _proof(password=f"guess {n}"))).status
        for n in range(12)
    ]
    assert statuses[:10] == [401] * 10
    limited = await browser.ask("POST", SESSION, _proof())
    assert limited.status == 429
    assert int(limited.headers["Retry-After"]) > 0
    other = await browser.ask("POST", SESSION, _proof("bert@example.com"))
    assert other.status == 200


async def test_a_foreign_page_cannot_sign_anybody_in(company: Company) -> None:
    browser = await company.browser()
    answer = await browser.ask(
        "POST", SESSION, _proof(), headers={"Origin": "https://evil.example"}
    )
    assert answer.status == 403


async def test_losing_a_team_closes_what_was_open(company: Company) -> None:
    conversation = await company.say("Shop", "v1")
    line = await (await company.browser("agnes")).socket()
    await line.next("hello")
    await line.call("open", {"conversation": conversation.id})
    ada = await company.browser("ada")
    bank = company.teams["Bank"].id
    agnes = company.users["agnes"]
    await ada.call("PATCH", f"/api/v1/users/{agnes.id}", {"version": 1, "team_ids": [bank]})
    await line.next("settings")
    line.arrived.clear()
    await company.say("Shop", "v1", "secret of the shop")
    await company.say("Bank", "v9", "word of the bank")
    await line.next("conversation", lambda c: c["last_message"]["text"] == "word of the bank")
    assert "secret of the shop" not in str(line.arrived)


async def test_a_transfer_to_another_team_closes_it_for_the_first(company: Company) -> None:
    conversation = await company.say("Shop", "v1")
    line = await (await company.browser("agnes")).socket()
    await line.next("hello")
    await line.call("open", {"conversation": conversation.id})
    sue = await company.browser("sue")
    queue = company.queues["Bank"].id
    body = {"id": "6f1f0b30-0000-4000-8000-000000000001", "queue": queue}
    await sue.call("POST", f"/api/v1/conversations/{conversation.id}/transfer", body)
    moved = await line.next("conversation", lambda c: c["queue"]["name"] == "Bank")
    assert moved["id"] == conversation.id
    line.arrived.clear()
    await company.say("Shop", "v1", "now for the bank only")
    await company.say("Shop", "v2", "another one")
    await line.next("conversation", lambda c: c["last_message"]["text"] == "another one")
    assert "now for the bank only" not in str(line.arrived)


@pytest.fixture
def secure() -> ConsoleSettings:
    return ConsoleSettings(public_url="https://help.example", signing_key=b"s" * 32)


def test_https_gets_the_host_cookie(secure: ConsoleSettings) -> None:
    from agent_console.auth import cookies

    assert cookies.name(secure.secure) == "__Host-parley"
    header = "a=b; __Host-parley=value"
    assert cookies.from_header(header, secure=True) == "value"
    assert cookies.from_header(header, secure=False) is None
