"""One simulated customer, who writes about one matter and then about the answers."""

from __future__ import annotations

import asyncio
import random
import uuid
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import parseaddr
from enum import StrEnum

from sandbox.mail.clients import CLIENTS
from sandbox.mail.draft import Attachment, Draft, Earlier, read
from sandbox.mail.files import document, picture
from sandbox.mail.matters import Form, Matter
from sandbox.mail.post_office import BOUNCES_LATER, PostOffice
from sandbox.mail.writing import away, newsletter, written

SHOP_NAME = "Glimmerwick"
COURIER = "Courier", "parcels@courier.example"


class Outcome(StrEnum):
    """How a correspondence ended."""

    FINISHED = "finished"
    UNANSWERED = "unanswered"
    SILENT = "silent"
    """Nothing was ever to be said again: a newsletter, a dead address, somebody on holiday."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Tempo:
    """All times in seconds. The defaults are those of rather keen people."""

    second_per_character: float = 0.05
    think: tuple[float, float] = (6.0, 25.0)
    patience: float = 300.0
    """How long a customer waits for an answer before asking once more, and then before giving
    up."""
    chatty: float = 0.7
    """The share of correspondences that end with a word of thanks or so, and not in silence."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Writer:
    """Somebody with a name, an address and a mail program."""

    name: str
    address: str
    client: str


