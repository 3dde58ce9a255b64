"""The front door: command line, settings, logs, metrics, and the one place that wires the rooms."""

from __future__ import annotations

__version__ = "0.1.0"
