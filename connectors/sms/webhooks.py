"""What Twilio calls: incoming texts, and what became of ours.

Twilio waits 15 seconds for an answer and does not call again, except at the fallback address. An
incoming text is answered once it is in the journal; its timeline comes after. What could not be
taken is found by the back-fill.
"""

from __future__ import annotations

import asyncio
import logging
from collections import Counter
from collections.abc import Awaitable, Callable, Coroutine, Mapping
from typing import Any
from urllib.parse import parse_qsl

from aiohttp import web
from multidict import MultiDict
from twilio.twiml.messaging_response import MessagingResponse

from connectors.base import House
from connectors.sms.keywords import Keyword, keyword
from connectors.sms.letterbox import take
from connectors.sms.numbers import is_number
from connectors.sms.opting import PROVIDER, Opting
from connectors.sms.paths import incoming_path, status_path
from connectors.sms.settings import SettingsBook, SmsSettings
from connectors.sms.statuses import delivery
from connectors.sms.texts import sid_of
from connectors.twilio_account.account import tokens
from connectors.twilio_account.errors import OPTED_OUT
from connectors.twilio_account.signature import HEADER, is_genuine
from conversations.channels import Channel
from conversations.consent import ConsentState
from conversations.errors import NotFound, ParleyError, Unavailable, UnknownEvent
from conversations.places import Inbox
from conversations.tasks import end

_log = logging.getLogger(__name__)

MAX_BODY = 64 * 1024
IN_HAND = 1000
"""Texts that may be on their way from the journal to their timelines; beyond that nothing is taken
until there is room."""
PATIENCE_S = 0.5
"""For so long a status waits for the database before it is answered; it is stored all the same."""
RETRY_AFTER_S = 5
HELP_A_DAY = 3
DAY_S = 86_400.0

Handler = Callable[[web.Request], Awaitable[web.Response]]


class NotGenuine(ParleyError):
    """A webhook that Twilio did not send. It leaves no trace but a counter."""

    code = "not_genuine"


