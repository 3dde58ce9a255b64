"""Signing in: password, code, limits, and a fresh session."""

from __future__ import annotations

from dataclasses import replace

from agent_console.auth.identity import Caller, digest, new_session
from agent_console.auth.passwords import made_password
from agent_console.console import Console
from agent_console.problems import TotpRequired
from conversations.access import Session
from conversations.errors import Invalid, Unauthenticated
from conversations.people import User

WRONG = "That address and password do not belong together."
"""Said of an unknown address, a wrong password and a disabled account alike."""


async def sign_in(
    console: Console, *, email: str, password: str, code: str | None, address: str, old: str | None
) -> tuple[str, Session, User]:
    """Return the cookie's value, the session and the user.

    The session that the browser held before (``old``) ends: an id that somebody planted is worth
    nothing after the sign-in (session fixation).
    """
    account = email.strip().lower()
    console.sign_ins_of_address.take(address, "Too many sign-ins from this address.")
    console.sign_ins_of_account.take(account, "Too many sign-ins to this account.")
    services = console.services
    user = await services.users.by_email(account)
    right = await services.passwords.verify(user.password_hash if user else None, password)
    if user is None or not right or not user.active:
        await console.record(
            None, "sign_in_failed", "user", user.id if user else None, address=address
        )
        raise Unauthenticated(WRONG, remedy="Try again, or ask an admin for a new password.")
    if user.totp_secret is not None:
        if code is None:
            raise TotpRequired("This account asks for a code as well.")
        if not services.codes.check(user.id, user.totp_secret, code, services.clock.now()):
            raise TotpRequired("That code is not the right one for now.")
    console.sign_ins_of_account.forgive(account)
    if old is not None:
        await services.sessions.remove(digest(old))
    value, session = new_session(
        user.id, services.clock.now(), console.settings.session_lifetime_s, address
    )
    await services.sessions.add(session)
    return value, session, user


async def change_password(console: Console, caller: Caller, current: str, new: str) -> User:
    """Set a new password after the present one was proved; all other sessions end."""
    console.sign_ins_of_account.take(caller.user.email, "Too many attempts.")
    services = console.services
    if not await services.passwords.verify(caller.user.password_hash, current):
        raise Invalid("The present password is not right.")
    changed = await services.users.update(
        replace(
            caller.user,
            password_hash=await services.passwords.hash(new),
            changed_at=services.clock.now(),
        )
    )
    keep = caller.session.id if caller.session else None
    await services.sessions.remove_of_user(caller.user.id, but=keep)
    return changed


async def reset_password(console: Console, user_id: str) -> str:
    """Give a user a made password, end their sessions, and return it to be handed over."""
    services = console.services
    user = await services.users.get(user_id)
    password = made_password()
    await services.users.update(
        replace(
            user,
            password_hash=await services.passwords.hash(password),
            changed_at=services.clock.now(),
        )
    )
    await end_sessions(console, user.id)
    return password


async def end_sessions(console: Console, user_id: str) -> None:
    """End a user's sessions; their sockets end with the event that follows."""
    await console.services.sessions.remove_of_user(user_id)
    await console.tell("user", user_id)
