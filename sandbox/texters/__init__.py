"""People who write texts to a number at Twilio's stand-in, and to what is answered."""

from sandbox.texters.crowd import Tally, Texters
from sandbox.texters.errands import Errand, ErrandError, load_errands
from sandbox.texters.texter import Outcome, Tempo

__all__ = ["Errand", "ErrandError", "Outcome", "Tally", "Tempo", "Texters", "load_errands"]
