"""Commands on mailboxes as such: listing, selecting, creating, and putting a message in."""

from __future__ import annotations

import re

from sandbox.mail.imap.state import Handler, State
from sandbox.mail.imap.view import View
from sandbox.mail.imap.wire import Bad, No, Token, quoted, read_internal_date, text, words
from sandbox.mail.mailbox import INBOX, SPECIAL_USE, Folder

SYSTEM_FLAGS = ("\\Answered", "\\Deleted", "\\Draft", "\\Flagged", "\\Seen")
_BY_LOWER = {flag.lower(): flag for flag in SYSTEM_FLAGS}


def flags(given: Token) -> set[str]:
    """Flags as they are kept: system flags in one spelling, keywords as given. Raises Bad."""
    found = set()
    for word in words(given):
        if word.startswith("\\") and word.lower() not in _BY_LOWER:
            raise Bad(f"{word} is no flag that can be set")
        found.add(_BY_LOWER.get(word.lower(), word))
    return found


async def _list(state: State, arguments: list[Token]) -> str:
    return _listed(state, "LIST", text(arguments[0]), text(arguments[1]))


async def _lsub(state: State, arguments: list[Token]) -> str:
    return _listed(state, "LSUB", text(arguments[0]), text(arguments[1]))


def _listed(state: State, name: str, reference: str, pattern: str) -> str:
    account = state.own()
    if not pattern:  # asks for the separator only (RFC 3501, 6.3.8)
        state.writer.write(f'* {name} (\\Noselect) "/" ""\r\n'.encode())
        return "OK That is all"
    parts = (
        ".*" if one == "*" else "[^/]*" if one == "%" else re.escape(one)
        for one in reference + pattern
    )
    wanted = re.compile("".join(parts), re.DOTALL)
    for folder in account.folders.values():
        if wanted.fullmatch(folder.name) or (
            folder.name == INBOX and wanted.fullmatch((reference + pattern).upper())
        ):
            attributes = " ".join(filter(None, ("\\HasNoChildren", SPECIAL_USE.get(folder.name))))
            state.writer.write(f'* {name} ({attributes}) "/" '.encode() + quoted(folder.name))
            state.writer.write(b"\r\n")
    return "OK That is all"


async def _select(state: State, arguments: list[Token]) -> str:
    return _opened(state, arguments[0], read_only=False)


async def _examine(state: State, arguments: list[Token]) -> str:
    return _opened(state, arguments[0], read_only=True)


def _opened(state: State, name: Token, *, read_only: bool) -> str:
    state.own()
    state.leave()  # a failed SELECT leaves none selected (RFC 3501, 6.3.1)
    folder = state.folder(name)
    state.view = view = View(folder, read_only=read_only)
    known = " ".join(SYSTEM_FLAGS)
    settable = "" if read_only else known + " \\*"
    told = [
        f"* FLAGS ({known})",
        f"* OK [PERMANENTFLAGS ({settable})] What can be set",
        f"* {len(view.uids)} EXISTS",
        "* 0 RECENT",
    ]
    unseen = [n for n, uid in enumerate(view.uids, 1) if "\\Seen" not in folder.mails[uid].flags]
    if unseen:
        told.append(f"* OK [UNSEEN {unseen[0]}] The first that was not read")
    told.append(f"* OK [UIDVALIDITY {folder.uidvalidity}] UIDs are valid")
    told.append(f"* OK [UIDNEXT {folder.uidnext}] The next UID")
    state.writer.write("".join(f"{line}\r\n" for line in told).encode())
    return f"OK [{'READ-ONLY' if read_only else 'READ-WRITE'}] Opened"


async def _status(state: State, arguments: list[Token]) -> str:
    folder = state.folder(arguments[0])
    values = {
        "MESSAGES": len(folder.mails),
        "RECENT": 0,
        "UIDNEXT": folder.uidnext,
        "UIDVALIDITY": folder.uidvalidity,
        "UNSEEN": sum("\\Seen" not in mail.flags for mail in folder.mails.values()),
    }
    try:
        told = " ".join(f"{n.upper()} {values[n.upper()]}" for n in words(arguments[1]))
    except KeyError as error:
        raise Bad(f"There is no such number: {error}") from None
    state.writer.write(b"* STATUS " + quoted(folder.name) + f" ({told})\r\n".encode())
    return "OK That is all"


async def _create(state: State, arguments: list[Token]) -> str:
    name = text(arguments[0]).rstrip("/")
    if state.own().folder(name) is not None:
        raise No("[ALREADYEXISTS] There is such a mailbox already")
    state.own().folders[name] = Folder(name)
    return "OK Created"


async def _delete(state: State, arguments: list[Token]) -> str:
    folder = state.folder(arguments[0])
    if folder.name == INBOX:
        raise No("[CANNOT] An inbox cannot be deleted")
    del state.own().folders[folder.name]
    return "OK Deleted"


async def _subscribe(state: State, arguments: list[Token]) -> str:
    state.folder(arguments[0])
    return "OK All mailboxes are subscribed"


async def _namespace(state: State, _: list[Token]) -> str:
    state.own()
    state.writer.write(b'* NAMESPACE (("" "/")) NIL NIL\r\n')
    return "OK That is all"


async def _append(state: State, arguments: list[Token]) -> str:
    folder = state.folder(arguments[0], to_fill=True)
    message, options = arguments[-1], arguments[1:-1]
    if isinstance(message, list) or not message:
        raise Bad("The message is missing")
    marks: set[str] = set()
    at = None
    for option in options:
        if isinstance(option, list):
            marks = flags(option)
        else:
            at = read_internal_date(text(option))
    mail = folder.add(message, marks, at)
    if "UIDPLUS" in state.faults.lacking:
        return "OK Put in"
    return f"OK [APPENDUID {folder.uidvalidity} {mail.uid}] Put in"


HANDLERS: dict[str, Handler] = {
    "LIST": _list,
    "LSUB": _lsub,
    "SELECT": _select,
    "EXAMINE": _examine,
    "STATUS": _status,
    "CREATE": _create,
    "DELETE": _delete,
    "SUBSCRIBE": _subscribe,
    "UNSUBSCRIBE": _subscribe,
    "NAMESPACE": _namespace,
    "APPEND": _append,
}
