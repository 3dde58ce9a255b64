"""Where a call's instructions come from."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import urljoin


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """An address to ask, with what it is told beside the usual; or the TwiML itself."""

    url: str = ""
    method: str = "POST"
    params: Mapping[str, str] = field(default_factory=dict)
    twiml: str = ""

    def follow(self, reference: str, method: str, params: Mapping[str, str]) -> Source:
        """The address that a document from here names, relative or absolute; "" is this one."""
        return Source(url=urljoin(self.url, reference), method=method, params=params)

    @property
    def known(self) -> bool:
        """Whether there is anything to ask or do."""
        return bool(self.url or self.twiml)


@dataclass(frozen=True, slots=True, kw_only=True)
class Callback:
    """Who is told of what becomes of something, and of which events."""

    url: str = ""
    method: str = "POST"
    events: frozenset[str] = frozenset()

    def wants(self, event: str) -> bool:
        """Whether it is to be told of this."""
        return bool(self.url) and event in self.events
