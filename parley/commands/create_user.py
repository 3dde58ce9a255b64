"""`parley create-user`: somebody who can sign in, such as the first admin."""

from __future__ import annotations

import argparse
import asyncio
import sys
from typing import TYPE_CHECKING

from conversations.people import Role
from parley import logging
from parley.commands.options import add_data
from parley.settings import LogLevel
from parley.settings_loading import load

if TYPE_CHECKING:
    from parley.commands.options import Subcommands
    from parley.new_user import NewUser
    from parley.settings import Settings


def add_to(subcommands: Subcommands) -> None:
    """Declare the subcommand."""
    parser = subcommands.add_parser("create-user", help="make somebody who can sign in")
    parser.add_argument("--email", required=True, help="the address they sign in with")
    parser.add_argument("--name", default="", help="as colleagues see it")
    parser.add_argument(
        "--role", choices=[role.value for role in Role], default=Role.AGENT.value, help="(agent)"
    )
    parser.add_argument(
        "--password-stdin",
        action="store_true",
        help="read the password from standard input; without it one is made and printed",
    )
    add_data(parser)
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Store the user and print what they need to sign in."""
    settings = load(data=options.data)
    # Never an argument: those stand in the shell's history and in the list of processes.
    password = sys.stdin.readline().rstrip("\r\n") if options.password_stdin else None
    log = logging.configure(LogLevel.WARNING, settings.log_format)
    try:
        new = asyncio.run(_store(settings, options, password))
    finally:
        log.close()
    print(f"made {new.user.role.value} {new.user.name} <{new.user.email}>")
    if new.made_password is not None:
        print(f"password: {new.made_password}")
    return 0


async def _store(settings: Settings, options: argparse.Namespace, password: str | None) -> NewUser:
    from agent_console.auth.passwords import Passwords
    from conversations.clock import SystemClock
    from parley import keys
    from parley.database import opened
    from parley.new_user import add_user
    from storage.access import UserRepository
    from storage.schema import migrate
    from storage.secrets import FernetCipher

    clock = SystemClock()
    kept = await asyncio.to_thread(keys.load, settings)
    async with opened(settings) as opening:
        await migrate(opening.database, clock)
        return await add_user(
            UserRepository(opening.database, FernetCipher(kept.encryption)),
            Passwords(),
            clock,
            email=options.email,
            name=options.name,
            role=Role(options.role),
            password=password,
        )
