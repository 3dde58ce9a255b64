"""What the demo sets up: a small shop with its teams, queues, inboxes and people.

The people are roles with made-up first names at ``example.com``; nobody real is meant.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from conversations.channels import Channel
from conversations.conversation import Priority
from conversations.people import Role, User
from conversations.places import CannedAnswer, Inbox, Queue, Team, WatchTerms

ACCENT = "#0f766e"
MAIL_INBOX, MAIL_QUEUE = "demo-mail", "demo-queue-mail"
SMS_INBOX, SMS_QUEUE = "demo-sms", "demo-queue-sms"
VOICE_INBOX, VOICE_QUEUE = "demo-phone", "demo-queue-phone"
SALES_QUEUE = "demo-queue-sales"
MAIL_OF_CHAT = {"inbox_id": MAIL_INBOX, "unread_after_s": 120, "transcript": True}


@dataclass(frozen=True, slots=True, kw_only=True)
class DemoPerson:
    """Somebody who can sign in to the demo. ``simulated`` people answer by themselves."""

    id: str
    name: str
    role: Role
    team_ids: tuple[str, ...]
    languages: tuple[str, ...]
    skills: tuple[str, ...] = ()
    simulated: bool = False

    @property
    def email(self) -> str:
        """The address to sign in with."""
        return f"{self.id.removeprefix('demo-')}@example.com"

    def user(self, password_hash: str, now: datetime) -> User:
        """The user to store."""
        return User(
            id=self.id,
            email=self.email,
            name=self.name,
            role=self.role,
            team_ids=self.team_ids,
            skills=self.skills,
            languages=self.languages,
            password_hash=password_hash,
            created_at=now,
            changed_at=now,
        )


SUPPORT, SALES, PHONE = "demo-team-support", "demo-team-sales", "demo-team-phone"


def _simulated(
    name: str, team_ids: tuple[str, ...], languages: tuple[str, ...], skills: tuple[str, ...] = ()
) -> DemoPerson:
    """An agent who answers without anybody at the screen."""
    return DemoPerson(
        id=f"demo-{name.lower()}",
        name=name,
        role=Role.AGENT,
        team_ids=team_ids,
        languages=languages,
        skills=skills,
        simulated=True,
    )


PEOPLE = (
    DemoPerson(
        id="demo-agent",
        name="Alex",
        role=Role.AGENT,
        team_ids=(SUPPORT, PHONE),
        languages=("en", "de"),
        skills=("orders", "returns", "mail", "texts"),
    ),
    DemoPerson(
        id="demo-supervisor",
        name="Sam",
        role=Role.SUPERVISOR,
        team_ids=(SUPPORT, SALES, PHONE),
        languages=("en",),
        skills=("orders", "returns", "mail", "texts"),
    ),
    DemoPerson(
        id="demo-admin",
        name="Robin",
        role=Role.ADMIN,
        team_ids=(SUPPORT, SALES, PHONE),
        languages=("en",),
    ),
    _simulated("Leyla", (SUPPORT, PHONE), ("az", "tr", "en"), ("orders", "returns", "mail")),
    _simulated("Jonas", (SUPPORT, SALES, PHONE), ("de", "en"), ("orders",)),
    _simulated("Mina", (SUPPORT, PHONE), ("en", "fa", "de"), ("orders",)),
    # The only one of the simulated who answers texts, so nobody rings here.
    _simulated("Deniz", (SUPPORT,), ("tr", "az", "fa", "de", "en"), ("orders", "texts")),
    _simulated("Nima", (SALES,), ("fa", "en")),
    # Nearly all of support take calls beside light work; these two make up for that at the chats.
    _simulated("Clara", (SUPPORT, PHONE), ("de", "en")),
    _simulated("Kerem", (SUPPORT, PHONE), ("tr", "az", "en")),
)


def teams(now: datetime) -> list[Team]:
    """The shop's teams."""
    return [
        Team(id=SUPPORT, name="Support", created_at=now),
        Team(id=SALES, name="Sales", created_at=now),
        Team(id=PHONE, name="Phone", created_at=now),
    ]


