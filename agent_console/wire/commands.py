"""Commands on the wire, and what each becomes in the domain.

``id`` may also come by the ``Idempotency-Key`` header; one of the two is needed.
"""

from __future__ import annotations

from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from agent_console.wire.conversations import ConversationShape
from agent_console.wire.entries import AttachmentShape
from agent_console.wire.mail import MAX_FILES, DraftMail, LetterShape, MailBody
from agent_console.wire.scalars import ClientId, Given, Id, Line, Moment, Shown, Text, Word
from conversations.conversation import Priority
from conversations.entries import TagKind

MAX_ATTACHED = 10
"""Files of one message that is no mail."""


class Answering(Given):
    """The words and files of an answer; ``mail`` is for conversations by mail."""

    text: Text = ""
    attachments: list[Id] = Field(default_factory=list, max_length=MAX_FILES)
    mail: MailBody | None = None

    @model_validator(mode="after")
    def _not_too_many(self) -> Self:
        if self.mail is None and len(self.attachments) > MAX_ATTACHED:
            raise ValueError(f"more than {MAX_ATTACHED} files are for mail only")
        return self


class CommandBody(Given):
    """Base of all commands: the client's UUID makes it count once."""

    id: ClientId | None = None


class ReplyBody(CommandBody, Answering):
    """Answer the contact; ``resolve`` closes the matter along with it."""

    resolve: bool = False
    send_at: Moment | None = Field(
        None,
        description="Send it then, at most a year from now, and not at once; the answer is 202.",
    )


class NoteBody(CommandBody):
    """Write something that only the team sees."""

    text: Text = ""
    attachments: list[Id] = Field(default_factory=list, max_length=MAX_ATTACHED)
    mentions: list[Id] = Field(default_factory=list, max_length=20)


class ResolveBody(CommandBody):
    """Close the matter."""

    reason: Line = ""


class PlainBody(CommandBody):
    """A command without more to say."""


class SnoozeBody(CommandBody):
    """Put the matter away until a moment."""

    until: Moment


class AssignBody(CommandBody):
    """Give it to an agent, or back to its queue (null)."""

    agent: Id | None


class TransferBody(CommandBody):
    """Hand it to another queue, or to an agent there."""

    queue: Id
    agent: Id | None = None
    reason: Line = ""


class PriorityBody(CommandBody):
    """Change how pressing it is."""

    priority: Priority


class LabelsBody(CommandBody):
    """Put words on it, or take them off."""

    add: list[Word] = Field(default_factory=list, max_length=20)
    remove: list[Word] = Field(default_factory=list, max_length=20)


class CorrectBody(CommandBody):
    """Say what one message's tag should be. An empty value takes that back: the machine's counts
    again."""

    seq: int = Field(ge=1)
    kind: TagKind
    value: Annotated[Line, Field(max_length=60)]


class ResendBody(CommandBody):
    """Send a failed message again."""

    seq: int = Field(ge=1)


class CommandAnswer(Shown):
    """The ``seq`` of the entry that the command became, and the conversation after it."""

    seq: int
    conversation: ConversationShape


class ReadAnswer(Shown):
    """The conversation, with nothing unread."""

    conversation: ConversationShape


class DeclineBody(Given):
    """Why the offer is let go."""

    id: ClientId | None = None
    reason: Line = ""


class AcceptBody(Given):
    """Take the offer."""

    id: ClientId | None = None


class AcceptAnswer(Shown):
    """The conversation, now the agent's."""

    conversation: ConversationShape


class _Bulk(Given):
    id: ClientId | None = None
    ids: list[Id] = Field(min_length=1, max_length=100)


class BulkResolve(_Bulk):
    """Close several."""

    command: Literal["resolve"]
    reason: Line = ""


class BulkAssign(_Bulk):
    """Give several to an agent, or back to their queues."""

    command: Literal["assign"]
    agent: Id | None


class BulkTransfer(_Bulk):
    """Hand several to another queue."""

    command: Literal["transfer"]
    queue: Id
    agent: Id | None = None
    reason: Line = ""


class BulkLabels(_Bulk):
    """Put labels on several."""

    command: Literal["labels"]
    add: list[Word] = Field(default_factory=list, max_length=20)
    remove: list[Word] = Field(default_factory=list, max_length=20)


class BulkPriority(_Bulk):
    """Change the priority of several."""

    command: Literal["priority"]
    priority: Priority


class BulkSnooze(_Bulk):
    """Put several away until a moment."""

    command: Literal["snooze"]
    until: Moment


AnyBulk = Annotated[
    BulkResolve | BulkAssign | BulkTransfer | BulkLabels | BulkPriority | BulkSnooze,
    Field(discriminator="command"),
]


class BulkOne(Shown):
    """What became of one of the conversations."""

    id: str
    ok: bool
    error: str | None = None


class BulkAnswer(Shown):
    """What became of each, in the order given."""

    results: list[BulkOne]


class DraftBody(Given):
    """What an agent has typed and not sent."""

    text: Text
    mode: Literal["reply", "note"] = "reply"
    mail: DraftMail | None = None
    attachments: list[Id] = Field(default_factory=list, max_length=MAX_FILES)


class DraftShape(Shown):
    """The caller's own draft; empty if there is none."""

    text: str
    mode: str
    mail: LetterShape | None = None
    images: list[AttachmentShape] = Field(
        default_factory=list, description="The files that stand within the text of `mail.html`."
    )
    attachments: list[AttachmentShape] = Field(
        default_factory=list, description="The files beside the text."
    )
