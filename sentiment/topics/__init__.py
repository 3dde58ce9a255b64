"""What customers contact us about: clusters of conversations whose meanings are near each other.

`find_topics` looks at weeks of conversations at once (run it daily), `assign` puts a new one into
what was found last, `growth` tells of a topic that is suddenly asked about more than usual.
"""

from sentiment.topics.finding import assign, find_topics
from sentiment.topics.growth import Growing, growth
from sentiment.topics.model import Found, FoundTopic, Known, Point
from sentiment.topics.space import Space

__all__ = [
    "Found",
    "FoundTopic",
    "Growing",
    "Known",
    "Point",
    "Space",
    "assign",
    "find_topics",
    "growth",
]
