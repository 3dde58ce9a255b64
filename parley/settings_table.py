"""The configuration table of the README, made from the settings class.

`python -m parley.settings_table` prints it; a test holds the README against it.
"""

from __future__ import annotations

from parley.settings import CONFIG_VARIABLE, DEFAULT_CONFIG, Settings, variable
from parley.settings_loading import default


def table() -> str:
    """Return the table in Markdown, one setting a row, in the order of the class."""
    rows = [
        "| environment | `parley.toml` | default | meaning |",
        "|---|---|---|---|",
        f"| `{CONFIG_VARIABLE}` | – | `{DEFAULT_CONFIG}` | The settings file. |",
    ]
    for name, field in Settings.model_fields.items():
        value = default(name)
        shown = f"`{value}`" if value else "–"
        meaning = (field.description or "").replace("|", "\\|")
        rows.append(f"| `{variable(name)}` | `{name}` | {shown} | {meaning} |")
    return "\n".join(rows)


if __name__ == "__main__":
    print(table())
