"""The verbs, one file for each group. To import them makes them known."""

from sandbox.twilio.voice.verbs import (
    control,
    dial,
    enqueue,
    gather,
    record,
    sounding,
    starting,
)

__all__ = ["control", "dial", "enqueue", "gather", "record", "sounding", "starting"]
