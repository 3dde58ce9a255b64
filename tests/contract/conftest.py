"""One demo for the contract tests."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.conftest import free_port
from tests.running.parley_process import ParleyProcess


@pytest.fixture(scope="module")
def parley(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ParleyProcess]:
    """A demo with nobody in it but the tests."""
    process = ParleyProcess(
        command=("demo", "--rate", "0", "--past", "0", "--quiet"),
        data=tmp_path_factory.mktemp("contract") / "data",
        port=free_port(),
    )
    process.start()
    yield process
    process.stop()