class Customer:
    """Writes ``matter`` to the shop, reads the answers in the own mailbox, and writes back."""

    def __init__(
        self,
        office: PostOffice,
        matter: Matter,
        writer: Writer,
        *,
        rng: random.Random,
        tempo: Tempo,
    ) -> None:
        self._office = office
        self._matter = matter
        self._writer = writer
        self._rng = rng
        self._tempo = tempo
        self._order = f"GW-{rng.randrange(10_000, 60_000)}"
        self._inbox = office.account(writer.address).inbox
        self._seen = self._inbox.uidnext - 1
        self._subject = matter.subject.format(order=self._order)

    async def correspond(self) -> Outcome:
        """Write, wait, read, answer, until nothing is left to say."""
        self._open()
        if self._matter.form in (Form.NEWSLETTER, Form.LOST):
            return Outcome.SILENT
        if self._matter.form is Form.AWAY:
            return await self._answer_by_machine()
        to_say = [words.format(order=self._order) for words in self._matter.then]
        if self._rng.random() < self._tempo.chatty:
            to_say.append(self._rng.choice(self._matter.customs.thanks))
        for words in to_say:
            answer = await self._answer() or await self._answer_to_a_reminder()
            if answer is None:
                return Outcome.UNANSWERED
            await asyncio.sleep(self._rng.uniform(*self._tempo.think))
            await asyncio.sleep(len(words) * self._tempo.second_per_character)
            self._write(words, answer)
        return Outcome.FINISHED

    async def _answer_by_machine(self) -> Outcome:
        answer = await self._answer()
        if answer is None:
            return Outcome.UNANSWERED
        draft = self._draft("", answer)
        self._post(draft, away(draft, answer))
        return Outcome.SILENT

    def _open(self) -> None:
        matter, order = self._matter, self._order
        paragraphs = [words.format(order=order) for words in matter.say]
        if matter.form is Form.NEWSLETTER:
            news = self._draft("\n\n".join(paragraphs), None)
            self._post(news, newsletter(news))
            return
        greeting, closing = (
            self._rng.choice(words) for words in (matter.customs.greetings, matter.customs.closings)
        )
        words = "\n\n".join([greeting, *paragraphs, f"{closing}\n{self._writer.name}"])
        draft = self._draft(
            words,
            self._older(),
            forwards=matter.form is Form.FORWARD,
            attachments=self._files(),
        )
        self._post(draft, written(draft, CLIENTS[self._writer.client]))

    def _write(self, words: str, answer: Earlier) -> None:
        draft = self._draft(f"{words}\n\n{self._writer.name}", answer)
        self._post(draft, written(draft, CLIENTS[self._writer.client]))

    def _draft(
        self,
        words: str,
        earlier: Earlier | None,
        *,
        forwards: bool = False,
        attachments: tuple[Attachment, ...] = (),
    ) -> Draft:
        answered = earlier is not None and not forwards and earlier.message_id
        to = f"{SHOP_NAME} <{self._office.shop}>"
        if answered and earlier is not None:
            to = earlier.answer_to or earlier.address
        return Draft(
            customs=self._matter.customs,
            name=self._writer.name,
            address=self._writer.address,
            to=to,
            subject=earlier.subject if answered and earlier is not None else self._subject,
            words=words,
            at=datetime.now(UTC),
            # Never from the seed: a mail whose id came before would be taken for that one.
            number=uuid.uuid4().hex,
            earlier=earlier,
            forwards=forwards,
            attachments=attachments,
        )

    def _older(self) -> Earlier | None:
        """What stands below the first mail: an exchange of old, or a mail that is passed on."""
        at = datetime.now(UTC) - timedelta(days=self._rng.randrange(2, 9), minutes=17)
        quoted = self._matter.quoted
        if self._matter.form is Form.FORWARD:
            name, address = COURIER
            text = "\n\n".join(quoted)
            return Earlier(
                name=name,
                address=address,
                to=self._writer.address,
                subject=self._subject,
                at=at,
                text=text,
            )
        if self._matter.form is not Form.QUOTE:
            return None
        text = ""
        for said in reversed(quoted):  # the oldest stands deepest
            below = "\n".join(
                f">{line}" if line[:1] == ">" else f"> {line}" for line in text.split("\n")
            )
            text = f"{said}\n\n{below}" if text else said
        return Earlier(
            name=SHOP_NAME,
            address=self._office.shop,
            to=self._writer.address,
            subject=self._subject,
            at=at,
            text=text,
        )

    def _files(self) -> tuple[Attachment, ...]:
        form = self._matter.form
        number = self._rng.randrange(1000, 9999)
        if form is Form.PDF:
            lines = [f"Order {self._order}", "1 x table lamp Moth", "Total: 89.00"]
            return (
                Attachment(
                    name=f"{self._order}.pdf",
                    kind="application/pdf",
                    data=document(SHOP_NAME, lines),
                ),
            )
        if form not in (Form.PHOTO, Form.PICTURE):
            return ()
        return (
            Attachment(
                name=f"IMG_{number}.png",
                kind="image/png",
                data=picture(self._rng),
                inline=form is Form.PICTURE,
            ),
        )

    def _post(self, draft: Draft, raw: bytes) -> None:
        recipient = parseaddr(draft.to)[1]
        self._office.post(self._writer.address, [recipient], raw, trusted=True)

    async def _answer(self) -> Earlier | None:
        """The next mail in the own mailbox that a person wrote; None if patience ends first."""
        news = asyncio.Event()
        self._inbox.watchers.add(news.set)
        try:
            async with asyncio.timeout(self._tempo.patience):
                while True:
                    for mail in tuple(self._inbox.mails.values()):
                        if mail.uid > self._seen:
                            self._seen = mail.uid
                            if (answer := read(mail.raw)) is not None:
                                return answer
                    news.clear()
                    await news.wait()
        except TimeoutError:
            return None
        finally:
            self._inbox.watchers.discard(news.set)

    async def _answer_to_a_reminder(self) -> Earlier | None:
        words = self._rng.choice(self._matter.customs.reminders)
        draft = self._draft(f"{words}\n\n{self._writer.name}", None)
        self._post(draft, written(draft, CLIENTS[self._writer.client]))
        return await self._answer()


def lost_address(rng: random.Random, domain: str) -> str:
    """An address to which mail is taken, and returned later."""
    return f"{BOUNCES_LATER}-{rng.randrange(10**6):06d}@{domain}"
