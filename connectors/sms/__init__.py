"""Texts and pictures by phone (SMS and MMS), through Twilio."""

from __future__ import annotations

from connectors.sms.connector import SmsConnector


def setup() -> SmsConnector:
    """Return the connector (entry-point group ``parley.connectors``)."""
    return SmsConnector()
