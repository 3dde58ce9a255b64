"""Mailboxes in a folder, from one run to the next.

They are written when the host stops and taken out of the folder when it starts. So after a crash
there is nothing to take: the folders begin anew under new UIDVALIDITYs, for had they begun from
what was written earlier, UIDs would be given twice.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterable
from datetime import datetime
from pathlib import Path
from typing import Any

from sandbox.mail.mailbox import Account, Folder, StoredMail
from sandbox.mail.post_office import PostOffice

_INDEX = "mailboxes.json"


def save(office: PostOffice, place: Path) -> None:
    """Write all mailboxes into ``place``: an index, and a file for each mail. Blocks."""
    fresh = place.with_suffix(".new")
    shutil.rmtree(fresh, ignore_errors=True)
    fresh.mkdir(parents=True)
    index = {
        account.address: {
            folder.name: _written(fresh, f"{owner}-{number}", folder)
            for number, folder in enumerate(account.folders.values())
        }
        for owner, account in enumerate(office.accounts.values())
    }
    (fresh / _INDEX).write_text(json.dumps(index), encoding="utf-8")
    shutil.rmtree(place, ignore_errors=True)
    fresh.replace(place)


def take(office: PostOffice, place: Path) -> None:
    """Fill the mailboxes with what :func:`save` wrote, and remove it. Blocks."""
    try:
        index: dict[str, Any] = json.loads((place / _INDEX).read_text(encoding="utf-8"))
    except FileNotFoundError:
        return
    for address, folders in index.items():
        account = office.account(address)
        for name, told in folders.items():
            _fill(account, name, told, place)
    shutil.rmtree(place)


def _written(place: Path, prefix: str, folder: Folder) -> dict[str, Any]:
    return {
        "uidvalidity": folder.uidvalidity,
        "uidnext": folder.uidnext,
        "mails": [_put(place, prefix, mail) for mail in folder.mails.values()],
    }


def _put(place: Path, prefix: str, mail: StoredMail) -> dict[str, Any]:
    name = f"{prefix}-{mail.uid}.eml"
    (place / name).write_bytes(mail.raw)
    return {
        "uid": mail.uid,
        "file": name,
        "received_at": mail.received_at.isoformat(),
        "flags": sorted(mail.flags),
    }


def _fill(account: Account, name: str, told: dict[str, Any], place: Path) -> None:
    folder = account.folders.setdefault(name, Folder(name))
    folder.uidvalidity, folder.uidnext = told["uidvalidity"], told["uidnext"]
    folder.mails = {mail.uid: mail for mail in _read(told["mails"], place)}


def _read(mails: Iterable[dict[str, Any]], place: Path) -> Iterable[StoredMail]:
    for one in mails:
        yield StoredMail(
            uid=one["uid"],
            raw=(place / one["file"]).read_bytes(),
            received_at=datetime.fromisoformat(one["received_at"]),
            flags=set(one["flags"]),
        )
