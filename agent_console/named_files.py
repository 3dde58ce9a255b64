"""The files that an inbox's settings name: spoken prompts, music."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from agent_console.ports.working import Files
from conversations.errors import Invalid, NotFound


def named_files(settings: Mapping[str, Any]) -> Iterator[str]:
    """The ids of the files in settings, however deep: what is called ``file`` or ``…_file``."""
    for name, value in settings.items():
        if isinstance(value, Mapping):
            yield from named_files(value)
        elif isinstance(value, list | tuple):
            for each in value:
                if isinstance(each, Mapping):
                    yield from named_files(each)
        elif isinstance(value, str) and value and (name == "file" or name.endswith("_file")):
            yield value


async def allow_new_files(
    files: Files, user_id: str, before: Mapping[str, Any], after: Mapping[str, Any]
) -> None:
    """Raise Invalid if the settings newly name a file that the person who changes them did not
    upload: settings are no way to files of others."""
    for file_id in set(named_files(after)) - set(named_files(before)):
        try:
            owner = await files.owner(file_id)
        except NotFound:
            owner = {}
        if owner.get("user_id") != user_id:
            raise Invalid("A file that the settings name is not there.", remedy="Upload it again.")
