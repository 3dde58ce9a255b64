"""Texts that come in: our server is asked what to do, and that is done.

https://www.twilio.com/docs/messaging/guides/webhook-request
"""

from __future__ import annotations

import asyncio
import uuid
from collections.abc import Sequence
from dataclasses import dataclass

from sandbox.twilio import sids
from sandbox.twilio.account import Account, PhoneNumber
from sandbox.twilio.carrying import Carrying
from sandbox.twilio.errors import ApiError
from sandbox.twilio.message import Direction, Media, Message, Status
from sandbox.twilio.numbers import country, in_north_america
from sandbox.twilio.opting_out import obey, wish
from sandbox.twilio.outgoing import Order, segments_of, take
from sandbox.twilio.twiml import PARSE_FAILURE, Redirect, Say, TwimlError, read_messaging
from sandbox.twilio.webhooks import Answer, Webhooks

_REDIRECTS = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class _Asked:
    """Whom to ask."""

    url: str
    method: str
    fallback: str
    fallback_method: str


@dataclass(slots=True, kw_only=True)
class Incoming:
    """Takes what people write to an account's numbers. ``media_base`` is where media are served."""

    carrying: Carrying
    webhooks: Webhooks
    opt_out: bool
    media_base: str = ""

    async def take(
        self, account: Account, writer: str, number: PhoneNumber, body: str, media: Sequence[Media]
    ) -> Message:
        """Keep a text, ask our server, and carry out its answer."""
        at = self.carrying.now()
        service = account.service_of(number.number)
        message = Message(
            sid=sids.new_sid(sids.MMS if media else sids.SMS),
            account_sid=account.sid,
            direction=Direction.INBOUND,
            sender=writer,
            to=number.number,
            body=body,
            status=Status.RECEIVED,
            created=at,
            updated=at,
            sent=at,
            segments=segments_of(body, bool(media)),
            service_sid=service.sid if service else None,
            media={one.sid: one for one in media},
            statuses=[Status.RECEIVED],
        )
        account.messages[message.sid] = message
        word = wish(body) if self.opt_out else None
        if word is not None and (said := obey(account, word, writer, number.number)):
            self._say(account, message, Say(body=said), although_stopped=True)
        faults = self.carrying.faults.webhooks
        if faults.lose_incoming > 0:
            faults.lose_incoming -= 1
            return message
        form = self._form(account, message)
        if word is not None and service is not None and service.tells_words:
            form["OptOutType"] = word.value
        token = str(uuid.uuid4())
        times = 2 if faults.double_incoming else 1
        await asyncio.gather(*(self._ask(account, message, form, token) for _ in range(times)))
        return message

    async def _ask(
        self, account: Account, message: Message, form: dict[str, str], token: str
    ) -> None:
        asked = _whom(account, message)
        error, at = await self._follow(account, message, form, token, asked.url, asked.method)
        if error and asked.fallback:
            told = {**form, "ErrorCode": str(error), "ErrorUrl": at}
            await self._follow(account, message, told, token, asked.fallback, asked.fallback_method)

    async def _follow(
        self,
        account: Account,
        message: Message,
        form: dict[str, str],
        token: str,
        url: str,
        method: str,
    ) -> tuple[int, str]:
        """Ask, and do what is answered; returns the code and address of what went wrong, or 0."""
        for _ in range(_REDIRECTS):
            if not url:
                return 0, ""
            answer: Answer = await self.webhooks.call(
                account, url, form, method=method, token=token
            )
            if answer.error:
                return answer.error, url
            try:
                verbs = read_messaging(answer)
            except TwimlError as error:
                return error.code, url
            next_url = ""
            for verb in verbs:
                if isinstance(verb, Redirect):
                    next_url, method = verb.url, verb.method
                    break
                self._say(account, message, verb)
            if not next_url:
                return 0, ""
            url = next_url
        return PARSE_FAILURE, url

    def _say(
        self, account: Account, message: Message, say: Say, *, although_stopped: bool = False
    ) -> None:
        order = Order(
            to=say.to or str(message.sender),
            sender=say.sender or message.to,
            body=say.body,
            media_urls=say.media_urls,
            status_callback=say.status_callback,
        )
        pair = (account.sender(order.sender), order.to)
        stopped = although_stopped and pair in account.stopped
        if stopped:
            account.stopped.discard(pair)
        try:
            reply = take(account, order, Direction.REPLY, self.carrying.now)
        except ApiError:
            return  # an answer that cannot be sent is only noted in Twilio's debugger
        finally:
            if stopped:
                account.stopped.add(pair)
        self.carrying.begin(account, reply)

    def _form(self, account: Account, message: Message) -> dict[str, str]:
        form = {
            "ToCountry": country(message.to),
            "SmsMessageSid": message.sid,
            "NumMedia": str(len(message.media)),
            "SmsSid": message.sid,
            "SmsStatus": message.status.value,
            "FromCountry": country(str(message.sender)),
            "Body": message.body,
            "To": message.to,
            "NumSegments": str(message.segments),
            "MessageSid": message.sid,
            "AccountSid": account.sid,
            "From": str(message.sender),
            "ApiVersion": "2010-04-01",
        }
        for end, number in (("To", message.to), ("From", str(message.sender))):
            if in_north_america(number):
                form |= {f"{end}City": "", f"{end}State": "", f"{end}Zip": ""}
        if message.service_sid:
            form["MessagingServiceSid"] = message.service_sid
        path = f"/2010-04-01/Accounts/{account.sid}/Messages/{message.sid}/Media/"
        for index, media in enumerate(message.media.values()):
            form[f"MediaUrl{index}"] = f"{self.media_base}{path}{media.sid}"
            form[f"MediaContentType{index}"] = media.content_type
        return form


def _whom(account: Account, message: Message) -> _Asked:
    service = account.service_of(message.to)
    number = account.numbers[message.to]
    if service is not None and service.inbound_url:
        return _Asked(
            url=service.inbound_url,
            method="POST",
            fallback=service.fallback_url,
            fallback_method="POST",
        )
    return _Asked(
        url=number.sms_url,
        method=number.sms_method,
        fallback=number.sms_fallback_url,
        fallback_method=number.sms_fallback_method,
    )
