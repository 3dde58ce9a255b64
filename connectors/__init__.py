"""Connectors: one folder per channel, all of the same shape.

``settings.py`` (what an inbox's settings must be), ``inbound.py`` (a payload becomes a message),
``outbound.py`` (a message goes out), and a ``setup()`` that returns the connector, found by the
entry-point group ``parley.connectors``. The shape is written down in :mod:`connectors.base`, and
how far each one is in ``QUALITY.md``.
"""
