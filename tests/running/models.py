"""The built-in model as `parley models build` leaves it."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from sentiment.builtin.assembling import assemble, model_folder, models_folder


@cache
def assembled_model() -> Path:
    """Return its folder; it is put together once, by whichever process comes first."""
    return assemble(model_folder(models_folder()))
