"""What the console needs from storage and the router, each as a small protocol."""

from __future__ import annotations

from agent_console.ports.analysing import CorrectionCounts
from agent_console.ports.calling import CallCounter, CallReads, Phones, PhoneTokens, Tallies
from agent_console.ports.figuring import InsightDays, Insights, Topics
from agent_console.ports.keeping import (
    AuditLog,
    Drafts,
    Inboxes,
    Kept,
    Named,
    Sessions,
    Tokens,
    Users,
)
from agent_console.ports.reading import ContactReads, ConversationReads, Search, Timelines
from agent_console.ports.working import (
    Attendance,
    Connections,
    DeadLetters,
    Figures,
    Files,
    Holdings,
    Quarantine,
    SeatBook,
)

__all__ = [
    "Attendance",
    "AuditLog",
    "CallCounter",
    "CallReads",
    "Connections",
    "ContactReads",
    "ConversationReads",
    "CorrectionCounts",
    "DeadLetters",
    "Drafts",
    "Figures",
    "Files",
    "Holdings",
    "Inboxes",
    "InsightDays",
    "Insights",
    "Kept",
    "Named",
    "PhoneTokens",
    "Phones",
    "Quarantine",
    "Search",
    "SeatBook",
    "Sessions",
    "Tallies",
    "Timelines",
    "Tokens",
    "Topics",
    "Users",
]
