"""The two keys that everything secret hangs on, and where they come from.

The signing key signs sessions and links; the other seals the inboxes' credentials at
rest. Where a team sets neither, one is made once and kept in the data folder.
"""

from __future__ import annotations

import os
import secrets
from dataclasses import dataclass, field
from pathlib import Path

import structlog
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from parley.settings import Settings
from parley.settings_loading import SettingsError

log = structlog.get_logger(__name__)

FILE_NAME = "secret.key"
KEY_BYTES = 32


@dataclass(frozen=True)
class Keys:
    """Two independent keys of 32 bytes; neither is ever shown by `repr`."""

    signing: bytes = field(repr=False)
    encryption: bytes = field(repr=False)


def load(settings: Settings) -> Keys:
    """Return the keys; make and keep a secret where none is set. Raises `SettingsError`.

    Both are derived by HKDF (RFC 5869) with a purpose of their own, so one tells nothing of the
    other even where both come from the same secret.
    """
    secret = settings.secret_key.get_secret_value() if settings.secret_key else _kept(settings.data)
    sealing = settings.encryption_key.get_secret_value() if settings.encryption_key else secret
    return Keys(
        signing=_derive(secret, b"parley signing v1"),
        encryption=_derive(sealing, b"parley encryption v1"),
    )


def _derive(secret: str, purpose: bytes) -> bytes:
    hkdf = HKDF(algorithm=SHA256(), length=KEY_BYTES, salt=None, info=purpose)
    return hkdf.derive(secret.encode())


def _kept(data: Path) -> str:
    path = data / FILE_NAME
    try:
        data.mkdir(parents=True, exist_ok=True)
        _make_once(path)
        secret = path.read_text(encoding="ascii").strip()
    except (OSError, UnicodeDecodeError) as error:
        raise SettingsError(
            [
                f"The secret key in {path} cannot be kept: {error}. "
                "Mend that or set PARLEY_SECRET_KEY."
            ]
        ) from None
    if len(secret) < KEY_BYTES:
        raise SettingsError(
            [
                f"{path} holds no secret key of {KEY_BYTES} characters or more. Put back the one "
                "that it held, or remove the file: everybody signs in again, and the inboxes' "
                "credentials have to be entered again."
            ]
        )
    return secret


def _make_once(path: Path) -> None:
    """Write a new secret unless there is one; two processes at once end with the same."""
    if path.exists():
        return
    fresh = path.with_name(f"{path.name}.{os.getpid()}")
    descriptor = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w", encoding="ascii") as file:
        file.write(secrets.token_urlsafe(48) + "\n")
        file.flush()
        os.fsync(file.fileno())
    try:
        os.link(fresh, path)  # fails where another process was first, and never half-written
        log.info("secret_key_made", path=str(path), hint="keep it with your backups")
    except FileExistsError:
        pass
    finally:
        fresh.unlink()
