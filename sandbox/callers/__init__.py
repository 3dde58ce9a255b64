"""People who call a number at Twilio's stand-in, and those who pick up what it rings."""

from sandbox.callers.called import Called
from sandbox.callers.caller import Caller, Outcome
from sandbox.callers.crowd import Callers, Tally
from sandbox.callers.errands import Aim, Errand, ErrandError, Errands, Line, Side, load_errands
from sandbox.callers.tempo import Tempo

__all__ = [
    "Aim",
    "Called",
    "Caller",
    "Callers",
    "Errand",
    "ErrandError",
    "Errands",
    "Line",
    "Outcome",
    "Side",
    "Tally",
    "Tempo",
    "load_errands",
]
