"""What a connection knows of itself, as the commands see it."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from sandbox.mail.faults import ImapFaults
from sandbox.mail.imap.view import View
from sandbox.mail.imap.wire import Bad, No, Token, text
from sandbox.mail.mailbox import Account, Folder


class Cut(Exception):
    """The connection is to be cut without a word."""


@dataclass(slots=True)
class State:
    """A connection's state (RFC 3501, 3): who has signed in, and what they have selected."""

    reader: asyncio.StreamReader
    writer: asyncio.StreamWriter
    sign_in: Callable[[str, str], Account | None]
    faults: ImapFaults
    capabilities: str
    account: Account | None = None
    view: View | None = None
    over: bool = False
    by_uid: bool = False
    """Whether the command at hand came with ``UID`` before it."""

    def own(self) -> Account:
        """Who has signed in. Raises Bad if nobody has."""
        if self.account is None:
            raise Bad("Sign in first")
        return self.account

    def selected(self) -> View:
        """The selected folder. Raises Bad if there is none."""
        self.own()
        if self.view is None:
            raise Bad("Select a mailbox first")
        return self.view

    def writable(self) -> View:
        """The selected folder, to be changed. Raises Bad, and No after EXAMINE."""
        view = self.selected()
        if view.read_only:
            raise No("[READ-ONLY] The mailbox was opened for reading only")
        return view

    def folder(self, name: Token, *, to_fill: bool = False) -> Folder:
        """A folder of the account. Raises No; ``to_fill`` says that it could be created."""
        found = self.own().folder(text(name))
        if found is None:
            code = "[TRYCREATE]" if to_fill else "[NONEXISTENT]"
            raise No(f"{code} There is no such mailbox")
        return found

    def leave(self) -> None:
        """Deselect."""
        if self.view is not None:
            self.view.leave()
            self.view = None


Handler = Callable[[State, list[Token]], Awaitable[str]]
"""Carries a command out: writes untagged responses, and returns the tagged one without its tag."""
