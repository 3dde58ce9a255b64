"""What can go wrong with an engine, in words that a person can act on."""


class EngineError(Exception):
    """An engine cannot be had. `str(error)` says why; `remedy` says what to do about it."""

    def __init__(self, message: str, remedy: str = "") -> None:
        """Keep both; they travel between processes."""
        super().__init__(message, remedy)
        self.message = message
        self.remedy = remedy

    def __str__(self) -> str:
        """Return the message without the remedy."""
        return self.message


class NotReady(EngineError):
    """No text can be tagged now, and none is to blame: ask again after `again_s` seconds."""

    def __init__(self, message: str, remedy: str = "", again_s: float = 1.0) -> None:
        """Keep what is wrong and when it is worth asking again."""
        super().__init__(message, remedy)
        self.args = (message, remedy, again_s)
        self.again_s = again_s


class TaggerDied(Exception):
    """The process that tags ended in the middle of these texts; one of them may be to blame."""


class DeadlyText(Exception):
    """A text that ended the tagging process twice, each time alone in it."""
