"""Web chat: the embeddable widget's other end."""

from __future__ import annotations

from connectors.webchat.connector import WebchatConnector


def setup() -> WebchatConnector:
    """Return the connector (entry-point group ``parley.connectors``)."""
    return WebchatConnector()
