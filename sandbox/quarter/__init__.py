"""A made-up quarter of a shop's conversations, for measuring and for the demo's past.

Fifty thousand conversations over thirteen weeks in seven languages, about twelve known matters or
none, one of which is asked about far more from the ninth week. `python -m sandbox.quarter` prints
one as lines of JSON.
"""

from sandbox.quarter.calendar import Plan
from sandbox.quarter.conversation import Conversation, Form
from sandbox.quarter.living import Lived, lived_through
from sandbox.quarter.making import conversations
from sandbox.quarter.words import MATTERS

__all__ = [
    "MATTERS",
    "Conversation",
    "Form",
    "Lived",
    "Plan",
    "conversations",
    "lived_through",
]
