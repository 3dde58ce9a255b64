"""Commands on messages of the selected mailbox, and waiting for new ones."""

from __future__ import annotations

import asyncio

from sandbox.mail.imap.fetching import Item, flags_of, items, response
from sandbox.mail.imap.folders import flags
from sandbox.mail.imap.searching import condition
from sandbox.mail.imap.sets import chosen_uids, compact
from sandbox.mail.imap.state import Cut, Handler, State
from sandbox.mail.imap.view import View
from sandbox.mail.imap.wire import Bad, Token, text

_UID = Item("UID", lambda mail: str(mail.uid).encode())
_FLAGS = Item("FLAGS", flags_of)


async def _fetch(state: State, arguments: list[Token]) -> str:
    view = state.selected()
    wanted = items(arguments[1], by_uid=state.by_uid)
    reads = any(item.reads for item in wanted) and not view.read_only
    changed = False
    for number, mail in view.mails(text(arguments[0]), by_uid=state.by_uid):
        told = wanted
        if reads and "\\Seen" not in mail.flags:
            mail.flags.add("\\Seen")
            changed = True
            if all(item.name != "FLAGS" for item in wanted):
                told = [*wanted, _FLAGS]
            view.told(mail)
        await _send(state, response(number, mail, told))
    if changed:
        view.folder.changed()
    return "OK Fetched"


async def _send(state: State, raw: bytes) -> None:
    limit = state.faults.cut_after
    if limit is not None and len(raw) > limit:
        state.faults.cut_after = None
        state.writer.write(raw[:limit])
        await state.writer.drain()
        raise Cut
    state.writer.write(raw)
    await state.writer.drain()


async def _search(state: State, arguments: list[Token]) -> str:
    view = state.selected()
    holds = condition(arguments, view.uids)
    kept = view.folder.mails
    found = [
        uid if state.by_uid else number
        for number, uid in enumerate(view.uids, 1)
        if uid in kept and holds(kept[uid])
    ]
    state.writer.write(b"* " + " ".join(["SEARCH", *map(str, found)]).encode() + b"\r\n")
    return "OK Searched"


async def _store(state: State, arguments: list[Token]) -> str:
    view = state.writable()
    how = text(arguments[1]).upper()
    silent = how.endswith(".SILENT")
    how = how.removesuffix(".SILENT")
    # Flags may come as a list or one after the other (RFC 3501, 9: store-att-flags).
    marks = flags(arguments[2] if len(arguments) == 3 else arguments[2:])
    if how not in ("FLAGS", "+FLAGS", "-FLAGS"):
        raise Bad("That is no way to set flags")
    for number, mail in view.mails(text(arguments[0]), by_uid=state.by_uid):
        if how == "FLAGS":
            mail.flags = set(marks)
        elif how == "+FLAGS":
            mail.flags |= marks
        else:
            mail.flags -= marks
        view.told(mail)
        if not silent:
            told = [_UID, _FLAGS] if state.by_uid else [_FLAGS]
            state.writer.write(response(number, mail, told))
    view.folder.changed()
    return "OK Set"


async def _copy(state: State, arguments: list[Token]) -> str:
    view = state.selected()
    return f"OK {_copied(state, view, arguments)}Copied"


async def _move(state: State, arguments: list[Token]) -> str:
    view = state.writable()
    moved = [mail.uid for _, mail in view.mails(text(arguments[0]), by_uid=state.by_uid)]
    code = _copied(state, view, arguments)
    if code:  # before the removals (RFC 6851, 4.3)
        state.writer.write(f"* OK {code}Moved\r\n".encode())
    view.folder.remove(moved)
    return "OK Moved"


def _copied(state: State, view: View, arguments: list[Token]) -> str:
    """Copy messages; the COPYUID code (RFC 4315, 3), empty if none was copied."""
    target = state.folder(arguments[1], to_fill=True)
    chosen = [mail for _, mail in view.mails(text(arguments[0]), by_uid=state.by_uid)]
    made = [target.add(mail.raw, mail.flags, mail.received_at).uid for mail in chosen]
    if not made or "UIDPLUS" in state.faults.lacking:
        return ""
    come_from = compact([mail.uid for mail in chosen])
    return f"[COPYUID {target.uidvalidity} {come_from} {compact(made)}] "


async def _expunge(state: State, arguments: list[Token]) -> str:
    view = state.writable()
    if state.by_uid and "UIDPLUS" in state.faults.lacking:
        raise Bad("UID EXPUNGE is not known here")
    among = chosen_uids(text(arguments[0]), view.uids) if state.by_uid else view.uids
    kept = view.folder.mails
    view.folder.remove([u for u in among if u in kept and "\\Deleted" in kept[u].flags])
    return "OK Removed"


async def _close(state: State, _: list[Token]) -> str:
    view = state.selected()
    if not view.read_only:
        kept = view.folder.mails
        view.folder.remove([u for u in view.uids if u in kept and "\\Deleted" in kept[u].flags])
    state.leave()
    return "OK Closed"


async def _unselect(state: State, _: list[Token]) -> str:
    state.selected()
    state.leave()
    return "OK Closed"


async def _check(state: State, _: list[Token]) -> str:
    state.selected()
    return "OK All is kept"


async def _idle(state: State, _: list[Token]) -> str:
    """Tell changes as they happen until the client writes DONE (RFC 2177)."""
    view = state.view
    state.own()
    state.writer.write(b"+ idling\r\n")
    await state.writer.drain()
    done = asyncio.ensure_future(state.reader.readuntil(b"\r\n"))
    try:
        while not done.done():
            news = asyncio.ensure_future(view.news.wait() if view else asyncio.Event().wait())
            try:
                await asyncio.wait({done, news}, return_when=asyncio.FIRST_COMPLETED)
            finally:
                news.cancel()
            if view is None or not view.news.is_set():
                continue
            if view.has_new_uids():
                break
            if state.faults.lose_pushes:
                view.news.clear()
                continue
            state.writer.write(view.changes(expunges=True))
            await state.writer.drain()
        if not done.done():
            return "OK No more to be told"
        if done.result().strip().upper() != b"DONE":
            raise Bad("DONE was expected")
        return "OK Idled"
    finally:
        done.cancel()


HANDLERS: dict[str, Handler] = {
    "FETCH": _fetch,
    "SEARCH": _search,
    "STORE": _store,
    "COPY": _copy,
    "MOVE": _move,
    "EXPUNGE": _expunge,
    "CLOSE": _close,
    "UNSELECT": _unselect,
    "CHECK": _check,
    "IDLE": _idle,
}
