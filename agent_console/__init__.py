"""The console's server side: HTTP API, Socket.IO, sign-in, and the web app's files.

Needs nothing of storage or connectors: what it asks of them stands in :mod:`agent_console.ports`,
and the front door hands it over as :class:`agent_console.services.ConsoleServices`.
"""