class Webhooks:
    """The routes of all inboxes for texts."""

    def __init__(self, house: House, book: SettingsBook, opting: Opting) -> None:
        self._house = house
        self._book = book
        self._opting = opting
        self._tasks: set[asyncio.Task[Any]] = set()
        self.counted: Counter[str] = Counter()
        self.last_at: dict[str, Any] = {}
        """When the last genuine webhook of an inbox came to this process."""

    def add_routes(self, router: web.UrlDispatcher) -> None:
        """Add them."""
        router.add_post(incoming_path("{key}"), self._answering(self.incoming))
        router.add_post(status_path("{key}"), self._answering(self.status))

    @property
    def under_way(self) -> frozenset[asyncio.Task[Any]]:
        """What was begun by webhooks and is not done yet."""
        return frozenset(self._tasks)

    async def close(self) -> None:
        """Let what was begun come to its end, for a while."""
        if self._tasks:
            await asyncio.wait(self._tasks, timeout=5.0)
        await asyncio.gather(*(end(each, 1.0) for each in list(self._tasks)))

    async def incoming(self, request: web.Request) -> web.Response:
        """Take a text in."""
        inbox, settings, form = await self._genuine(request)
        sid = sid_of(form)
        if not inbox.enabled:
            raise Unavailable(f"The inbox “{inbox.name}” is switched off; texts wait at Twilio.")
        if len(self._tasks) >= IN_HAND:
            raise Unavailable("Too many texts are being taken in.")
        journalled = asyncio.Event()
        taking = self._begin(take(self._house, inbox, sid, {"form": dict(form)}, journalled))
        waiting = asyncio.create_task(journalled.wait())
        try:
            await asyncio.wait({taking, waiting}, return_when=asyncio.FIRST_COMPLETED)
        finally:
            waiting.cancel()
        if not journalled.is_set():
            await taking  # raises what kept it from the journal
        self._count("accepted")
        return _twiml(await self._help(inbox, settings, form, sid))

    async def status(self, request: web.Request) -> web.Response:
        """Take in what became of a text of ours."""
        inbox, _, form = await self._genuine(request)
        conversation_id, seq = request.query.get("c", ""), request.query.get("s", "")
        status = form.get("MessageStatus") or form.get("SmsStatus") or ""
        number = form.get("ErrorCode") or ""
        found = delivery(status, int(number) if number.isdecimal() else 0, self._house.clock.now())
        if not conversation_id or not seq.isdecimal():
            raise UnknownEvent("A status of a text does not name one of ours.")
        storing = self._begin(self._store(inbox, conversation_id, int(seq), found, form))
        done, _pending = await asyncio.wait({storing}, timeout=PATIENCE_S)
        if done:
            storing.result()
        self._count("status")
        return web.Response(status=204)

    async def _store(
        self, inbox: Inbox, conversation_id: str, seq: int, found: Any, form: Mapping[str, str]
    ) -> None:
        entry = await self._house.threads.entry(conversation_id, seq)
        if entry is None or entry.inbox_id != inbox.id or entry.channel is not Channel.SMS:
            raise NotFound("A status of a text names none of this inbox.")
        await self._house.contact_desk.delivered(conversation_id, seq, found)
        if form.get("ErrorCode") == str(OPTED_OUT) and is_number(form.get("To", "")):
            await self._opting.take(
                inbox,
                form["To"],
                ConsentState.OPTED_OUT,
                at=self._house.clock.now(),
                source=PROVIDER,
                key=entry.id,
                conversation_id=conversation_id,
            )

    async def _genuine(self, request: web.Request) -> tuple[Inbox, SmsSettings, MultiDict[str]]:
        """The inbox, its settings and the form, if Twilio has signed it. Raises NotGenuine."""
        signature = request.headers.get(HEADER, "")
        if not signature or request.content_type != "application/x-www-form-urlencoded":
            raise NotGenuine("There is no signature.")
        try:
            inbox = await self._house.inboxes.inbox_by_public_key(request.match_info["key"])
        except NotFound:
            raise NotGenuine("There is no such inbox.") from None
        if inbox.channel is not Channel.SMS:
            raise NotGenuine("There is no such inbox.")
        form = await _form(request)
        url = f"{self._house.public_url}{request.raw_path}"
        if not is_genuine(url, form, signature, tokens(inbox.secrets)):
            raise NotGenuine("The signature is wrong.")
        settings = await asyncio.to_thread(self._book.of, inbox.id, inbox.settings)
        if form.get("AccountSid", "") != settings.account_sid:
            raise NotGenuine("It is another account's.")
        self.last_at[inbox.id] = self._house.clock.now()
        return inbox, settings, form

    async def _help(
        self, inbox: Inbox, settings: SmsSettings, form: Mapping[str, str], sid: str
    ) -> str:
        """The answer to HELP, where Twilio gives none: once for each text, and few a day, so that
        two machines do not go on for ever."""
        asked = keyword(form.get("Body", ""), form.get("OptOutType", "")) is Keyword.HELP
        if not asked or settings.opt_out_managed_by_twilio or not settings.help_text:
            return ""
        tallies, sender = self._house.tallies, form.get("From", "")
        if not await tallies.take(f"sms help:{inbox.id}:{sid}", 1, DAY_S):
            return ""
        if not await tallies.take(f"sms help:{inbox.id}:{sender}", HELP_A_DAY, DAY_S):
            return ""
        return settings.help_text

    def _begin(self, work: Coroutine[Any, Any, Any]) -> asyncio.Task[Any]:
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._ended)
        return task

    def _ended(self, task: asyncio.Task[Any]) -> None:
        self._tasks.discard(task)
        if task.cancelled():
            return
        error = task.exception()
        if isinstance(error, ParleyError):
            _log.warning("a webhook for texts was not carried out: %s", error)
        elif error is not None:
            _log.error("a webhook for texts failed", exc_info=error)

    def _answering(self, handler: Handler) -> Handler:
        async def answer(request: web.Request) -> web.Response:
            try:
                return await handler(request)
            except NotGenuine:
                self._count("refused")
                return web.Response(status=403)
            except Unavailable:
                self._count("unavailable")
                return web.Response(status=503, headers={"Retry-After": str(RETRY_AFTER_S)})
            except UnknownEvent as error:
                self._count("unknown")
                _log.warning("%s", error, extra={"path": request.path})
                return web.Response(status=204)
            except ParleyError:
                self._count("failed")  # told where it happened
                return web.Response(status=204)

        return answer

    def _count(self, outcome: str) -> None:
        self.counted[outcome] += 1
        self._house.note_webhook(Channel.SMS, outcome)


async def _form(request: web.Request) -> MultiDict[str]:
    body = bytearray()
    while chunk := await request.content.readany():
        body += chunk
        if len(body) > MAX_BODY:
            raise NotGenuine("The body is longer than Twilio's are.")
    try:
        pairs = parse_qsl(body.decode("ascii"), keep_blank_values=True, errors="strict")
    except ValueError:
        raise NotGenuine("The body is no form.") from None
    return MultiDict(pairs)


def _twiml(said: str = "") -> web.Response:
    answer = MessagingResponse()
    if said:
        answer.message(said)
    return web.Response(text=str(answer), content_type="application/xml")
