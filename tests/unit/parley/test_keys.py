from __future__ import annotations

import stat
from pathlib import Path

import pytest

from parley import keys
from parley.settings import Settings
from parley.settings_loading import SettingsError


def settings(data: Path, **given: str) -> Settings:
    return Settings(data=data, **given)  # type: ignore[arg-type]  # strings become secrets within


def test_a_secret_is_made_once_and_readable_by_its_owner_only(tmp_path: Path) -> None:
    data = tmp_path / "new"
    first = keys.load(settings(data))
    kept = data / keys.FILE_NAME
    assert stat.S_IMODE(kept.stat().st_mode) == 0o600
    assert len(kept.read_text().strip()) >= 32
    assert keys.load(settings(data)) == first
    assert [path.name for path in data.iterdir()] == [keys.FILE_NAME]


def test_a_set_secret_is_used_and_nothing_is_written(tmp_path: Path) -> None:
    secret = "a" * 40
    assert keys.load(settings(tmp_path / "a", secret_key=secret)) == keys.load(
        settings(tmp_path / "b", secret_key=secret)
    )
    assert not (tmp_path / "a").exists()


def test_signing_and_encryption_are_independent(tmp_path: Path) -> None:
    plain = keys.load(settings(tmp_path, secret_key="a" * 40))
    own = keys.load(settings(tmp_path, secret_key="a" * 40, encryption_key="b" * 40))
    assert plain.signing != plain.encryption
    assert own.signing == plain.signing
    assert own.encryption != plain.encryption
    assert len(plain.signing) == len(plain.encryption) == 32


def test_keys_are_not_shown(tmp_path: Path) -> None:
    assert repr(keys.load(settings(tmp_path, secret_key="a" * 40))) == "Keys()"


def test_an_emptied_secret_is_not_replaced_silently(tmp_path: Path) -> None:
    (tmp_path / keys.FILE_NAME).write_text("")
    with pytest.raises(SettingsError, match="Put back the one that it held"):
        keys.load(settings(tmp_path))


def test_a_folder_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(SettingsError, match="set PARLEY_SECRET_KEY"):
        keys.load(settings(tmp_path / "file"))
