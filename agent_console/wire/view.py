"""What turning domain objects into wire shapes needs to know beside them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class View:
    """``sign`` makes the signed, expiring address of a file; ``targets`` are the queues'
    service-level targets in seconds, by queue id; ``monitors`` is whether the reader may know who
    listens to calls; ``names`` are the present ones of watch lists and intents, by id."""

    sign: Callable[[str], str]
    targets: Mapping[str, int]
    monitors: bool = False
    names: Mapping[str, str] = field(default_factory=dict)
