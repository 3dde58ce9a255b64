"""Calls by phone, through Twilio."""

from __future__ import annotations

from connectors.voice.connector import VoiceConnector


def setup() -> VoiceConnector:
    """Return the connector (entry-point group ``parley.connectors``)."""
    return VoiceConnector()
