"""Pictures and other files of texts: theirs are fetched, ours are offered for fetching."""

from __future__ import annotations

import logging
import mimetypes
from collections.abc import AsyncIterator
from urllib.parse import urlsplit

from connectors.base import House
from connectors.fetching import AddressRefused, Fetcher, FetchFailed, Login
from connectors.sms.settings import SmsSettings
from connectors.sms.texts import MAX_MEDIA, Media, Text
from connectors.twilio_account.account import Account
from conversations.entries import Attachment
from conversations.errors import DeliveryRefused, Unavailable

_log = logging.getLogger(__name__)

MAX_FILE = 32 * 1024 * 1024
"""What comes in; carriers allow a fraction of it."""
MAX_TOTAL = 5 * 1024 * 1024
"""What goes out in one message, together (https://www.twilio.com/docs/messaging/guides/mms)."""
TRIES = 3
"""After so many the text goes to its conversation without a file that cannot be got."""

SENDABLE = frozenset(
    {
        "application/pdf",
        "application/vcard",
        "text/calendar",
        "text/csv",
        "text/directory",
        "text/richtext",
        "text/rtf",
        "text/vcard",
        "text/x-vcard",
    }
)
"""Besides images, sound and films."""


class IncomingMedia:
    """Fetches files from Twilio with the account's login, and stores them."""

    def __init__(self, house: House) -> None:
        self._house = house

    async def save(
        self, text: Text, settings: SmsSettings, account: Account | None, attempt: int
    ) -> tuple[Attachment, ...]:
        """Store the text's files under ids of their own, so that a repetition stores nothing twice.

        A file that cannot be got leaves a note in its place that says why. Raises Unavailable
        while another try may get it.
        """
        base = urlsplit(settings.api_base)
        stand_in = [base.hostname or ""] if base.scheme == "http" else []
        fetcher = Fetcher(also=[settings.api_base], also_hosts=stand_in)
        login = None
        if account is not None:
            login = Login(origin=settings.api_base, user=account.user, password=account.password)
        saved = []
        for number, media in enumerate(text.media):
            file_id = f"sms-{text.sid}-{number}"
            try:
                fetched = await fetcher.fetch(media.url, max_bytes=MAX_FILE, login=login)
            except (AddressRefused, FetchFailed) as error:
                lasting = isinstance(error, AddressRefused) or error.lasting
                if not lasting and attempt < TRIES:
                    raise Unavailable(f"A file of a text cannot be fetched yet: {error}") from None
                _log.warning("a file of a text is given up: %s", error, extra={"sid": text.sid})
                saved.append(await self._note(f"{file_id}-missing", number, str(error)))
                continue
            name = _name(number, media, fetched.content_type)
            saved.append(await self._save(file_id, name, fetched.content))
        return tuple(saved)

    async def _note(self, file_id: str, number: int, reason: str) -> Attachment:
        words = f"File {number + 1} of this text could not be fetched from Twilio. {reason}\n"
        return await self._save(file_id, f"file {number + 1} is missing.txt", words.encode())

    async def _save(self, file_id: str, name: str, content: bytes) -> Attachment:
        return await self._house.files.save(
            name, _once(content), max_bytes=MAX_FILE, owner={"sms": file_id}, file_id=file_id
        )


def offered(house: House, settings: SmsSettings, attachments: tuple[Attachment, ...]) -> list[str]:
    """The addresses at which Twilio gets our files: signed, and good for an hour or two.

    Raises DeliveryRefused if Twilio or the networks would not take them.
    """
    if not attachments:
        return []
    if len(attachments) > MAX_MEDIA:
        raise DeliveryRefused(
            f"A text carries {MAX_MEDIA} files at most.", remedy="Send them in several messages."
        )
    for each in attachments:
        kind = each.content_type.partition(";")[0].strip().lower()
        if not (kind.startswith(("image/", "audio/", "video/")) or kind in SENDABLE):
            raise DeliveryRefused(
                f"“{each.name}” ({kind}) cannot be sent with a text.",
                remedy="Send a picture or a PDF, or send it by mail.",
            )
    if sum(each.size for each in attachments) > MAX_TOTAL:
        raise DeliveryRefused(
            "The files of a text may have 5 MB together.", remedy="Send smaller ones, or a link."
        )
    if not can_fetch_from(house.public_url, settings.api_base):
        raise DeliveryRefused(
            "Twilio fetches files from us by https only, and Parley's public address has none.",
            remedy="Set PARLEY_PUBLIC_URL to an https address.",
        )
    return [f"{house.public_url}{house.sign_file(each.id)}" for each in attachments]


def can_fetch_from(public_url: str, api_base: str) -> bool:
    """Whether Twilio fetches files from ``public_url``. A stand-in on this machine may do so
    without TLS, as it is spoken to without."""
    return public_url.startswith("https://") or urlsplit(api_base).scheme == "http"


def _name(number: int, media: Media, told: str) -> str:
    kind = told or media.content_type.partition(";")[0].strip().lower()
    return f"file {number + 1}{_ENDINGS.guess_extension(kind) or ''}"


_ENDINGS = mimetypes.MimeTypes()
"""The library's own table; the machine's files are not read."""


async def _once(content: bytes) -> AsyncIterator[bytes]:
    yield content
