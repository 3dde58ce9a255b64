"""Email: IMAP in, SMTP out."""

from __future__ import annotations

from connectors.email.connector import EmailConnector


def setup() -> EmailConnector:
    """Return the connector (entry-point group ``parley.connectors``)."""
    return EmailConnector()
