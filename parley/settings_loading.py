"""Loads the settings, and says setting by setting what is wrong and what would be right."""

from __future__ import annotations

import os
import tomllib
from difflib import get_close_matches
from typing import get_args

from pydantic import SecretStr, ValidationError
from pydantic_core import ErrorDetails

from parley.settings import CONFIG_VARIABLE, Settings, config_path, variable


class SettingsError(Exception):
    """Settings that cannot be used; its text has one line for each, with the remedy."""

    def __init__(self, problems: list[str]) -> None:
        """Keep the problems, one sentence or two each."""
        self.problems = problems
        super().__init__("\n".join(problems))


def load(**given: object) -> Settings:
    """Return the settings in force; `given` (from the command line) stands above all others.

    A value of None in `given` counts as not given. Raises `SettingsError`.
    """
    _check_config_file()
    chosen = {name: value for name, value in given.items() if value is not None}
    try:
        return Settings(**chosen)  # type: ignore[arg-type]  # names and values are checked within
    except ValidationError as error:
        raise SettingsError([_describe(problem) for problem in error.errors()]) from None


def _check_config_file() -> None:
    path = config_path()
    if not path.exists():
        if os.environ.get(CONFIG_VARIABLE):
            raise SettingsError(
                [f"{CONFIG_VARIABLE} names {path}, which does not exist. Make it, or unset it."]
            )
        return
    try:
        tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise SettingsError([f"{path} cannot be read: {error.strerror}."]) from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise SettingsError(
            [f'{path} is not valid TOML: {error}. A line looks like: log_level = "debug"']
        ) from None


def _describe(problem: ErrorDetails) -> str:
    if not problem["loc"]:  # several settings that do not go together
        return f"{_what(problem)}."
    place = str(problem["loc"][0])
    field = _field_of(place)
    if field is None:
        return _describe_unknown(place)
    return f"{variable(field)}{_shown(field, problem)}: {_what(problem)}. {_remedy(field)}"


def _field_of(place: str) -> str | None:
    """Return the field that a place in pydantic's error names: itself or one of its aliases."""
    if place in Settings.model_fields:
        return place
    known = {variable(name): name for name in Settings.model_fields}
    return known.get(place.upper())


def _describe_unknown(place: str) -> str:
    close = get_close_matches(place.lower(), list(Settings.model_fields), n=1)
    hint = f"Did you mean {close[0]}?" if close else "Remove it."
    return f"{place} is no setting of Parley ({config_path()}). {hint}"


def _shown(field: str, problem: ErrorDetails) -> str:
    """Return the given value for a message, unless it is a secret."""
    given = problem["input"]
    secret = SecretStr in get_args(Settings.model_fields[field].annotation)
    return "" if secret or not isinstance(given, str | int | float) else f" is {given!r}"


def _what(problem: ErrorDetails) -> str:
    text = problem["msg"].removeprefix("Value error, ").rstrip(".")
    return text[0].lower() + text[1:]


def _remedy(field: str) -> str:
    info = Settings.model_fields[field]
    examples = " or ".join(str(example) for example in info.examples or ())
    unset = f" for {default(field)}" if default(field) else ""
    return f"Example: {variable(field)}={examples}; or leave it out{unset}."


def default(field: str) -> str:
    """Return a setting's default as a person would write it; empty where there is none."""
    value = Settings.model_fields[field].default
    if value is None or value in ((), {}):
        return ""
    return str(value)
