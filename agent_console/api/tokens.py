"""Tokens for programs."""

from __future__ import annotations

import base64
import hmac

from agent_console.auth.identity import READ_SCOPE, TOKEN_PREFIX, digest
from agent_console.routing import Call, Routes
from agent_console.wire.people import NewToken, TokenBody, Tokens, TokenShape
from conversations.access import ApiToken
from conversations.errors import Conflict, Invalid
from conversations.people import Permission

routes = Routes("settings")
EDIT = Permission.SETTINGS_EDIT
SCOPES = frozenset({READ_SCOPE, *(permission.value for permission in Permission)})


@routes("GET", "/tokens", EDIT, browser_only=True)
async def list_tokens(call: Call) -> Tokens:
    """All tokens, without their secrets"""
    return Tokens(items=[_shape(token) for token in await call.services.tokens.all()])


@routes("POST", "/tokens", EDIT, status=201, browser_only=True)
async def create_token(call: Call, body: TokenBody) -> NewToken:
    """Add a token that acts for me within its scopes; its secret is shown this once"""
    unknown = sorted(set(body.scopes) - SCOPES)
    if unknown:
        raise Invalid(
            f"There is no scope {', '.join(unknown)}.",
            remedy=f"Choose among: {', '.join(sorted(SCOPES))}.",
        )
    token_id = call.fresh_id()
    secret = _secret(call.console.settings.signing_key, token_id)
    token = ApiToken(
        id=token_id,
        name=body.name,
        user_id=call.caller.user.id,
        hash=digest(secret),
        scopes=tuple(dict.fromkeys(body.scopes)),
        created_at=call.services.clock.now(),
    )
    try:
        await call.services.tokens.add(token)
    except Conflict:
        token = await call.services.tokens.get(token_id)
    else:
        await call.console.record(
            call.caller, "token_created", "token", token.id, name=token.name, scopes=token.scopes
        )
    return NewToken(**_shape(token).model_dump(), token=secret)


@routes("GET", "/tokens/{id}", EDIT, browser_only=True)
async def one_token(call: Call) -> TokenShape:
    """One token, without its secret"""
    return _shape(await call.services.tokens.get(call.id()))


@routes("DELETE", "/tokens/{id}", EDIT, browser_only=True)
async def delete_token(call: Call) -> None:
    """Remove a token; it opens nothing from now on"""
    token = await call.services.tokens.get(call.id())
    await call.services.tokens.remove(token.id)
    await call.console.record(call.caller, "token_removed", "token", token.id, name=token.name)


def _secret(key: bytes, token_id: str) -> str:
    """The secret of a token: 256 bits made of our key and its id, so that the same create call
    answers with the same secret, which is stored nowhere."""
    made = hmac.digest(key, f"parley api token v1\n{token_id}".encode(), "sha256")
    return TOKEN_PREFIX + base64.urlsafe_b64encode(made).decode().rstrip("=")


def _shape(token: ApiToken) -> TokenShape:
    return TokenShape(
        id=token.id,
        name=token.name,
        scopes=list(token.scopes),
        created_at=token.created_at,
        last_used_at=token.last_used_at,
    )
