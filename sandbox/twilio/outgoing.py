"""Taking messages for sending: what Twilio looks at before it says yes.

https://www.twilio.com/docs/messaging/api/message-resource#create-a-message-resource
"""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlsplit

from sandbox.twilio import sids
from sandbox.twilio.account import Account, MessagingService
from sandbox.twilio.errors import ApiError
from sandbox.twilio.message import Direction, Message, Status
from sandbox.twilio.numbers import TEST_FROM, TEST_TO, is_possible
from sandbox.twilio.segments import count_segments
from sandbox.twilio.timing import Now

BODY_LIMIT = 1600
MEDIA_LIMIT = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """What somebody wants to have sent, as it came."""

    to: str
    sender: str = ""
    service_sid: str = ""
    body: str = ""
    media_urls: tuple[str, ...] = ()
    status_callback: str = ""


def take(account: Account, order: Order, direction: Direction, now: Now) -> Message:
    """Put a message on the account; raises :class:`ApiError`."""
    service = _service(account, order)
    _check_ends(account, order, service)
    _check_content(order)
    key = service.sid if service else account.sender(order.sender)
    if (key, order.to) in account.stopped:
        raise ApiError(21610)
    at = now()
    chosen = order.sender or None
    pooled = service is not None and chosen is None
    message = Message(
        sid=sids.new_sid(sids.MMS if order.media_urls else sids.SMS),
        account_sid=account.sid,
        direction=direction,
        sender=chosen,
        to=order.to,
        body=order.body,
        status=Status.ACCEPTED if pooled else Status.QUEUED,
        created=at,
        updated=at,
        # A service has chosen no sender yet, so nobody knows how many it will take.
        segments=0 if pooled else segments_of(order.body, bool(order.media_urls)),
        service_sid=service.sid if service else None,
        media_urls=order.media_urls,
        status_callback=order.status_callback or (service.status_callback if service else ""),
    )
    message.statuses.append(message.status)
    account.messages[message.sid] = message
    return message


def segments_of(body: str, with_media: bool) -> int:
    """An MMS is always one."""
    return 1 if with_media else count_segments(body)


def choose_sender(account: Account, service: MessagingService, to: str) -> str:
    """The number of the pool that has written to ``to`` before, else the first."""
    for message in reversed(account.messages.values()):
        if message.to == to and message.sender in service.numbers:
            return str(message.sender)
    return service.numbers[0]


def _service(account: Account, order: Order) -> MessagingService | None:
    if not order.service_sid:
        return None
    service = account.services.get(order.service_sid)
    if service is None:
        raise ApiError(21701, order.service_sid)
    if not service.numbers:
        raise ApiError(21703)
    return service


def _check_ends(account: Account, order: Order, service: MessagingService | None) -> None:
    if not order.to:
        raise ApiError(21604)
    if not order.sender and service is None:
        raise ApiError(21603)
    if order.sender in TEST_FROM:
        raise ApiError(TEST_FROM[order.sender], order.sender)
    if order.sender:
        number = account.numbers.get(order.sender)
        if number is None or not number.can_text:
            raise ApiError(21606, order.sender)
    if order.to in TEST_TO:
        raise ApiError(TEST_TO[order.to], order.to)
    if not is_possible(order.to):
        raise ApiError(21211, order.to)
    if order.to in account.landlines:
        raise ApiError(21614, order.to)


def _check_content(order: Order) -> None:
    if not order.body and not order.media_urls:
        raise ApiError(21602)
    if len(order.body) > BODY_LIMIT:
        raise ApiError(21617)
    if len(order.media_urls) > MEDIA_LIMIT:
        raise ApiError(21623)
    for url in order.media_urls:
        if not _is_web(url):
            raise ApiError(21620, url)
    host = urlsplit(order.status_callback).hostname or ""
    if order.status_callback and (not _is_web(order.status_callback) or "_" in host):
        raise ApiError(21609, order.status_callback)


def _is_web(url: str) -> bool:
    parts = urlsplit(url)
    return parts.scheme in ("http", "https") and bool(parts.hostname)
