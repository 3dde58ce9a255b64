"""The subcommands of `parley`, one file each.

Each file has `add_to`, which declares the options and names the function that runs them. What
a command needs beyond the settings it imports when it runs, so that `parley version` is instant.
"""

from __future__ import annotations

from parley.commands import (
    connectors,
    create_user,
    demo,
    doctor,
    mail,
    migrate,
    models,
    sentiment,
    serve,
    version,
)

ALL = (serve, demo, migrate, doctor, create_user, connectors, mail, sentiment, models, version)
