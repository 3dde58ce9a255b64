"""Simulated visitors: they come to the demo shop, write in five languages, wait, react and leave.

``python -m sandbox.visitors --help`` starts a crowd of them against any Parley.
"""

from sandbox.visitors.crowd import Crowd, Tally
from sandbox.visitors.scenario import Scenario, Turn, load_scenarios
from sandbox.visitors.tempo import Tempo

__all__ = ["Crowd", "Scenario", "Tally", "Tempo", "Turn", "load_scenarios"]
