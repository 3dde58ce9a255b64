"""What teams teach the tagger while it runs."""

from dataclasses import dataclass

from sentiment.watchlists import WatchList


@dataclass(frozen=True, slots=True)
class IntentExamples:
    """A label, and sentences that show what is meant by it."""

    id: str
    name: str
    examples: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class TunedHead:
    """The last matrix of the built-in model as corrections have changed it: little-endian float32,
    `weights` of shape (384, 3), `bias` of shape (3,). `model` is whose features it reads."""

    version: int
    weights: bytes
    bias: bytes
    model: str


@dataclass(frozen=True, slots=True)
class Teachings:
    """Everything that teams have taught, as it is now. `head` is None for the shipped one."""

    watch: tuple[WatchList, ...] = ()
    intents: tuple[IntentExamples, ...] = ()
    head: TunedHead | None = None