def queues(now: datetime) -> list[Queue]:
    """The shop's queues: chat, sales, mail, texts, calls, and returns, for who knows them."""
    return [
        Queue(id="demo-queue-support", name="Support", team_id=SUPPORT, created_at=now),
        Queue(
            id="demo-queue-returns",
            name="Returns",
            team_id=SUPPORT,
            skills=("returns",),
            priority=Priority.HIGH,
            target_s=60,
            created_at=now,
        ),
        Queue(id=SALES_QUEUE, name="Sales", team_id=SALES, target_s=60, created_at=now),
        Queue(
            id=MAIL_QUEUE,
            name="Mail",
            team_id=SUPPORT,
            skills=("mail",),
            target_s=4 * 3600,
            created_at=now,
        ),
        Queue(
            id=SMS_QUEUE,
            name="Texts",
            team_id=SUPPORT,
            # Who takes everything is never free for a chat: short work fits in first.
            skills=("texts",),
            target_s=300,
            created_at=now,
        ),
        Queue(
            id=VOICE_QUEUE,
            name="Calls",
            team_id=PHONE,
            priority=Priority.URGENT,
            target_s=30,
            created_at=now,
        ),
    ]


def inboxes(public_url: str, now: datetime) -> list[Inbox]:
    """The chat on the shop's site, and one for its business customers."""
    settings = {
        "allowed_origins": [public_url],
        "accent": ACCENT,
        "position": "right",
        "title": "Glimmerwick",
        "subtitle": "We answer within minutes",
    }
    return [
        Inbox(
            id="demo-inbox-shop",
            name="Shop chat",
            channel=Channel.WEBCHAT,
            public_key="demo-shop",
            queue_id="demo-queue-support",
            greeting="Hello! What can we do for you?",
            settings={**settings, "mail": MAIL_OF_CHAT},
            created_at=now,
        ),
        Inbox(
            id="demo-inbox-trade",
            name="Trade chat",
            channel=Channel.WEBCHAT,
            public_key="demo-trade",
            queue_id=SALES_QUEUE,
            greeting="Welcome to our trade desk.",
            settings={**settings, "title": "Trade desk", "accent": "#1d4ed8"},
            created_at=now,
        ),
    ]


def canned_answers(now: datetime) -> list[CannedAnswer]:
    """Answers for ``/`` in the composer."""
    texts = {
        "hello": ("Greeting", "Hello {{contact.name}}, thank you for writing. How can I help?"),
        "order": ("Ask for the order number", "Could you tell me your order number, please?"),
        "track": (
            "Parcel on its way",
            "Your parcel is on its way. With the tracking link you can see where it is now.",
        ),
        "refund": (
            "Refund started",
            "I have started the refund. It reaches your account within five working days.",
        ),
        "broken": (
            "Broken on arrival",
            "I am sorry that it arrived broken. A replacement leaves our store today.",
        ),
        "danke": ("Dank und Abschied", "Gern geschehen! Einen schönen Tag wünsche ich Ihnen."),
        "tesekkur": ("Teşekkür", "Rica ederim! Başka bir sorunuz olursa buradayız."),
        "bye": ("Farewell", "You are welcome. Have a good day!"),
    }
    return [
        CannedAnswer(
            id=f"demo-canned-{shortcut}", shortcut=shortcut, title=title, text=text, created_at=now
        )
        for shortcut, (title, text) in texts.items()
    ]


def watch_lists(now: datetime) -> list[WatchTerms]:
    """Words that the shop wants to hear of, and what happens when it does."""
    legal = ("lawyer", "sue", "court", "Anwalt", "avukat", "mahkeme", "وکیل", "vəkil")
    leaving = ("cancel", "kündigen", "iptal", "لغو", "ləğv", "never again", "nie wieder")
    damage = ("broken", "kaputt", "kırık", "شکسته", "sınıq", "defekt")
    return [
        WatchTerms(
            id="demo-watch-legal",
            name="Legal",
            terms=legal,
            owner_id="demo-supervisor",
            tag="legal",
            priority=Priority.URGENT,
            created_at=now,
        ),
        WatchTerms(
            id="demo-watch-leaving",
            name="Leaving",
            terms=leaving,
            priority=Priority.HIGH,
            created_at=now,
        ),
        WatchTerms(
            id="demo-watch-damage", name="Damage", terms=damage, alert=False, created_at=now
        ),
    ]
