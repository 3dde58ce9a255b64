"""Providers' own descriptions of their APIs, for the tests that hold us to them.

They are not kept here: `PARLEY_SPECS` names their folder, else it is `../shared/specs` beside the
repository.
"""

from __future__ import annotations

import json
import os
from functools import lru_cache
from pathlib import Path
from typing import Any

import pytest

BESIDE = Path(__file__).resolve().parents[3] / "shared" / "specs"
TWILIO = "twilio_api_v2010.json"


def specs_folder() -> Path:
    """Where the descriptions are, if they are anywhere."""
    return Path(os.environ.get("PARLEY_SPECS") or BESIDE)


def provider_spec(name: str) -> dict[str, Any]:
    """Return a description, or skip the test that wants it."""
    spec = spec_if_any(name)
    if spec is None:
        pytest.skip(f"there is no {name} in {specs_folder()}; set PARLEY_SPECS to where it is")
    return spec


def spec_if_any(name: str) -> dict[str, Any] | None:
    """Return a description, or None, for tests that have a use without it."""
    path = specs_folder() / name
    return _read(path) if path.is_file() else None


@lru_cache(maxsize=4)
def _read(path: Path) -> dict[str, Any]:
    spec: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return spec
