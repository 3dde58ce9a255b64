"""Commands for which nobody needs to have signed in."""

from __future__ import annotations

import base64
import binascii

from sandbox.mail.imap.state import Handler, State
from sandbox.mail.imap.wire import Bad, No, Token, text

_OAUTH_REFUSAL = base64.b64encode(b'{"status":"401","schemes":"bearer","scope":"mail"}')


async def _capability(state: State, _: list[Token]) -> str:
    state.writer.write(f"* CAPABILITY {state.capabilities}\r\n".encode())
    return "OK That is all"


async def _noop(_: State, __: list[Token]) -> str:
    return "OK Nothing done"


async def _id(state: State, _: list[Token]) -> str:
    state.writer.write(b'* ID ("name" "sandbox")\r\n')
    return "OK Pleased to meet you"


async def _logout(state: State, _: list[Token]) -> str:
    state.leave()
    state.over = True
    state.writer.write(b"* BYE Until next time\r\n")
    return "OK Logged out"


async def _login(state: State, arguments: list[Token]) -> str:
    return _enter(state, text(arguments[0]), text(arguments[1]))


async def _authenticate(state: State, arguments: list[Token]) -> str:
    """PLAIN (RFC 4616) and XOAUTH2, with the answer in the command (RFC 4959) or after it."""
    kind = text(arguments[0]).upper()
    if kind not in ("PLAIN", "XOAUTH2"):
        raise No("[CANNOT] That way to sign in is not known")
    if len(arguments) > 1:
        given = text(arguments[1])
    else:
        given = await _asked(state, b"")
    try:
        answer = base64.b64decode("" if given == "=" else given, validate=True).decode()
    except (binascii.Error, UnicodeDecodeError):
        raise Bad("That is no base64") from None
    if kind == "PLAIN":
        parts = answer.split("\0")
        if len(parts) != 3:
            raise Bad("That is not what PLAIN takes")
        return _enter(state, parts[1], parts[2])
    fields = dict(part.partition("=")[::2] for part in answer.split("\x01") if "=" in part)
    kind_of_token, _, token = fields.get("auth", "").partition(" ")
    try:
        if kind_of_token.lower() != "bearer":
            raise No("[AUTHENTICATIONFAILED] A bearer token is missing")
        return _enter(state, fields.get("user", ""), token)
    except No:
        await _asked(state, _OAUTH_REFUSAL)  # the client answers with an empty line
        raise


async def _asked(state: State, words: bytes) -> str:
    state.writer.write(b"+ " + words + b"\r\n")
    await state.writer.drain()
    line = (await state.reader.readuntil(b"\r\n")).strip().decode("ascii", "replace")
    if line == "*":
        raise Bad("Cancelled")
    return line


def _enter(state: State, name: str, password: str) -> str:
    if state.account is not None:
        raise Bad("Somebody has signed in already")
    if state.faults.refuse_logins:
        raise No(state.faults.refuse_logins)
    account = state.sign_in(name, password)
    if account is None:
        raise No("[AUTHENTICATIONFAILED] The name or the password is wrong")
    state.account = account
    return f"OK [CAPABILITY {state.capabilities}] Signed in"


HANDLERS: dict[str, Handler] = {
    "CAPABILITY": _capability,
    "NOOP": _noop,
    "ID": _id,
    "LOGOUT": _logout,
    "LOGIN": _login,
    "AUTHENTICATE": _authenticate,
}
