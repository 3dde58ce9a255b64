"""The words that Parley itself puts into mails, in the languages that it speaks."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from datetime import UTC, datetime

RIGHT_TO_LEFT = frozenset({"ar", "ckb", "dv", "fa", "he", "ps", "sd", "ug", "ur", "yi"})
_PERSIAN_DIGITS = str.maketrans("0123456789", "۰۱۲۳۴۵۶۷۸۹")


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """One language. ``{date}``, ``{name}`` and ``{team}`` are put in by who uses a sentence."""

    code: str
    months: str
    """Their names in order, with spaces between."""
    day: str
    """How a date is written, of ``{day}``, ``{month}``, ``{year}`` and ``{time}``."""
    wrote: str
    forwarded: str
    sender: str
    sent: str
    subject: str
    to: str
    your_message: str
    unread_subject: str
    unread_intro: str
    unread_end: str
    transcript_subject: str
    transcript_intro: str
    files: str

    @property
    def direction(self) -> str:
        """``rtl`` or ``ltr``."""
        return direction_of_language(self.code)

    def date(self, moment: datetime) -> str:
        """A moment as people write it, in UTC for want of the reader's own zone."""
        utc = moment.astimezone(UTC)
        written = self.day.format(
            day=utc.day,
            month=self.months.split()[utc.month - 1],
            year=utc.year,
            time=f"{utc:%H:%M}",
        )
        digits = written.translate(_PERSIAN_DIGITS) if self.code == "fa" else written
        return f"{digits} (UTC)"


def words_of(language: str | None) -> Words:
    """The words of a language tag such as ``de-AT``; English for those that we do not speak."""
    return _ALL.get((language or "").replace("_", "-").partition("-")[0].lower(), _ALL["en"])


def direction_of_language(language: str) -> str:
    """``rtl`` for languages that are written from right to left, else ``ltr``."""
    main = language.replace("_", "-").partition("-")[0].lower()
    return "rtl" if main in RIGHT_TO_LEFT else "ltr"


def direction_of(text: str, language: str = "") -> str:
    """A text's direction, by its first letter that has one (Unicode, UAX 9, rule P2)."""
    for character in text[:2000]:
        kind = unicodedata.bidirectional(character)
        if kind in ("R", "AL"):
            return "rtl"
        if kind == "L":
            return "ltr"
    return direction_of_language(language)


_ALL = {
    each.code: each
    for each in (
        Words(
            code="en",
            months=(
                "January February March April May June July August September October November "
                "December"
            ),
            day="{day} {month} {year} at {time}",
            wrote="On {date}, {name} wrote:",
            forwarded="Forwarded message",
            sender="From",
            sent="Date",
            subject="Subject",
            to="To",
            your_message="Your message",
            unread_subject="New messages from {team}",
            unread_intro="While you were away, {team} wrote to you:",
            unread_end="You can answer this mail: it reaches us in the same conversation.",
            transcript_subject="Your chat with {team}",
            transcript_intro="This is what was said in your chat with {team}:",
            files="Files: {names}",
        ),
        Words(
            code="de",
            months=(
                "Januar Februar März April Mai Juni Juli August September Oktober November Dezember"
            ),
            day="{day}. {month} {year} um {time}",
            wrote="Am {date} schrieb {name}:",
            forwarded="Weitergeleitete Nachricht",
            sender="Von",
            sent="Datum",
            subject="Betreff",
            to="An",
            your_message="Ihre Nachricht",
            unread_subject="Neue Nachrichten von {team}",
            unread_intro="Während Sie weg waren, hat {team} Ihnen geschrieben:",
            unread_end="Sie können auf diese E-Mail antworten: Ihre Antwort erreicht uns im "
            "selben Gespräch.",
            transcript_subject="Ihr Chat mit {team}",
            transcript_intro="Das wurde in Ihrem Chat mit {team} gesagt:",
            files="Dateien: {names}",
        ),
        Words(
            code="tr",
            months="Ocak Şubat Mart Nisan Mayıs Haziran Temmuz Ağustos Eylül Ekim Kasım Aralık",
            day="{day} {month} {year} {time}",
            wrote="{name}, {date} tarihinde şunu yazdı:",
            forwarded="İletilen mesaj",
            sender="Kimden",
            sent="Tarih",
            subject="Konu",
            to="Kime",
            your_message="Mesajınız",
            unread_subject="{team} size yeni mesajlar gönderdi",
            unread_intro="Siz yokken {team} size şunları yazdı:",
            unread_end="Bu e-postayı yanıtlayabilirsiniz: yanıtınız aynı görüşmede bize ulaşır.",
            transcript_subject="{team} ile sohbetiniz",
            transcript_intro="{team} ile sohbetinizde konuşulanlar:",
            files="Dosyalar: {names}",
        ),
        Words(
            code="az",
            months=("yanvar fevral mart aprel may iyun iyul avqust sentyabr oktyabr noyabr dekabr"),
            day="{day} {month} {year} {time}",
            wrote="{name} {date} tarixində yazdı:",
            forwarded="Yönləndirilmiş mesaj",
            sender="Kimdən",
            sent="Tarix",
            subject="Mövzu",
            to="Kimə",
            your_message="Mesajınız",
            unread_subject="{team} sizə yeni mesajlar göndərdi",
            unread_intro="Siz olmayanda {team} sizə yazdı:",
            unread_end="Bu məktuba cavab verə bilərsiniz: cavabınız bizə eyni söhbətdə çatacaq.",
            transcript_subject="{team} ilə söhbətiniz",
            transcript_intro="{team} ilə söhbətinizdə deyilənlər:",
            files="Fayllar: {names}",
        ),
        Words(
            code="fa",
            months="ژانویه فوریه مارس آوریل مه ژوئن ژوئیه اوت سپتامبر اکتبر نوامبر دسامبر",
            day="{day} {month} {year} ساعت {time}",
            wrote="در {date}، {name} نوشت:",
            forwarded="پیام بازارسال‌شده",
            sender="از",
            sent="تاریخ",
            subject="موضوع",
            to="به",
            your_message="پیام شما",
            unread_subject="پیام‌های تازه از {team}",
            unread_intro="هنگامی که نبودید، {team} برایتان نوشت:",
            unread_end="می‌توانید به همین ایمیل پاسخ دهید: پاسخ شما در همین گفت‌وگو به ما می‌رسد.",
            transcript_subject="گفت‌وگوی شما با {team}",
            transcript_intro="آنچه در گفت‌وگوی شما با {team} گفته شد:",
            files="پرونده‌ها: {names}",
        ),
    )
}
