"""Signing in and out, and what people change about themselves."""

from __future__ import annotations

from dataclasses import replace

from aiohttp import web

from agent_console.auth import cookies, totp
from agent_console.auth.identity import Caller
from agent_console.auth.signin import change_password, sign_in
from agent_console.routing import Call, Door, Routes
from agent_console.wire.people import (
    Me,
    MePatch,
    MeSettings,
    MyInbox,
    SignIn,
    TotpAnswer,
    TotpBody,
    user_shape,
)
from agent_console.wire.places import queue_shape
from agent_console.wire.scalars import RefShape
from conversations.errors import Invalid

routes = Routes("session")


@routes("POST", "/session", Door.PUBLIC)
async def open_session(call: Call, body: SignIn) -> Me:
    """Sign in; sets the session cookie"""
    secure = call.console.settings.secure
    value, session, user = await sign_in(
        call.console,
        email=body.email,
        password=body.password,
        code=body.totp,
        address=call.address,
        old=call.request.cookies.get(cookies.name(secure)),
    )
    actor = await call.console.access.actor(user)
    call.known = Caller(user=user, actor=actor, session=session)
    await call.console.record(call.known, "signed_in", "user", user.id, address=call.address)
    response = web.json_response(
        text=(await _me(call)).model_dump_json(), headers={"Cache-Control": "no-store"}
    )
    cookies.put(response, value, secure=secure, lifetime_s=call.console.settings.session_lifetime_s)
    return response  # type: ignore[return-value]  # the annotation is what the document says


@routes("DELETE", "/session", Door.SIGNED_IN, browser_only=True)
async def close_session(call: Call) -> None:
    """Sign out; the session and its sockets end"""
    session = call.caller.session
    if session is not None:
        await call.services.sessions.remove(session.id)
        await call.console.sign_out(session.id)
    response = web.Response(status=204)
    cookies.clear(response, secure=call.console.settings.secure)
    return response  # type: ignore[return-value]  # as above


@routes("GET", "/me", Door.SIGNED_IN)
async def me(call: Call) -> Me:
    """Who I am and what I may do"""
    return await _me(call)


@routes("PATCH", "/me", Door.SIGNED_IN, browser_only=True)
async def change_me(call: Call, body: MePatch) -> Me:
    """Change my name, language or password"""
    user = call.caller.user
    if body.password is not None:
        user = await change_password(
            call.console, call.caller, body.password.current, body.password.new
        )
        await call.console.record(call.caller, "password_changed", "user", user.id)
    if body.name is not None or body.locale is not None:
        user = await call.services.users.update(
            replace(
                user,
                name=body.name or user.name,
                locale=body.locale or user.locale,
                changed_at=call.services.clock.now(),
            )
        )
    await call.console.renew_seat(user)
    await call.console.tell("user", user.id)
    call.known = replace(call.caller, user=user, actor=await call.console.access.actor(user))
    return await _me(call)


@routes("POST", "/me/totp", Door.SIGNED_IN, browser_only=True)
async def change_totp(call: Call, body: TotpBody) -> TotpAnswer:
    """Switch codes of an authenticator on or off"""
    user, services = call.caller.user, call.services
    if body.off:
        await _prove(call, body)
        await _store_secret(call, None)
        return TotpAnswer(totp=False)
    if body.secret is None:
        if user.totp_secret is not None:
            raise Invalid("Codes are on already.", remedy="Switch them off first.")
        secret = totp.new_secret()
        return TotpAnswer(totp=False, secret=secret, uri=totp.address(secret, user.email))
    if body.code is None or not services.codes.check(
        user.id, body.secret, body.code, services.clock.now()
    ):
        raise Invalid(
            "That code does not belong to this secret.",
            remedy="Look at the clock of your device, and enter the newest code.",
        )
    if user.totp_secret is not None:
        raise Invalid("Codes are on already.", remedy="Switch them off first.")
    await _store_secret(call, body.secret)
    return TotpAnswer(totp=True)


async def _prove(call: Call, body: TotpBody) -> None:
    """Switching codes off asks for both proofs: an open browser alone is not enough."""
    user, services = call.caller.user, call.services
    call.console.sign_ins_of_account.take(user.email, "Too many attempts.")
    right = await services.passwords.verify(user.password_hash, body.password or "")
    if user.totp_secret is not None:
        code = body.code or ""
        right &= services.codes.check(user.id, user.totp_secret, code, services.clock.now())
    if not right:
        raise Invalid("The password or the code is not right.")


async def _store_secret(call: Call, secret: str | None) -> None:
    user, services = call.caller.user, call.services
    await services.users.update(replace(user, totp_secret=secret, changed_at=services.clock.now()))
    keep = call.caller.session.id if call.caller.session else None
    await services.sessions.remove_of_user(user.id, but=keep)
    await call.console.record(
        call.caller, "totp_on" if secret else "totp_off", "user", user.id, address=call.address
    )
    await call.console.tell("user", user.id)


async def _me(call: Call) -> Me:
    caller, settings = call.caller, call.console.settings
    scope = caller.actor.scope
    teams = await call.services.teams.all()
    return Me(
        user=user_shape(caller.user),
        permissions=caller.permissions,
        csrf=caller.session.csrf if caller.session else "",
        teams=[
            RefShape(id=team.id, name=team.name)
            for team in teams
            if scope.everything or team.id in caller.user.team_ids
        ],
        queues=[
            queue_shape(queue)
            for queue in await call.console.access.queues()
            if scope.covers(queue_id=queue.id)
        ],
        inboxes=[
            MyInbox(id=inbox.id, name=inbox.name, channel=inbox.channel, language=inbox.language)
            for inbox in await call.services.inboxes.all()
            if inbox.enabled and scope.covers(queue_id=inbox.queue_id)
        ],
        server_time=call.services.clock.now(),
        settings=MeSettings(
            offer_timeout_s=settings.offer_timeout_s,
            max_attachment_bytes=settings.attachment_max_bytes,
            presence_reasons=list(settings.presence_reasons),
        ),
    )
