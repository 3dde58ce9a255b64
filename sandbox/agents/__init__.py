"""Simulated agents: they sign in, accept offers, type and answer in the visitor's language.

``python -m sandbox.agents --help`` puts some at work, so that a demo is alive while its printed
logins stay free for people.
"""

from sandbox.agents.agent import Agent, SignInFailed
from sandbox.agents.crew import Crew, Login
from sandbox.agents.phrases import Phrasebook, load_phrasebooks

__all__ = ["Agent", "Crew", "Login", "Phrasebook", "SignInFailed", "load_phrasebooks"]
